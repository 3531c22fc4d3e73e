/* Table "jwks", as Better Auth defines it, with one row per signing key, and table
 * ostiary_signing_key with more about each key. A key that Better Auth made has no row in the
 * second table. Table ostiary_key_seal has what binds the columns of "jwks" together
 * (crypto/key_seal.h). */
#ifndef OSTIARY_STORE_TABLES_SIGNING_KEYS_H
#define OSTIARY_STORE_TABLES_SIGNING_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/store.h"

struct signing_key_row {
	struct str id;          /* the kid */
	struct str public_jwk;  /* JSON text, key members only */
	struct str private_jwk; /* the column as it is: a JSON string literal of the sealed key */
	int64_t created_ms;     /* the order in which Better Auth takes keys; see made_ms as well */
	int64_t expires_ms;     /* 0: the key does not expire */
	struct str alg;         /* p is NULL when the column is */
	struct str crv;         /* p is NULL for RSA */

	/* Of ostiary_signing_key: */
	int64_t made_ms; /* when the key was made; 0: there is no row, and the next three are 0 */
	int64_t activates_ms; /* when the key starts to sign */
	int64_t life_s;       /* the longest lifetime of tokens that the key may have signed */
	int64_t revoked_ms;   /* 0: the key has not been revoked */

	struct str seal; /* of ostiary_key_seal; empty when there is no row */
};

/* At most LIMIT_SIGNING_KEYS rows, newest first by created_ms and id. When there are more, the keys
 * that expire first are left out. *out is an array in the arena. STORE_OK, also with *err of kind
 * ERR_UNREADABLE: rows that cannot be read are left out, so that they keep no other key in use;
 * STORE_FAULT. */
enum store_rc signing_keys_list(struct sql *sql, struct arena *a, struct signing_key_row **out,
				size_t *out_n, struct err *err);

/* The first call in a transaction that decides by the keys that exist, or do not exist: of several
 * concurrent transactions, in any number of processes, one goes on, and the others run again after
 * it. STORE_OK, STORE_FAULT. */
enum store_rc signing_keys_lock(struct sql *sql, struct err *err);

/* Differs after every change of the keys by this program, and after most by others; only good for
 * comparing. STORE_OK, STORE_FAULT. */
struct signing_keys_version {
	int64_t changes;
	int64_t rows; /* their number, with those of the ended and of the revoked ones */
};
enum store_rc signing_keys_version(struct sql *sql, struct signing_keys_version *out,
				   struct err *err);

/* Inserts the row of "jwks", and those of the other tables unless made_ms is 0 and the seal empty.
 * STORE_OK, STORE_CONFLICT (the kid is
 * taken), STORE_FAULT. */
enum store_rc signing_keys_insert(struct sql *sql, const struct signing_key_row *row,
				  struct err *err);

/* Inserts or updates the row of ostiary_signing_key. STORE_OK, STORE_FAULT. */
enum store_rc signing_keys_update(struct sql *sql, const struct signing_key_row *row,
				  struct err *err);

/* Sets the expiry time; 0 removes it. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc signing_keys_end(struct sql *sql, struct str kid, int64_t expires_ms,
			       struct err *err);

/* Replaces the column with the sealed private key. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc signing_keys_reseal(struct sql *sql, struct str kid, struct str private_jwk,
				  struct err *err);

/* Sets the seal. STORE_OK, STORE_FAULT. */
enum store_rc signing_keys_seal(struct sql *sql, struct str kid, struct str seal, struct err *err);

/* Replaces the sealed private key, and the seal, by "revoked". STORE_OK, STORE_NONE,
 * STORE_FAULT. */
enum store_rc signing_keys_destroy(struct sql *sql, struct str kid, struct err *err);

/* Keeps other processes, Better Auth's included, from writing to "jwks" until the transaction ends.
 * It must come before the transaction's first statement. STORE_OK, STORE_FAULT. */
enum store_rc signing_keys_lock_table(struct sql *sql, struct err *err);

#endif
