#include "fields/values.h"

#include <math.h>
#include <stdio.h>

#include "core/clock.h"
#include "core/date_text.h"

/* The members of a row are at most a body, in which every byte may become \u00XX. */
#define MEMBERS_MAX ((size_t)8 * LIMIT_BODY_BYTES)

/* PostgreSQL writes the years before it in another form. */
#define FIRST_DATE_MS INT64_C(-62135596800000) /* 0001-01-01T00:00:00.000Z */

const char *own_type_name(enum own_type type)
{
	static const char *const names[OWN_TYPES] = {
		[OWN_STRING] = "string", [OWN_NUMBER] = "number", [OWN_BOOLEAN] = "boolean",
		[OWN_DATE] = "date",     [OWN_STRINGS] = "array",
	};

	return names[type];
}

/* ---- numbers and lists ---- */

/* The shortest text that reads as the same number. */
static struct str real_text(struct arena *a, double value)
{
	char text[40];

	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, value);
		if (!islessgreater(strtod(text, NULL), value))
			break;
	}
	return arena_copy(a, str_z(text));
}

static bool number_text(struct arena *a, const struct json *value, struct str *out)
{
	switch ((int)json_kind(value)) {
	case JSON_KIND_INTEGER:
		*out = arena_fmt(a, "%lld", (long long)json_to_i64(value));
		return true;
	case JSON_KIND_REAL:
		*out = real_text(a, json_to_double(value));
		return true;
	default:
		return false;
	}
}

static struct json *parse(struct str text)
{
	struct json *value = NULL;

	return json_parse(text, LIMIT_BODY_DEPTH, &value) == JSON_OK ? value : NULL;
}

struct str own_number_text(struct arena *a, struct str column)
{
	OWNED(json_free) struct json *value = parse(column);
	struct str text = str_of(NULL, 0);

	(void)number_text(a, value, &text);
	return text;
}

struct str own_list_text(struct arena *a, struct str column)
{
	OWNED(json_free) struct json *value = parse(column);
	struct buf b;

	if (json_kind(value) != JSON_KIND_ARRAY)
		return str_of(NULL, 0);
	arena_buf(a, &b, column.n, MEMBERS_MAX);
	json_put(&b, value);
	return buf_ok(&b) ? buf_text(&b) : str_of(NULL, 0);
}

/* ---- reading ---- */

static bool is_too_long(struct str text)
{
	return text.n > LIMIT_OWN_UNITS && str_utf16_units(text) > LIMIT_OWN_UNITS;
}

static enum own_value_rc read_string(struct arena *a, const struct json *value,
				     struct own_value *out)
{
	if (json_kind(value) != JSON_KIND_STRING)
		return OWN_VALUE_WRONG_TYPE;
	if (is_too_long(json_to_str(value)))
		return OWN_VALUE_TOO_LONG;
	out->text = arena_copy(a, json_to_str(value));
	return OWN_VALUE_OK;
}

static enum own_value_rc read_number(struct arena *a, const struct json *value,
				     struct own_value *out)
{
	if (number_text(a, value, &out->text))
		return OWN_VALUE_OK;
	if (json_kind(value) == JSON_KIND_STRING)
		out->text = own_number_text(a, json_to_str(value));
	return out->text.p ? OWN_VALUE_OK : OWN_VALUE_WRONG_TYPE;
}

static enum own_value_rc read_boolean(struct arena *unused, const struct json *value,
				      struct own_value *out)
{
	struct str text = json_to_str(value);

	(void)unused;
	out->yes = json_to_bool(value) || str_eq(text, STR("true"));
	return json_kind(value) == JSON_KIND_BOOL || out->yes || str_eq(text, STR("false"))
		       ? OWN_VALUE_OK
		       : OWN_VALUE_WRONG_TYPE;
}

static enum own_value_rc read_date(struct arena *unused, const struct json *value,
				   struct own_value *out)
{
	struct str text = json_to_str(value);

	(void)unused;
	if (json_kind(value) != JSON_KIND_STRING)
		return OWN_VALUE_WRONG_TYPE;
	return (clock_parse_iso(text, &out->ms) || date_text_read(text, &out->ms)) &&
			       out->ms >= FIRST_DATE_MS
		       ? OWN_VALUE_OK
		       : OWN_VALUE_NO_DATE;
}

static enum own_value_rc read_strings(struct arena *a, const struct json *value,
				      struct own_value *out)
{
	struct buf b;

	if (json_kind(value) != JSON_KIND_ARRAY)
		return OWN_VALUE_WRONG_TYPE;
	if (json_count(value) > LIMIT_OWN_STRINGS)
		return OWN_VALUE_TOO_MANY;
	arena_buf(a, &b, 64, MEMBERS_MAX);
	for (size_t i = 0; i < json_count(value); i++) {
		const struct json *element = json_element(value, i);

		if (json_kind(element) != JSON_KIND_STRING)
			return OWN_VALUE_WRONG_TYPE;
		if (is_too_long(json_to_str(element)))
			return OWN_VALUE_TOO_LONG;
		buf_char(&b, i ? ',' : '[');
		json_put_string(&b, json_to_str(element));
	}
	buf_z(&b, b.n ? "]" : "[]");
	out->text = buf_text(&b);
	return OWN_VALUE_OK;
}

enum own_value_rc own_value_read(enum own_type type, struct arena *a, const struct json *value,
				 struct own_value *out)
{
	static enum own_value_rc (*const readers[OWN_TYPES])(
		struct arena * a, const struct json *value, struct own_value *out) = {
		[OWN_STRING] = read_string,   [OWN_NUMBER] = read_number,
		[OWN_BOOLEAN] = read_boolean, [OWN_DATE] = read_date,
		[OWN_STRINGS] = read_strings,
	};
	struct own_value read = { .state = OWN_SET };
	enum own_value_rc rc;

	if (json_kind(value) == JSON_KIND_NULL) {
		*out = (struct own_value){ .state = OWN_NULL };
		return OWN_VALUE_OK;
	}
	rc = readers[type](a, value, &read);
	if (rc == OWN_VALUE_OK)
		*out = read;
	return rc;
}

/* ---- writing ---- */

void own_value_put(struct buf *b, enum own_type type, const struct own_value *value)
{
	if (value->state != OWN_SET) {
		buf_z(b, "null");
		return;
	}
	switch (type) {
	case OWN_STRING:
		json_put_string(b, value->text);
		break;
	case OWN_NUMBER:
	case OWN_STRINGS:
		buf_str(b, value->text);
		break;
	case OWN_BOOLEAN:
		buf_z(b, value->yes ? "true" : "false");
		break;
	case OWN_DATE:
		buf_char(b, '"');
		clock_put_iso(b, value->ms);
		buf_char(b, '"');
		break;
	case OWN_TYPES:
		break;
	}
}

void own_members_begin(struct own_writing *w, struct arena *a, const struct own_fields *fields)
{
	*w = (struct own_writing){ .apart = false };
	arena_buf(a, &w->all, 48 * fields->n, MEMBERS_MAX);
	for (size_t i = 0; i < fields->n; i++)
		w->apart = w->apart || (fields->of[i].returned && !fields->of[i].claim);
	if (w->apart)
		arena_buf(a, &w->claims, 48 * fields->n, MEMBERS_MAX);
}

static void put_member(struct buf *b, struct str name, struct str json)
{
	buf_z(b, ",\"");
	buf_str(b, name);
	buf_z(b, "\":");
	buf_str(b, json);
}

void own_members_add(struct own_writing *w, const struct own_field *field, struct str json)
{
	if (!field->returned)
		return;
	put_member(&w->all, field->name, json);
	if (w->apart && field->claim)
		put_member(&w->claims, field->name, json);
}

struct own_members own_members_end(const struct own_writing *w)
{
	return (struct own_members){
		.all = buf_text(&w->all),
		.claims = buf_text(w->apart ? &w->claims : &w->all),
	};
}

struct own_members own_members_of(struct arena *a, const struct own_fields *fields,
				  const struct own_value *values)
{
	struct own_writing w;
	struct buf json;

	own_members_begin(&w, a, fields);
	arena_buf(a, &json, 64, MEMBERS_MAX);
	for (size_t i = 0; i < fields->n; i++) {
		json.n = 0;
		own_value_put(&json, fields->of[i].type, &values[i]);
		own_members_add(&w, &fields->of[i], buf_text(&json));
	}
	return own_members_end(&w);
}

struct own_members own_members_copied(struct arena *a, const struct own_fields *fields,
				      const struct json *object)
{
	struct own_writing w;
	struct buf json;

	own_members_begin(&w, a, fields);
	arena_buf(a, &json, 64, MEMBERS_MAX);
	for (size_t i = 0; i < fields->n; i++) {
		const struct json *value = json_member(object, fields->of[i].name.p);
		struct str number;

		json.n = 0;
		if (!value)
			continue;
		if (number_text(a, value, &number))
			buf_str(&json, number);
		else
			json_put(&json, value);
		own_members_add(&w, &fields->of[i], buf_text(&json));
	}
	return own_members_end(&w);
}
