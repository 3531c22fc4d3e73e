/* Which path of the route table and the site a client's path is, wherever the server is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "route/app.h"
#include "route/place.h"

static const struct {
	const char *root, *issuer, *base;
	const char *path, *inner;
} rows[] = {
	{ "", "/api/auth", "/api/auth", "/api/auth/token", "/api/auth/token" },
	{ "", "/auth", "/auth", "/auth/token", "/auth/token" },
	{ "", "/auth", "/auth", "/tasks", "/tasks" },
	/* root and issuer below it */
	{ "/sub", "/sub/api/auth", "/api/auth", "/sub", "/" },
	{ "/sub", "/sub/api/auth", "/api/auth", "/sub/", "/" },
	{ "/sub", "/sub/api/auth", "/api/auth", "/sub/tasks", "/tasks" },
	{ "/sub", "/sub/api/auth", "/api/auth", "/sub/api/auth/token", "/api/auth/token" },
	{ "/sub", "/sub/api/auth", "/api/auth", "/sub/api/users/u/tasks", "/api/users/u/tasks" },
	{ "/sub", "/sub/api/auth", "/api/auth", "/subway", "/subway" },
	/* the proxy has cut the root off */
	{ "/sub", "/sub/api/auth", "/api/auth", "/tasks", "/tasks" },
	{ "/sub", "/sub/api/auth", "/api/auth", "/api/auth/token", "/api/auth/token" },
	/* root and issuer in one */
	{ "/sub", "/sub", "/api/auth", "/sub/token", "/api/auth/token" },
	{ "/sub", "/sub", "/api/auth", "/sub/sign-in/email", "/api/auth/sign-in/email" },
	{ "/sub", "/sub", "/api/auth", "/sub/reset-password/x", "/api/auth/reset-password/x" },
	{ "/sub", "/sub", "/api/auth", "/sub/sign-in", "/sign-in" },
	{ "/sub", "/sub", "/api/auth", "/sub/api/users/u/tasks", "/api/users/u/tasks" },
	{ "/sub", "/sub", "/api/auth", "/sub/_next/a.js", "/_next/a.js" },
	{ "/sub", "/sub", "/api/auth", "/sub", "/" },
};

static void a_path_is_read_as_if_the_server_had_the_host_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct app app = { .config = { .root = str_z(rows[i].root),
						     .issuer_path = str_z(rows[i].issuer),
						     .base_path = str_z(rows[i].base) } };
		struct arena a;
		struct str inner;

		arena_init(&a, NULL, 0);
		inner = place_inner_path(&app, &a, str_z(rows[i].path));
		if (!str_eq(inner, str_z(rows[i].inner)))
			fail_msg("%s %s: %.*s", rows[i].issuer, rows[i].path, STR_FMT(inner));
		arena_done(&a);
	}
}

static void a_long_path_is_not_cut(void **state)
{
	const struct app app = { .config = { .root = STR("/sub"),
					     .issuer_path = STR("/sub"),
					     .base_path = STR("/api/auth") } };
	static char path[8192] = "/sub/reset-password/";
	struct arena a;
	struct str inner;

	(void)state;
	memset(path + strlen(path), 'x', sizeof(path) - strlen(path));
	arena_init(&a, NULL, 0);
	inner = place_inner_path(&app, &a, str_of(path, sizeof(path)));
	assert_int_equal(inner.n, sizeof(path) + strlen("/api/auth") - strlen("/sub"));
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_is_read_as_if_the_server_had_the_host_alone),
		cmocka_unit_test(a_long_path_is_not_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
