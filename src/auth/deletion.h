/* Deleting oneself: user, sessions, accounts and tasks in one transaction. */
#ifndef OSTIARY_AUTH_DELETION_H
#define OSTIARY_AUTH_DELETION_H

#include "auth/account.h"

/* How somebody shows that the deletion is meant. Empty texts count as absent; both given must both be
 * good. */
struct deletion {
	struct str password; /* the caller wipes it */
	struct str token;    /* of a link that was sent to the user */
};

/* Deletes who's user. With neither password nor token the session must be fresh. ACCOUNT_DONE,
 * ACCOUNT_NO_PASSWORD, ACCOUNT_WRONG_PASSWORD, ACCOUNT_THROTTLED, ACCOUNT_INVALID_TOKEN, ACCOUNT_STALE,
 * ACCOUNT_FAULT. */
enum account_rc user_delete(struct issuer *issuer, struct arena *a, const struct deletion *deletion,
			    const struct signed_in *who, struct err *err);

/* Announces a link by which who's user can be deleted; callback is where it leads in the end. ACCOUNT_DONE,
 * ACCOUNT_FAULT. */
enum account_rc user_delete_by_mail(struct issuer *issuer, struct arena *a, struct str callback,
				    const struct signed_in *who, struct err *err);

/* Whether that is the user's password. ACCOUNT_DONE, ACCOUNT_NO_PASSWORD, ACCOUNT_WRONG_PASSWORD,
 * ACCOUNT_FAULT. */
enum account_rc user_delete_check(struct issuer *issuer, struct arena *a, struct str password,
				  const struct signed_in *who, struct err *err);

#endif
