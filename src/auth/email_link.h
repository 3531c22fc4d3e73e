/* Links that show that somebody reads the mail of an address. They are JSON Web Tokens (hs256.h) with the
 * claims {email, [updateTo], [requestType], [userId], [credential], iat, exp}: nothing is stored, and each
 * is good until it expires.
 *
 * The last claim is ours: a link that changes an address is good only as long as the password is the one
 * that it was asked for under, or a stolen session would outlive the password that was changed because of
 * it. */
#ifndef OSTIARY_AUTH_EMAIL_LINK_H
#define OSTIARY_AUTH_EMAIL_LINK_H

#include "auth/issuer.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/store.h"

#define EMAIL_LINK_CONFIRM "change-email-confirmation" /* to the old address */
#define EMAIL_LINK_CHANGE  "change-email-verification" /* to the new one */

/* What a link stands for. Texts that are absent have p NULL. */
struct email_link {
	struct str email; /* that the user has now, in lower case */
	struct str update_to;
	struct str request_type;
	struct str user_id;    /* links made before Better Auth 1.7.16 have none */
	struct str credential; /* email_link_credential(); Better Auth's links have none */
};

/* What stands for the user's password in a link; a user without one has a text as well. STORE_OK with *out
 * in the arena, STORE_FAULT. */
enum store_rc email_link_credential(struct sql *sql, struct arena *a, struct str user_id,
				    struct str *out, struct err *err);

enum email_link_rc {
	EMAIL_LINK_INVALID = 0,
	EMAIL_LINK_GOOD,
	EMAIL_LINK_EXPIRED,
	EMAIL_LINK_MALFORMED, /* signed by us, and yet not what we sign */
};

/* EMAIL_LINK_GOOD with *out in the arena. */
enum email_link_rc email_link_read(const struct issuer *issuer, struct arena *a, struct str token,
				   struct email_link *out);

/* To whom a link goes, and where it leads in the end. */
struct email_letter {
	struct str kind; /* announce.h */
	struct str to;
	struct str name;
	struct str callback; /* empty: "/" */
};

/* Makes the token and announces its link; inside a transaction. */
enum store_rc email_link_send(struct sql *sql, const struct issuer *issuer, struct arena *a,
			      const struct email_link *link, const struct email_letter *letter,
			      struct err *err);

#endif
