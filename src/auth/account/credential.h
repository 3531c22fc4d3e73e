/* What a new password changes in the database, inside the transaction that sets it. */
#ifndef OSTIARY_AUTH_ACCOUNT_CREDENTIAL_H
#define OSTIARY_AUTH_ACCOUNT_CREDENTIAL_H

#include "core/arena.h"
#include "core/err.h"
#include "store/tables/accounts.h"

/* Gives the user of the account its password, in the place of that of `old`; NULL: there is none.
 * STORE_OK, STORE_NONE (`old` is gone), STORE_ORPHAN (the user is gone), STORE_FAULT. */
enum store_rc credential_set(struct sql *sql, const struct account *old,
			     const struct account *account, struct err *err);

/* Ends what somebody who knew the old password, or has a link or a browser, could go on with: the
 * links to reset the password, the browsers that the user trusts, the counts of wrong passwords in
 * the database, and where end_sessions says so all sessions. STORE_OK, STORE_FAULT. */
enum store_rc credential_end_access(struct sql *sql, struct arena *a, struct str user_id,
				    bool end_sessions, struct err *err);

#endif
