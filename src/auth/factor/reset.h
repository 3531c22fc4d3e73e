/* The operator's way back for a user who has lost the second factor. */
#ifndef OSTIARY_AUTH_FACTOR_RESET_H
#define OSTIARY_AUTH_FACTOR_RESET_H

#include "auth/issuer/issuer.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"
#include "store/tables/users.h"

/* Turns the user's second factor off, deletes the authenticator, the backup codes, the lock and the
 * browsers that the user trusts, begins a new time of grace, records who did it, and sends the user
 * a mail. name is an id or an address. Of the issuer it needs store, clock, announce and settings.
 * STORE_OK with *out, STORE_NONE (there is no such user), STORE_FAULT. */
enum store_rc factor_reset(const struct issuer *issuer, struct arena *a, struct str name,
			   struct str actor, struct user *out, struct err *err);

#endif
