/* Table ostiary_task: clustered by owner, primary key (user_id, id). Every statement names the owner, so
 * that "not yours" and "not there" are one answer, given by the database. */
#ifndef OSTIARY_STORE_TASKS_H
#define OSTIARY_STORE_TASKS_H

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

/* Called for each row in order; the slices live until it returns. False ends the walk (STORE_FULL). */
typedef bool task_visit_fn(const struct task *task, void *arg);

/* The owner's tasks, newest (largest id) first: those with an id below before_id (INT64_MAX: all), at
 * most limit of them. */
enum store_rc tasks_list(struct sql *sql, const struct owner *owner, int64_t before_id,
			 int64_t limit, task_visit_fn *visit, void *arg, struct err *err);

/* STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc tasks_get(struct sql *sql, struct arena *a, const struct owner *owner, int64_t id,
			struct task *out, struct err *err);

/* The owner's largest id; 0 when there is no task. STORE_OK, STORE_FAULT. */
enum store_rc tasks_newest_id(struct sql *sql, const struct owner *owner, int64_t *out,
			      struct err *err);

/* STORE_OK, STORE_CONFLICT (the id is taken: make another), STORE_ORPHAN (the owner is no user any
 * more), STORE_FULL (LIMIT_TASKS_PER_USER), STORE_FAULT. */
enum store_rc tasks_insert(struct sql *sql, const struct owner *owner, const struct task *task,
			   struct err *err);

/* Writes every column but id and created_ms. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc tasks_update(struct sql *sql, const struct owner *owner, const struct task *task,
			   struct err *err);

/* STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc tasks_delete(struct sql *sql, const struct owner *owner, int64_t id, struct err *err);

/* --- owners -------------------------------------------------------------------------------------- */

/* Those who have or had tasks, in the order of their ids, from behind the one given (empty: from the
 * first), at most so many. *out is in the arena. STORE_OK, STORE_FAULT. */
enum store_rc tasks_owners(struct sql *sql, struct arena *a, struct str after, size_t most,
			   struct str **out, size_t *out_n, struct err *err);

/* Everything of one owner. STORE_OK, also when there was nothing, with the number of tasks; STORE_FAULT. */
enum store_rc tasks_delete_all(struct sql *sql, const struct owner *owner, int64_t *out_n,
			       struct err *err);

/* Whether this is a database of tasks alone, whose owners another one knows. STORE_OK, STORE_FAULT. */
enum store_rc tasks_are_alone(struct sql *sql, bool *out, struct err *err);

#endif
