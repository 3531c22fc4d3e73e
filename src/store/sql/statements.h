/* The statements that a connection keeps, for both drivers: a table with open addressing, in which
 * the address of a statement's text is its key. The driver has an array of runs beside it, one for
 * each place. */
#ifndef OSTIARY_STORE_SQL_STATEMENTS_H
#define OSTIARY_STORE_SQL_STATEMENTS_H

#include "core/err.h"

/* Statements of a connection, and placeholders of a statement: each more than this room uses with
 * LIMIT_OWN_FIELDS columns of one's own in each table. */
#define SQL_STATEMENTS   256u
#define SQL_PLACEHOLDERS 32u

struct sql_statements {
	const char *at[SQL_STATEMENTS]; /* NULL: a free place */
};

/* The place of the statement, or the free place for it; the driver fills that when it has prepared
 * the statement. SQL_STATEMENTS, with *err, when all places are taken by other statements. */
unsigned sql_statements_place(const struct sql_statements *statements, const char *statement,
			      struct err *err);

#endif
