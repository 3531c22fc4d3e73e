/* The owner's revision, in table ostiary_task_count: a number that each transaction which writes an
 * owner's tasks, lists, sections or preferences advances once, and stamps on what it writes. ETags,
 * the feed of changes and caches rest on it. */
#ifndef OSTIARY_STORE_TABLES_TASKS_REVISION_H
#define OSTIARY_STORE_TABLES_TASKS_REVISION_H

#include "store/owner.h"
#include "store/store.h"

struct revision {
	int64_t number;    /* the owner's, from 1; 0: nothing has been written */
	int64_t forgotten; /* deletions up to this revision are no longer told */
	int64_t tasks;     /* rows of the owner, also in the trash */
	int64_t newest_id; /* the largest id that one of the owner's rows has had; 0: none */
};

/* Advances the revision, and now and then forgets the oldest deletions beyond LIMIT_TOMBSTONES;
 * *out is the new state, and does not know of that. The owner's other writers wait from here to
 * the end of the transaction, so that revisions are committed in their order. STORE_OK,
 * STORE_ORPHAN (the user has been deleted), STORE_FAULT. */
enum store_rc revision_advance(struct sql *sql, const struct owner *owner, struct revision *out,
			       struct err *err);

/* The present state; all zeros when nothing has been written. STORE_OK, STORE_FAULT. */
enum store_rc revision_read(struct sql *sql, const struct owner *owner, struct revision *out,
			    struct err *err);

/* Remembers an id that has been given to a row other than a task; tasks_insert() does it by itself.
 * STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc revision_use_id(struct sql *sql, const struct owner *owner, int64_t id,
			      struct err *err);

/* Deletions up to this revision are no longer told. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc revision_forget(struct sql *sql, const struct owner *owner, int64_t number,
			      struct err *err);

#endif
