#include "store/schema/plugin_columns.h"

#include "base/cleanup.h"

enum plugin_column plugin_column_kind(struct str table, struct str column)
{
	static const struct {
		struct str table, column;
		enum plugin_column kind;
	} columns[] = {
		{ STR_INIT("user"), STR_INIT("banned"), PLUGIN_COLUMN_BOOL },
		{ STR_INIT("user"), STR_INIT("banExpires"), PLUGIN_COLUMN_TIME },
		{ STR_INIT("user"), STR_INIT("twoFactorEnabled"), PLUGIN_COLUMN_BOOL },
		{ STR_INIT("session"), STR_INIT("impersonatedBy"), PLUGIN_COLUMN_TEXT },
	};

	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		if (str_eq(columns[i].table, table) && str_eq(columns[i].column, column))
			return columns[i].kind;
	return PLUGIN_COLUMN_NONE;
}
