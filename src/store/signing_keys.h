/* Tables "jwks" (Better Auth's layout: one row per signing key) and ostiary_signing_key: what we know of
 * a key beyond that. A key that Better Auth made has no row in the second. */
#ifndef OSTIARY_STORE_SIGNING_KEYS_H
#define OSTIARY_STORE_SIGNING_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/store.h"

struct signing_key_row {
	struct str id;          /* the kid */
	struct str public_jwk;  /* JSON text, key members only */
	struct str private_jwk; /* the column as it is: a JSON string literal of the sealed key */
	int64_t created_ms;     /* what Better Auth orders by; when it was made is made_ms */
	int64_t expires_ms;     /* 0 when it has no end */
	struct str alg;         /* p is NULL when the column is */
	struct str crv;         /* p is NULL for RSA */

	int64_t made_ms; /* 0: there is no row in ostiary_signing_key, nor are the next three */
	int64_t activates_ms; /* it signs from then on */
	int64_t life_s;       /* of the longest-lived tokens that it may have signed */
	int64_t revoked_ms;   /* 0: it is not */
};

/* At most LIMIT_SIGNING_KEYS rows: those without an end before those with the latest; in the order of
 * created_ms and id, newest first. *out is an array in the arena. */
enum store_rc signing_keys_list(struct sql *sql, struct arena *a, struct signing_key_row **out,
				size_t *out_n, struct err *err);

/* Begins a transaction that decides by what the tables hold, or by what they lack: of several at once, in
 * however many processes, one goes on and the others run after it, anew. To be called first. */
enum store_rc signing_keys_turn(struct sql *sql, struct err *err);

/* What changes whenever somebody has changed the keys; to be compared, no more. */
struct signing_keys_mark {
	int64_t turn;
	int64_t rows;
};
enum store_rc signing_keys_look(struct sql *sql, struct signing_keys_mark *out, struct err *err);

/* Both rows, or only that of "jwks" when made_ms is 0. */
enum store_rc signing_keys_insert(struct sql *sql, const struct signing_key_row *row,
				  struct err *err);

/* Writes the row of ostiary_signing_key, made or changed. */
enum store_rc signing_keys_note(struct sql *sql, const struct signing_key_row *row,
				struct err *err);

/* 0 takes the end away. */
enum store_rc signing_keys_end(struct sql *sql, struct str kid, int64_t expires_ms,
			       struct err *err);

/* Puts another private key column in its place. */
enum store_rc signing_keys_reseal(struct sql *sql, struct str kid, struct str private_jwk,
				  struct err *err);

/* First in a transaction that decides by what is not in the table: until its end nobody else writes it. */
enum store_rc signing_keys_lock(struct sql *sql, struct err *err);

#endif
