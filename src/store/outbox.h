/* Table ostiary_outbox: mails to be sent, one row each.
 *
 *	pending --claim--> sending --settle--> sent | failed | logged | pending (again, later)
 *
 * Times are integers here, in milliseconds: the table is ours alone. */
#ifndef OSTIARY_STORE_OUTBOX_H
#define OSTIARY_STORE_OUTBOX_H

#include <stddef.h>

#include "store/store.h"

struct outbox_row {
	struct str id;
	struct str kind;
	struct str recipient;
	struct str name;
	struct str url;   /* p is NULL once it was wiped */
	struct str state; /* "pending", "sending", "sent", "failed", "logged" */
	struct str note;  /* what the last attempt came to; p is NULL when there was none */
	int64_t attempts;
	int64_t created_ms;
	int64_t due_ms;     /* pending: not before; sending: whoever claimed it is given up then */
	int64_t expires_ms; /* the link's end: not sent from then on, and wiped */
};

/* STORE_OK, STORE_CONFLICT (the id is taken), STORE_FAULT. State is pending, attempts are 0. */
enum store_rc outbox_insert(struct sql *sql, const struct outbox_row *row, struct err *err);

/* Takes the row that has been due for longest, for the caller alone, until lease_ms: counts the attempt
 * and makes it "sending". A row whose claimant is given up is due as well. Inside store_write(). STORE_OK
 * with *out in the arena, STORE_NONE (nothing is due), STORE_FAULT. */
enum store_rc outbox_claim(struct sql *sql, struct arena *a, int64_t now_ms, int64_t lease_ms,
			   struct outbox_row *out, struct err *err);

/* Says what a claimed row has come to: its new state, note and due_ms. The link is wiped when the state
 * is "sent". STORE_OK, STORE_NONE (it was claimed by somebody else meanwhile), STORE_FAULT. */
enum store_rc outbox_settle(struct sql *sql, const struct outbox_row *row, struct err *err);

/* When the next row becomes due. STORE_OK, STORE_NONE (no row waits), STORE_FAULT. */
enum store_rc outbox_next_due(struct sql *sql, int64_t *out_ms, struct err *err);

/* Whether outbox_sweep() would do anything: STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc outbox_is_dirty(struct sql *sql, int64_t now_ms, struct err *err);

/* Gives up what has expired unsent, wipes the links and names of all that has expired, and deletes rows
 * whose link ended OUTBOX_KEPT_MS ago. STORE_OK, STORE_FAULT. */
#define OUTBOX_KEPT_MS (INT64_C(3) * 24 * 3600 * 1000)
enum store_rc outbox_sweep(struct sql *sql, int64_t now_ms, struct err *err);

/* Makes a row pending and due now. STORE_OK, STORE_NONE (no such row, its link is gone, or it is being
 * sent), STORE_FAULT. */
enum store_rc outbox_retry(struct sql *sql, struct str id, int64_t now_ms, struct err *err);

/* STORE_OK with *out in the arena, STORE_NONE, STORE_FAULT. */
enum store_rc outbox_find(struct sql *sql, struct arena *a, struct str id, struct outbox_row *out,
			  struct err *err);

/* The newest OUTBOX_LISTED rows, newest first, in the arena. STORE_OK, STORE_FAULT. */
#define OUTBOX_LISTED 500
enum store_rc outbox_list(struct sql *sql, struct arena *a, struct outbox_row **out, size_t *out_n,
			  struct err *err);

#endif
