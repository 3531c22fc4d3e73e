/* Table ostiary_audit: what operators did with the command line. Rows are only added. */
#ifndef OSTIARY_STORE_TABLES_AUDIT_H
#define OSTIARY_STORE_TABLES_AUDIT_H

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

#endif
