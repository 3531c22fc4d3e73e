/* Table ostiary_section: the sections of the owner's lists. Every statement names the owner, and
 * all but sections_all() the list. The caller advances the owner's revision first, and gives it to
 * the rows. */
#ifndef OSTIARY_STORE_TABLES_TASKS_SECTIONS_H
#define OSTIARY_STORE_TABLES_TASKS_SECTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/owner.h"
#include "store/store.h"

struct section {
	int64_t list_id;
	int64_t id;
	struct str name;
	struct str position; /* tasks/position.h */
	int64_t revision;
};

/* The sections of the list, or of all lists when list_id is 0, in the order of list, position and
 * id, at most `most`; *out is an array in the arena. STORE_OK, STORE_FAULT. */
enum store_rc sections_all(struct sql *sql, struct arena *a, const struct owner *owner,
			   int64_t list_id, size_t most, struct section **out, size_t *out_n,
			   struct err *err);

/* STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc sections_get(struct sql *sql, struct arena *a, const struct owner *owner,
			   int64_t list_id, int64_t id, struct section *out, struct err *err);

/* Whether the list has such a section. STORE_OK, STORE_FAULT. */
enum store_rc sections_exist(struct sql *sql, const struct owner *owner, int64_t list_id,
			     int64_t id, bool *out, struct err *err);

/* STORE_OK, STORE_FAULT. */
enum store_rc sections_count(struct sql *sql, const struct owner *owner, int64_t list_id,
			     int64_t *out, struct err *err);

/* STORE_OK, STORE_CONFLICT (the id is taken), STORE_ORPHAN, STORE_FAULT. */
enum store_rc sections_insert(struct sql *sql, const struct owner *owner,
			      const struct section *section, struct err *err);

/* Writes name, position and revision. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc sections_update(struct sql *sql, const struct owner *owner,
			      const struct section *section, struct err *err);

/* The row alone. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc sections_delete(struct sql *sql, const struct owner *owner, int64_t list_id,
			      int64_t id, struct err *err);

/* All of the list. STORE_OK also when there were none, STORE_FAULT. */
enum store_rc sections_delete_all(struct sql *sql, const struct owner *owner, int64_t list_id,
				  struct err *err);

#endif
