/* Table "jwks" (Better Auth's layout): one row per signing key. */
#ifndef OSTIARY_STORE_SIGNING_KEYS_H
#define OSTIARY_STORE_SIGNING_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/store.h"

struct signing_key_row {
	struct str id;          /* the kid */
	struct str public_jwk;  /* JSON text, key members only */
	struct str private_jwk; /* the column as it is: a JSON string literal of the sealed key */
	int64_t created_ms;
	int64_t expires_ms; /* 0 when it has no end */
	struct str alg;     /* p is NULL when the column is */
	struct str crv;     /* p is NULL for RSA */
};

/* All rows (at most LIMIT_SIGNING_KEYS, the newest), newest first. *out is an array in the arena. */
enum store_rc signing_keys_list(struct sql *sql, struct arena *a, struct signing_key_row **out,
				size_t *out_n, struct err *err);

enum store_rc signing_keys_insert(struct sql *sql, const struct signing_key_row *row,
				  struct err *err);

/* First in a transaction that decides by what is not in the table: until its end nobody else writes it. */
enum store_rc signing_keys_lock(struct sql *sql, struct err *err);

#endif
