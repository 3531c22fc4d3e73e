/* Tables of the throttle.
 *
 * ostiary_throttle_release: when an operator last reset a user's count of wrong passwords. It
 * is read only before a user is made to wait.
 *
 * ostiary_sign_in_failure: how many wrong passwords in a row a user's account was tried with, by
 * each of the user's devices (auth/abuse/device.h), and by all strangers together. */
#ifndef OSTIARY_STORE_TABLES_THROTTLE_H
#define OSTIARY_STORE_TABLES_THROTTLE_H

#include "store/store.h"

/* Records a reset at at_ms, and deletes all resets before old_ms, which no count remembers.
 * STORE_OK, STORE_ORPHAN (there is no such user), STORE_FAULT. */
enum store_rc throttle_resets_put(struct sql *sql, struct str user_id, int64_t at_ms,
				  int64_t old_ms, struct err *err);

/* Looks a reset up by the user's address; the statement is the same whether or not a user has that
 * address. STORE_OK with *out_ms, STORE_NONE, STORE_FAULT. */
enum store_rc throttle_resets_of(struct sql *sql, struct str email, int64_t *out_ms,
				 struct err *err);

/* device is empty for strangers. */

/* The count; 0 when there is none. STORE_OK, STORE_FAULT. */
enum store_rc sign_in_failures_of(struct sql *sql, struct str user_id, struct str device,
				  int64_t *out, struct err *err);

/* Counts one more. STORE_OK, STORE_ORPHAN (there is no such user), STORE_FAULT. */
enum store_rc sign_in_failures_add(struct sql *sql, struct str user_id, struct str device,
				   struct err *err);

/* Forgets that count, or all counts of the user. STORE_OK also when there was none, STORE_FAULT. */
enum store_rc sign_in_failures_forget(struct sql *sql, struct str user_id, struct str device,
				      struct err *err);
enum store_rc sign_in_failures_forget_all(struct sql *sql, struct str user_id, struct err *err);

#endif
