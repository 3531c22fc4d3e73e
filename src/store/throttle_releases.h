/* Table ostiary_throttle_release: whose count of wrong passwords an operator has set to nothing, and when. It
 * is read only when somebody is about to wait. */
#ifndef OSTIARY_STORE_THROTTLE_RELEASES_H
#define OSTIARY_STORE_THROTTLE_RELEASES_H

#include "store/store.h"

/* Sets or renews the release, and drops those from before old_ms, which no count remembers. STORE_OK,
 * STORE_ORPHAN (there is no such user), STORE_FAULT. */
enum store_rc throttle_releases_put(struct sql *sql, struct str user_id, int64_t at_ms,
				    int64_t old_ms, struct err *err);

/* By the user's address, in the same way whether somebody has it or nobody. STORE_OK with *out_ms,
 * STORE_NONE, STORE_FAULT. */
enum store_rc throttle_releases_of(struct sql *sql, struct str email, int64_t *out_ms,
				   struct err *err);

#endif
