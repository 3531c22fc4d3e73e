#include "store/tables/own/columns.h"

#include "fields/values.h"

void own_column_bind(struct sql_run *run, int i, enum own_type type, const struct own_value *value)
{
	if (value->state != OWN_SET) {
		sql_bind_null(run, i);
		return;
	}
	switch (type) {
	case OWN_STRING:
	case OWN_NUMBER: /* the column makes a number of the text */
	case OWN_STRINGS:
		sql_bind_text(run, i, value->text);
		break;
	case OWN_BOOLEAN:
		sql_bind_bool(run, i, value->yes);
		break;
	case OWN_DATE:
		sql_bind_time(run, i, value->ms);
		break;
	case OWN_TYPES:
		break;
	}
}

void own_columns_bind(struct sql_run *run, int first, const struct own_fields *fields,
		      const struct own_value *values)
{
	static const struct own_value null = { .state = OWN_NULL };

	for (size_t i = 0; i < fields->n; i++)
		own_column_bind(run, first + (int)i, fields->of[i].type,
				values ? &values[i] : &null);
}

static struct own_value read_column(struct sql_run *run, int column, enum own_type type,
				    struct arena *a)
{
	struct own_value value = { .state = OWN_NULL };

	if (sql_is_null(run, column))
		return value;
	switch (type) {
	case OWN_STRING:
		value.text = sql_copy(run, column, a);
		break;
	case OWN_NUMBER:
		value.text = own_number_text(a, sql_text(run, column));
		break;
	case OWN_STRINGS:
		value.text = own_list_text(a, sql_text(run, column));
		break;
	case OWN_BOOLEAN:
		value.yes = sql_bool(run, column);
		value.state = OWN_SET;
		return value;
	case OWN_DATE:
		value.ms = sql_time_or(run, column, INT64_MIN);
		value.state = value.ms == INT64_MIN ? OWN_NULL : OWN_SET;
		return value;
	case OWN_TYPES:
		break;
	}
	value.state = value.text.p ? OWN_SET : OWN_NULL;
	return value;
}

struct own_members own_columns_read(struct sql_run *run, int first, const struct own_fields *fields,
				    struct arena *a)
{
	struct own_value *values = arena_array(a, fields->n, sizeof(*values));

	for (size_t i = 0; i < fields->n; i++)
		values[i] = read_column(run, first + (int)i, fields->of[i].type, a);
	return own_members_of(a, fields, values);
}
