#include "store/sql/statements.h"

#include <stdint.h>

unsigned sql_statements_place(const struct sql_statements *statements, const char *statement,
			      struct err *err)
{
	unsigned first = (unsigned)(((uintptr_t)statement >> 4) % SQL_STATEMENTS);

	for (unsigned i = 0; i < SQL_STATEMENTS; i++) {
		unsigned place = (first + i) % SQL_STATEMENTS;

		if (statements->at[place] == statement || !statements->at[place])
			return place;
	}
	err_set(err, "more than %u statements on a connection", SQL_STATEMENTS);
	return SQL_STATEMENTS;
}
