/* Table ostiary_task: clustered by owner, primary key (user_id, id). Every statement names the
 * owner, so that the database gives one answer for another owner's task and for a task that does
 * not exist. Each write also keeps the columns of store/task_keys.h. The caller advances the
 * owner's revision first, and gives it to the rows. */
#ifndef OSTIARY_STORE_TABLES_TASKS_H
#define OSTIARY_STORE_TABLES_TASKS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/owner.h"
#include "store/store.h"
#include "store/tables/tasks/tombstones.h"

/* A number that is 0, and a text whose p is NULL, stand for null. */
struct task {
	int64_t id; /* 53 bits: milliseconds, then random bits; in order of creation */
	struct str title;
	struct str description; /* or null */
	bool completed;
	struct str due_date;  /* YYYY-MM-DD, or null */
	struct str priority;  /* "none", "low", "medium", "high" */
	struct str tags_json; /* a JSON array of strings, compact */
	int64_t created_ms;
	int64_t updated_ms;

	int64_t list_id;       /* or null: the inbox */
	int64_t section_id;    /* of that list, or null */
	int64_t parent_id;     /* the task of which this is a part, or null */
	struct str position;   /* tasks/position.h; null: task_position_of() the id when inserted */
	struct str due_time;   /* HH:MM, or null */
	struct str time_zone;  /* an IANA name, or null */
	struct str start_date; /* YYYY-MM-DD, or null */
	int64_t completed_ms;  /* or null */
	struct str recurrence; /* an RRULE (RFC 5545), or null */
	struct str recurrence_from; /* "due" or "completion", or null */
	struct str reminders_json;  /* a JSON array of strings, compact; null is "[]" */
	int64_t deleted_ms;         /* when it was moved to the trash, or null */
	int64_t revision;           /* of its last change (tables/tasks/revision.h) */
	struct str source;          /* where it was imported from, unique for the owner; or null */
};

/* Called for each row in order; the slices live until it returns. False ends the list with
 * STORE_FULL. */
typedef bool task_visit_fn(const struct task *task, void *arg);

/* The owner's tasks outside of the trash with an id below before_id (INT64_MAX: all), largest id
 * first, at most limit rows. STORE_OK, also with *err of kind ERR_UNREADABLE: rows that cannot be
 * read were passed over; STORE_FULL, STORE_FAULT. */
enum store_rc tasks_list(struct sql *sql, const struct owner *owner, int64_t before_id,
			 int64_t limit, task_visit_fn *visit, void *arg, struct err *err);

/* Also from the trash. STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc tasks_get(struct sql *sql, struct arena *a, const struct owner *owner, int64_t id,
			struct task *out, struct err *err);

/* STORE_OK, STORE_CONFLICT (the id is taken: try another), STORE_ORPHAN (the user has been
 * deleted), STORE_FAULT. */
enum store_rc tasks_insert(struct sql *sql, const struct owner *owner, const struct task *task,
			   struct err *err);

/* Writes every column but id, created_ms and source. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc tasks_update(struct sql *sql, const struct owner *owner, const struct task *task,
			   struct err *err);

/* STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc tasks_delete(struct sql *sql, const struct owner *owner, int64_t id, struct err *err);

/* Tasks outside of the trash that have changed behind that place and up to revision `until`, in the
 * order of revision and id, at most `limit`. As tasks_list(). */
enum store_rc tasks_changed(struct sql *sql, const struct owner *owner, struct change_place after,
			    int64_t until, int64_t limit, task_visit_fn *visit, void *arg,
			    struct err *err);

/* The task that has been in the trash for longest. STORE_OK with *out in the arena, STORE_NONE,
 * STORE_FAULT. */
enum store_rc tasks_oldest_in_trash(struct sql *sql, struct arena *a, const struct owner *owner,
				    struct task *out, struct err *err);

/* Deletes at most `most` tasks of the owner that went to the trash before that time. STORE_OK also
 * when there were none, STORE_FAULT. */
enum store_rc tasks_empty_trash(struct sql *sql, const struct owner *owner, int64_t before_ms,
				int64_t most, struct err *err);

/* An owner who has a task that went to the trash before that time. STORE_OK with *out in the arena,
 * STORE_NONE, STORE_FAULT. */
enum store_rc tasks_owner_of_trash(struct sql *sql, struct arena *a, int64_t before_ms,
				   struct str *out, struct err *err);

/* ---- owners ---- */

/* Up to `most` ids of users that own or have owned tasks, ascending, greater than `after` (empty:
 * from the first). *out is an array in the arena. STORE_OK, STORE_FAULT. */
enum store_rc tasks_owners(struct sql *sql, struct arena *a, struct str after, size_t most,
			   struct str **out, size_t *out_n, struct err *err);

/* Deletes all rows of the owner; *out_n is the number of tasks. STORE_OK also when there were none,
 * STORE_FAULT. */
enum store_rc tasks_delete_all(struct sql *sql, const struct owner *owner, int64_t *out_n,
			       struct err *err);

/* Whether this database holds tasks only, and the users are in another one. STORE_OK,
 * STORE_FAULT. */
enum store_rc tasks_are_alone(struct sql *sql, bool *out, struct err *err);

#endif
