/* Challenges: each is for one ceremony of one kind within five minutes, whatever comes of it.
 *
 * A challenge is a row of the table "verification", as Better Auth's plugin writes it. Its name is
 * a random token, which the client keeps in a signed cookie. */
#ifndef OSTIARY_AUTH_PASSKEY_CHALLENGE_H
#define OSTIARY_AUTH_PASSKEY_CHALLENGE_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "core/limits.h"
#include "store/tables/users.h"

#define CHALLENGE_LIFE_S 300

enum ceremony {
	CEREMONY_REGISTRATION = 0,
	CEREMONY_AUTHENTICATION,
};

struct challenge {
	struct str token; /* for the cookie */
	struct str text;  /* for the authenticator: base64url of 32 random bytes */
};

/* Different tokens of valid cookies. */
struct challenge_tokens {
	struct str of[LIMIT_COOKIE_TWINS];
	size_t n; /* LIMIT_COOKIE_TWINS also when there are more */
};

/* Stores a new challenge. user may be NULL for an authentication; context, the query parameter of a
 * registration, has a p that is NULL when there is none. A registration is refused with ERR_NO_ROOM
 * while the disk is nearly full (store_grow()). AUTH_OK with *out in the arena, AUTH_FAULT. */
enum auth_result challenge_make(struct issuer *issuer, struct arena *a, enum ceremony ceremony,
				const struct user *user, struct str context, struct challenge *out,
				struct err *err);

/* Chooses among the tokens of a request, of which a neighbouring host can have planted some: *out
 * is the one whose challenge of that ceremony has this text, else the first one; empty when n is 0.
 * Nothing is used up, and the database is only asked when there are several. AUTH_OK,
 * AUTH_FAULT. */
enum auth_result challenge_choose(struct issuer *issuer, struct arena *a, enum ceremony ceremony,
				  const struct challenge_tokens *tokens, struct str text,
				  struct str *out, struct err *err);

/* Uses up the challenge with that token, also when it is of the other ceremony. Of requests that
 * use one at the same time, one succeeds. Without a token, the database is not asked. AUTH_OK with
 * the text and the id of the user, which may be empty, in the arena; REFUSED_CHALLENGE_NOT_FOUND;
 * AUTH_FAULT. */
enum auth_result challenge_take(struct issuer *issuer, struct arena *a, enum ceremony ceremony,
				struct str token, struct str *out_text, struct str *out_user_id,
				struct err *err);

#endif
