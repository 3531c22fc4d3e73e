/* Table ostiary_audit: what was done to accounts, keys and mails, and by whom. Rows are only added,
 * each with a number and the hash of the row before (auth/audit/chain.h); a trigger of the database
 * refuses to change them, and to delete them before audit_cut() has let go of them.
 *
 * Rows of builds that had no chain have numbers up to 0 and no hash. The table ostiary_audit_head
 * has one row, which every addition updates before: two transactions never take the same number. */
#ifndef OSTIARY_STORE_TABLES_AUDIT_AUDIT_H
#define OSTIARY_STORE_TABLES_AUDIT_AUDIT_H

#include <stddef.h>

#include "store/store.h"

#define AUDIT_LISTED 1000 /* rows of one page at most */

/* An empty text of these is stored as one, and read back as one. */
struct audit_row {
	struct str id;
	int64_t at_ms;
	struct str actor;   /* the operator: "uid 0 (root)"; or the id of a user; or "server" */
	struct str origin;  /* where from: "command line on HOST", or the address of a client */
	struct str action;  /* one word: "token-minted" */
	struct str subject; /* the id of the user, key or mail that was acted on */
	struct str detail;
	struct str before,
		after; /* the values that were changed, as a JSON object; never a secret */
};

/* The place of a row in the chain. */
struct audit_link {
	int64_t seq;
	struct str previous; /* the hash of the row before; empty of row 1 */
	struct str hash;     /* of this row; empty of a row without a chain */
};

struct audit_entry {
	struct audit_row row;
	struct audit_link link;
};

struct audit_head {
	int64_t seq;       /* of the newest row */
	struct str hash;   /* of that row; empty: there is none */
	int64_t first_seq; /* of the oldest row that is kept */
	struct str anchor; /* the hash of the row before that one; empty: it had none */
};

/* STORE_OK, STORE_FAULT. The texts are in the arena. */
enum store_rc audit_head(struct sql *sql, struct arena *a, struct audit_head *out, struct err *err);

/* Takes the next number: out->seq is that of the new row, out->hash still that of the row before.
 * Other transactions that add a row wait until this one ends, or run again. STORE_OK,
 * STORE_FAULT. */
enum store_rc audit_head_next(struct sql *sql, struct arena *a, struct audit_head *out,
			      struct err *err);

/* Adds the row, and makes its hash that of the head. Call it with the number of audit_head_next(),
 * in the same transaction; auth/audit/chain.h does. STORE_OK, STORE_CONFLICT (the id),
 * STORE_FAULT. */
enum store_rc audit_insert(struct sql *sql, const struct audit_row *row,
			   const struct audit_link *link, struct err *err);

struct audit_filter {
	int64_t since_ms, until_ms; /* of at_ms: from the first, and before the second */
	struct str user;            /* the id of a user, as actor or subject; empty: any */
	struct str action;          /* empty: any */
	int64_t after;              /* only rows with a larger number */
	int64_t most;               /* at most AUDIT_LISTED */
};

/* The rows that fit, in the order of their numbers. STORE_OK, STORE_FAULT. */
enum store_rc audit_list(struct sql *sql, struct arena *a, const struct audit_filter *filter,
			 struct audit_entry **out, size_t *out_n, struct err *err);

/* The newest AUDIT_LISTED rows about that user or key, newest first, in the arena. STORE_OK,
 * STORE_FAULT. */
enum store_rc audit_of(struct sql *sql, struct arena *a, struct str subject, struct audit_row **out,
		       size_t *out_n, struct err *err);

/* The rows behind a number, in their order. STORE_OK, STORE_FAULT. */
enum store_rc audit_after(struct sql *sql, struct arena *a, int64_t after, int64_t most,
			  struct audit_entry **out, size_t *out_n, struct err *err);

/* The id of the oldest row that has no number, which no process of this build has added. STORE_OK,
 * STORE_NONE, STORE_FAULT. */
enum store_rc audit_stray(struct sql *sql, struct arena *a, struct str *out, struct err *err);

/* The time of the oldest row that is kept. STORE_OK, STORE_NONE, STORE_FAULT. */
enum store_rc audit_oldest(struct sql *sql, int64_t *out_ms, struct err *err);

/* The number and the hash of the last of the oldest rows that are all older than before_ms, at most
 * `most` of them. STORE_OK, STORE_NONE (the oldest is not that old), STORE_FAULT. */
enum store_rc audit_cut_end(struct sql *sql, struct arena *a, const struct audit_head *head,
			    int64_t before_ms, int64_t most, struct audit_link *out,
			    struct err *err);

/* Deletes the rows up to this one, and anchors the chain behind them. STORE_OK, STORE_FAULT. */
enum store_rc audit_cut(struct sql *sql, const struct audit_link *last, struct err *err);

#endif
