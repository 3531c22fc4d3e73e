/* Sign-in with e-mail address and password. */
#ifndef OSTIARY_AUTH_ACCOUNT_SIGN_IN_H
#define OSTIARY_AUTH_ACCOUNT_SIGN_IN_H

#include "auth/factor/pending.h"
#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "auth/session/sessions.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"

/* Wrong passwords in a row after which none counts, of one device and of all strangers together. */
#define SIGN_IN_FAILURES_MAX 100

/* All texts are valid UTF-8. */
struct sign_in_form {
	struct str email;    /* as it was sent */
	struct str password; /* the caller wipes it */
	struct str callback; /* for the link in a mail; may be empty */
	struct str device;   /* the values of device cookies (abuse/device.h); may be empty */
	struct str trust;    /* the verified value of the trusted browser's cookie; may be empty */
	enum remember remember;
	struct session_origin from;
};

struct sign_in_answer {
	int64_t wait_s;               /* of REFUSED_THROTTLED */
	struct factor_outcome factor; /* of AUTH_OK and REFUSED_SECOND_FACTOR */
};

/* AUTH_OK: *out has a new session that is on disk. REFUSED_INVALID_EMAIL,
 * REFUSED_PASSWORD_TOO_LONG, REFUSED_THROTTLED, REFUSED_WRONG_CREDENTIALS (also for a stored hash
 * that cannot be verified); when the password was right REFUSED_EMAIL_NOT_VERIFIED, REFUSED_BANNED,
 * REFUSED_SECOND_FACTOR (with factor.waits the sign-in waits for it; otherwise this server cannot
 * ask for it); AUTH_FAULT.
 *
 * Every REFUSED_WRONG_CREDENTIALS costs the same work on this thread, whether the user exists or
 * not and whatever hash is stored (crypto/password/hashes_in_use.h). AUTH_OK costs one password
 * hash; one more replaces a hash of another kind than the settings want. */
enum auth_result sign_in(struct issuer *issuer, struct arena *a, const struct sign_in_form *form,
			 struct signed_in *out, struct sign_in_answer *out_answer, struct err *err);

#endif
