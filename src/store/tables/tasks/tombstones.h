/* Table ostiary_tombstone: what an owner has deleted, for the feed of changes. One row for each
 * thing, with the revision of its deletion. */
#ifndef OSTIARY_STORE_TABLES_TASKS_TOMBSTONES_H
#define OSTIARY_STORE_TABLES_TASKS_TOMBSTONES_H

#include <stddef.h>

#include "store/owner.h"
#include "store/store.h"

enum tombstone_kind {
	TOMBSTONE_TASK = 0,
	TOMBSTONE_LIST,
	TOMBSTONE_SECTION,
};

struct tombstone {
	enum tombstone_kind kind;
	int64_t id;
	int64_t revision;
};

/* "task", "list", "section" */
struct str tombstone_kind_text(enum tombstone_kind kind);

/* Records a deletion, or its newer revision. STORE_OK, STORE_ORPHAN, STORE_FAULT. */
enum store_rc tombstones_put(struct sql *sql, const struct owner *owner, struct tombstone t,
			     struct err *err);

/* The thing is there again. STORE_OK also when it had no tombstone, STORE_FAULT. */
enum store_rc tombstones_remove(struct sql *sql, const struct owner *owner,
				enum tombstone_kind kind, int64_t id, struct err *err);

/* A place among what has changed, in the order of revision and id. */
struct change_place {
	int64_t revision;
	int64_t id;
};

/* Deletions behind the place and up to revision `until`, in the order of revision and id, at most
 * `most`. *out is an array in the arena. STORE_OK, STORE_FAULT. */
enum store_rc tombstones_list(struct sql *sql, struct arena *a, const struct owner *owner,
			      struct change_place after, int64_t until, size_t most,
			      struct tombstone **out, size_t *out_n, struct err *err);

/* Keeps the newest `keep` and drops the others; *out is the newest revision of those, 0 when there
 * are none. STORE_OK, STORE_FAULT. */
enum store_rc tombstones_trim(struct sql *sql, const struct owner *owner, int64_t keep,
			      int64_t *out, struct err *err);

#endif
