/* Links that prove that the user reads the mail of an address. Each is a JSON Web Token
 * (hs256.h) with the claims {email, [updateTo], [requestType], [userId], [credential], iat,
 * exp}: nothing is stored, and a link is valid until it expires.
 *
 * The last claim is not Better Auth's: a link that changes an address is valid only until the
 * password changes. Otherwise an attacker with a stolen session could still change the address
 * after the user has set a new password. */
#ifndef OSTIARY_AUTH_EMAIL_LINK_TOKEN_H
#define OSTIARY_AUTH_EMAIL_LINK_TOKEN_H

#include "auth/issuer/issuer.h"
#include "auth/issuer/result.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/store.h"
#include "store/tables/users.h"

#define EMAIL_KIND_VERIFY "verify-email" /* the kind of the mail that asks to verify an address */

/* The request types of a change. */
#define EMAIL_LINK_CONFIRM "change-email-confirmation" /* to the old address */
#define EMAIL_LINK_CHANGE  "change-email-verification" /* to the new one */

/* The claims of a link. Texts that are absent have p NULL. */
struct email_link {
	struct str email; /* the user's present address, in lower case */
	struct str update_to;
	struct str request_type;
	struct str user_id;    /* links of Better Auth before 1.7.16 have none */
	struct str credential; /* email_link_credential(); Better Auth's links have none */
};

/* The claim `credential`: a digest of the stored password hash. A user without a password has a
 * value as well. STORE_OK with *out in the arena, STORE_FAULT. */
enum store_rc email_link_credential(struct sql *sql, struct arena *a, struct str user_id,
				    struct str *out, struct err *err);

/* AUTH_OK with *out in the arena, REFUSED_LINK_INVALID, REFUSED_LINK_EXPIRED. A token with a valid
 * signature and other claims is invalid too, with a line in the log: the secret also signs cookies
 * (cookie_cache.h), which clients can send here. */
enum auth_result email_link_read(const struct issuer *issuer, struct arena *a, struct str token,
				 struct email_link *out);

/* The mail that carries a link. */
struct email_letter {
	struct str kind;     /* announce.h */
	struct str to;       /* the address */
	struct str name;     /* of its owner */
	struct str callback; /* where the link redirects to; empty: "/" */
};

/* Makes the token and announces its link; inside a transaction. */
enum store_rc email_link_send(struct sql *sql, const struct issuer *issuer, struct arena *a,
			      const struct email_link *link, const struct email_letter *letter,
			      struct err *err);

/* The same for a link that verifies the user's present address. */
enum store_rc verification_link_send(struct sql *sql, const struct issuer *issuer, struct arena *a,
				     const struct user *user, struct str callback, struct err *err);

#endif
