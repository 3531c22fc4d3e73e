/* Registration of a passkey for the signed-in user. */
#ifndef OSTIARY_AUTH_PASSKEY_REGISTER_H
#define OSTIARY_AUTH_PASSKEY_REGISTER_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "auth/session/sessions.h"
#include "base/json.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/factors/passkeys.h"

struct passkey_form {
	const struct json *response;       /* of the browser */
	struct str token;                  /* of the challenge; empty: there is none */
	struct str origin;                 /* of the page */
	struct str name;                   /* p is NULL when there is none */
	const struct user *user;           /* who is signed in with a fresh session */
	const struct session_proof *proof; /* of that session */
	bool starts_session;        /* one more, besides that of the request, with the same proof */
	struct session_origin from; /* of that session */
};

/* AUTH_OK: *out, and *out_session when the form starts one, are on disk, and the user is sent a
 * mail. A credential belongs to one user, and to one row. REFUSED_CHALLENGE_NOT_FOUND;
 * REFUSED_PASSKEY_OTHER_USER (the challenge is another user's); REFUSED_PASSKEY_NOT_REGISTERED (the
 * response does not hold; the reason is logged); REFUSED_PASSKEY_TAKEN; REFUSED_PASSKEYS_TOO_MANY;
 * REFUSED_USER_GONE; AUTH_FAULT. */
enum auth_result passkey_register(struct issuer *issuer, struct arena *a,
				  const struct passkey_form *form, struct passkey *out,
				  struct session *out_session, struct err *err);

#endif
