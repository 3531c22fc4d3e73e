/* One-time codes of an authenticator: HOTP with HMAC-SHA-1 (RFC 4226), of which TOTP (RFC 6238) is
 * the one whose counter is the number of the time step. */
#ifndef OSTIARY_CRYPTO_FACTOR_OTP_H
#define OSTIARY_CRYPTO_FACTOR_OTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define OTP_DIGITS_MAX 8

struct otp {
	char text[OTP_DIGITS_MAX];
	unsigned digits;
};

/* The code of `digits` digits, 6 to OTP_DIGITS_MAX (RFC 4226 section 5.3), for that counter. False:
 * the cryptography failed. The caller wipes *out. */
bool otp_make(struct str key, uint64_t counter, unsigned digits, struct otp *out);

/* True when it is that code; the time it takes does not depend on where they differ. */
bool otp_eq(const struct otp *otp, struct str code);

#endif
