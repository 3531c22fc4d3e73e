#include "route/issuer/body.h"

#include "auth/account/image.h"
#include "auth/address/address.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "http/form.h"
#include "http/media_type.h"
#include "route/issuer/schema/fields.h"

/* --- reading ---------------------------------------------------------------------------------- */

static const struct str types[] = { STR_INIT(MEDIA_TYPE_FORM), STR_INIT(MEDIA_TYPE_JSON) };

struct str body_allowed_types(const struct body_schema *schema)
{
	return schema->forms == BODY_FORM_TOO ? STR(MEDIA_TYPE_FORM ", " MEDIA_TYPE_JSON)
					      : STR(MEDIA_TYPE_JSON);
}

/* Writes a form as a JSON object of strings; of several values the last counts. */
static bool form_as_json(struct arena *a, struct str text, struct buf *out)
{
	struct form form;

	if (!form_parse(a, text, &form))
		return false;
	arena_buf(a, out, 2 * text.n + 64, (size_t)8 * LIMIT_BODY_BYTES);
	buf_char(out, '{');
	for (size_t i = 0; i < form.n; i++) {
		bool again = false;

		for (size_t j = i + 1; j < form.n; j++)
			again = again || str_eq(form.fields[j].name, form.fields[i].name);
		if (again)
			continue;
		buf_z(out, out->n > 1 ? "," : "");
		json_put_string(out, form.fields[i].name);
		buf_char(out, ':');
		json_put_string(out, form.fields[i].value);
	}
	buf_char(out, '}');
	return buf_ok(out);
}

bool body_type_is_allowed(const struct body_schema *schema, const struct request *request)
{
	struct str type = request_header(request, STR("Content-Type"));
	size_t first = schema->forms == BODY_FORM_TOO ? 0 : 1;

	return type.n == 0 || media_type_allowed(type, types + first, ARRAY_LEN(types) - first);
}

enum body_rc body_read(const struct body_schema *schema, const struct request *request,
		       struct json **out)
{
	struct str type = request_header(request, STR("Content-Type"));
	bool is_json = media_type_reads_as_json(type);
	struct str text = is_json ? request_json_text(request) : request->body;
	struct buf form;

	*out = NULL;
	if (type.n == 0 || text.n == 0)
		return BODY_READ;
	if (!body_type_is_allowed(schema, request))
		return BODY_WRONG_TYPE;
	if (!is_json) {
		if (!media_type_reads_as_form(type) || !form_as_json(request->arena, text, &form))
			return BODY_NOT_JSON;
		text = buf_text(&form);
	}
	return json_parse(text, LIMIT_BODY_DEPTH, out) == JSON_OK ? BODY_READ : BODY_NOT_JSON;
}

/* --- judging ---------------------------------------------------------------------------------- */

static const char *kind_name(const struct json *value)
{
	switch (json_kind(value)) {
	case JSON_KIND_ABSENT:
		return "undefined";
	case JSON_KIND_NULL:
		return "null";
	case JSON_KIND_BOOL:
		return "boolean";
	case JSON_KIND_INTEGER:
	case JSON_KIND_REAL:
	case JSON_KIND_BEYOND:
		return "number";
	case JSON_KIND_STRING:
		return "string";
	case JSON_KIND_ARRAY:
		return "array";
	case JSON_KIND_OBJECT:
		return "object";
	}
	return "undefined";
}

static void put_issue_path(struct buf *b, const char *member)
{
	buf_z(b, b->n ? "; [body" : "[body");
	if (member)
		buf_char(b, '.');
	buf_z(b, member ? member : "");
	buf_z(b, "] ");
}

static void put_wrong_kind(struct buf *b, const char *member, const char *expected,
			   const struct json *value)
{
	put_issue_path(b, member);
	buf_z(b, "Invalid input: expected ");
	buf_z(b, expected);
	buf_z(b, ", received ");
	buf_z(b, kind_name(value));
}

bool body_is_falsy(const struct json *value)
{
	switch (json_kind(value)) {
	case JSON_KIND_ABSENT:
	case JSON_KIND_NULL:
		return true;
	case JSON_KIND_BOOL:
		return !json_to_bool(value);
	case JSON_KIND_INTEGER:
	case JSON_KIND_REAL:
	case JSON_KIND_BEYOND:
		return !(json_to_double(value) < 0 || json_to_double(value) > 0);
	case JSON_KIND_STRING:
		return json_to_str(value).n == 0;
	case JSON_KIND_ARRAY:
	case JSON_KIND_OBJECT:
		break;
	}
	return false;
}

static bool is_image(const struct body_field *field)
{
	return field->rule == FIELD_IMAGE || field->rule == FIELD_IMAGE_OR_NULL;
}

/* The longest text of a field in UTF-16 code units; 0: only the body limits it. */
static size_t field_units_max(const struct body_field *field)
{
	if (field->rule == FIELD_NAME || field->rule == FIELD_LABEL)
		return LIMIT_NAME_UNITS;
	return is_image(field) ? LIMIT_IMAGE_UNITS : 0;
}

/* The issue of a value that is a string; NULL: none. */
static const char *text_issue(const struct body_field *field, struct str text)
{
	if (field->rule == FIELD_EMAIL && !email_is_valid(text))
		return "Invalid email address";
	if ((field->rule == FIELD_FILLED && text.n == 0) ||
	    (field->rule == FIELD_LABEL && str_trim_unicode(text).n == 0))
		return "Too small: expected string to have >=1 characters";
	return is_image(field) && !image_is_harmless(text) ? "Invalid URL" : NULL;
}

static void check_text(struct buf *b, const struct body_field *field, struct str text)
{
	const char *issue = text_issue(field, text);
	size_t most = field_units_max(field);
	bool too_long = most && str_utf16_units(text) > most;

	if (!too_long && !issue)
		return;
	put_issue_path(b, field->name);
	if (too_long)
		buf_fmt(b, "Too big: expected string to have <=%zu characters", most);
	else
		buf_z(b, issue);
}

static bool has_strings(const struct json *array)
{
	for (size_t i = 0; i < json_count(array); i++)
		if (json_kind(json_element(array, i)) != JSON_KIND_STRING)
			return false;
	return json_kind(array) == JSON_KIND_ARRAY;
}

/* {"user":["list","ban"]} */
static bool is_permissions(const struct json *value)
{
	for (struct json_walk w = json_walk(value); json_next(&w);)
		if (!has_strings(w.value))
			return false;
	return json_kind(value) == JSON_KIND_OBJECT;
}

static void check_permissions(struct buf *b, const struct json *body)
{
	bool one = is_permissions(json_member(body, "permission"));
	bool other = is_permissions(json_member(body, "permissions"));

	if (one != other)
		return;
	put_issue_path(b, NULL);
	buf_z(b, one ? "Invalid input: more than one option matched" : "Invalid input");
}

/* The kind that a value has to be, by zod's name for it. */
static const char *kind_expected(const struct body_field *field)
{
	if (field->rule == FIELD_NUMBER)
		return "number";
	if (field->rule == FIELD_BOOLEAN)
		return "boolean";
	return field->rule == FIELD_RECORD ? "record" : "string";
}

static bool kind_fits(const struct body_field *field, const struct json *value)
{
	if (field->rule == FIELD_NUMBER)
		return json_kind(value) == JSON_KIND_INTEGER || json_kind(value) == JSON_KIND_REAL;
	if (field->rule == FIELD_BOOLEAN)
		return json_kind(value) == JSON_KIND_BOOL;
	return json_kind(value) ==
	       (field->rule == FIELD_RECORD ? JSON_KIND_OBJECT : JSON_KIND_STRING);
}

static bool is_union(const struct body_field *field)
{
	return field->rule == FIELD_PROVIDER || field->rule == FIELD_ROLES;
}

static bool union_fits(const struct body_field *field, const struct json *value)
{
	if (field->rule == FIELD_ROLES && json_kind(value) == JSON_KIND_ARRAY)
		return has_strings(value);
	return json_kind(value) == JSON_KIND_STRING;
}

static void check_field(struct buf *b, const struct body_field *field, const struct json *value)
{
	if (!value && field->optional)
		return;
	if (field->rule == FIELD_PRESENT) {
		if (!value)
			put_wrong_kind(b, field->name, "nonoptional", value);
		return;
	}
	if (field->rule == FIELD_IMAGE_OR_NULL && json_kind(value) == JSON_KIND_NULL)
		return;
	if (field->rule == FIELD_FACTOR) {
		if (!str_is_word_of(json_to_str(value), "otp totp")) {
			put_issue_path(b, field->name);
			buf_z(b, "Invalid option: expected one of \"otp\"|\"totp\"");
		}
		return;
	}
	if (is_union(field) && !union_fits(field, value)) {
		put_issue_path(b, field->name);
		buf_z(b, "Invalid input");
	} else if (!is_union(field) && !kind_fits(field, value)) {
		put_wrong_kind(b, field->name, kind_expected(field), value);
	} else if (json_kind(value) == JSON_KIND_STRING) {
		check_text(b, field, json_to_str(value));
	}
}

struct str body_issues(const struct body_schema *schema, struct arena *a, const struct json *body)
{
	struct buf issues;

	if (schema->kind == BODY_ANYTHING || (!body && schema->kind == BODY_OPTIONAL_OBJECT))
		return str_of(NULL, 0);
	arena_buf(a, &issues, 0, LIMIT_HEAD_BYTES);
	if (schema->kind == BODY_PERMISSIONS) {
		check_permissions(&issues, body);
		return buf_text(&issues);
	}
	if (json_kind(body) != JSON_KIND_OBJECT) {
		put_wrong_kind(&issues, NULL, schema->kind == BODY_RECORD ? "record" : "object",
			       body);
		if (schema->kind == BODY_OBJECT_AND_RECORD)
			put_wrong_kind(&issues, NULL, "record", body);
		return buf_text(&issues);
	}
	for (size_t i = 0; i < schema->n_fields; i++)
		check_field(&issues, &schema->fields[i], json_member(body, schema->fields[i].name));
	return buf_text(&issues);
}

/* Better Auth reads a parameter that is given twice as an array. */
struct str query_issues(const struct body_schema *schema, struct arena *a, const struct form *query)
{
	struct buf issues;

	arena_buf(a, &issues, 0, LIMIT_HEAD_BYTES);
	for (size_t i = 0; i < schema->n_query; i++) {
		const struct body_field *field = &schema->query[i];
		size_t count = form_count(query, str_z(field->name));

		if (count == 1 && field->rule == FIELD_ATTACHMENT &&
		    !str_is_word_of(*form_first(query, str_z(field->name)),
				    "platform cross-platform"))
			buf_fmt(&issues,
				"%s[query.%s] Invalid option: expected one of "
				"\"platform\"|\"cross-platform\"",
				issues.n ? "; " : "", field->name);
		if (count == 1 || (count == 0 && field->optional))
			continue;
		buf_fmt(&issues, "%s[query.%s] Invalid input: expected string, received %s",
			issues.n ? "; " : "", field->name, count ? "array" : "undefined");
	}
	return buf_text(&issues);
}

bool query_declares(const struct body_schema *schema, struct str name)
{
	for (size_t i = 0; schema && i < schema->n_query; i++)
		if (str_eq(str_z(schema->query[i].name), name))
			return true;
	return false;
}
