/* Sign-in by passkey. */
#ifndef OSTIARY_AUTH_PASSKEY_SIGN_IN_H
#define OSTIARY_AUTH_PASSKEY_SIGN_IN_H

#include "auth/factor/pending.h"
#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "auth/session/sessions.h"
#include "base/json.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"

struct passkey_sign_in_form {
	const struct json *response; /* of the browser */
	struct str token;            /* of the challenge; empty: there is none */
	struct str origin;           /* of the page */
	struct session_origin from;
};

struct passkey_answer {
	/* The authenticator verified the person, by PIN or biometrics, which makes two factors;
	 * otherwise the passkey is one. */
	bool verified;
	struct factor_outcome factor;
};

/* AUTH_OK: *out has a new session that is on disk, and the passkey's counter is recorded in the
 * same transaction, as it is with REFUSED_SECOND_FACTOR (with factor.waits the sign-in waits for
 * it; otherwise this server cannot ask for it). REFUSED_CHALLENGE_NOT_FOUND;
 * REFUSED_PASSKEY_UNKNOWN (also a credential that the table has for several users);
 * REFUSED_PASSKEY_RESPONSE_WRONG; REFUSED_PASSKEY_SIGNATURE_WRONG; REFUSED_EMAIL_NOT_VERIFIED;
 * REFUSED_BANNED; AUTH_FAULT. */
enum auth_result passkey_sign_in(struct issuer *issuer, struct arena *a,
				 const struct passkey_sign_in_form *form, struct signed_in *out,
				 struct passkey_answer *out_answer, struct err *err);

#endif
