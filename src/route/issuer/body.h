/* Bodies of requests to the issuer: their media types, and the schemas that they must fit.
 *
 * The texts and their order are those of Better Auth, which validates with zod: one issue per
 * member, in the schema's order, joined by "; ". */
#ifndef OSTIARY_ROUTE_ISSUER_BODY_H
#define OSTIARY_ROUTE_ISSUER_BODY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/str.h"
#include "core/arena.h"
#include "http/form.h"
#include "http/request.h"

enum body_kind {
	BODY_OBJECT = 0,
	BODY_OBJECT_AND_RECORD, /* two issues when it is no object, as zod's intersection has */
	BODY_OPTIONAL_OBJECT,   /* may be absent */
	BODY_RECORD,            /* an object, which zod calls a record here */
	BODY_ANYTHING,          /* absent or any JSON value */
	BODY_PERMISSIONS,       /* has either `permission` or `permissions`, of the same form */
};

enum body_forms {
	BODY_JSON_ONLY = 0,
	BODY_FORM_TOO, /* application/x-www-form-urlencoded as well, and login CSRF is checked */
};

struct body_field;

struct body_schema {
	enum body_kind kind;
	enum body_forms forms;
	const struct body_field *fields;
	size_t n_fields;
	const struct body_field *query; /* parameters of the query; checked for GET as well */
	size_t n_query;
};

extern const struct body_schema body_sign_up;
extern const struct body_schema body_sign_in;
extern const struct body_schema body_sign_out;
extern const struct body_schema body_ignored;
extern const struct body_schema body_update_user;
extern const struct body_schema body_update_session;
extern const struct body_schema body_change_password;
extern const struct body_schema body_verify_password;
extern const struct body_schema body_revoke_session;
extern const struct body_schema body_delete_user;
extern const struct body_schema body_social;
extern const struct body_schema body_request_reset;
extern const struct body_schema body_reset_link;
extern const struct body_schema body_reset_password;
extern const struct body_schema body_send_verification;
extern const struct body_schema body_verify_email;
extern const struct body_schema body_change_email;
extern const struct body_schema body_delete_link;
extern const struct body_schema body_passkey_options;
extern const struct body_schema body_passkey_registration;
extern const struct body_schema body_passkey_sign_in;
extern const struct body_schema body_passkey_update;
extern const struct body_schema body_passkey_delete;
extern const struct body_schema body_factor_enable;
extern const struct body_schema body_factor_password;
extern const struct body_schema body_factor_code;
extern const struct body_schema body_factor_send;
extern const struct body_schema body_admin_get;
extern const struct body_schema body_admin_user;
extern const struct body_schema body_admin_role;
extern const struct body_schema body_admin_create;
extern const struct body_schema body_admin_update;
extern const struct body_schema body_admin_ban;
extern const struct body_schema body_admin_session;
extern const struct body_schema body_admin_password;
extern const struct body_schema body_admin_permission;

enum body_rc {
	BODY_READ = 0,   /* *out is the value, or NULL when there was no body */
	BODY_WRONG_TYPE, /* 415 */
	BODY_NOT_JSON,   /* 400 */
};

/* Reads the request's body. Without a Content-Type there is no body. *out is freed by
 * json_free(). */
enum body_rc body_read(const struct body_schema *schema, const struct request *request,
		       struct json **out);

/* Whether the schema allows the request's Content-Type, or there is none. */
bool body_type_is_allowed(const struct body_schema *schema, const struct request *request);

/* True for the values that JavaScript treats as false: absent, null, false, 0, "". */
bool body_is_falsy(const struct json *value);

/* The media types that the schema allows, as the 415 answer lists them. */
struct str body_allowed_types(const struct body_schema *schema);

/* The issues of a body or a query, in the arena; empty when it fits the schema. */
struct str body_issues(const struct body_schema *schema, struct arena *a, const struct json *body);
struct str query_issues(const struct body_schema *schema, struct arena *a,
			const struct form *query);

/* Whether the schema (NULL: none) names the parameter, so that query_issues() judges it. */
bool query_declares(const struct body_schema *schema, struct str name);

#endif
