/* Columns of one's own in statements. A statement names them by a mark, which is a comment of SQL,
 * so that a database without such columns runs the statement as it stands:
 *
 *	OWN_ROW("user", "u")        after the columns that a select reads from u
 *	OWN_COLUMNS("user")         after the columns of an insert
 *	OWN_VALUES("user", "8")     after its values, the first of which is $8
 *	OWN_COLUMN("user", "3")     the fourth column
 *	OWN_UNIQUE("user", "1")     after a condition: or a unique column has the value $1, ...
 *
 * The drivers expand the marks when they prepare the statement. */
#ifndef OSTIARY_STORE_SQL_EXPAND_H
#define OSTIARY_STORE_SQL_EXPAND_H

#include "core/err.h"
#include "fields/fields.h"

/* clang-format off */
#define OWN_ROW(table, alias)    "/*+" table " row " alias "*/"
#define OWN_COLUMNS(table)       "/*+" table " columns */"
#define OWN_VALUES(table, first) "/*+" table " values " first "*/"
#define OWN_COLUMN(table, index) "/*+" table " column " index "*/"
#define OWN_UNIQUE(table, first) "/*+" table " unique " first "*/"
/* clang-format on */

/* The statement with its marks expanded, on the heap; NULL when there is nothing to expand, because
 * `own` is NULL or the statement has no mark. A mark that cannot be read stays, which the database
 * takes for a comment. */
char *sql_expand(const struct own_tables *own, const char *statement);

#endif
