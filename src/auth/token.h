/* Issuing JWTs (RFC 7519) in Better Auth's form.
 *
 * Header: exactly {"alg":...,"kid":...}. Claims, in this order: iat, the user's (json_view.h), sub, exp,
 * iss, aud.
 */
#ifndef OSTIARY_AUTH_TOKEN_H
#define OSTIARY_AUTH_TOKEN_H

#include "auth/issuer.h"
#include "auth/sessions.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/users.h"

enum token_rc {
	TOKEN_ISSUED = 0,
	TOKEN_NO_SESSION, /* the session has ended meanwhile; only where not_before is on */
	TOKEN_TOO_LONG,   /* the user's name and image would make a token that no verifier takes */
	TOKEN_FAULT,      /* see *err */
};

/* What our verifier accepts at most, and what fits into a header line everywhere. */
#define TOKEN_MAX 8192

/* Issues a token for the user with the key that signs now, which is made when there is none (then this
 * waits; see keyring_ready()). TOKEN_ISSUED with *out in the arena. */
enum token_rc token_issue(struct issuer *issuer, struct arena *a, const struct user *user,
			  struct str *out, struct err *err);

/* The same for somebody who is signed in. Where not_before is on, the session is looked at once more, by
 * which no token is younger than the end of its session (not_before.h, I3). */
enum token_rc token_issue_in(struct issuer *issuer, struct arena *a, const struct signed_in *who,
			     struct str *out, struct err *err);

#endif
