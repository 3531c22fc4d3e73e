/* Columns of one's own in the tables "user" and "session": whether those that exist can be used,
 * and those that are missing. */
#ifndef OSTIARY_STORE_SCHEMA_OWN_COLUMNS_H
#define OSTIARY_STORE_SCHEMA_OWN_COLUMNS_H

#include "core/arena.h"
#include "store/sql/sql.h"

/* The field whose column that is; NULL: none has been declared. */
const struct own_field *own_column_field(const struct sql *sql, struct str table,
					 struct str column);

/* What keeps a column of that type from holding the field's values, or its table from taking new
 * rows: `required` says that an insert must give it a value. NULL: nothing. */
const char *own_column_fault(const struct sql *sql, const struct own_field *field, struct str type,
			     bool required);

/* Statements that add the missing columns, which may be null, and their indexes; a column and an
 * index for each field at most. */
#define OWN_CHANGES_MAX (4 * LIMIT_OWN_FIELDS)
struct own_changes {
	const char *ddl[OWN_CHANGES_MAX];
	size_t n;
};

/* *out in the arena; nothing is changed. Of a table that does not exist all columns are missing.
 * STORE_OK, STORE_FAULT. */
enum store_rc own_columns_plan(struct sql *sql, struct arena *a, struct own_changes *out,
			       struct err *err);

/* Makes the changes in one transaction, unless another process has made them meanwhile. STORE_OK,
 * STORE_FAULT. */
enum store_rc own_columns_complete(struct sql *sql, const struct log *log, struct err *err);

#endif
