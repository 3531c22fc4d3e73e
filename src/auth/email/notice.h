/* The mail that tells a user of a way to sign in that was added, changed or removed. */
#ifndef OSTIARY_AUTH_EMAIL_NOTICE_H
#define OSTIARY_AUTH_EMAIL_NOTICE_H

#include "auth/issuer/issuer.h"
#include "core/err.h"
#include "store/tables/users.h"

/* Announces the mail inside of the transaction of the change. STORE_OK, also when no mail can be
 * sent or the address has had as many as it may get: the change is made all the same. STORE_FAULT.
 */
enum store_rc sign_in_notice(struct sql *sql, const struct issuer *issuer, const struct user *user,
			     struct err *err);

#endif
