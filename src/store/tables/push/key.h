/* Table ostiary_push_key: the one key by which push services know this installation (RFC 8292), its
 * private half sealed as those of table "jwks" are. */
#ifndef OSTIARY_STORE_TABLES_PUSH_KEY_H
#define OSTIARY_STORE_TABLES_PUSH_KEY_H

#include "store/store.h"

struct push_key_row {
	struct str public_jwk;
	struct str private_jwk; /* a JSON string literal of the sealed key */
	struct str seal;
	int64_t created_ms;
};

/* STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc push_key_find(struct sql *sql, struct arena *a, struct push_key_row *out,
			    struct err *err);

/* Adds the row unless there is one: of several servers, the key of the first stays. STORE_OK,
 * STORE_FAULT. */
enum store_rc push_key_add(struct sql *sql, const struct push_key_row *row, struct err *err);

/* Replaces the sealed private half, and the seal. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc push_key_reseal(struct sql *sql, struct str private_jwk, struct str seal,
			      struct err *err);

#endif
