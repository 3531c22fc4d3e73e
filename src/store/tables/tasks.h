/* Table ostiary_task: clustered by owner, primary key (user_id, id). Every statement names the
 * owner, so that the database gives one answer for another owner's task and for a task that does
 * not exist. */
#ifndef OSTIARY_STORE_TABLES_TASKS_H
#define OSTIARY_STORE_TABLES_TASKS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/owner.h"
#include "store/store.h"

struct task {
	int64_t id; /* 53 bits: milliseconds, then random bits; in order of creation */
	struct str title;
	struct str description; /* p is NULL when it is null */
	bool completed;
	struct str due_date;  /* YYYY-MM-DD; p is NULL when it is null */
	struct str priority;  /* "none", "low", "medium", "high" */
	struct str tags_json; /* a JSON array of strings, compact */
	int64_t created_ms;
	int64_t updated_ms;
};

/* Called for each row in order; the slices live until it returns. False ends the list with
 * STORE_FULL. */
typedef bool task_visit_fn(const struct task *task, void *arg);

/* The owner's tasks with an id below before_id (INT64_MAX: all), largest id first, at most limit
 * rows. STORE_OK, also with *err of kind ERR_UNREADABLE: rows that cannot be read were passed
 * over; STORE_FULL, STORE_FAULT. */
enum store_rc tasks_list(struct sql *sql, const struct owner *owner, int64_t before_id,
			 int64_t limit, task_visit_fn *visit, void *arg, struct err *err);

/* STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc tasks_get(struct sql *sql, struct arena *a, const struct owner *owner, int64_t id,
			struct task *out, struct err *err);

/* The largest id that a task of the owner has had, also of deleted ones; 0 when there was none.
 * STORE_OK, STORE_FAULT. */
enum store_rc tasks_newest_id(struct sql *sql, const struct owner *owner, int64_t *out,
			      struct err *err);

/* STORE_OK, STORE_CONFLICT (the id is taken: try another), STORE_ORPHAN (the user has been
 * deleted), STORE_FULL (LIMIT_TASKS_PER_USER), STORE_FAULT. */
enum store_rc tasks_insert(struct sql *sql, const struct owner *owner, const struct task *task,
			   struct err *err);

/* Writes every column but id and created_ms. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc tasks_update(struct sql *sql, const struct owner *owner, const struct task *task,
			   struct err *err);

/* STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc tasks_delete(struct sql *sql, const struct owner *owner, int64_t id, struct err *err);

/* ---- owners ---- */

/* Up to `most` ids of users that own or have owned tasks, ascending, greater than `after` (empty:
 * from the first). *out is an array in the arena. STORE_OK, STORE_FAULT. */
enum store_rc tasks_owners(struct sql *sql, struct arena *a, struct str after, size_t most,
			   struct str **out, size_t *out_n, struct err *err);

/* Deletes all tasks of the owner; *out_n is their number. STORE_OK also when there were none,
 * STORE_FAULT. */
enum store_rc tasks_delete_all(struct sql *sql, const struct owner *owner, int64_t *out_n,
			       struct err *err);

/* Whether this database holds tasks only, and the users are in another one. STORE_OK,
 * STORE_FAULT. */
enum store_rc tasks_are_alone(struct sql *sql, bool *out, struct err *err);

#endif
