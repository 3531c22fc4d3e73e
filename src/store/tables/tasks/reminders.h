/* Table ostiary_reminder: the times at which owners are to be reminded of tasks, found by an index
 * of next_ms and deleted when the reminder has been given to the outbox, in one transaction. Of
 * several servers one deletes a row, so that a reminder is sent once.
 *
 * Rows of a task that was completed or is in the trash stay until their time, so that they are
 * there when it is opened again; who takes them looks at the task. They are deleted with it. */
#ifndef OSTIARY_STORE_TABLES_TASKS_REMINDERS_H
#define OSTIARY_STORE_TABLES_TASKS_REMINDERS_H

#include <stddef.h>

#include "store/owner.h"
#include "store/store.h"

#define REMINDER_LATE_MS (INT64_C(5) * 60 * 1000) /* one that is sent later says so */

struct reminder {
	struct owner owner;
	int64_t task_id;
	int64_t at_ms;   /* the time that was asked for */
	int64_t next_ms; /* when to try; at first at_ms */
};

/* Puts the times in the place of those of the task. STORE_OK, STORE_FAULT. */
enum store_rc reminders_put(struct sql *sql, const struct owner *owner, int64_t task_id,
			    const int64_t *at_ms, size_t n, struct err *err);

/* Whether a reminder of any owner is due. STORE_OK, STORE_FAULT. */
enum store_rc reminders_are_due(struct sql *sql, int64_t now_ms, bool *out, struct err *err);

/* Deletes at most `most` due ones of all owners; *out is an array of them in the arena. On
 * PostgreSQL those that another transaction is taking are passed over. STORE_OK, STORE_FAULT. */
enum store_rc reminders_take(struct sql *sql, struct arena *a, int64_t now_ms, size_t most,
			     struct reminder **out, size_t *out_n, struct err *err);

/* Adds one again, with its next_ms. STORE_OK, STORE_ORPHAN (the task is gone), STORE_FAULT. */
enum store_rc reminders_put_back(struct sql *sql, const struct reminder *reminder, struct err *err);

/* Lets those be due at once that were put back and whose next_ms is after now_ms and not after
 * until_ms. STORE_OK, STORE_FAULT. */
enum store_rc reminders_release(struct sql *sql, int64_t now_ms, int64_t until_ms, struct err *err);

#endif
