/* What an operator decides about one user: whether the user may come in, and which roles the user
 * has. Each is one transaction with a row in ostiary_audit.
 *
 * I1  A ban ends what the user has at once: the sessions, also those in which the user acts as
 *     somebody else, and the trust of browsers in the same transaction, and the access tokens that
 *     were issued before it (auth/revocation/revocation.h), where revocations are on.
 * I2  Every way in asks for the ban (auth/session/barred.h).
 */
#ifndef OSTIARY_AUTH_ADMIN_ACCESS_H
#define OSTIARY_AUTH_ADMIN_ACCESS_H

#include "auth/issuer/issuer.h"
#include "store/tables/access/marks.h"
#include "store/tables/users.h"

#define ACCESS_ROLE_BYTES   200
#define ACCESS_REASON_BYTES 1000

/* Whom it is about, who decides, and the user as the decision left it. Texts are borrowed until the
 * call returns. */
struct access_change {
	const struct issuer *issuer; /* its store, clock, random and revocations are used */
	struct arena *arena;
	struct str user_id;
	struct str actor;        /* as ostiary_audit has it */
	bool keeps_admin;        /* access_set_role() leaves at least one admin */
	bool is_last_admin;      /* set by it: it would not have, and nothing was written */
	struct user user;        /* set on STORE_OK, like the marks; in the arena */
	struct user_marks marks; /* likewise */
};

/* Roles as text: words of letters, digits, "-" and "_", joined by commas, and at most
 * ACCESS_ROLE_BYTES. */
bool access_role_is_valid(struct str role);

/* STORE_OK, STORE_NONE: there is no such user; STORE_FAULT. */

/* Bans the user until ends_ms (INT64_MAX: until the ban is lifted). The reason is UTF-8; of no
 * bytes, it is Better Auth's "No reason". */
enum store_rc access_ban(struct access_change *change, struct str reason, int64_t ends_ms,
			 struct err *err);

/* Lifts a ban. What it ended stays ended. Of a user who is not banned nothing is written. */
enum store_rc access_unban(struct access_change *change, struct err *err);

/* Gives the user these roles in the place of all others; they are valid. With OSTIARY_ADMIN=on the
 * access tokens are revoked, which have the roles, and with the role admin goes what it gave, with
 * its coming every session in which an admin acts as the user. */
enum store_rc access_set_role(struct access_change *change, struct str role, struct err *err);

/* The same inside of a transaction, for a change of which it is a part. Before it reads "user",
 * access_prepare() must have been called. STORE_NONE also with change->is_last_admin. */
enum store_rc access_prepare(struct sql *sql, struct err *err);
enum store_rc access_ban_in(struct sql *sql, struct access_change *change, struct str reason,
			    int64_t ends_ms, struct err *err);
enum store_rc access_unban_in(struct sql *sql, struct access_change *change, struct err *err);
enum store_rc access_set_role_in(struct sql *sql, struct access_change *change, struct str role,
				 struct err *err);

#endif
