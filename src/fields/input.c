#include "fields/input.h"

#include "fields/values.h"

struct taking {
	enum own_action action;
	struct arena *a;
	struct own_input *out;
};

static enum own_input_rc refuse(struct taking *t, enum own_input_rc rc, struct str message)
{
	t->out->message = message;
	return rc;
}

static enum own_input_rc refuse_missing(struct taking *t, const struct own_field *field)
{
	return refuse(t, OWN_INPUT_MISSING,
		      arena_fmt(t->a, "%.*s is required", STR_FMT(field->name)));
}

static const char *kind_name(const struct json *value)
{
	static const char *const names[] = {
		[JSON_KIND_ABSENT] = "undefined", [JSON_KIND_NULL] = "null",
		[JSON_KIND_BOOL] = "boolean",     [JSON_KIND_INTEGER] = "number",
		[JSON_KIND_REAL] = "number",      [JSON_KIND_BEYOND] = "number",
		[JSON_KIND_STRING] = "string",    [JSON_KIND_ARRAY] = "array",
		[JSON_KIND_OBJECT] = "object",
	};

	return names[json_kind(value)];
}

/* In the words of zod, as of the other members of a body. */
static struct str fault_text(struct arena *a, const struct own_field *field, enum own_value_rc rc,
			     const struct json *value)
{
	struct str name = field->name;

	switch (rc) {
	case OWN_VALUE_TOO_LONG:
		return arena_fmt(a, "[body.%.*s] Too big: expected string to have <=%d characters",
				 STR_FMT(name), LIMIT_OWN_UNITS);
	case OWN_VALUE_TOO_MANY:
		return arena_fmt(a, "[body.%.*s] Too big: expected array to have <=%d items",
				 STR_FMT(name), LIMIT_OWN_STRINGS);
	case OWN_VALUE_NO_DATE:
		return arena_fmt(a, "[body.%.*s] Invalid ISO datetime", STR_FMT(name));
	case OWN_VALUE_OK:
	case OWN_VALUE_WRONG_TYPE:
		break;
	}
	return arena_fmt(a, "[body.%.*s] Invalid input: expected %s, received %s", STR_FMT(name),
			 field->type == OWN_STRINGS && json_kind(value) == JSON_KIND_ARRAY
				 ? "array of strings"
				 : own_type_name(field->type),
			 kind_name(value));
}

/* What JavaScript takes as false is ignored. */
static bool is_truthy(const struct json *value)
{
	switch (json_kind(value)) {
	case JSON_KIND_ABSENT:
	case JSON_KIND_NULL:
		return false;
	case JSON_KIND_BOOL:
		return json_to_bool(value);
	case JSON_KIND_STRING:
		return json_to_str(value).n > 0;
	case JSON_KIND_INTEGER:
	case JSON_KIND_REAL:
	case JSON_KIND_BEYOND:
		return json_to_double(value) < 0 || json_to_double(value) > 0;
	case JSON_KIND_ARRAY:
	case JSON_KIND_OBJECT:
		break;
	}
	return true;
}

static bool has_default(const struct own_field *field)
{
	return field->now || field->fallback.state != OWN_ABSENT;
}

static enum own_input_rc take_closed(struct taking *t, const struct own_field *field,
				     const struct json *value)
{
	if (is_truthy(value) && !(t->action == OWN_CREATE && has_default(field)))
		return refuse(
			t, OWN_INPUT_NOT_ALLOWED,
			arena_fmt(t->a, "%.*s is not allowed to be set", STR_FMT(field->name)));
	return OWN_INPUT_OK;
}

static enum own_input_rc take_open(struct taking *t, const struct own_field *field,
				   const struct json *value, struct own_value *out)
{
	enum own_value_rc rc = own_value_read(field->type, t->a, value, out);

	if (rc != OWN_VALUE_OK)
		return refuse(t, OWN_INPUT_INVALID, fault_text(t->a, field, rc, value));
	if (out->state == OWN_NULL && field->required) {
		*out = (struct own_value){ .state = OWN_ABSENT };
		return t->action == OWN_CREATE ? OWN_INPUT_OK : refuse_missing(t, field);
	}
	t->out->n_set++;
	return OWN_INPUT_OK;
}

static enum own_input_rc take(struct taking *t, const struct own_field *field,
			      const struct json *value, struct own_value *out)
{
	enum own_input_rc rc = OWN_INPUT_OK;

	if (value)
		rc = field->input ? take_open(t, field, value, out) : take_closed(t, field, value);
	if (rc == OWN_INPUT_OK && t->action == OWN_CREATE && out->state == OWN_ABSENT &&
	    field->required && !has_default(field))
		rc = refuse_missing(t, field);
	return rc;
}

struct own_input own_input_take(const struct own_fields *fields, enum own_action action,
				struct arena *a, const struct json *object)
{
	struct own_input input = { .rc = OWN_INPUT_OK };
	struct taking t = { .action = action, .a = a, .out = &input };
	struct own_value *values;

	if (!fields || fields->n == 0)
		return input;
	values = arena_array(a, fields->n, sizeof(*values));
	for (size_t i = 0; input.rc == OWN_INPUT_OK && i < fields->n; i++)
		input.rc = take(&t, &fields->of[i], json_member(object, fields->of[i].name.p),
				&values[i]);
	input.values = values;
	return input;
}

const struct own_value *own_defaults(const struct own_fields *fields, struct arena *a,
				     const struct own_value *given, int64_t now_ms)
{
	struct own_value *values;

	if (!fields || fields->n == 0)
		return NULL;
	values = arena_array(a, fields->n, sizeof(*values));
	for (size_t i = 0; i < fields->n; i++) {
		const struct own_field *field = &fields->of[i];

		if (given && given[i].state != OWN_ABSENT)
			values[i] = given[i];
		else if (field->now)
			values[i] = (struct own_value){ .state = OWN_SET, .ms = now_ms };
		else
			values[i] = field->fallback;
	}
	return values;
}
