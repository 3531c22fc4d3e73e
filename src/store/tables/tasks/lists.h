/* Table ostiary_list: the lists of an owner, into which tasks are put. Every statement names the
 * owner. The caller advances the owner's revision first, and gives it to the rows. */
#ifndef OSTIARY_STORE_TABLES_TASKS_LISTS_H
#define OSTIARY_STORE_TABLES_TASKS_LISTS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/owner.h"
#include "store/store.h"
#include "store/tables/tasks/tombstones.h"

struct list {
	int64_t id;
	struct str name;
	struct str color;    /* "#rrggbb", or null */
	struct str position; /* tasks/position.h */
	bool archived;
	int64_t revision;
	int64_t created_ms;
	int64_t updated_ms;
	int64_t open_count; /* read only: tasks that are not completed, parts of tasks included */
};

/* Lists of the owner in the order of their positions, at most `most`; *out is an array in the
 * arena. STORE_OK, STORE_FAULT. */
enum store_rc lists_all(struct sql *sql, struct arena *a, const struct owner *owner, size_t most,
			struct list **out, size_t *out_n, struct err *err);

/* Lists that have changed behind that place and up to revision `until`, in the order of revision
 * and id, at most `most`. STORE_OK, STORE_FAULT. */
enum store_rc lists_changed(struct sql *sql, struct arena *a, const struct owner *owner,
			    struct change_place after, int64_t until, size_t most,
			    struct list **out, size_t *out_n, struct err *err);

/* STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc lists_get(struct sql *sql, struct arena *a, const struct owner *owner, int64_t id,
			struct list *out, struct err *err);

/* Whether there is such a list. STORE_OK, STORE_FAULT. */
enum store_rc lists_exist(struct sql *sql, const struct owner *owner, int64_t id, bool *out,
			  struct err *err);

/* STORE_OK, STORE_FAULT. */
enum store_rc lists_count(struct sql *sql, const struct owner *owner, int64_t *out,
			  struct err *err);

/* STORE_OK, STORE_CONFLICT (the id is taken), STORE_ORPHAN, STORE_FAULT. */
enum store_rc lists_insert(struct sql *sql, const struct owner *owner, const struct list *list,
			   struct err *err);

/* Writes every column but id and created_ms. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc lists_update(struct sql *sql, const struct owner *owner, const struct list *list,
			   struct err *err);

/* Gives the list a revision, because a section of it has changed. STORE_OK, STORE_NONE,
 * STORE_FAULT. */
enum store_rc lists_stamp(struct sql *sql, const struct owner *owner, int64_t id, int64_t revision,
			  struct err *err);

/* The row alone, not what is in the list. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc lists_delete(struct sql *sql, const struct owner *owner, int64_t id, struct err *err);

#endif
