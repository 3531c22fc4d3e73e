/* Table ostiary_mail: mails to be sent, one row each.
 *
 *	pending --claim--> sending --settle--> sent | failed | logged | pending (again, later)
 *
 * Times are integers of milliseconds, since no other program uses this table. */
#ifndef OSTIARY_STORE_TABLES_OUTBOX_H
#define OSTIARY_STORE_TABLES_OUTBOX_H

#include <stddef.h>

#include "store/store.h"

struct outbox_row {
	struct str id;
	struct str kind;
	struct str recipient;
	struct str name;
	struct str url;   /* p is NULL once it has been wiped */
	struct str state; /* "pending", "sending", "sent", "failed", "logged" */
	struct str note;  /* the result of the last attempt; p is NULL before the first */
	int64_t attempts;
	int64_t created_ms;
	int64_t due_ms;  /* pending: the earliest time to send it; sending: when the claim ends */
	int64_t turn_ms; /* of the rows that are due, the one with the earliest turn goes first */
	int64_t expires_ms; /* when the link expires, and the mail is wiped instead of sent */
};

/* Puts the row in the place of the pending row of its recipient and kind, with the turn of that
 * row; when an attempt to send that one has failed, also with its attempts and its due_ms.
 * STORE_OK, STORE_NONE (no such row is pending), STORE_FAULT. */
enum store_rc outbox_replace(struct sql *sql, const struct outbox_row *row, struct err *err);

/* Adds a pending row without attempts; a concurrent row of its recipient and kind is replaced. Its
 * turn is created_ms, and OUTBOX_TURN_MS later for each row of its recipient since recent_ms, so
 * that recipients take turns. STORE_OK, STORE_CONFLICT (the id is taken), STORE_FAULT. */
#define OUTBOX_TURN_MS (INT64_C(60) * 1000)
enum store_rc outbox_insert(struct sql *sql, const struct outbox_row *row, int64_t recent_ms,
			    struct err *err);

/* The rows of a recipient since since_ms, whatever their state: the reminders of tasks when `kind`
 * is of one ("reminder/..."), otherwise all others, so that reminders leave room for links.
 * STORE_OK, STORE_FAULT. */
struct outbox_recent {
	int64_t all;
	int64_t of_kind;
};
enum store_rc outbox_recent(struct sql *sql, struct str recipient, struct str kind,
			    int64_t since_ms, struct outbox_recent *out, struct err *err);

/* Whether more than `most` rows are pending. STORE_OK, STORE_FAULT. */
enum store_rc outbox_is_over(struct sql *sql, int64_t most, bool *out, struct err *err);

/* STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc outbox_delete(struct sql *sql, struct str id, struct err *err);

/* Claims, until lease_ms, the row with the earliest turn of those that are due: counts the attempt
 * and makes the state "sending". A row whose earlier claim has ended is due as well. Inside
 * store_write(). STORE_OK with *out in the arena, STORE_NONE (nothing is due), STORE_FAULT. */
enum store_rc outbox_claim(struct sql *sql, struct arena *a, int64_t now_ms, int64_t lease_ms,
			   struct outbox_row *out, struct err *err);

/* Records the result of a claimed row: its new state, note and due_ms. A row that is to become
 * pending again fails instead when a newer one of its recipient and kind is pending. The link is
 * wiped when the state is "sent". STORE_OK, STORE_NONE (another process has claimed the row
 * meanwhile), STORE_FAULT. */
enum store_rc outbox_settle(struct sql *sql, const struct outbox_row *row, struct err *err);

/* When the next row becomes due. STORE_OK, STORE_NONE (no row is waiting), STORE_FAULT. */
enum store_rc outbox_next_due(struct sql *sql, int64_t *out_ms, struct err *err);

/* Whether outbox_sweep() would do anything: STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc outbox_is_dirty(struct sql *sql, int64_t now_ms, struct err *err);

/* Marks expired unsent rows as failed, wipes the links and names of all expired rows, and deletes
 * rows whose link expired OUTBOX_KEPT_MS ago. STORE_OK, STORE_FAULT. */
#define OUTBOX_KEPT_MS (INT64_C(3) * 24 * 3600 * 1000)
enum store_rc outbox_sweep(struct sql *sql, int64_t now_ms, struct err *err);

/* Makes a row pending and due now. STORE_OK, STORE_NONE (there is no such row, its link has been
 * wiped, it is being sent, or a newer mail of its kind waits for its recipient), STORE_FAULT. */
enum store_rc outbox_retry(struct sql *sql, struct str id, int64_t now_ms, struct err *err);

/* STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc outbox_find(struct sql *sql, struct arena *a, struct str id, struct outbox_row *out,
			  struct err *err);

/* The newest OUTBOX_LISTED rows, newest first, in the arena. STORE_OK, STORE_FAULT. */
#define OUTBOX_LISTED 500
enum store_rc outbox_list(struct sql *sql, struct arena *a, struct outbox_row **out, size_t *out_n,
			  struct err *err);

/* The same of one recipient. */
enum store_rc outbox_of(struct sql *sql, struct arena *a, struct str recipient,
			struct outbox_row **out, size_t *out_n, struct err *err);

#endif
