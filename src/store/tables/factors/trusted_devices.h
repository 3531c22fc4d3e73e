/* Browsers that a user trusts, and sign-ins that wait for a second factor: rows of the table
 * "verification" as Better Auth's plugin writes them, whose value is the user's id. Their
 * identifiers are in clear, because the cookies that name them are signed. */
#ifndef OSTIARY_STORE_TABLES_FACTORS_TRUSTED_DEVICES_H
#define OSTIARY_STORE_TABLES_FACTORS_TRUSTED_DEVICES_H

#include "store/store.h"

#define TRUSTED_DEVICE_PREFIX "trust-device-"
#define PENDING_FACTOR_PREFIX "2fa-"

/* Deletes all of the user's, as after a new password. STORE_OK, STORE_FAULT. */
enum store_rc trusted_devices_forget(struct sql *sql, struct arena *a, struct str user_id,
				     struct err *err);

#endif
