/* Table "account" (Better Auth's layout): here only credential accounts, whose account id is the user's
 * id and whose provider is "credential". */
#ifndef OSTIARY_STORE_ACCOUNTS_H
#define OSTIARY_STORE_ACCOUNTS_H

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

#endif
