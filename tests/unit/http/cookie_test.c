#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "http/cookie.h"

/* The value of the first cookie "t" in these one or two Cookie headers; "(none)" without one. */
static struct str value_in(struct arena *arena, struct str first, struct str second)
{
	struct http_header headers[] = {
		{ STR_INIT("Accept"), STR_INIT("t=accept") },
		{ STR_INIT("Cookie"), first },
		{ STR_INIT("cookie"), second },
	};
	struct request request = {
		.arena = arena,
		.headers = headers,
		.n_headers = second.p ? 3 : 2,
	};
	struct str value = STR("(none)");
	size_t n = 0;

	for (struct cookie_walk w = cookie_walk(&request); cookie_next(&w);)
		if (str_eq(w.name, STR("t")) && n++ == 0)
			value = cookie_value(arena, w.raw);
	assert_int_equal(cookie_count(&request, STR("t")), n);
	return value;
}

static void a_cookie_is_read_as_the_clients_write_it(void **state)
{
	static const struct {
		struct str first;
		struct str second;
		struct str value;
	} cases[] = {
		{ STR_INIT("t=v"), { NULL, 0 }, STR_INIT("v") },
		{ STR_INIT("a=1; t=v; t=w"), { NULL, 0 }, STR_INIT("v") },
		{ STR_INIT("a=1;t=v"), { NULL, 0 }, STR_INIT("v") },
		{ STR_INIT(" t = v \t; x=y"), { NULL, 0 }, STR_INIT("v") },
		{ STR_INIT("t=a.b%2Bc%3D"), { NULL, 0 }, STR_INIT("a.b+c=") },
		{ STR_INIT("t=a.b+c="), { NULL, 0 }, STR_INIT("a.b+c=") },
		{ STR_INIT("t=\"v\""), { NULL, 0 }, STR_INIT("v") },
		{ STR_INIT("t=\"v%3D\""), { NULL, 0 }, STR_INIT("v=") },
		{ STR_INIT("t=\"vx"), { NULL, 0 }, STR_INIT("v") }, /* whatever is last */
		{ STR_INIT("t=\""), { NULL, 0 }, STR_INIT("") },
		{ STR_INIT("t=v\""), { NULL, 0 }, STR_INIT("v\"") },
		{ STR_INIT("t=%zz"), { NULL, 0 }, STR_INIT("%zz") },
		{ STR_INIT("t=%FF"), { NULL, 0 }, STR_INIT("%FF") },
		{ STR_INIT("t=%253D"), { NULL, 0 }, STR_INIT("%3D") },
		{ STR_INIT("t="), { NULL, 0 }, STR_INIT("") },
		{ STR_INIT("a=1"), STR_INIT("t=v"), STR_INIT("v") },
		{ STR_INIT("t=1"), STR_INIT("t=2"), STR_INIT("1") },
		{ STR_INIT("t"), { NULL, 0 }, STR_INIT("(none)") },
		{ STR_INIT("T=v; tt=v; =t; ;;"), { NULL, 0 }, STR_INIT("(none)") },
		{ STR_INIT("__Secure-t=v"), { NULL, 0 }, STR_INIT("(none)") },
		{ STR_INIT("a=\"x; t=v\""),
		  { NULL, 0 },
		  STR_INIT("v\"") }, /* quotes hold nothing */
		{ STR_INIT(""), { NULL, 0 }, STR_INIT("(none)") },
	};
	struct arena arena;

	(void)state;
	arena_init(&arena, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_true(
			str_eq(value_in(&arena, cases[i].first, cases[i].second), cases[i].value));
	arena_done(&arena);
}

static void a_walk_sees_every_cookie_in_order(void **state)
{
	struct http_header headers[] = {
		{ STR_INIT("Cookie"), STR_INIT("a=1; noise; b=2") },
		{ STR_INIT("Host"), STR_INIT("h") },
		{ STR_INIT("Cookie"), STR_INIT("a=%33") },
	};
	struct request request = { .headers = headers, .n_headers = ARRAY_LEN(headers) };
	char memory[64];
	struct buf seen;

	(void)state;
	buf_init_fixed(&seen, memory, sizeof(memory));
	for (struct cookie_walk w = cookie_walk(&request); cookie_next(&w);) {
		buf_str(&seen, w.name);
		buf_char(&seen, ':');
		buf_str(&seen, w.raw);
		buf_char(&seen, ' ');
	}
	assert_true(str_eq(buf_text(&seen), STR("a:1 b:2 a:%33 ")));
}

static const struct cookie session = {
	.name = STR_INIT("better-auth.session_token"),
	.value = STR_INIT("tok.a+b/c="),
	.max_age_s = 604800,
	.path = STR_INIT("/"),
	.plain_http = true,
	.same_site = COOKIE_SAME_SITE_LAX,
};

static void expect_line(const struct cookie *cookie, struct str line)
{
	char memory[256];
	struct buf b;

	buf_init_fixed(&b, memory, sizeof(memory));
	cookie_put(&b, cookie);
	assert_true(buf_ok(&b));
	assert_true(str_eq(buf_text(&b), line));
}

static void attributes_are_written_in_the_order_that_clients_know(void **state)
{
	struct cookie cookie = session;

	(void)state;
	expect_line(&cookie, STR("better-auth.session_token=tok.a%2Bb%2Fc%3D; Max-Age=604800; "
				 "Path=/; HttpOnly; SameSite=Lax"));
	cookie.max_age_s = COOKIE_OF_THE_SESSION;
	expect_line(&cookie, STR("better-auth.session_token=tok.a%2Bb%2Fc%3D; "
				 "Path=/; HttpOnly; SameSite=Lax"));
	cookie.name = STR("__Secure-t");
	cookie.value = STR("v");
	cookie.max_age_s = 60;
	cookie.domain = STR("example.com");
	cookie.plain_http = false;
	cookie.same_site = COOKIE_SAME_SITE_NONE;
	expect_line(&cookie, STR("__Secure-t=v; Max-Age=60; Domain=example.com; Path=/; HttpOnly; "
				 "Secure; SameSite=None"));
}

static void forgetting_a_member_makes_a_cookie_stricter(void **state)
{
	struct cookie cookie = { .name = STR("t") };

	(void)state;
	expect_line(&cookie, STR("t=; Max-Age=0; HttpOnly; Secure; SameSite=Strict"));
}

static void an_expired_cookie_keeps_its_attributes(void **state)
{
	struct cookie cookie = cookie_expired(session);

	(void)state;
	expect_line(&cookie, STR("better-auth.session_token=; Max-Age=0; Path=/; HttpOnly; "
				 "SameSite=Lax"));
}

static void a_value_cannot_break_out_of_its_line(void **state)
{
	struct cookie cookie = session;

	(void)state;
	cookie.name = STR("t");
	cookie.value = STR("v; Domain=evil\r\nX: y");
	expect_line(&cookie, STR("t=v%3B%20Domain%3Devil%0D%0AX%3A%20y; Max-Age=604800; Path=/; "
				 "HttpOnly; SameSite=Lax"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cookie_is_read_as_the_clients_write_it),
		cmocka_unit_test(a_walk_sees_every_cookie_in_order),
		cmocka_unit_test(attributes_are_written_in_the_order_that_clients_know),
		cmocka_unit_test(forgetting_a_member_makes_a_cookie_stricter),
		cmocka_unit_test(an_expired_cookie_keeps_its_attributes),
		cmocka_unit_test(a_value_cannot_break_out_of_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
