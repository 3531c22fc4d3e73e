/* The path rules and headers of the static site, on a site of five files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "web/site.h"

static const char blob[] = "<p>none</p>{js}JS.BR<p>home</p>HOME.GZHOME.BR<p>tasks</p>";

static const struct web_file rows[] = {
	{ "/",
	  "text/html; charset=utf-8",
	  WEB_CACHE_REVALIDATE,
	  "csp-home",
	  "aa",
	  { { 20, 11 }, { 31, 7 }, { 38, 7 } } },
	{ "/404",
	  "text/html; charset=utf-8",
	  WEB_CACHE_REVALIDATE,
	  "csp-404",
	  "bb",
	  { { 0, 11 } } },
	{ "/_next/static/a.js",
	  "text/javascript; charset=utf-8",
	  WEB_CACHE_IMMUTABLE,
	  "",
	  "cc",
	  { { 11, 4 }, { 0, 0 }, { 15, 5 } } },
	{ "/api/docs",
	  "text/html; charset=utf-8",
	  WEB_CACHE_REVALIDATE,
	  "csp-docs",
	  "dd",
	  { { 0, 11 } } },
	{ "/tasks",
	  "text/html; charset=utf-8",
	  WEB_CACHE_REVALIDATE,
	  "csp-tasks",
	  "ee",
	  { { 45, 12 } } },
};

static const struct site site = { .files = { .rows = rows, .n = ARRAY_LEN(rows), .blob = blob } };

struct row {
	enum http_method method;
	const char *path, *query, *accept, *if_none_match;
	unsigned status;
	const char *body;
	const char *headers[8]; /* name, value; a NULL value: must be absent */
};

static const struct row cases[] = {
	{ HTTP_GET,
	  "/",
	  "",
	  "",
	  "",
	  200,
	  "<p>home</p>",
	  { "etag", "\"aa\"", "content-security-policy", "csp-home", "vary", "accept-encoding",
	    "content-encoding", NULL } },
	{ HTTP_GET,
	  "/",
	  "_rsc=1",
	  "gzip",
	  "",
	  200,
	  "HOME.GZ",
	  { "etag", "\"aa-gz\"", "content-encoding", "gzip", "cache-control", "no-cache" } },
	{ HTTP_GET,
	  "/",
	  "",
	  "gzip, br",
	  "",
	  200,
	  "HOME.BR",
	  { "etag", "\"aa-br\"", "content-encoding", "br" } },
	{ HTTP_HEAD, "/", "", "br", "", 200, "HOME.BR", { "etag", "\"aa-br\"" } },
	{ HTTP_GET,
	  "/",
	  "",
	  "br",
	  "\"aa-br\"",
	  304,
	  "",
	  { "etag", "\"aa-br\"", "vary", "accept-encoding", "content-encoding", NULL } },
	{ HTTP_GET, "/", "", "br", "\"x\", W/\"aa-br\"", 304, "", { "etag", "\"aa-br\"" } },
	{ HTTP_GET, "/", "", "br", "*", 304, "", { "etag", "\"aa-br\"" } },
	{ HTTP_GET, "/", "", "gzip", "\"aa-br\"", 200, "HOME.GZ", { "etag", "\"aa-gz\"" } },
	{ HTTP_GET,
	  "/tasks",
	  "",
	  "br",
	  "",
	  200,
	  "<p>tasks</p>",
	  { "vary", NULL, "content-encoding", NULL, "x-content-type-options", "nosniff" } },
	{ HTTP_GET,
	  "/_next/static/a.js",
	  "",
	  "br",
	  "",
	  200,
	  "JS.BR",
	  { "cache-control", "public, max-age=31536000, immutable", "content-security-policy",
	    NULL } },
	{ HTTP_GET,
	  "/_next/static/b.js",
	  "",
	  "br",
	  "",
	  404,
	  "Not Found\n",
	  { "content-type", "text/plain; charset=utf-8", "cache-control", "no-store" } },
	{ HTTP_GET,
	  "/nowhere",
	  "",
	  "br",
	  "",
	  404,
	  "<p>none</p>",
	  { "content-security-policy", "csp-404", "etag", NULL } },
	{ HTTP_GET,
	  "/404",
	  "",
	  "br",
	  "",
	  404,
	  "<p>none</p>",
	  { "content-security-policy", "csp-404", "etag", NULL } },
	{ HTTP_GET, "/tasks/", "a=1&b=2", "", "", 308, "", { "location", "/tasks?a=1&b=2" } },
	{ HTTP_GET, "/tasks/", "", "", "", 308, "", { "location", "/tasks" } },
	{ HTTP_GET, "//evil.example/", "", "", "", 404, "<p>none</p>", { "location", NULL } },
	{ HTTP_GET, "/tasks//", "", "", "", 404, "<p>none</p>", { "location", NULL } },
	{ HTTP_GET, "/TASKS", "", "", "", 404, "<p>none</p>", { "etag", NULL } },
	{ HTTP_GET, "/task", "", "", "", 404, "<p>none</p>", { "etag", NULL } },
	{ HTTP_GET, "/tasks2", "", "", "", 404, "<p>none</p>", { "etag", NULL } },
	{ HTTP_GET, "/%74asks", "", "", "", 404, "<p>none</p>", { "etag", NULL } },
	{ HTTP_POST, "/tasks", "", "", "", 405, "Method Not Allowed\n", { "allow", "GET, HEAD" } },
};

static struct str header_of(const struct reply *reply, const char *name)
{
	for (size_t i = 0; i < reply->n_headers; i++)
		if (str_eq_nocase(reply->headers[i].name, str_z(name)))
			return reply->headers[i].value;
	return str_of(NULL, 0);
}

static void judge(const struct row *row, const struct reply *reply)
{
	if (reply->status != row->status || !str_eq(reply->body, str_z(row->body)))
		fail_msg("%s [%s]: %u \"%.*s\"", row->path, row->accept, reply->status,
			 STR_FMT(reply->body));
	for (size_t i = 0; i < ARRAY_LEN(row->headers) && row->headers[i]; i += 2) {
		struct str value = header_of(reply, row->headers[i]);

		if (!str_eq(value, str_z(row->headers[i + 1])))
			fail_msg("%s: %s is \"%.*s\"", row->path, row->headers[i], STR_FMT(value));
	}
}

static void each_path_gets_what_the_rules_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct http_header headers[] = {
			{ STR("Accept-Encoding"), str_z(cases[i].accept) },
			{ STR("If-None-Match"), str_z(cases[i].if_none_match) },
		};
		struct arena a;
		struct request request = { .arena = &a,
					   .method = cases[i].method,
					   .path = str_z(cases[i].path),
					   .query = str_z(cases[i].query),
					   .headers = headers,
					   .n_headers = ARRAY_LEN(headers) };
		struct reply reply = { 0 };

		arena_init(&a, NULL, 0);
		site_answer(&site, &request, &reply);
		judge(&cases[i], &reply);
		arena_done(&a);
	}
}

static void a_page_gives_nothing_away_and_may_do_nothing(void **state)
{
	static const char *const headers[][2] = {
		{ "x-content-type-options", "nosniff" },
		{ "x-frame-options", "DENY" },
		{ "referrer-policy", "no-referrer" },
		{ "cross-origin-opener-policy", "same-origin" },
		{ "cross-origin-resource-policy", "same-origin" },
	};
	static const char *const paths[] = { "/", "/nowhere" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct arena a;
		struct request request = { .arena = &a,
					   .method = HTTP_GET,
					   .path = str_z(paths[i]) };
		struct reply reply = { 0 };

		arena_init(&a, NULL, 0);
		site_answer(&site, &request, &reply);
		for (size_t j = 0; j < ARRAY_LEN(headers); j++)
			assert_true(str_eq(header_of(&reply, headers[j][0]), str_z(headers[j][1])));
		assert_true(
			str_contains(header_of(&reply, "permissions-policy"), STR("camera=()")));
		assert_true(str_contains(header_of(&reply, "permissions-policy"),
					 STR("publickey-credentials-get=(self)")));
		arena_done(&a);
	}
}

static void a_page_below_the_api_is_found_only_where_it_is(void **state)
{
	(void)state;
	assert_true(site_has(&site, STR("/api/docs")));
	assert_false(site_has(&site, STR("/api/doc")));
	assert_false(site_has(&site, STR("/api/docs/")));
}

static void a_program_without_a_site_says_so(void **state)
{
	const struct site none = { 0 };

	(void)state;
	assert_false(site_has(&none, STR("/")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_path_gets_what_the_rules_say),
		cmocka_unit_test(a_page_gives_nothing_away_and_may_do_nothing),
		cmocka_unit_test(a_page_below_the_api_is_found_only_where_it_is),
		cmocka_unit_test(a_program_without_a_site_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
