#include "route/route.h"

#include "base/buf.h"
#include "base/cleanup.h"
#include "route/app.h"
#include "route/auth.h"
#include "route/auth_documents.h"
#include "route/auth_mail.h"
#include "route/auth_own.h"
#include "route/body.h"
#include "route/forward_auth.h"
#include "route/health.h"
#include "route/tasks.h"

#define TASKS "/api/users/{user_id}/tasks"
#define TASK  TASKS "/{task_id}"

/* clang-format off */
static const struct route routes[] = {
	{ SIDE_TASKS, HTTP_GET,    "/healthz",       ACCESS_ANYONE,  LANE_INLINE, health_alive,     NULL },
	{ SIDE_TASKS, HTTP_GET,    "/readyz",        ACCESS_ANYONE,  LANE_WORKER, health_ready,     NULL },
	{ SIDE_TASKS, HTTP_GET,    "/.well-known/jwks.json", ACCESS_ANYONE, LANE_INLINE, auth_jwks, NULL },
	{ SIDE_TASKS, HTTP_GET,    "/.well-known/openid-configuration", ACCESS_ANYONE, LANE_INLINE, auth_configuration, NULL },
	{ SIDE_TASKS, HTTP_GET,    "/.well-known/not-before", ACCESS_ANYONE, LANE_INLINE, auth_not_before, NULL },
	{ SIDE_TASKS, HTTP_GET,    "/forward-auth/{*}", ACCESS_ANYONE, LANE_WORKER, forward_auth, NULL },
	{ SIDE_TASKS, HTTP_POST,   "/forward-auth/{*}", ACCESS_ANYONE, LANE_WORKER, forward_auth, NULL },
	{ SIDE_TASKS, HTTP_PUT,    "/forward-auth/{*}", ACCESS_ANYONE, LANE_WORKER, forward_auth, NULL },
	{ SIDE_TASKS, HTTP_PATCH,  "/forward-auth/{*}", ACCESS_ANYONE, LANE_WORKER, forward_auth, NULL },
	{ SIDE_TASKS, HTTP_DELETE, "/forward-auth/{*}", ACCESS_ANYONE, LANE_WORKER, forward_auth, NULL },

	{ SIDE_AUTH,  HTTP_GET,    "/ok",                   ACCESS_ANYONE,  LANE_INLINE, auth_ok,                    NULL },
	{ SIDE_AUTH,  HTTP_GET,    "/error",                ACCESS_ANYONE,  LANE_INLINE, auth_error_page,            NULL },
	{ SIDE_AUTH,  HTTP_GET,    "/jwks",                 ACCESS_ANYONE,  LANE_INLINE, auth_jwks,                  NULL },
	{ SIDE_AUTH,  HTTP_GET,    "/not-before",           ACCESS_ANYONE,  LANE_INLINE, auth_not_before,            NULL },
	{ SIDE_AUTH,  HTTP_GET,    "/.well-known/openid-configuration", ACCESS_ANYONE, LANE_INLINE, auth_configuration, NULL },
	{ SIDE_AUTH,  HTTP_POST,   "/sign-up/email",        ACCESS_ANYONE,  LANE_HASH,   auth_sign_up,               &body_sign_up },
	{ SIDE_AUTH,  HTTP_POST,   "/sign-in/email",        ACCESS_ANYONE,  LANE_HASH,   auth_sign_in,               &body_sign_in },
	{ SIDE_AUTH,  HTTP_POST,   "/sign-in/social",       ACCESS_ANYONE,  LANE_INLINE, auth_sign_in_social,        &body_social },
	{ SIDE_AUTH,  HTTP_POST,   "/sign-out",             ACCESS_ANYONE,  LANE_WORKER, auth_sign_out,              &body_sign_out },
	{ SIDE_AUTH,  HTTP_GET,    "/get-session",          ACCESS_ANYONE,  LANE_WORKER, auth_get_session,           NULL },
	{ SIDE_AUTH,  HTTP_POST,   "/get-session",          ACCESS_ANYONE,  LANE_INLINE, auth_post_session,          NULL },
	{ SIDE_AUTH,  HTTP_GET,    "/token",                ACCESS_CACHED_SESSION, LANE_WORKER, auth_token,                 NULL },

	{ SIDE_AUTH,  HTTP_POST,   "/update-user",          ACCESS_CACHED_SESSION, LANE_WORKER, auth_update_user,           &body_update_user },
	{ SIDE_AUTH,  HTTP_POST,   "/update-session",       ACCESS_CACHED_SESSION, LANE_WORKER, auth_update_session,        &body_update_session },
	{ SIDE_AUTH,  HTTP_POST,   "/change-password",      ACCESS_SESSION, LANE_HASH,   auth_change_password,       &body_change_password },
	{ SIDE_AUTH,  HTTP_POST,   "/verify-password",      ACCESS_SESSION, LANE_HASH,   auth_verify_password,       &body_verify_password },
	{ SIDE_AUTH,  HTTP_GET,    "/list-accounts",        ACCESS_CACHED_SESSION, LANE_WORKER, auth_list_accounts,         NULL },
	{ SIDE_AUTH,  HTTP_POST,   "/delete-user",          ACCESS_SESSION, LANE_HASH,   auth_delete_user,           &body_delete_user },
	{ SIDE_AUTH,  HTTP_GET,    "/list-sessions",        ACCESS_CACHED_SESSION, LANE_WORKER, auth_list_sessions,         NULL },
	{ SIDE_AUTH,  HTTP_POST,   "/revoke-session",       ACCESS_SESSION, LANE_WORKER, auth_revoke_session,        &body_revoke_session },
	{ SIDE_AUTH,  HTTP_POST,   "/revoke-sessions",      ACCESS_SESSION, LANE_WORKER, auth_revoke_sessions,       &body_ignored },
	{ SIDE_AUTH,  HTTP_POST,   "/revoke-other-sessions", ACCESS_SESSION, LANE_WORKER, auth_revoke_other_sessions, &body_ignored },
	{ SIDE_AUTH,  HTTP_GET,    "/delete-user/callback", ACCESS_ANYONE,  LANE_WORKER, auth_delete_link,           &body_delete_link },
	{ SIDE_AUTH,  HTTP_POST,   "/change-email",         ACCESS_SESSION, LANE_WORKER, auth_change_email,          &body_change_email },

	{ SIDE_AUTH,  HTTP_POST,   "/request-password-reset", ACCESS_ANYONE,  LANE_WORKER, auth_request_reset,         &body_request_reset },
	{ SIDE_AUTH,  HTTP_GET,    "/reset-password/{token}", ACCESS_ANYONE,  LANE_WORKER, auth_reset_link,            &body_reset_link },
	{ SIDE_AUTH,  HTTP_POST,   "/reset-password",       ACCESS_ANYONE,  LANE_HASH,   auth_reset_password,        &body_reset_password },
	{ SIDE_AUTH,  HTTP_POST,   "/send-verification-email", ACCESS_ANYONE,  LANE_WORKER, auth_send_verification,     &body_send_verification },
	{ SIDE_AUTH,  HTTP_GET,    "/verify-email",         ACCESS_ANYONE,  LANE_WORKER, auth_verify_email,          &body_verify_email },

	{ SIDE_TASKS, HTTP_GET,    TASKS,            ACCESS_OWNER,   LANE_INLINE, tasks_get_list,   NULL },
	{ SIDE_TASKS, HTTP_POST,   TASKS,            ACCESS_OWNER,   LANE_WORKER, tasks_post,       NULL },
	{ SIDE_TASKS, HTTP_GET,    TASK,             ACCESS_OWNER,   LANE_INLINE, tasks_get_one,    NULL },
	{ SIDE_TASKS, HTTP_PUT,    TASK,             ACCESS_OWNER,   LANE_WORKER, tasks_put,        NULL },
	{ SIDE_TASKS, HTTP_PATCH,  TASK,             ACCESS_OWNER,   LANE_WORKER, tasks_patch,      NULL },
	{ SIDE_TASKS, HTTP_DELETE, TASK,             ACCESS_OWNER,   LANE_WORKER, tasks_remove,     NULL },
};
/* clang-format on */

/* Segment by segment, byte for byte and undecoded: "%61pi" is not "api", "//" is an empty segment that
 * no pattern has. */
static bool matches(const char *pattern, struct str path, struct str *parameters)
{
	struct str rest = str_z(pattern), segment, given;
	size_t n = 0;
	bool more, more_given;

	do {
		more = str_cut(rest, '/', &segment, &rest);
		more_given = str_cut(path, '/', &given, &path);
		if (str_eq(segment, STR("{*}")))
			return true;
		if (str_starts(segment, STR("{"))) {
			if (given.n == 0)
				return false;
			if (parameters)
				parameters[n++] = given;
		} else if (!str_eq(segment, given)) {
			return false;
		}
	} while (more && more_given);
	return !more_given && (!more || str_eq(rest, STR("{*}")));
}

bool route_is_auth(const struct app *app, struct str path)
{
	struct str base = app->config.base_path;

	return app->config.role != APP_TASKS && str_starts(path, base) &&
	       (path.n == base.n || path.p[base.n] == '/');
}

/* Whether this process is there for it. */
static bool is_ours(const struct app *app, const struct route *route)
{
	bool list = route->handle == auth_not_before;
	bool documents = list || route->handle == auth_jwks || route->handle == auth_configuration;

	if (list && (!app->config.issuer || !app->config.issuer->thrown_out))
		return false; /* it is switched off */
	switch (app->config.role) {
	case APP_ALL:
		return true;
	case APP_AUTH:
		return route->access != ACCESS_OWNER;
	case APP_TASKS:
		return route->side == SIDE_TASKS && !documents;
	}
	return false;
}

static bool fits(const struct app *app, const struct route *route, struct str path,
		 struct str *parameters)
{
	bool auth = route_is_auth(app, path);

	if ((route->side == SIDE_AUTH) != auth || !is_ours(app, route))
		return false;
	return matches(route->path, auth ? str_tail(path, app->config.base_path.n) : path,
		       parameters);
}

const struct route *route_find(const struct app *app, enum http_method method, struct str path)
{
	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		const struct route *route = &routes[i];
		bool head = method == HTTP_HEAD && route->method == HTTP_GET &&
			    route->side == SIDE_TASKS;

		if ((route->method == method || head) && fits(app, route, path, NULL))
			return route;
	}
	return NULL;
}

struct str route_pattern(struct str path)
{
	while (str_ends(path, STR("/")))
		path.n--;
	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		if (routes[i].side == SIDE_AUTH && matches(routes[i].path, path, NULL))
			return str_z(routes[i].path);
	return str_of(NULL, 0);
}

void route_parameters(struct call *call)
{
	(void)fits(call->app, call->route, call->request->path, call->parameters);
}

struct str route_allowed(const struct app *app, struct arena *a, struct str path)
{
	static const char *const names[] = {
		[HTTP_GET] = "GET, HEAD", [HTTP_POST] = "POST",     [HTTP_PUT] = "PUT",
		[HTTP_PATCH] = "PATCH",   [HTTP_DELETE] = "DELETE",
	};
	struct buf text;

	arena_buf(a, &text, 64, 64);
	for (size_t i = 0; i < ARRAY_LEN(routes); i++)
		if (fits(app, &routes[i], path, NULL)) {
			buf_z(&text, text.n ? ", " : "");
			buf_z(&text, names[routes[i].method]);
		}
	return buf_text(&text);
}
