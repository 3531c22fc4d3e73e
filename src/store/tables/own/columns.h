/* Binding and reading columns of one's own, for the files of tables. */
#ifndef OSTIARY_STORE_TABLES_OWN_COLUMNS_H
#define OSTIARY_STORE_TABLES_OWN_COLUMNS_H

#include "core/arena.h"
#include "store/sql/sql.h"

/* A text made of each possible index of a field, in the order of the indexes. */
/* clang-format off */
#define OWN_EACH(text) \
	text("0"), text("1"), text("2"), text("3"), text("4"), text("5"), text("6"), text("7"), \
	text("8"), text("9"), text("10"), text("11"), text("12"), text("13"), text("14"), \
	text("15"), text("16"), text("17"), text("18"), text("19"), text("20"), text("21"), \
	text("22"), text("23")
/* clang-format on */
_Static_assert(LIMIT_OWN_FIELDS == 24, "OWN_EACH");

/* Gives the placeholder the value; null when that is absent. */
void own_column_bind(struct sql_run *run, int i, enum own_type type, const struct own_value *value);

/* Gives placeholder `first` and those after it one value for each field; NULL: nulls. */
void own_columns_bind(struct sql_run *run, int first, const struct own_fields *fields,
		      const struct own_value *values);

/* Reads one column for each field, from column `first` on. A value that does not fit its type is
 * null. *out in the arena. */
struct own_members own_columns_read(struct sql_run *run, int first, const struct own_fields *fields,
				    struct arena *a);

#endif
