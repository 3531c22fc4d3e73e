#include "fields/declarations.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "fields/values.h"

#define NAME_MAX_BYTES 63 /* of a column on PostgreSQL */
#define NESTING        8

struct reading {
	struct arena *a;
	struct str table;
	struct own_fields *fields;
	struct err *err;
};

/* ---- names ---- */

/* Members and columns of the core, those of plugins that this program judges users by, members of
 * the body of a sign-up, and claims with a meaning of their own. */
static const char *const taken_user[] = {
	"id name email emailVerified image createdAt updatedAt",
	"twoFactorEnabled password callbackURL rememberMe",
	"iss sub aud exp nbf iat jti acr amr auth_time act",
};
static const char *const taken_session[] = {
	"id expiresAt token createdAt updatedAt ipAddress userAgent userId impersonatedBy",
};

/* Every table has these columns on PostgreSQL (its manual, section 5.5 "System Columns"). */
#define SYSTEM_COLUMNS "tableoid xmin cmin xmax cmax ctid"

/* Columns by which this program judges users, whom it lets read them at most. */
#define READ_ONLY "banned banExpires"

typedef bool is_word_fn(struct str text, const char *words);

/* SQLite has one column for names that differ in case only. */
static bool is_column_of(struct str column, const char *words)
{
	struct str rest = str_z(words), word;

	while (rest.n) {
		str_cut(rest, ' ', &word, &rest);
		if (str_eq_nocase(word, column))
			return true;
	}
	return false;
}

static bool is_among(struct str name, is_word_fn *is_word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_word(name, words[i]))
			return true;
	return false;
}

static bool is_taken(const struct reading *r, struct str name, is_word_fn *is_word)
{
	return str_eq(r->table, STR("user"))
		       ? is_among(name, is_word, taken_user, ARRAY_LEN(taken_user))
		       : is_among(name, is_word, taken_session, ARRAY_LEN(taken_session));
}

static bool is_column_taken(const struct reading *r, struct str column)
{
	return is_taken(r, column, is_column_of) || is_column_of(column, SYSTEM_COLUMNS);
}

static bool is_name(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_alnum(text.p[i]) && text.p[i] != '_')
			return false;
	return text.n > 0 && text.n <= NAME_MAX_BYTES && !ascii_is_digit(text.p[0]);
}

static bool is_declared(const struct reading *r, const struct own_field *field)
{
	for (size_t i = 0; i < r->fields->n; i++)
		if (str_eq_nocase(r->fields->of[i].column, field->column))
			return true;
	return false;
}

static const char *name_fault(const struct reading *r, const struct own_field *field)
{
	if (!is_name(field->name) || !is_name(field->column))
		return "names are letters, digits and '_', and do not begin with a digit";
	if (is_taken(r, field->name, str_is_word_of) || is_column_taken(r, field->column))
		return "the name has a meaning already";
	if (field->input && str_eq(r->table, STR("user")) && is_column_of(field->column, READ_ONLY))
		return "users must not set it: it needs \"input\": false";
	return is_declared(r, field) ? "another field has this column" : NULL;
}

/* ---- the members of a field ---- */

static bool read_type(const struct json *value, enum own_type *out)
{
	static const char *const names[OWN_TYPES] = {
		[OWN_STRING] = "string", [OWN_NUMBER] = "number",    [OWN_BOOLEAN] = "boolean",
		[OWN_DATE] = "date",     [OWN_STRINGS] = "string[]",
	};

	for (size_t i = 0; i < OWN_TYPES; i++)
		if (str_eq(json_to_str(value), str_z(names[i]))) {
			*out = (enum own_type)i;
			return true;
		}
	return false;
}

static const char *read_default(const struct reading *r, const struct json *value,
				struct own_field *field)
{
	field->now = field->type == OWN_DATE && str_eq(json_to_str(value), STR("now"));
	if (!value || field->now)
		return NULL;
	if (own_value_read(field->type, r->a, value, &field->fallback) != OWN_VALUE_OK)
		return "defaultValue is not of the type";
	return field->required && field->fallback.state == OWN_NULL
		       ? "defaultValue is null, which a required field cannot be"
		       : NULL;
}

struct member {
	const char *name;
	size_t offset;
};

static const struct member switches[] = {
	{ "required", offsetof(struct own_field, required) },
	{ "input", offsetof(struct own_field, input) },
	{ "returned", offsetof(struct own_field, returned) },
	{ "unique", offsetof(struct own_field, unique) },
	{ "token", offsetof(struct own_field, claim) },
};

static const char *read_switches(const struct json *object, struct own_field *field)
{
	for (size_t i = 0; i < ARRAY_LEN(switches); i++) {
		const struct json *value = json_member(object, switches[i].name);

		if (value && json_kind(value) != JSON_KIND_BOOL)
			return "required, input, returned, unique and token are true or false";
		if (value)
			*(bool *)((char *)field + switches[i].offset) = json_to_bool(value);
	}
	return NULL;
}

static bool is_known(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(switches); i++)
		if (str_eq(name, str_z(switches[i].name)))
			return true;
	return str_is_word_of(name, "type defaultValue fieldName");
}

static bool refuse(const struct reading *r, struct str name, const char *fault)
{
	err_set(r->err, "%.*s.additionalFields.%.*s: %s", STR_FMT(r->table), STR_FMT(name), fault);
	return false;
}

static bool refuse_unknown(const struct reading *r, struct str field, const struct json *object)
{
	for (struct json_walk w = json_walk(object); json_next(&w);)
		if (!is_known(w.name)) {
			char fault[160];
			struct buf b;

			buf_init_fixed(&b, fault, sizeof(fault));
			buf_fmt(&b, "Ostiary does not know \"%.*s\"",
				STR_FMT(str_head(w.name, 100)));
			return refuse(r, field, buf_cstr(&b));
		}
	return true;
}

/* A session's fields are set when it is made, which asks nobody. */
static const char *demand_fault(const struct reading *r, const struct own_field *field)
{
	if (str_eq(r->table, STR("session")) && field->required && !field->now &&
	    field->fallback.state == OWN_ABSENT)
		return "no session could be made: it needs a defaultValue, or \"required\": false";
	return NULL;
}

static bool read_field(struct reading *r, struct str name, const struct json *object)
{
	struct str column = json_to_str(json_member(object, "fieldName"));
	struct own_field field = {
		.required = true, .input = true, .returned = true, .claim = true
	};
	const char *fault;

	if (json_kind(object) != JSON_KIND_OBJECT)
		return refuse(r, name, "it must be an object");
	if (!refuse_unknown(r, name, object))
		return false;
	if (!read_type(json_member(object, "type"), &field.type))
		return refuse(r, name, "type must be string, number, boolean, date or string[]");
	field.name = arena_copy(r->a, name);
	field.column = column.n ? arena_copy(r->a, column) : field.name;
	fault = read_switches(object, &field);
	if (!fault)
		fault = name_fault(r, &field);
	if (!fault)
		fault = read_default(r, json_member(object, "defaultValue"), &field);
	if (!fault)
		fault = demand_fault(r, &field);
	if (!fault && r->fields->n == LIMIT_OWN_FIELDS)
		fault = "the table has too many fields";
	if (fault)
		return refuse(r, name, fault);
	r->fields->of[r->fields->n++] = field;
	return true;
}

/* ---- the whole ---- */

static bool is_object_or_absent(const struct json *value)
{
	return !value || json_kind(value) == JSON_KIND_OBJECT;
}

static bool read_table(struct reading *r, const struct json *table)
{
	const struct json *fields = json_member(table, "additionalFields");

	if (!is_object_or_absent(table) || !is_object_or_absent(fields) ||
	    json_count(table) != (fields ? 1 : 0)) {
		err_set(r->err, "%.*s must be {\"additionalFields\": {...}}", STR_FMT(r->table));
		return false;
	}
	for (struct json_walk w = json_walk(fields); json_next(&w);)
		if (!read_field(r, w.name, w.value))
			return false;
	return true;
}

bool own_tables_parse(struct str text, struct arena *a, struct own_tables *out, struct err *err)
{
	OWNED(json_free) struct json *root = NULL;
	struct reading user = { a, STR("user"), &out->user, err };
	struct reading session = { a, STR("session"), &out->session, err };
	const struct json *users, *sessions;

	*out = (struct own_tables){ 0 };
	if (json_parse(str_without_mark(text), NESTING, &root) != JSON_OK ||
	    json_kind(root) != JSON_KIND_OBJECT) {
		err_set(err, "it is not a JSON object, or has a member twice");
		return false;
	}
	users = json_member(root, "user");
	sessions = json_member(root, "session");
	if (json_count(root) != (size_t)(users != NULL) + (size_t)(sessions != NULL)) {
		err_set(err, "it may have the members \"user\" and \"session\" only");
		return false;
	}
	return read_table(&user, users) && read_table(&session, sessions);
}
