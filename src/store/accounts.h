/* Table "account" (Better Auth's layout). What we make and change are credential accounts, whose account
 * id is the user's id and whose provider is "credential"; a database that was taken over may hold
 * others, which are listed. */
#ifndef OSTIARY_STORE_ACCOUNTS_H
#define OSTIARY_STORE_ACCOUNTS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/store.h"

struct account {
	struct str id;
	struct str user_id;
	struct str password_hash; /* p is NULL when the column is */
	int64_t created_ms;
	int64_t updated_ms;
};

/* Inserts a credential account (accountId = userId). STORE_OK, STORE_ORPHAN, STORE_FAULT. */
enum store_rc accounts_insert_credential(struct sql *sql, const struct account *account,
					 struct err *err);

/* The user's credential account. STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc accounts_credential_of(struct sql *sql, struct arena *a, struct str user_id,
				     struct account *out, struct err *err);

/* Replaces the hash of that account if it is still the one that was verified; a null old_hash matches
 * whatever is there. STORE_OK, STORE_NONE (it is another by now, or gone), STORE_FAULT. */
enum store_rc accounts_set_password(struct sql *sql, struct str account_id, struct str old_hash,
				    struct str new_hash, int64_t now_ms, struct err *err);

/* Whether the account still has that hash; until the transaction ends nobody can change it. STORE_OK,
 * STORE_NONE (it is another by now, or gone), STORE_FAULT. */
enum store_rc accounts_hold(struct sql *sql, struct str account_id, struct str hash,
			    struct err *err);

/* Whether there is an account that is older than our own first migration: then Better Auth made this
 * database. STORE_OK, STORE_FAULT. */
enum store_rc accounts_before_us(struct sql *sql, bool *out, struct err *err);

/* Any account, as its user may see it: no token, no hash. */
struct account_view {
	struct str id;
	struct str account_id;
	struct str provider_id;
	struct str user_id;
	struct str scope; /* p is NULL when the column is */
	int64_t created_ms;
	int64_t updated_ms;
};

/* The user's accounts, oldest first, at most ACCOUNTS_LISTED. *out is an array in the arena. STORE_OK,
 * STORE_FAULT. */
#define ACCOUNTS_LISTED 100
enum store_rc accounts_of_user(struct sql *sql, struct arena *a, struct str user_id,
			       struct account_view **out, size_t *out_n, struct err *err);

#endif
