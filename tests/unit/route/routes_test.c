/* The route table: which paths exist, for whom, and that nothing is open by accident. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "route/app.h"
#include "route/routes.h"

static struct app app_at(const char *base_path)
{
	return (struct app){ .config = { .base_path = str_z(base_path) } };
}

static const struct route *find_route(const struct app *app, enum http_method method,
				      const char *path)
{
	struct str parameters[REQUEST_PARAMETERS_MAX];

	return route_find(app, method, str_z(path), parameters);
}

static void only_the_paths_themselves_are_found(void **state)
{
	static const struct {
		enum http_method method;
		const char *path;
		const char *found; /* its pattern; NULL: not found */
	} rows[] = {
		{ HTTP_GET, "/api/users/u/tasks", "/api/users/{user_id}/tasks" },
		{ HTTP_HEAD, "/api/users/u/tasks", "/api/users/{user_id}/tasks" },
		{ HTTP_POST, "/api/users/u/tasks", "/api/users/{user_id}/tasks" },
		{ HTTP_PUT, "/api/users/u/tasks", NULL },
		{ HTTP_OTHER, "/api/users/u/tasks", NULL },
		{ HTTP_GET, "/api/users/u/tasks/5", "/api/users/{user_id}/tasks/{task_id}" },
		{ HTTP_PATCH, "/api/users/u/tasks/5", "/api/users/{user_id}/tasks/{task_id}" },
		{ HTTP_POST, "/api/users/u/tasks/5", NULL },
		{ HTTP_POST, "/api/users/u/tasks/parse", "/api/users/{user_id}/tasks/parse" },
		{ HTTP_GET, "/api/users/u/export", "/api/users/{user_id}/export" },
		{ HTTP_GET, "/api/users/u/import", NULL },
		{ HTTP_GET, "/api/users//tasks", NULL },
		{ HTTP_GET, "//api/users/u/tasks", NULL },
		{ HTTP_GET, "/api/users/u/tasks/", NULL },
		{ HTTP_GET, "/api/users/u//tasks", NULL },
		{ HTTP_GET, "/api/users/u/./tasks", NULL },
		{ HTTP_GET, "/api/users/u/../u/tasks", NULL },
		{ HTTP_GET, "/API/users/u/tasks", NULL },
		{ HTTP_GET, "/api/users/u/Tasks", NULL },
		{ HTTP_GET, "/%61pi/users/u/tasks", NULL },
		{ HTTP_GET, "/api/users/u%2Ftasks", NULL },
		{ HTTP_GET, "/api/users/u%2Fv/tasks", "/api/users/{user_id}/tasks" },
		{ HTTP_GET, "/api/users/u/tasks/5/6", NULL },
		{ HTTP_GET, "/api/users/u", NULL },
		{ HTTP_GET, "", NULL },
		{ HTTP_GET, "/", NULL },
		{ HTTP_GET, "/api/auth/ok", "/ok" },
		{ HTTP_HEAD, "/api/auth/ok", NULL },
		{ HTTP_POST, "/api/auth/ok", NULL },
		{ HTTP_GET, "/api/auth/ok/", NULL },
		{ HTTP_GET, "/api/auth//ok", NULL },
		{ HTTP_GET, "/api/auth", NULL },
		{ HTTP_GET, "/api/authok", NULL },
		{ HTTP_GET, "/ok", NULL },
		{ HTTP_POST, "/api/auth/sign-in/email", "/sign-in/email" },
		{ HTTP_POST, "/api/auth/sign-in//email", NULL },
		{ HTTP_GET, "/healthz", "/healthz" },
	};
	struct app app = app_at("/api/auth");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct route *route = find_route(&app, rows[i].method, rows[i].path);

		if (!str_eq(str_z(route ? route->path : NULL), str_z(rows[i].found)))
			fail_msg("%s: %s", rows[i].path, route ? route->path : "not found");
	}
}

static void the_issuer_moves_with_its_base_path(void **state)
{
	struct app app = app_at("/login");

	(void)state;
	assert_non_null(find_route(&app, HTTP_GET, "/login/ok"));
	assert_null(find_route(&app, HTTP_GET, "/api/auth/ok"));
	assert_non_null(find_route(&app, HTTP_GET, "/api/users/u/tasks"));
}

static void every_task_path_asks_for_its_owner(void **state)
{
	static const enum http_method methods[] = { HTTP_GET, HTTP_HEAD,  HTTP_POST,
						    HTTP_PUT, HTTP_PATCH, HTTP_DELETE };
	static const char *const paths[] = { "/api/users/u/tasks", "/api/users/u/tasks/5" };
	struct app app = app_at("/api/auth");
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		for (size_t j = 0; j < ARRAY_LEN(paths); j++) {
			const struct route *route = find_route(&app, methods[i], paths[j]);

			if (!route)
				continue;
			found++;
			assert_int_equal(route->access, ACCESS_OWNER);
		}
	assert_int_equal(found, 8); /* six operations, two of them for HEAD as well */
}

static void a_row_that_forgets_its_columns_is_not_served(void **state)
{
	const struct route forgotten = { .method = HTTP_GET, .path = "/" };

	(void)state;
	assert_int_equal(forgotten.access, ACCESS_NOBODY);
	assert_int_equal(forgotten.roles, ROLES_NONE);
}

static void each_role_serves_its_own_routes(void **state)
{
	static const struct {
		const char *path;
		bool all, auth, tasks;
	} rows[] = {
		{ "/healthz", true, true, true },
		{ "/forward-auth/x", true, true, true },
		{ "/api/auth/ok", true, true, false },
		{ "/api/auth/jwks", true, true, false },
		{ "/.well-known/jwks.json", true, true, false },
		{ "/.well-known/openid-configuration", true, true, false },
		{ "/api/users/u/tasks", true, false, true },
		{ "/.well-known/revocations", false, false, false }, /* off: no issuer has a list */
		{ "/api/users/u/push/key", true, false, true },
		{ "/api/users/u/push/subscriptions", true, false, true },
	};
	struct app app = app_at("/api/auth");

	(void)state;
	app.config.push.on = true;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const bool served[] = { rows[i].all, rows[i].auth, rows[i].tasks };

		for (int role = APP_ALL; role <= APP_TASKS; role++) {
			app.config.role = (enum app_role)role;
			if ((find_route(&app, HTTP_GET, rows[i].path) != NULL) != served[role])
				fail_msg("%s, role %d", rows[i].path, role);
		}
	}
}

static void parameters_are_the_raw_segments(void **state)
{
	struct app app = app_at("/api/auth");
	struct str parameters[REQUEST_PARAMETERS_MAX];

	(void)state;
	assert_non_null(route_find(&app, HTTP_GET, STR("/api/users/a%20b/tasks/%35"), parameters));
	assert_true(str_eq(parameters[0], STR("a%20b")));
	assert_true(str_eq(parameters[1], STR("%35")));
}

static void allow_names_what_a_path_has(void **state)
{
	struct app app = app_at("/api/auth");
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	assert_true(
		str_eq(route_allowed(&app, &a, STR("/api/users/u/tasks")), STR("GET, HEAD, POST")));
	assert_true(str_eq(route_allowed(&app, &a, STR("/api/users/u/tasks/1")),
			   STR("GET, HEAD, PUT, PATCH, DELETE")));
	assert_int_equal(route_allowed(&app, &a, STR("/nowhere")).n, 0);
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_paths_themselves_are_found),
		cmocka_unit_test(the_issuer_moves_with_its_base_path),
		cmocka_unit_test(every_task_path_asks_for_its_owner),
		cmocka_unit_test(a_row_that_forgets_its_columns_is_not_served),
		cmocka_unit_test(each_role_serves_its_own_routes),
		cmocka_unit_test(parameters_are_the_raw_segments),
		cmocka_unit_test(allow_names_what_a_path_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
