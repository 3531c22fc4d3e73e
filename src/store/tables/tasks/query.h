/* Reads an owner's tasks by conditions and in an order, from any place of it on. Every order has an
 * index, so that a page costs what its rows cost; conditions are looked at row by row. */
#ifndef OSTIARY_STORE_TABLES_TASKS_QUERY_H
#define OSTIARY_STORE_TABLES_TASKS_QUERY_H

#include "core/arena.h"
#include "store/tables/tasks/tasks.h"

/* Where a filter takes an id or a number. */
#define TASK_ANY  INT64_C(-1)
#define TASK_NONE INT64_C(0) /* the task has none: it is in the inbox, it is no part of another */

#define TASK_WORDS_MAX 8

/* The tasks that meet all conditions. */
struct task_filter {
	bool trash;            /* those in the trash, only by TASK_SORT_ID; else those outside */
	int64_t list_id;       /* TASK_ANY, TASK_NONE or an id */
	int64_t parent_id;     /* TASK_ANY, TASK_NONE or an id */
	int64_t completed;     /* TASK_ANY, 0 or 1 */
	int64_t priority_rank; /* TASK_ANY, or of task_priority_rank() */
	struct str tag;        /* exactly as it was written; p is NULL: any. Of the tag ",", also */
			       /* tasks with other tags meet the condition. */
	struct str due_before; /* compared with task_due_key(); empty: any. With a bound, a task */
	struct str due_after;  /* without due date does not meet the condition. */
	struct str words[TASK_WORDS_MAX]; /* folded (base/fold.h): each is in task_search_text() */
	size_t n_words;
};

/* The filter that every task outside of the trash meets. */
extern const struct task_filter task_filter_none;

enum task_sort {
	TASK_SORT_ID = 0, /* only descending: newest first */
	TASK_SORT_POSITION,
	TASK_SORT_CREATED,
	TASK_SORT_UPDATED,
	TASK_SORT_DUE,
	TASK_SORT_PRIORITY,
	TASK_SORT_TITLE,
	TASK_SORTS
};

/* Tasks of one key are in the order of their ids, in the same direction. */
struct task_order {
	enum task_sort sort;
	bool descending;
};

/* What the key of an order is, and so which member of a place has it. */
enum task_key {
	TASK_KEY_ID,     /* no member but id */
	TASK_KEY_TEXT,   /* position, due key, title key */
	TASK_KEY_TIME,   /* milliseconds since 1970 */
	TASK_KEY_NUMBER, /* priority rank */
};
enum task_key task_key_of(enum task_sort sort);

/* A place in an order: that of a row, whether or not there is one. */
struct task_place {
	struct str text;
	int64_t number;
	int64_t id;
};

/* Called for each row in order; the slices live until it returns. False ends the page. */
typedef bool task_row_fn(const struct task *task, const struct task_place *place, void *arg);

/* At most `most` rows behind the place `after` (NULL: from the first). *out_n is the number of
 * rows that were looked at; when it is less than `most` and the visitor did not end the page, there
 * are no more. STORE_OK, also with *err of kind ERR_UNREADABLE: rows that cannot be read were
 * passed over; STORE_FULL: the visitor ended it; STORE_FAULT. */
enum store_rc tasks_query(struct sql *sql, const struct owner *owner,
			  const struct task_filter *filter, struct task_order order,
			  const struct task_place *after, int64_t most, task_row_fn *visit,
			  void *arg, int64_t *out_n, struct err *err);

/* The statement of tasks_query(), and its values: for those who ask the database for its plan. The
 * texts that it binds are in the arena. */
struct sql_run;
const char *tasks_query_statement(const struct task_filter *filter, struct task_order order);
void tasks_query_bind(struct sql_run *run, struct arena *a, const struct owner *owner,
		      const struct task_filter *filter, struct task_order order,
		      const struct task_place *after, int64_t most);

/* ---- counts ---- */

/* Some tasks of an owner that are neither completed nor in the trash and agree in their list and
 * tags. */
struct task_tally {
	int64_t list_id;      /* 0: the inbox */
	struct str tags_json; /* a JSON array of strings */
	int64_t open;
	int64_t today;    /* due on that day */
	int64_t upcoming; /* due on a later day */
	int64_t overdue;  /* due before that minute, by the clock of that day */
};
typedef bool task_tally_fn(const struct task_tally *tally, void *arg);

/* day is YYYY-MM-DD, minute a key of task_due_key(). STORE_OK, STORE_FULL (the visitor ended it),
 * STORE_FAULT. */
enum store_rc tasks_tally(struct sql *sql, const struct owner *owner, struct str day,
			  struct str minute, task_tally_fn *visit, void *arg, struct err *err);

/* A task with a time zone of its own, which is late at another moment than the same time on other
 * clocks. */
struct task_zoned {
	struct str due_key;
	struct str time_zone;
};
typedef bool task_zoned_fn(const struct task_zoned *task, void *arg);

/* Those that are neither completed nor in the trash and are due after the key `from` and before
 * `to`. STORE_OK, STORE_FULL, STORE_FAULT. */
enum store_rc tasks_zoned(struct sql *sql, const struct owner *owner, struct str from,
			  struct str to, task_zoned_fn *visit, void *arg, struct err *err);

#endif
