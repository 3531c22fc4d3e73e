/* Sign-up with e-mail address and password. */
#ifndef OSTIARY_AUTH_SIGN_UP_H
#define OSTIARY_AUTH_SIGN_UP_H

#include "auth/issuer.h"
#include "auth/sessions.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"

/* All texts are valid UTF-8. */
struct sign_up_form {
	struct str name;     /* may be empty */
	struct str email;    /* as it was sent */
	struct str password; /* the caller wipes it */
	struct str image;    /* p is NULL when there is none */
	struct str callback; /* for the link in a mail; may be empty */
	enum remember remember;
	struct session_origin from;
};

enum sign_up_rc {
	SIGN_UP_DONE = 0,      /* *out: user, account and session are on disk */
	SIGN_UP_NO_SESSION,    /* *out has only the user: the address is to be verified first, or
				     * signing up does not sign in. Who owns the address already is
				     * answered the same, with a user who is not there */
	SIGN_UP_OFF,           /* 400 EMAIL_PASSWORD_SIGN_UP_DISABLED */
	SIGN_UP_INVALID_EMAIL, /* 400 INVALID_EMAIL */
	SIGN_UP_PASSWORD_TOO_SHORT, /* 400 PASSWORD_TOO_SHORT */
	SIGN_UP_PASSWORD_TOO_LONG,  /* 400 PASSWORD_TOO_LONG */
	SIGN_UP_COMPROMISED,        /* 400 PASSWORD_COMPROMISED */
	SIGN_UP_EMAIL_TAKEN,        /* 422 USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL */
	SIGN_UP_FAULT,              /* see *err */
};

/* Checks in the order of the answers above, then hashes the password on this thread (about 60 ms, after
 * the address was looked up and outside of any transaction), then stores all three rows or none. Of
 * several that ask for one address at once exactly one is DONE. */
enum sign_up_rc sign_up(struct issuer *issuer, struct arena *a, const struct sign_up_form *form,
			struct signed_in *out, struct err *err);

#endif
