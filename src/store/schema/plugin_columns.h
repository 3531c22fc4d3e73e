/* The columns of Better Auth's plugins that this program reads (see plugins.h). */
#ifndef OSTIARY_STORE_SCHEMA_PLUGIN_COLUMNS_H
#define OSTIARY_STORE_SCHEMA_PLUGIN_COLUMNS_H

#include "base/str.h"

/* Of a column that this program reads only where a plugin has added it. */
enum plugin_column {
	PLUGIN_COLUMN_NONE = 0, /* not such a column */
	PLUGIN_COLUMN_TEXT,
	PLUGIN_COLUMN_BOOL,
	PLUGIN_COLUMN_TIME,
};
enum plugin_column plugin_column_kind(struct str table, struct str column);

#endif
