#include "route/routes.h"

#include "base/buf.h"
#include "base/cleanup.h"
#include "route/app.h"
#include "route/forward_auth.h"
#include "route/health.h"
#include "route/issuer/admin/admin.h"
#include "route/issuer/body.h"
#include "route/issuer/handlers/handlers.h"
#include "route/match.h"
#include "route/task_api/changes.h"
#include "route/task_api/events.h"
#include "route/task_api/list.h"
#include "route/task_api/lists.h"
#include "route/task_api/preferences.h"
#include "route/task_api/push.h"
#include "route/task_api/tasks.h"
#include "route/task_api/writing/batch.h"
#include "route/task_text/export.h"
#include "route/task_text/import.h"
#include "route/task_text/parse.h"

#define TASKS  "/api/users/{user_id}/tasks"
#define TASK   TASKS "/{task_id}"
#define EVENTS "/api/users/{user_id}/events"

#define PUSH    "/api/users/{user_id}/push/"
#define DEVICES PUSH "subscriptions"

#define LISTS    "/api/users/{user_id}/lists"
#define LIST     LISTS "/{list_id}"
#define SECTIONS LIST "/sections"
#define SECTION  SECTIONS "/{section_id}"

/* clang-format off */

/* On every node, for every client. */
#define COMMON(method, path, lane, handle) \
	{ SIDE_TASKS, HTTP_##method, path, ROLES_ALL, FEATURE_NONE, KEYS_UNUSED, \
	  ACCESS_ANYONE, LANE_##lane, handle, NULL, 0, WIRE_BEFORE_FIRST }

/* A document for verifiers, for which a request waits until the first key is created. */
#define DOCUMENT(side, path, feature, handle) \
	{ side, HTTP_GET, path, ROLES_ISSUER, feature, KEYS_NEEDED, \
	  ACCESS_ANYONE, LANE_INLINE, handle, NULL, 0, WIRE_BEFORE_FIRST }

#define ISSUER(method, path, access, lane, handle, body) \
	{ SIDE_AUTH, HTTP_##method, path, ROLES_ISSUER, FEATURE_NONE, KEYS_UNUSED, \
	  ACCESS_##access, LANE_##lane, handle, body, 0, WIRE_BEFORE_FIRST }

#define PASSKEY(method, path, access, handle, body) \
	{ SIDE_AUTH, HTTP_##method, "/passkey/" path, ROLES_ISSUER, FEATURE_PASSKEYS, KEYS_UNUSED, \
	  ACCESS_##access, LANE_WORKER, handle, body, 0, WIRE_BEFORE_FIRST }

#define FACTOR(path, access, lane, handle, body) \
	{ SIDE_AUTH, HTTP_POST, "/two-factor/" path, ROLES_ISSUER, FEATURE_FACTORS, KEYS_UNUSED, \
	  ACCESS_##access, LANE_##lane, handle, body, 0, WIRE_BEFORE_FIRST }

/* In the name of an admin; `error` is what others are told. */
#define ADMIN(method, path, lane, handle, body, error) \
	{ SIDE_AUTH, HTTP_##method, "/admin/" path, ROLES_ISSUER, FEATURE_ADMIN, KEYS_UNUSED, \
	  ACCESS_ADMIN, LANE_##lane, handle, body, 0, WIRE_##error }

/* For everybody with a session. */
#define OF_ADMIN(path, handle, body) \
	{ SIDE_AUTH, HTTP_POST, "/admin/" path, ROLES_ISSUER, FEATURE_ADMIN, KEYS_UNUSED, \
	  ACCESS_ANY_SESSION, LANE_WORKER, handle, body, 0, WIRE_BEFORE_FIRST }

#define TASK_API(method, path, lane, handle) \
	{ SIDE_TASKS, HTTP_##method, path, ROLES_TASKS, FEATURE_NONE, KEYS_UNUSED, \
	  ACCESS_OWNER, LANE_##lane, handle, NULL, 0, WIRE_BEFORE_FIRST }

#define PUSH_API(method, path, handle) \
	{ SIDE_TASKS, HTTP_##method, path, ROLES_TASKS, FEATURE_PUSH, KEYS_UNUSED, \
	  ACCESS_OWNER, LANE_WORKER, handle, NULL, 0, WIRE_BEFORE_FIRST }

/* The same with a file as its body. */
#define TASK_FILE(method, path, lane, handle) \
	{ SIDE_TASKS, HTTP_##method, path, ROLES_TASKS, FEATURE_NONE, KEYS_UNUSED, \
	  ACCESS_OWNER, LANE_##lane, handle, NULL, LIMIT_EXCHANGE_BYTES, WIRE_BEFORE_FIRST }

static const struct route routes[] = {
	COMMON(GET, "/healthz", INLINE, health_alive),
	COMMON(GET, "/readyz", WORKER, health_ready),
	DOCUMENT(SIDE_TASKS, "/.well-known/jwks.json", FEATURE_NONE, auth_jwks),
	DOCUMENT(SIDE_TASKS, "/.well-known/openid-configuration", FEATURE_NONE, auth_configuration),
	DOCUMENT(SIDE_TASKS, "/.well-known/revocations", FEATURE_REVOCATIONS, auth_revocations),
	COMMON(ANY, "/forward-auth/{*}", WORKER, forward_auth),

	ISSUER(GET, "/ok", ANYONE, INLINE, auth_ok, NULL),
	ISSUER(GET, "/error", ANYONE, INLINE, auth_error_page, NULL),
	DOCUMENT(SIDE_AUTH, "/jwks", FEATURE_NONE, auth_jwks),
	DOCUMENT(SIDE_AUTH, "/revocations", FEATURE_REVOCATIONS, auth_revocations),
	DOCUMENT(SIDE_AUTH, "/.well-known/openid-configuration", FEATURE_NONE, auth_configuration),
	ISSUER(POST, "/sign-up/email", ANYONE, HASH, auth_sign_up, &body_sign_up),
	ISSUER(POST, "/sign-in/email", ANYONE, HASH, auth_sign_in, &body_sign_in),
	ISSUER(POST, "/sign-in/social", ANYONE, INLINE, auth_sign_in_social, &body_social),
	ISSUER(POST, "/sign-out", ANYONE, WORKER, auth_sign_out, &body_sign_out),
	ISSUER(GET, "/get-session", ANYONE, WORKER, auth_get_session, NULL),
	ISSUER(POST, "/get-session", ANYONE, INLINE, auth_post_session, NULL),
	ISSUER(GET, "/token", CACHED_SESSION, WORKER, auth_token, NULL),
	ISSUER(POST, "/update-user", CACHED_SESSION, WORKER, auth_update_user, &body_update_user),
	ISSUER(POST, "/update-session", CACHED_SESSION, WORKER, auth_update_session,
	       &body_update_session),
	ISSUER(POST, "/change-password", SESSION, HASH, auth_change_password,
	       &body_change_password),
	ISSUER(POST, "/verify-password", SESSION, HASH, auth_verify_password,
	       &body_verify_password),
	ISSUER(GET, "/list-accounts", CACHED_SESSION, WORKER, auth_list_accounts, NULL),
	ISSUER(POST, "/delete-user", SESSION, HASH, auth_delete_user, &body_delete_user),
	ISSUER(GET, "/list-sessions", CACHED_SESSION, WORKER, auth_list_sessions, NULL),
	ISSUER(POST, "/revoke-session", SESSION, WORKER, auth_revoke_session, &body_revoke_session),
	ISSUER(POST, "/revoke-sessions", SESSION, WORKER, auth_revoke_sessions, &body_ignored),
	ISSUER(POST, "/revoke-other-sessions", SESSION, WORKER,
	       auth_revoke_other_sessions, &body_ignored),
	ISSUER(GET, "/delete-user/callback", ANYONE, WORKER, auth_delete_link, &body_delete_link),
	ISSUER(POST, "/change-email", SESSION, WORKER, auth_change_email, &body_change_email),
	ISSUER(POST, "/request-password-reset", ANYONE, WORKER, auth_request_reset,
	       &body_request_reset),
	ISSUER(GET, "/reset-password/{token}", ANYONE, WORKER, auth_reset_link, &body_reset_link),
	ISSUER(POST, "/reset-password", ANYONE, HASH, auth_reset_password, &body_reset_password),
	ISSUER(POST, "/send-verification-email", ANYONE, WORKER,
	       auth_send_verification, &body_send_verification),
	ISSUER(GET, "/verify-email", ANYONE, WORKER, auth_verify_email, &body_verify_email),

	PASSKEY(GET, "generate-register-options", SESSION, auth_passkey_register_options,
		&body_passkey_options),
	PASSKEY(POST, "verify-registration", SESSION, auth_passkey_register,
		&body_passkey_registration),
	PASSKEY(GET, "generate-authenticate-options", ANYONE, auth_passkey_sign_in_options, NULL),
	PASSKEY(POST, "verify-authentication", ANYONE, auth_passkey_sign_in, &body_passkey_sign_in),
	PASSKEY(GET, "list-user-passkeys", SESSION, auth_passkey_list, NULL),
	PASSKEY(POST, "update-passkey", SESSION, auth_passkey_update, &body_passkey_update),
	PASSKEY(POST, "delete-passkey", SESSION, auth_passkey_delete, &body_passkey_delete),

	FACTOR("enable", SESSION, HASH, auth_factor_enable, &body_factor_enable),
	FACTOR("disable", SESSION, HASH, auth_factor_disable, &body_factor_password),
	FACTOR("get-totp-uri", SESSION, HASH, auth_factor_totp_uri, &body_factor_password),
	FACTOR("generate-backup-codes", SESSION, HASH, auth_factor_codes, &body_factor_password),
	FACTOR("verify-totp", ANYONE, WORKER, auth_factor_verify_totp, &body_factor_code),
	FACTOR("verify-otp", ANYONE, WORKER, auth_factor_verify_otp, &body_factor_code),
	FACTOR("verify-backup-code", ANYONE, WORKER, auth_factor_verify_backup, &body_factor_code),
	FACTOR("send-otp", ANYONE, WORKER, auth_factor_send_otp, &body_factor_send),

	ADMIN(GET, "list-users", WORKER, admin_list_users, NULL, MAY_NOT_LIST_USERS),
	ADMIN(GET, "get-user", WORKER, admin_get_user, &body_admin_get, MAY_NOT_GET_USER),
	ADMIN(POST, "list-user-sessions", WORKER, admin_list_sessions, &body_admin_user,
	      MAY_NOT_LIST_SESSIONS),
	ADMIN(POST, "create-user", HASH, admin_create_user, &body_admin_create,
	      MAY_NOT_CREATE_USERS),
	ADMIN(POST, "update-user", WORKER, admin_update_user, &body_admin_update,
	      MAY_NOT_UPDATE_USERS),
	ADMIN(POST, "set-role", WORKER, admin_set_role, &body_admin_role, MAY_NOT_SET_ROLE),
	ADMIN(POST, "set-user-password", HASH, admin_set_password, &body_admin_password,
	      MAY_NOT_SET_PASSWORD),
	ADMIN(POST, "ban-user", WORKER, admin_ban_user, &body_admin_ban, MAY_NOT_BAN),
	ADMIN(POST, "unban-user", WORKER, admin_unban_user, &body_admin_user, MAY_NOT_BAN),
	ADMIN(POST, "revoke-user-session", WORKER, admin_revoke_session, &body_admin_session,
	      MAY_NOT_REVOKE),
	ADMIN(POST, "revoke-user-sessions", WORKER, admin_revoke_sessions, &body_admin_user,
	      MAY_NOT_REVOKE),
	ADMIN(POST, "remove-user", WORKER, admin_remove_user, &body_admin_user, MAY_NOT_DELETE),
	ADMIN(POST, "impersonate-user", WORKER, admin_impersonate, &body_admin_user,
	      MAY_NOT_IMPERSONATE),
	OF_ADMIN("stop-impersonating", admin_stop_impersonating, &body_ignored),
	OF_ADMIN("has-permission", admin_has_permission, &body_admin_permission),

	TASK_API(GET, TASKS, INLINE, tasks_get_list),
	TASK_API(GET, "/api/users/{user_id}/summary", INLINE, tasks_get_summary),
	TASK_API(POST, TASKS, WORKER, tasks_post),
	TASK_API(POST, TASKS "/batch", WORKER, tasks_batch),
	TASK_API(POST, TASKS "/parse", WORKER, tasks_parse),
	TASK_API(GET, "/api/users/{user_id}/export", WORKER, tasks_export),
	TASK_FILE(POST, "/api/users/{user_id}/import", WORKER, tasks_import),
	TASK_API(GET, TASK, INLINE, tasks_get_one),
	TASK_API(PUT, TASK, WORKER, tasks_put),
	TASK_API(PATCH, TASK, WORKER, tasks_patch),
	TASK_API(DELETE, TASK, WORKER, tasks_remove),
	TASK_API(POST, TASK "/restore", WORKER, tasks_restore),
	TASK_API(GET, "/api/users/{user_id}/changes", WORKER, changes_get),
	TASK_API(GET, EVENTS, INLINE, events_get),
	TASK_API(GET, "/api/users/{user_id}/preferences", WORKER, preferences_get_all),
	TASK_API(PATCH, "/api/users/{user_id}/preferences", WORKER, preferences_patch),
	PUSH_API(GET, PUSH "key", push_get_key),
	PUSH_API(GET, DEVICES, push_get_all),
	PUSH_API(POST, DEVICES, push_post),
	PUSH_API(DELETE, DEVICES "/{subscription_id}", push_remove),
	TASK_API(GET, LISTS, WORKER, lists_get_all),
	TASK_API(POST, LISTS, WORKER, lists_post),
	TASK_API(GET, LIST, WORKER, lists_get_one),
	TASK_API(PATCH, LIST, WORKER, lists_patch),
	TASK_API(DELETE, LIST, WORKER, lists_remove),
	TASK_API(GET, SECTIONS, WORKER, sections_get_all),
	TASK_API(POST, SECTIONS, WORKER, sections_post),
	TASK_API(GET, SECTION, WORKER, sections_get_one),
	TASK_API(PATCH, SECTION, WORKER, sections_patch),
	TASK_API(DELETE, SECTION, WORKER, sections_remove),
};
/* clang-format on */

_Static_assert((int)ROLES_ISSUER == (int)(ROLE_BIT(APP_ALL) | ROLE_BIT(APP_AUTH)) &&
		       (int)ROLES_TASKS == (int)(ROLE_BIT(APP_ALL) | ROLE_BIT(APP_TASKS)),
	       "the bits of enum route_roles are those of enum app_role");

static bool feature_is_on(const struct app *app, enum route_feature feature)
{
	switch (feature) {
	case FEATURE_NONE:
		return true;
	case FEATURE_REVOCATIONS:
		return app->config.issuer && app->config.issuer->revocations.list;
	case FEATURE_FACTORS:
		return app->config.issuer &&
		       app->config.issuer->settings.two_factor.policy != FACTOR_POLICY_OFF;
	case FEATURE_PUSH:
		return app->config.push.on;
	case FEATURE_ADMIN:
		return app->config.issuer && app->config.issuer->settings.admin.enabled;
	case FEATURE_PASSKEYS:
		return app->config.issuer && app->config.issuer->settings.passkey.enabled;
	}
	return false;
}

/* Whether this process serves the route. */
static bool is_served(const struct app *app, const struct route *route)
{
	return (route->roles & ROLE_BIT(app->config.role)) && feature_is_on(app, route->feature);
}

static bool method_fits(const struct route *route, enum http_method method)
{
	if (method == HTTP_HEAD && route->method == HTTP_GET && route->side == SIDE_TASKS)
		return true;
	return route->method == HTTP_ANY || (route->method == method && method != HTTP_OTHER);
}

/* The first row with the path. A word in a pattern that stands before the rows with a parameter in
 * its place keeps its path from them. */
static const struct route *first_fit(const struct app *app, struct str path, struct str *parameters)
{
	bool auth = path_is_issuers(app, path);
	struct str rest = auth ? str_tail(path, app->config.base_path.n) : path;

	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		if ((routes[i].side == SIDE_AUTH) == auth &&
		    path_matches(routes[i].path, rest, parameters) && is_served(app, &routes[i]))
			return &routes[i];
	return NULL;
}

/* Whether both rows are of one resource, and this process serves it. */
static bool is_beside(const struct app *app, const struct route *first, const struct route *route)
{
	return route->side == first->side && strcmp(route->path, first->path) == 0 &&
	       is_served(app, route);
}

const struct route *route_find(const struct app *app, enum http_method method, struct str path,
			       struct str parameters[REQUEST_PARAMETERS_MAX])
{
	const struct route *first = first_fit(app, path, parameters);

	for (const struct route *route = first; first && route < routes + ARRAY_LEN(routes);
	     route++)
		if (method_fits(route, method) && is_beside(app, first, route))
			return route;
	return NULL;
}

_Static_assert(ROUTES_FIRST + ARRAY_LEN(routes) <= METRIC_ROUTES_MAX, "each row can be counted");

size_t route_number(const struct route *route)
{
	return ROUTES_FIRST + (size_t)(route - routes);
}

struct metric_route route_name(size_t number)
{
	static const char *const methods[] = {
		[HTTP_OTHER] = "",        [HTTP_GET] = "GET",         [HTTP_HEAD] = "HEAD",
		[HTTP_POST] = "POST",     [HTTP_PUT] = "PUT",         [HTTP_PATCH] = "PATCH",
		[HTTP_DELETE] = "DELETE", [HTTP_OPTIONS] = "OPTIONS", [HTTP_ANY] = "any",
	};
	const struct route *row;

	if (number < ROUTES_FIRST)
		return (struct metric_route){ "any", number == ROUTES_SITE ? "(site)" : "(none)" };
	if (number - ROUTES_FIRST >= ARRAY_LEN(routes))
		return (struct metric_route){ "", "" };
	row = &routes[number - ROUTES_FIRST];
	return (struct metric_route){ methods[row->method], row->path };
}

struct str route_pattern(struct str path)
{
	while (str_ends(path, STR("/")))
		path.n--;
	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		if (routes[i].side == SIDE_AUTH && path_matches(routes[i].path, path, NULL))
			return str_z(routes[i].path);
	return str_of(NULL, 0);
}

struct str route_allowed(const struct app *app, struct arena *a, struct str path)
{
	static const char *const names[] = {
		[HTTP_GET] = "GET, HEAD", [HTTP_POST] = "POST",     [HTTP_PUT] = "PUT",
		[HTTP_PATCH] = "PATCH",   [HTTP_DELETE] = "DELETE",
	};
	const struct route *first = first_fit(app, path, NULL);
	struct buf text;

	arena_buf(a, &text, 64, 64);
	for (const struct route *route = first; first && route < routes + ARRAY_LEN(routes);
	     route++)
		if (is_beside(app, first, route)) {
			buf_z(&text, text.n ? ", " : "");
			buf_z(&text, names[route->method]);
		}
	return buf_text(&text);
}
