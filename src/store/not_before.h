/* Table ostiary_not_before: whose tokens are good only if they were issued later than that, and who was
 * deleted. Subjects are digests (auth/not_before.h). Beside it one number that grows with every change. */
#ifndef OSTIARY_STORE_NOT_BEFORE_H
#define OSTIARY_STORE_NOT_BEFORE_H

#include <stddef.h>

#include "store/store.h"

struct not_before_row {
	struct str subject;
	int64_t not_before_ms; /* a token issued then or earlier is refused */
	int64_t until_ms;      /* by then the last such token has expired */
	int64_t deleted_ms;    /* 0: the user was not deleted */
};

/* Adds the row, or moves the times of the one that is there on; none ever goes back. The version becomes
 * the row's not_before_ms, or one more than it was when it was later already. */
enum store_rc not_before_put(struct sql *sql, const struct not_before_row *row, struct err *err);

/* Of the subject: STORE_OK with its time, STORE_NONE, STORE_FAULT. */
enum store_rc not_before_of(struct sql *sql, struct str subject, int64_t *out_ms, struct err *err);

/* 0 until something was added. Who sees a version sees all that was added up to it. */
enum store_rc not_before_version(struct sql *sql, int64_t *out, struct err *err);

/* One entry of a list: when it was thrown out, or deleted. */
struct not_before_entry {
	struct str subject;
	int64_t at_ms;
};
struct not_before_entries {
	struct not_before_entry *of; /* in the arena, latest first */
	size_t n;
};

/* Those whose tokens may still be alive at now_ms, at most so many. */
enum store_rc not_before_thrown_out(struct sql *sql, struct arena *a, int64_t now_ms, size_t most,
				    struct not_before_entries *out, struct err *err);
/* Those who were deleted after since_ms, at most so many. */
enum store_rc not_before_deleted(struct sql *sql, struct arena *a, int64_t since_ms, size_t most,
				 struct not_before_entries *out, struct err *err);

/* Deletes what is over at now_ms and, of those who were deleted, not after deleted_ms. */
enum store_rc not_before_sweep(struct sql *sql, int64_t now_ms, int64_t deleted_ms,
			       struct err *err);

/* For how long the keys of this database have signed tokens at most, in seconds; 0 when none has. */
enum store_rc not_before_longest_life(struct sql *sql, int64_t *out_s, struct err *err);

#endif
