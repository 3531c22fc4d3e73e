#include "cli/resolve/own_fields.h"

#include "base/cleanup.h"
#include "fields/declarations.h"

/* The plugin admin has these columns, which only admins write. */
static bool is_admins(const struct own_field *field)
{
	static const struct str columns[] = { STR_INIT("role"), STR_INIT("banned"),
					      STR_INIT("banReason"), STR_INIT("banExpires") };

	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		if (str_eq_nocase(field->column, columns[i]) || str_eq(field->name, columns[i]))
			return true;
	return false;
}

static bool fits_admin(const struct settings *settings, const struct own_fields *user,
		       struct err *err)
{
	for (size_t i = 0; i < user->n && settings_is_on(settings, SETTING_ADMIN); i++)
		if (is_admins(&user->of[i])) {
			err_set(err, "user.%.*s: OSTIARY_ADMIN=on has this column already",
				STR_FMT(user->of[i].name));
			return false;
		}
	return true;
}

bool own_fields_read(struct arena *a, const struct settings *settings,
		     const struct own_tables **out, struct err *err)
{
	const struct setting_value *value = &settings->of[SETTING_FIELDS];
	struct own_tables *tables;

	*out = NULL;
	if (!value->text.n)
		return true;
	tables = arena_new(a, struct own_tables);
	if (!own_tables_parse(value->text, a, tables, err) ||
	    !fits_admin(settings, &tables->user, err)) {
		err_prefix(err, value->source);
		return false;
	}
	if (tables->user.n + tables->session.n > 0)
		*out = tables;
	return true;
}
