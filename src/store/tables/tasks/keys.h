/* Table ostiary_idempotency_key: the answers to requests with an Idempotency-Key, each kept for a
 * day. A key belongs to its owner: the same text of another owner is another key. */
#ifndef OSTIARY_STORE_TABLES_TASKS_KEYS_H
#define OSTIARY_STORE_TABLES_TASKS_KEYS_H

#include "store/owner.h"
#include "store/store.h"

struct kept_answer {
	struct str request; /* a digest of the request that was answered */
	int64_t status;
	struct str headers; /* those that belong to the answer, in the caller's form */
	struct str body;
	int64_t expires_ms;
};

/* A row that has expired at now_ms does not exist: it is deleted. STORE_OK with *out in the arena,
 * STORE_NONE, STORE_FAULT. */
enum store_rc keys_take(struct sql *sql, struct arena *a, const struct owner *owner, struct str key,
			int64_t now_ms, struct kept_answer *out, struct err *err);

/* STORE_OK, STORE_CONFLICT (another transaction has just kept an answer for it), STORE_ORPHAN,
 * STORE_FULL (the owner has LIMIT_KEYS_PER_USER that have not expired, or their answers would come
 * to more than LIMIT_KEYS_BYTES_PER_USER), STORE_FAULT. */
enum store_rc keys_keep(struct sql *sql, const struct owner *owner, struct str key, int64_t now_ms,
			const struct kept_answer *answer, struct err *err);

/* Deletes up to `most` rows of all owners that have expired at now_ms; *out_n is their number.
 * STORE_OK, STORE_FAULT. */
enum store_rc keys_sweep(struct sql *sql, int64_t now_ms, int64_t most, int64_t *out_n,
			 struct err *err);

#endif
