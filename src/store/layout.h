/* What Better Auth's tables are like in a database that it, or something else, has made: its versions from
 * 1.3 to 1.7.24 have left different columns behind. */
#ifndef OSTIARY_STORE_LAYOUT_H
#define OSTIARY_STORE_LAYOUT_H

#include "base/buf.h"
#include "store/store.h"

#define LAYOUT_CHANGES_MAX 8

/* What is to be added so that this program can work: columns that may be null, and indexes. */
struct layout_change {
	const char *what; /* for people: "column alg of table jwks" */
	const char *ddl;
};

struct layout {
	bool taken_over; /* there is a table of Better Auth's already */
	struct layout_change changes[LAYOUT_CHANGES_MAX];
	size_t n_changes;
};

/* Looks, without changing anything, and tells the connection what it has found (sql_layout()). STORE_NONE:
 * the tables are of a kind that this program does not work with; *err says which and why. STORE_OK,
 * STORE_FAULT. */
enum store_rc layout_look(struct sql *sql, struct layout *out, struct err *err);

/* Makes the changes, in a transaction of their own, unless another process has made them meanwhile.
 * Answers as layout_look(). */
enum store_rc layout_mend(struct sql *sql, const struct log *log, struct err *err);

#endif
