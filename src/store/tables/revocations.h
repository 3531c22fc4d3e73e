/* Table ostiary_revocation: users whose earlier access tokens are revoked, and deleted users.
 * Subjects are digests of user ids (auth/revocation/revocation.h). The table
 * ostiary_revocation_version holds one number, which grows with every change. */
#ifndef OSTIARY_STORE_TABLES_REVOCATIONS_H
#define OSTIARY_STORE_TABLES_REVOCATIONS_H

#include <stddef.h>

#include "store/store.h"

struct revocation_row {
	struct str subject;
	int64_t revoked_ms; /* tokens issued at or before this time are refused */
	int64_t until_ms;   /* when the last of those tokens has expired */
	int64_t deleted_ms; /* 0: the user has not been deleted */
};

/* Inserts the row, or moves the times of the subject's row forward; no time is ever moved back. The
 * version becomes the row's revoked_ms, or grows by one when it is not below that. STORE_OK,
 * STORE_FAULT. */
enum store_rc revocations_put(struct sql *sql, const struct revocation_row *row, struct err *err);

/* The subject's revoked_ms. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc revocations_of(struct sql *sql, struct str subject, int64_t *out_ms, struct err *err);

/* 0 before the first change. A reader that has seen a version sees every row that was put up to it.
 * STORE_OK, STORE_FAULT. */
enum store_rc revocations_version(struct sql *sql, int64_t *out, struct err *err);

/* One entry of a list: a subject and its revoked_ms or deleted_ms. */
struct revocation_entry {
	struct str subject;
	int64_t at_ms;
};
struct revocation_entries {
	struct revocation_entry *of; /* in the arena, latest first; NULL when n is 0 */
	size_t n;
};

/* Revocations of tokens that may not have expired at now_ms, at most `most`. STORE_OK,
 * STORE_FAULT. */
enum store_rc revocations_current(struct sql *sql, struct arena *a, int64_t now_ms, size_t most,
				  struct revocation_entries *out, struct err *err);
/* Deletions of users after since_ms, at most `most`. STORE_OK, STORE_FAULT. */
enum store_rc revocations_deletions(struct sql *sql, struct arena *a, int64_t since_ms, size_t most,
				    struct revocation_entries *out, struct err *err);

/* Deletes rows with an until_ms of at most now_ms; rows of deleted users only when their deleted_ms
 * is at most deleted_ms as well. STORE_OK, STORE_FAULT. */
enum store_rc revocations_sweep(struct sql *sql, int64_t now_ms, int64_t deleted_ms,
				struct err *err);

/* The longest lifetime of tokens that a key of this database has signed, in seconds; 0 when there
 * is no key. STORE_OK, STORE_FAULT. */
enum store_rc revocations_longest_life(struct sql *sql, int64_t *out_s, struct err *err);

#endif
