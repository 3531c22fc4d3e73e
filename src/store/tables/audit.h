/* Table ostiary_audit: what operators did with the command line. Rows are only added. */
#ifndef OSTIARY_STORE_TABLES_AUDIT_H
#define OSTIARY_STORE_TABLES_AUDIT_H

#include <stddef.h>

#include "store/store.h"

struct audit_row {
	struct str id;
	int64_t at_ms;
	struct str actor;   /* the operator: "uid 0 (root)" */
	struct str action;  /* one word: "token-minted" */
	struct str subject; /* the id of the user or key that was acted on */
	struct str detail;
};

enum store_rc audit_insert(struct sql *sql, const struct audit_row *row, struct err *err);

/* The newest AUDIT_LISTED rows about that user or key, newest first, in the arena. STORE_OK,
 * STORE_FAULT. */
#define AUDIT_LISTED 1000
enum store_rc audit_of(struct sql *sql, struct arena *a, struct str subject, struct audit_row **out,
		       size_t *out_n, struct err *err);

#endif
