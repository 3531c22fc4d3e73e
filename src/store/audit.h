/* Table ostiary_audit: what operators did by themselves, for those who look later. Rows are only added. */
#ifndef OSTIARY_STORE_AUDIT_H
#define OSTIARY_STORE_AUDIT_H

#include "store/store.h"

struct audit_row {
	struct str id;
	int64_t at_ms;
	struct str actor;   /* who: "uid 0 (root)" */
	struct str action;  /* one word: "token-minted" */
	struct str subject; /* whom or what it was done to */
	struct str detail;
};

enum store_rc audit_insert(struct sql *sql, const struct audit_row *row, struct err *err);

#endif
