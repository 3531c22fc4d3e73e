/* The keys of the database: its rows, the facts that they state, and loading them into a
 * keyring. */
#ifndef OSTIARY_AUTH_KEYS_ROWS_H
#define OSTIARY_AUTH_KEYS_ROWS_H

#include "auth/keys/state.h"
#include "core/arena.h"

/* The rows of the table, newest first, in an arena. */
struct key_rows {
	struct arena *a;
	struct signing_key_row *of;
	size_t n;
};

/* What the keyring trusts of these rows. Under `change_lock`. */
struct key_trust key_rows_trust(struct keyring *ring, const struct key_rows *rows);

/* Reads all rows into the arena of *rows. STORE_OK, STORE_FAULT. */
enum store_rc key_rows_read_tx(struct sql *sql, struct key_rows *rows, struct err *err);

/* Waits for its turn among the transactions that change keys, then reads all rows (I4). Every
 * transaction that changes keys starts with this. STORE_OK, STORE_FAULT. */
enum store_rc key_rows_lock(struct sql *sql, struct arena *a, struct key_rows *out,
			    struct err *err);

/* The same rows as facts, in the arena. A row cannot sign whose algorithm is unknown, or which is
 * not trusted; without a secret, where trust is NULL, every row is. */
struct key_facts key_rows_facts(const struct key_rows *rows, const struct snapshot_rules *rules,
				const struct key_trust *trust, int64_t now_ms);

/* Opens a row (ring_key.h, S1 and S2). KEYRING_OK with *out owned by the caller,
 * KEYRING_WRONG_SECRET, KEYRING_FAULT. */
enum keyring_rc key_row_open(const struct key_trust *trust, const struct key_rows *rows,
			     const struct signing_key_row *row, struct signing_key **out,
			     struct err *err);

/* False for a row without a seal whose key is that of a row with one, under another name, which may
 * be that of a revoked key; or see *err. */
bool key_row_is_no_copy(const struct key_rows *rows, const struct signing_key_row *row,
			const struct signing_key *key, struct err *err);

/* A revoked row whose private half is still there (S4). */
bool key_row_is_half_revoked(const struct signing_key_row *row);

/* Loads the keys of the database into the keyring. If the table cannot be read, the keyring stays
 * as it was; a row that cannot be used is left out (keyring_refusal()). Under `change_lock`.
 * KEYRING_OK, KEYRING_FAULT. */
enum keyring_rc keyring_load_rows(struct keyring *ring, struct err *err);

/* The same, unless the table has not changed. A change that leaves the table's version as it was,
 * such as SQL by hand, is seen after a minute of calls every KEYRING_POLL_MS. */
enum keyring_rc keyring_load_changed_rows(struct keyring *ring, struct err *err);

#endif
