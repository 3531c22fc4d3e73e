/* Better Auth's tables in a database that another program has made. The releases of Better Auth
 * from 1.3 to 1.7.24 make different columns. */
#ifndef OSTIARY_STORE_SCHEMA_BETTER_AUTH_H
#define OSTIARY_STORE_SCHEMA_BETTER_AUTH_H

#include "base/buf.h"
#include "store/store.h"

#define BETTER_AUTH_CHANGES_MAX 8

/* A column that may be null, or an index, that this program needs and adds. */
struct better_auth_change {
	const char *what; /* for operators: "column alg of table jwks" */
	const char *ddl;
};

struct better_auth {
	bool taken_over; /* at least one of Better Auth's tables exists */
	struct better_auth_change changes[BETTER_AUTH_CHANGES_MAX];
	size_t n_changes;
};

/* Reads how the tables differ from those of 1.7, records it in the connection (sql_layout()), and
 * changes nothing. STORE_OK, STORE_NONE (this program cannot work with the tables; *err names one
 * and the reason), STORE_FAULT. */
enum store_rc better_auth_inspect(struct sql *sql, struct better_auth *out, struct err *err);

/* Makes the changes in one transaction, unless another process has made them meanwhile. Answers as
 * better_auth_inspect(). */
enum store_rc better_auth_complete(struct sql *sql, const struct log *log, struct err *err);

#endif
