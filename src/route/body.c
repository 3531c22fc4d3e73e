#include "route/body.h"

#include "auth/email.h"
#include "auth/image.h"
#include "base/cleanup.h"
#include "core/limits.h"
#include "http/form.h"
#include "http/media_type.h"

enum field_rule {
	FIELD_STRING,
	FIELD_FILLED, /* a string that is not empty */
	FIELD_EMAIL,
	FIELD_BOOLEAN,
	FIELD_NAME,  /* a string of at most LIMIT_NAME_UNITS */
	FIELD_IMAGE, /* of at most LIMIT_IMAGE_UNITS, a string that no page would run */
	FIELD_IMAGE_OR_NULL,
	FIELD_PROVIDER, /* a union in zod, whose issue names no type */
};

#define FIELDS(rows) .fields = (rows), .n_fields = ARRAY_LEN(rows)
#define QUERY(rows)  .query = (rows), .n_query = ARRAY_LEN(rows)

struct body_field {
	const char *name;
	enum field_rule rule;
	bool optional;
};

static const struct body_field sign_up_fields[] = {
	{ "name", FIELD_NAME, false },         { "email", FIELD_EMAIL, false },
	{ "password", FIELD_FILLED, false },   { "image", FIELD_IMAGE, true },
	{ "callbackURL", FIELD_STRING, true }, { "rememberMe", FIELD_BOOLEAN, true },
};
const struct body_schema body_sign_up = { .kind = BODY_OBJECT_AND_RECORD,
					  .forms = BODY_FORM_TOO,
					  FIELDS(sign_up_fields) };

static const struct body_field sign_in_fields[] = {
	{ "email", FIELD_STRING, false },
	{ "password", FIELD_STRING, false },
	{ "callbackURL", FIELD_STRING, true },
	{ "rememberMe", FIELD_BOOLEAN, true },
};
const struct body_schema body_sign_in = { .kind = BODY_OBJECT,
					  .forms = BODY_FORM_TOO,
					  FIELDS(sign_in_fields) };

static const struct body_field sign_out_fields[] = {
	{ "callbackURL", FIELD_STRING, true },
	{ "disableRedirect", FIELD_BOOLEAN, true },
	{ "state", FIELD_STRING, true },
};
const struct body_schema body_sign_out = { .kind = BODY_OPTIONAL_OBJECT,
					   .forms = BODY_JSON_ONLY,
					   FIELDS(sign_out_fields) };

const struct body_schema body_ignored = { .kind = BODY_ANYTHING, .forms = BODY_JSON_ONLY };

/* Better Auth takes any type here and stores what JavaScript makes of it, or fails with 500. */
static const struct body_field update_user_fields[] = {
	{ "name", FIELD_NAME, true },
	{ "image", FIELD_IMAGE_OR_NULL, true },
};
const struct body_schema body_update_user = { .kind = BODY_RECORD,
					      .forms = BODY_JSON_ONLY,
					      FIELDS(update_user_fields) };

const struct body_schema body_update_session = { .kind = BODY_RECORD, .forms = BODY_JSON_ONLY };

static const struct body_field change_password_fields[] = {
	{ "newPassword", FIELD_STRING, false },
	{ "currentPassword", FIELD_STRING, false },
	{ "revokeOtherSessions", FIELD_BOOLEAN, true },
};
const struct body_schema body_change_password = { .kind = BODY_OBJECT,
						  .forms = BODY_JSON_ONLY,
						  FIELDS(change_password_fields) };

static const struct body_field verify_password_fields[] = {
	{ "password", FIELD_STRING, false },
};
const struct body_schema body_verify_password = { .kind = BODY_OBJECT,
						  .forms = BODY_JSON_ONLY,
						  FIELDS(verify_password_fields) };

static const struct body_field revoke_session_fields[] = {
	{ "token", FIELD_STRING, false },
};
const struct body_schema body_revoke_session = { .kind = BODY_OBJECT,
						 .forms = BODY_JSON_ONLY,
						 FIELDS(revoke_session_fields) };

static const struct body_field delete_user_fields[] = {
	{ "callbackURL", FIELD_STRING, true },
	{ "password", FIELD_STRING, true },
	{ "token", FIELD_STRING, true },
};
const struct body_schema body_delete_user = { .kind = BODY_OBJECT,
					      .forms = BODY_JSON_ONLY,
					      FIELDS(delete_user_fields) };

static const struct body_field social_fields[] = {
	{ "callbackURL", FIELD_STRING, true },
	{ "newUserCallbackURL", FIELD_STRING, true },
	{ "errorCallbackURL", FIELD_STRING, true },
	{ "provider", FIELD_PROVIDER, false },
};
const struct body_schema body_social = { .kind = BODY_OBJECT,
					 .forms = BODY_JSON_ONLY,
					 FIELDS(social_fields) };

/* --- links and mails ---------------------------------------------------------------------------- */

static const struct body_field request_reset_fields[] = {
	{ "email", FIELD_EMAIL, false },
	{ "redirectTo", FIELD_STRING, true },
};
const struct body_schema body_request_reset = { .kind = BODY_OBJECT,
						.forms = BODY_JSON_ONLY,
						FIELDS(request_reset_fields) };

static const struct body_field reset_link_query[] = {
	{ "callbackURL", FIELD_STRING, false },
};
const struct body_schema body_reset_link = { QUERY(reset_link_query) };

static const struct body_field reset_password_fields[] = {
	{ "newPassword", FIELD_STRING, false },
	{ "token", FIELD_STRING, true },
};
static const struct body_field token_in_query[] = {
	{ "token", FIELD_STRING, true },
};
const struct body_schema body_reset_password = { .kind = BODY_OBJECT,
						 .forms = BODY_JSON_ONLY,
						 FIELDS(reset_password_fields),
						 QUERY(token_in_query) };

static const struct body_field send_verification_fields[] = {
	{ "email", FIELD_EMAIL, false },
	{ "callbackURL", FIELD_STRING, true },
};
const struct body_schema body_send_verification = { .kind = BODY_OBJECT,
						    .forms = BODY_JSON_ONLY,
						    FIELDS(send_verification_fields) };

static const struct body_field link_query[] = {
	{ "token", FIELD_STRING, false },
	{ "callbackURL", FIELD_STRING, true },
};
const struct body_schema body_verify_email = { QUERY(link_query) };
const struct body_schema body_delete_link = { QUERY(link_query) };

static const struct body_field change_email_fields[] = {
	{ "newEmail", FIELD_EMAIL, false },
	{ "callbackURL", FIELD_STRING, true },
};
const struct body_schema body_change_email = { .kind = BODY_OBJECT,
					       .forms = BODY_JSON_ONLY,
					       FIELDS(change_email_fields) };

/* --- reading ----------------------------------------------------------------------------------- */

static const struct str types[] = { STR_INIT(MEDIA_TYPE_FORM), STR_INIT(MEDIA_TYPE_JSON) };

struct str body_allowed_types(const struct body_schema *schema)
{
	return schema->forms == BODY_FORM_TOO ? STR(MEDIA_TYPE_FORM ", " MEDIA_TYPE_JSON)
					      : STR(MEDIA_TYPE_JSON);
}

/* A form is judged as the object of strings that it means; the last of several values counts. */
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

enum body_rc body_read(const struct body_schema *schema, const struct request *request,
		       struct json **out)
{
	struct str type = request_header(request, STR("Content-Type"));
	struct str text = request->body;
	struct buf form;
	size_t first = schema->forms == BODY_FORM_TOO ? 0 : 1;

	*out = NULL;
	if (type.n == 0 || text.n == 0)
		return BODY_READ;
	if (!media_type_allowed(type, types + first, ARRAY_LEN(types) - first))
		return BODY_WRONG_TYPE;
	if (!media_type_reads_as_json(type)) {
		if (!media_type_reads_as_form(type) || !form_as_json(request->arena, text, &form))
			return BODY_NOT_JSON;
		text = buf_text(&form);
	}
	return json_parse(text, LIMIT_BODY_DEPTH, out) == JSON_OK ? BODY_READ : BODY_NOT_JSON;
}

/* --- judging ----------------------------------------------------------------------------------- */

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

static void begin_issue(struct buf *b, const char *member)
{
	buf_z(b, b->n ? "; [body" : "[body");
	if (member)
		buf_char(b, '.');
	buf_z(b, member ? member : "");
	buf_z(b, "] ");
}

static void wrong_kind(struct buf *b, const char *member, const char *expected,
		       const struct json *value)
{
	begin_issue(b, member);
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

/* In UTF-16 code units; 0: whatever a body holds. */
static size_t most_of(const struct body_field *field)
{
	if (field->rule == FIELD_NAME)
		return LIMIT_NAME_UNITS;
	return is_image(field) ? LIMIT_IMAGE_UNITS : 0;
}

/* What is wrong with a string beyond its being one; NULL: nothing. */
static const char *fault_of(const struct body_field *field, struct str text)
{
	if (field->rule == FIELD_EMAIL && !email_is_valid(text))
		return "Invalid email address";
	if (field->rule == FIELD_FILLED && text.n == 0)
		return "Too small: expected string to have >=1 characters";
	return is_image(field) && !image_is_harmless(text) ? "Invalid URL" : NULL;
}

static void judge_text(struct buf *b, const struct body_field *field, struct str text)
{
	const char *fault = fault_of(field, text);
	size_t most = most_of(field);
	bool too_long = most && str_utf16_units(text) > most;

	if (!too_long && !fault)
		return;
	begin_issue(b, field->name);
	if (too_long)
		buf_fmt(b, "Too big: expected string to have <=%zu characters", most);
	else
		buf_z(b, fault);
}

static void judge_field(struct buf *b, const struct body_field *field, const struct json *value)
{
	bool boolean = field->rule == FIELD_BOOLEAN;

	if (!value && field->optional)
		return;
	if (field->rule == FIELD_IMAGE_OR_NULL && json_kind(value) == JSON_KIND_NULL)
		return;
	if (field->rule == FIELD_PROVIDER && json_kind(value) != JSON_KIND_STRING) {
		begin_issue(b, field->name);
		buf_z(b, "Invalid input");
	} else if (json_kind(value) != (boolean ? JSON_KIND_BOOL : JSON_KIND_STRING)) {
		wrong_kind(b, field->name, boolean ? "boolean" : "string", value);
	} else if (!boolean) {
		judge_text(b, field, json_to_str(value));
	}
}

struct str body_issues(const struct body_schema *schema, struct arena *a, const struct json *body)
{
	struct buf issues;

	if (schema->kind == BODY_ANYTHING || (!body && schema->kind == BODY_OPTIONAL_OBJECT))
		return str_of(NULL, 0);
	arena_buf(a, &issues, 0, LIMIT_HEAD_BYTES);
	if (json_kind(body) != JSON_KIND_OBJECT) {
		wrong_kind(&issues, NULL, schema->kind == BODY_RECORD ? "record" : "object", body);
		if (schema->kind == BODY_OBJECT_AND_RECORD)
			wrong_kind(&issues, NULL, "record", body);
		return buf_text(&issues);
	}
	for (size_t i = 0; i < schema->n_fields; i++)
		judge_field(&issues, &schema->fields[i], json_member(body, schema->fields[i].name));
	return buf_text(&issues);
}

/* A parameter that comes twice is an array to Better Auth. */
struct str query_issues(const struct body_schema *schema, struct arena *a, const struct form *query)
{
	struct buf issues;

	arena_buf(a, &issues, 0, LIMIT_HEAD_BYTES);
	for (size_t i = 0; i < schema->n_query; i++) {
		const struct body_field *field = &schema->query[i];
		size_t count = form_count(query, str_z(field->name));

		if (count == 1 || (count == 0 && field->optional))
			continue;
		buf_fmt(&issues, "%s[query.%s] Invalid input: expected string, received %s",
			issues.n ? "; " : "", field->name, count ? "array" : "undefined");
	}
	return buf_text(&issues);
}
