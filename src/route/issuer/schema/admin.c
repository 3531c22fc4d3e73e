/* The bodies of the routes below /admin. */
#include "route/issuer/schema/fields.h"

#include "route/issuer/body.h"

#define ADMIN_BODY(rows)                                                                           \
	{                                                                                          \
		.kind = BODY_OBJECT, .forms = BODY_JSON_ONLY, FIELDS(rows)                         \
	}

static const struct body_field get_query[] = {
	{ "id", FIELD_STRING, false },
};
const struct body_schema body_admin_get = { QUERY(get_query) };

static const struct body_field user_fields[] = {
	{ "userId", FIELD_PRESENT, false },
};
const struct body_schema body_admin_user = ADMIN_BODY(user_fields);

static const struct body_field role_fields[] = {
	{ "userId", FIELD_PRESENT, false },
	{ "role", FIELD_ROLES, false },
};
const struct body_schema body_admin_role = ADMIN_BODY(role_fields);

static const struct body_field create_fields[] = {
	{ "email", FIELD_STRING, false }, { "password", FIELD_STRING, true },
	{ "name", FIELD_NAME, false },    { "role", FIELD_ROLES, true },
	{ "data", FIELD_RECORD, true },
};
const struct body_schema body_admin_create = ADMIN_BODY(create_fields);

static const struct body_field update_fields[] = {
	{ "userId", FIELD_PRESENT, false },
	{ "data", FIELD_RECORD, false },
};
const struct body_schema body_admin_update = ADMIN_BODY(update_fields);

static const struct body_field ban_fields[] = {
	{ "userId", FIELD_PRESENT, false },
	{ "banReason", FIELD_STRING, true },
	{ "banExpiresIn", FIELD_NUMBER, true },
};
const struct body_schema body_admin_ban = ADMIN_BODY(ban_fields);

static const struct body_field session_fields[] = {
	{ "sessionToken", FIELD_STRING, false },
};
const struct body_schema body_admin_session = ADMIN_BODY(session_fields);

static const struct body_field password_fields[] = {
	{ "newPassword", FIELD_STRING, false },
	{ "userId", FIELD_PRESENT, false },
};
const struct body_schema body_admin_password = ADMIN_BODY(password_fields);

const struct body_schema body_admin_permission = { .kind = BODY_PERMISSIONS,
						   .forms = BODY_JSON_ONLY };
