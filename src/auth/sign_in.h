/* Sign-in with e-mail address and password. */
#ifndef OSTIARY_AUTH_SIGN_IN_H
#define OSTIARY_AUTH_SIGN_IN_H

#include "auth/issuer.h"
#include "auth/sessions.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"

/* All texts are valid UTF-8. */
struct sign_in_form {
	struct str email;    /* as it was sent */
	struct str password; /* the caller wipes it */
	struct str callback; /* for the link in a mail; may be empty */
	enum remember remember;
	struct session_origin from;
};

enum sign_in_rc {
	SIGN_IN_REFUSED = 0,       /* 401 INVALID_EMAIL_OR_PASSWORD, whichever of the two it was */
	SIGN_IN_DONE,              /* *out, with a new session that is on disk */
	SIGN_IN_INVALID_EMAIL,     /* 400 INVALID_EMAIL */
	SIGN_IN_PASSWORD_TOO_LONG, /* 400 PASSWORD_TOO_LONG */
	SIGN_IN_NOT_VERIFIED,      /* 403 EMAIL_NOT_VERIFIED: the password was right */
	SIGN_IN_THROTTLED,         /* 429: too many wrong ones; *out_wait_s says for how long */
	SIGN_IN_FAULT,             /* see *err; also a stored hash that is none */
};

/* Every SIGN_IN_REFUSED and SIGN_IN_DONE costs exactly one password hash on this thread, whether the
 * user exists or not; one more replaces a hash of another kind than the settings want. */
enum sign_in_rc sign_in(struct issuer *issuer, struct arena *a, const struct sign_in_form *form,
			struct signed_in *out, int64_t *out_wait_s, struct err *err);

#endif
