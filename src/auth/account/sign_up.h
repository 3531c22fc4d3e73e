/* Sign-up with e-mail address and password. */
#ifndef OSTIARY_AUTH_ACCOUNT_SIGN_UP_H
#define OSTIARY_AUTH_ACCOUNT_SIGN_UP_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "auth/session/sessions.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "fields/input.h"

/* All texts are valid UTF-8. */
struct sign_up_form {
	struct str name;     /* may be empty */
	struct str email;    /* as it was sent */
	struct str password; /* the caller wipes it */
	struct str image;    /* p is NULL when there is none */
	struct str callback; /* for the link in a mail; may be empty */
	enum remember remember;
	struct session_origin from;
	const struct own_input *own; /* columns of one's own, of OWN_CREATE; NULL: none */
};

/* AUTH_OK: *out has the user and, unless the settings demand verification or switch automatic
 * sign-in off, a session; without one the session's token is empty. In that case a taken address
 * gets the same answer, with a user who is not stored. REFUSED_SIGN_UP_OFF,
 * REFUSED_INVALID_EMAIL, REFUSED_PASSWORD_TOO_SHORT, REFUSED_PASSWORD_TOO_LONG,
 * REFUSED_PASSWORD_COMPROMISED, REFUSED_FIELD_MISSING, REFUSED_FIELD_NOT_ALLOWED,
 * REFUSED_FIELD_INVALID, REFUSED_NEW_USER_FIELD_TAKEN, REFUSED_EMAIL_TAKEN, in this order;
 * AUTH_FAULT. Whether the value of a unique column is taken does not depend on the address.
 *
 * The password is hashed on this thread (about 60 ms) after the address was looked up and
 * outside of any transaction; then all rows are stored or none. Of several concurrent requests
 * for one address exactly one stores its user. */
enum auth_result sign_up(struct issuer *issuer, struct arena *a, const struct sign_up_form *form,
			 struct signed_in *out, struct err *err);

#endif
