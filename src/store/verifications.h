/* Table "verification" (Better Auth's layout): one row per token that was sent to somebody, good once. */
#ifndef OSTIARY_STORE_VERIFICATIONS_H
#define OSTIARY_STORE_VERIFICATIONS_H

#include "store/store.h"

#define VERIFICATION_HASH_CHARS 43 /* of a digest; no identifier in clear is as long */

struct verification {
	struct str id;
	struct str identifier; /* what for, and the token: "reset-password:...", or its digest */
	struct str value;      /* the user's id */
	int64_t expires_ms;
	int64_t created_ms;
	int64_t updated_ms;
};

/* STORE_OK, STORE_FAULT. */
enum store_rc verifications_insert(struct sql *sql, const struct verification *row,
				   struct err *err);

/* The newest row of that identifier, expired or not. STORE_OK with *out in the arena, STORE_NONE,
 * STORE_FAULT. */
enum store_rc verifications_find(struct sql *sql, struct arena *a, struct str identifier,
				 struct verification *out, struct err *err);

/* Deletes all rows of that identifier. STORE_OK, STORE_NONE (there were none: somebody was faster),
 * STORE_FAULT. */
enum store_rc verifications_delete(struct sql *sql, struct str identifier, struct err *err);

/* Deletes the user's rows whose identifier begins with the prefix, which has no '%' and no '_', and all that
 * are digests, which do not tell what they are for. STORE_OK also when there were none, STORE_FAULT. */
enum store_rc verifications_delete_of(struct sql *sql, struct arena *a, struct str prefix,
				      struct str user_id, struct err *err);

/* Deletes what nobody can use any more. STORE_OK, STORE_FAULT. */
enum store_rc verifications_sweep(struct sql *sql, int64_t now_ms, struct err *err);

#endif
