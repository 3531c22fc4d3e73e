/* Table "twoFactor", as Better Auth's plugin defines it: the authenticators and backup codes of
 * users. */
#ifndef OSTIARY_STORE_TABLES_FACTORS_TWO_FACTORS_H
#define OSTIARY_STORE_TABLES_FACTORS_TWO_FACTORS_H

#include <stdbool.h>

#include "store/store.h"

struct two_factor {
	struct str id;
	struct str secret;       /* sealed (crypto/factor/factor_seal.h) */
	struct str backup_codes; /* the same; see auth/factor/backup.h */
	struct str user_id;
	bool verified;     /* the user has shown a code of it; rows of older releases are */
	int64_t failures;  /* wrong codes in a row */
	int64_t locked_ms; /* until when no code counts; 0: it is not locked */
};

/* The user's row; of several, as two requests of the plugin at once can make, the verified one with
 * the least id. STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc two_factors_of(struct sql *sql, struct arena *a, struct str user_id,
			     struct two_factor *out, struct err *err);

/* STORE_OK, STORE_ORPHAN, STORE_FAULT. */
enum store_rc two_factors_insert(struct sql *sql, const struct two_factor *row, struct err *err);

/* Deletes all rows of the user. STORE_OK also without any, STORE_FAULT. */
enum store_rc two_factors_delete_of(struct sql *sql, struct str user_id, struct err *err);

/* Marks the row as verified. STORE_OK, STORE_NONE (it is gone), STORE_FAULT. */
enum store_rc two_factors_verify(struct sql *sql, struct str id, struct err *err);

/* Writes the failures and the end of the lock. Answers as two_factors_verify(). */
enum store_rc two_factors_count(struct sql *sql, struct str id, int64_t failures, int64_t locked_ms,
				struct err *err);

/* Replaces the backup codes. STORE_OK; STORE_NONE: they are not `before` any more; STORE_FAULT. */
enum store_rc two_factors_set_codes(struct sql *sql, struct str id, struct str before,
				    struct str codes, struct err *err);

/* The rows whose id comes after `after`, in the order of their ids, at most `most`. None where
 * there is no such table. *out is an array in the arena. STORE_OK, STORE_FAULT. */
enum store_rc two_factors_page(struct sql *sql, struct arena *a, struct str after, size_t most,
			       struct two_factor **out, size_t *out_n, struct err *err);

/* Writes secret and backup_codes of `row` in the place of those of `before`. STORE_OK; STORE_NONE:
 * another request has changed them meanwhile; STORE_FAULT. */
enum store_rc two_factors_reseal(struct sql *sql, const struct two_factor *before,
				 const struct two_factor *row, struct err *err);

#endif
