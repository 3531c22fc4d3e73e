/* Table "account", as Better Auth defines it. Ostiary inserts and changes credential accounts only:
 * their account id is the user's id, and their provider is "credential". A database that was taken
 * over may hold accounts of other providers, which are listed. */
#ifndef OSTIARY_STORE_TABLES_ACCOUNTS_H
#define OSTIARY_STORE_TABLES_ACCOUNTS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/store.h"

/* A credential account. */
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

/* Replaces the account's password hash if it is old_hash; a null old_hash matches any hash.
 * STORE_OK, STORE_NONE (the hash is another, or the account is gone), STORE_FAULT. */
enum store_rc accounts_set_password(struct sql *sql, struct str account_id, struct str old_hash,
				    struct str new_hash, int64_t now_ms, struct err *err);

/* Checks that the account still has that hash, and keeps other transactions from changing it until
 * this one ends. STORE_OK, STORE_NONE (the hash is another, or the account is gone),
 * STORE_FAULT. */
enum store_rc accounts_lock(struct sql *sql, struct str account_id, struct str hash,
			    struct err *err);

/* Calls visit() with the password hash of each credential account that has one; the text lives
 * until visit() returns. STORE_OK, STORE_FAULT. */
enum store_rc accounts_each_hash(struct sql *sql, void (*visit)(void *arg, struct str hash),
				 void *arg, struct err *err);

/* Whether an account is older than this program's first migration, so that Better Auth made this
 * database. STORE_OK, STORE_FAULT. */
enum store_rc accounts_before_us(struct sql *sql, bool *out, struct err *err);

/* An account of any provider, without its tokens and its hash. */
struct account_view {
	struct str id;
	struct str account_id;
	struct str provider_id;
	struct str user_id;
	struct str scope; /* p is NULL when the column is */
	int64_t created_ms;
	int64_t updated_ms;
};

/* The user's accounts that can be read, oldest first, at most ACCOUNTS_LISTED. *out is an array in
 * the arena. STORE_OK, also with *err of kind ERR_UNREADABLE: others cannot; STORE_FAULT. */
#define ACCOUNTS_LISTED 100
enum store_rc accounts_of_user(struct sql *sql, struct arena *a, struct str user_id,
			       struct account_view **out, size_t *out_n, struct err *err);

#endif
