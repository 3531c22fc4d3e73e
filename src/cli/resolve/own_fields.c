#include "cli/resolve/own_fields.h"

#include "fields/declarations.h"

bool own_fields_read(struct arena *a, const struct settings *settings,
		     const struct own_tables **out, struct err *err)
{
	const struct setting_value *value = &settings->of[SETTING_FIELDS];
	struct own_tables *tables;

	*out = NULL;
	if (!value->text.n)
		return true;
	tables = arena_new(a, struct own_tables);
	if (!own_tables_parse(value->text, a, tables, err)) {
		err_prefix(err, value->source);
		return false;
	}
	if (tables->user.n + tables->session.n > 0)
		*out = tables;
	return true;
}
