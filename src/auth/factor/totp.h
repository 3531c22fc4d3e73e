/* Codes of authenticators (RFC 6238): SHA-1, a window of one step to either side, and each step
 * counts once. */
#ifndef OSTIARY_AUTH_FACTOR_TOTP_H
#define OSTIARY_AUTH_FACTOR_TOTP_H

#include <stdint.h>

#include "auth/issuer/issuer.h"
#include "base/str.h"
#include "core/arena.h"

/* A new secret, sealed, in the arena. False: it could not be sealed. */
bool totp_secret_make(const struct issuer *issuer, struct arena *a, struct str *out);

/* The step whose code this is, among those around now_ms; 0: it is the code of none of them. False,
 * with *err: the secret does not open. */
bool totp_step_of(const struct issuer *issuer, struct str sealed, struct str code, int64_t now_ms,
		  int64_t *out, struct err *err);

/* The address that an authenticator reads as a QR code:
 * otpauth://totp/ISSUER:EMAIL?secret=BASE32&issuer=ISSUER&digits=6&period=30. name is the issuer,
 * or empty for that of the settings. In the arena. False, with *err: the secret does not open. */
bool totp_uri(const struct issuer *issuer, struct arena *a, struct str sealed, struct str name,
	      struct str email, struct str *out, struct err *err);

#endif
