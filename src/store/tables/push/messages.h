/* Table ostiary_push_message: reminders on their way to push services, one row for each device.
 *
 *	pending --claim--> sending --settle--> done | pending (again, later)
 *
 * A row that is done stays for PUSH_COUNTED_MS, so that the messages of an hour can be counted. It
 * refers to no row of a subscription or a task: who claims it looks whether they are still there.
 */
#ifndef OSTIARY_STORE_TABLES_PUSH_MESSAGES_H
#define OSTIARY_STORE_TABLES_PUSH_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "store/owner.h"
#include "store/store.h"

#define PUSH_COUNTED_MS (INT64_C(3600) * 1000)

struct push_message {
	struct str id; /* random */
	struct owner owner;
	int64_t subscription_id, task_id;
	int64_t at_ms; /* when the reminder was to come */
	int64_t attempts;
	int64_t created_ms;
	int64_t due_ms;     /* pending: the earliest time to send; sending: when the claim ends */
	int64_t expires_ms; /* when it is too late to send; done: when the row goes */
	bool done;          /* for push_messages_settle() */
};

/* Adds a pending row without attempts; when one of its subscription and task is pending, that one
 * becomes this reminder, and keeps its attempts and its due_ms. Owners take turns: those of an
 * owner who has had many messages since an hour ago come later. STORE_OK, STORE_CONFLICT (the id is
 * taken), STORE_ORPHAN, STORE_FAULT. */
enum store_rc push_messages_put(struct sql *sql, const struct push_message *row, struct err *err);

/* The rows of an owner since then, whatever their state. STORE_OK, STORE_FAULT. */
enum store_rc push_messages_recent(struct sql *sql, const struct owner *owner, int64_t since_ms,
				   int64_t *out, struct err *err);

/* Whether more than `most` rows wait. STORE_OK, STORE_FAULT. */
enum store_rc push_messages_are_over(struct sql *sql, int64_t most, bool *out, struct err *err);

/* Claims, until lease_ms, at most `most` rows that are due: counts the attempt and makes them
 * "sending". A row whose earlier claim has ended is due as well. *out is an array in the arena.
 * STORE_OK, STORE_FAULT. */
enum store_rc push_messages_claim(struct sql *sql, struct arena *a, int64_t now_ms,
				  int64_t lease_ms, size_t most, struct push_message **out,
				  size_t *out_n, struct err *err);

/* Records the result of a claimed row: done, or pending until due_ms unless a newer reminder of its
 * task is. STORE_OK, STORE_NONE (another process has claimed the row meanwhile), STORE_FAULT. */
enum store_rc push_messages_settle(struct sql *sql, const struct push_message *row,
				   struct err *err);

/* When the next row becomes due. STORE_OK, STORE_NONE (none waits), STORE_FAULT. */
enum store_rc push_messages_next_due(struct sql *sql, int64_t *out_ms, struct err *err);

/* Whether push_messages_sweep() would do anything: STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc push_messages_are_dirty(struct sql *sql, int64_t now_ms, struct err *err);

/* Deletes the rows that have expired. STORE_OK, STORE_FAULT. */
enum store_rc push_messages_sweep(struct sql *sql, int64_t now_ms, struct err *err);

#endif
