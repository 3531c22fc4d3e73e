#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "auth/origin/entry.h"
#include "auth/origin/origin.h"
#include "base/cleanup.h"

/* What the recorded installation trusted, as far as its answers tell, and a path or two. */
static const struct str patterns[] = {
	STR_INIT("https://app.example.org"),
	STR_INIT("https://*.example.com"),
	STR_INIT("*.foo.test"),
	STR_INIT("http://localhost:*"),
	STR_INIT("myapp://"),
	STR_INIT("exp://192.168.*.*:*/**"),
	STR_INIT("https://q?.example.net"),
	STR_INIT("other://host/safe"),
	STR_INIT("http://10.0.0.*"),
	STR_INIT(""),
};

static const struct trusted_origins trusted = {
	.own = STR_INIT("http://127.0.0.1:36595"),
	.patterns = patterns,
	.n_patterns = ARRAY_LEN(patterns),
};

static const struct {
	struct str url;
	bool origin; /* as an Origin header */
	bool target; /* as a callbackURL */
} urls[] = {
	{ STR_INIT("http://127.0.0.1:36595"), true, true },
	{ STR_INIT("http://127.0.0.1:36595/login?x=1"), true, true },
	{ STR_INIT("http://127.0.0.1"), false, false },
	{ STR_INIT("https://app.example.org"), true, true },
	{ STR_INIT("https://app.example.org/"), true, true },
	{ STR_INIT("https://app.example.org:443"), true, true },
	{ STR_INIT("https://app.example.org:0443"), true, true },
	{ STR_INIT("https://app.example.org:"), true, true },
	{ STR_INIT("https://app.example.org:8443"), false, false },
	{ STR_INIT("https://app.example.org:65536"), false, false },
	{ STR_INIT("https://app.example.org:x"), false, false },
	{ STR_INIT("http://app.example.org"), false, false },
	{ STR_INIT("https://APP.example.org"), true, true },
	{ STR_INIT("HTTPS://app.example.org"), true, true },
	{ STR_INIT("https:app.example.org"), true, true },
	{ STR_INIT("https:///app.example.org"), true, true },
	{ STR_INIT("https:\\\\app.example.org\\x"), true, true },
	{ STR_INIT("https://a.example.com"), true, true },
	{ STR_INIT("https://a.b.example.com"), true, true },
	{ STR_INIT("https://example.com"), false, false },
	{ STR_INIT("https://evil.com/.example.com"), false, false },
	{ STR_INIT("https://evil.com\\.example.com"), false, false },
	{ STR_INIT("https://evil.com?.example.com"), false, false },
	{ STR_INIT("https://evil.com#.example.com"), false, false },
	{ STR_INIT("https://a.example.com.evil.com"), false, false },
	{ STR_INIT("https://a.example.com:8443"), false, false },
	{ STR_INIT("https://x.foo.test"), true, true },
	{ STR_INIT("http://x.foo.test"), false, false },
	{ STR_INIT("http://x.foo.test:99"), false, false },
	{ STR_INIT("https://foo.test"), false, false },
	{ STR_INIT("https://xfoo.test"), false, false },
	{ STR_INIT("http://localhost:3000"), true, true },
	{ STR_INIT("http://localhost"), false, false },
	{ STR_INIT("http://localhost.evil.com:3000"), false, false },
	{ STR_INIT("http://localhost:3000@evil.com/"), false, false },
	{ STR_INIT("myapp://"), true, true },
	{ STR_INIT("MyApp://"), true, true },
	{ STR_INIT("myapp://anything/path"), true, true },
	{ STR_INIT("myapp:/x"), true, true },
	{ STR_INIT("myapps://x"), false, false },
	{ STR_INIT("exp://192.168.1.2:8081/--/x"), true, true },
	{ STR_INIT("exp://192.168.1.evil:8081/"), false, false },
	{ STR_INIT("exp://192.168.1.2.evil.com:8081/"), false, false },
	{ STR_INIT("exp://192.168.1.256:8081/"), false, false },
	{ STR_INIT("https://q1.example.net"), true, true },
	{ STR_INIT("https://q12.example.net"), false, false },
	{ STR_INIT("not a url"), false, false },
	{ STR_INIT("app.example.org"), false, false },
	{ STR_INIT(""), false, false },
	{ STR_INIT("null"), false, false },
	{ STR_INIT("https://app.example.org/path?x=1#f"), true, true },
	{ STR_INIT("https://user:pw@app.example.org/"), true, true },
	{ STR_INIT("https://app.example.org@evil.com/"), false, false },
	{ STR_INIT("https://app.example.org\\@evil.com"), true, true },
	{ STR_INIT("https://evil.com\\@app.example.org"), false, false },
	{ STR_INIT("https://evil.com@app.example.org@evil.com"), false, false },
	/* what browsers repair, we refuse */
	{ STR_INIT("https://app.exa\nmple.org"), false, false },
	{ STR_INIT(" https://app.example.org"), false, false },
	{ STR_INIT("https://app%2eexample.org"), false, false },
	{ STR_INIT("https://app\xE3\x80\x82"
		   "example.org"),
	  false, false },
	/* hosts that are addresses */
	{ STR_INIT("http://10.0.0.7"), true, true },
	{ STR_INIT("http://10.0.0.evil.com"), false, false },
	{ STR_INIT("http://10.0.0.0x7"), false, false },
	{ STR_INIT("http://0x7f.1:36595"), false, false },
	/* other schemes with a path */
	{ STR_INIT("other://host/safe"), true, true },
	{ STR_INIT("other://HOST/safe/below?x"), true, true },
	{ STR_INIT("other://host/safer"), false, false },
	{ STR_INIT("other://host/safe/../evil"), false, false },
	{ STR_INIT("other://host/safe/%2e%2e/evil"), false, false },
	{ STR_INIT("other://host/safe/..%2fevil"), false, false },
	{ STR_INIT("other://host/safe/..\\evil"), false, false },
	{ STR_INIT("other://host/x/../safe"), true, true },
	{ STR_INIT("other://evil/safe"), false, false },
	{ STR_INIT("other://host@evil/safe"), false, false },
	/* a pattern for hosts vouches for https alone */
	{ STR_INIT("ftp://x.foo.test/"), false, false },
	{ STR_INIT("intent://x.foo.test#Intent;scheme=https;end"), false, false },
	{ STR_INIT("javascript://x.foo.test/%0aalert(1)"), false, false },
	{ STR_INIT("JavaScript://x.foo.test/%0aalert(1)"), false, false },
	{ STR_INIT("data://x.foo.test/,x"), false, false },
	{ STR_INIT("javascript:alert(1)"), false, false },
	/* relative: only as a target */
	{ STR_INIT("/rel"), false, true },
	{ STR_INIT("/"), false, true },
	{ STR_INIT("/rel%0d%0a"), false, true },
	{ STR_INIT("/a b#f"), false, true },
	{ STR_INIT("/a//b"), false, true },
	{ STR_INIT("/ok/../x"), false, true },
	{ STR_INIT("/..//evil.com"), false, true },
	{ STR_INIT("/r?next=%2f%2fx"), false, true },
	{ STR_INIT("/\xC3\xA4"), false, true },
	{ STR_INIT("//evil.com"), false, false },
	{ STR_INIT("/\\evil.com"), false, false },
	{ STR_INIT("/rel\n"), false, false },
	{ STR_INIT("/\t/evil.com"), false, false },
	{ STR_INIT("/x\x7F"), false, false },
	{ STR_INIT("/x\xC2\x85"), false, false },
	{ STR_INIT("/%5Cevil"), false, false },
	{ STR_INIT("/%2fevil.com"), false, false },
	{ STR_INIT("/a%2Fb"), false, false },
	{ STR_INIT("rel"), false, false },
};

static void urls_are_trusted_as_they_were_recorded(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		bool origin = origin_trusts_url(&trusted, urls[i].url, RELATIVE_URLS_REFUSED);
		bool target = origin_trusts_url(&trusted, urls[i].url, RELATIVE_URLS_ALLOWED);

		if (origin != urls[i].origin || target != urls[i].target)
			fail_msg("%.*s: as an origin %d, as a target %d", STR_FMT(urls[i].url),
				 origin, target);
	}
}

static void without_patterns_only_the_own_origin_is_trusted(void **state)
{
	const struct trusted_origins own = { .own = STR("https://auth.example.com") };
	const struct trusted_origins none = { 0 };

	(void)state;
	assert_true(origin_trusts_url(&own, STR("https://auth.example.com/x"), 0));
	assert_false(origin_trusts_url(&own, STR("https://example.com"), 0));
	assert_false(origin_trusts_url(&none, STR("https://auth.example.com"), 0));
	assert_false(origin_trusts_url(&none, STR(""), RELATIVE_URLS_ALLOWED));
}

static void segments_and_authorities_of_patterns(void **state)
{
	static const struct {
		struct str pattern;
		struct str url;
		bool trusted;
	} cases[] = {
		{ STR_INIT("https://app.example.org/**"), STR_INIT("https://app.example.org/x"),
		  true },
		{ STR_INIT("https://app.example.org/*"), STR_INIT("https://app.example.org/x"),
		  false },
		{ STR_INIT("*://app.example.org"), STR_INIT("https://app.example.org/x"), true },
		{ STR_INIT("*"), STR_INIT("https://anywhere.example:99"), true },
		{ STR_INIT("**"), STR_INIT("https://anywhere.example"), true },
		{ STR_INIT("https://*"), STR_INIT("https://anywhere.example"), true },
		{ STR_INIT("https://*"), STR_INIT("http://anywhere.example"), false },
		{ STR_INIT("*.example.org:8443"), STR_INIT("https://a.example.org:8443"), true },
		{ STR_INIT("*.example.org:8443"), STR_INIT("https://a.example.org"), false },
		{ STR_INIT("*://app.example.org"), STR_INIT("http://app.example.org/x"), false },
		{ STR_INIT("http://*.example.org"), STR_INIT("http://a.example.org"), true },
		{ STR_INIT("http*://a.example.org"), STR_INIT("https://a.example.org"), true },
		{ STR_INIT("http*://a.example.org"), STR_INIT("http://a.example.org"), false },
		{ STR_INIT("192.168.*.*"), STR_INIT("https://192.168.0.1"), true },
		{ STR_INIT("192.168.*.*"), STR_INIT("http://192.168.0.1"), false },
		{ STR_INIT("http://192.168.*.*"), STR_INIT("http://192.168.0.1"), true },
		{ STR_INIT("http://192.168.*.*"), STR_INIT("http://192.168.0.evil"), false },
		{ STR_INIT("192.168.*"), STR_INIT("https://192.168.evil.com"), false },
		{ STR_INIT("exp://192.168.*.*"), STR_INIT("exp://192.168.0.1/x"), true },
		{ STR_INIT("exp://192.168.*.*"), STR_INIT("exp://192.168.0.x/x"), false },
		{ STR_INIT("app://host/a/*/c"), STR_INIT("app://host/a/b/c"), true },
		{ STR_INIT("app://host/a/*/c"), STR_INIT("app://host/a/b/b/c"), false },
		{ STR_INIT("app://host/a/**/c"), STR_INIT("app://host/a/b/b/c"), true },
		{ STR_INIT("app://host/a/**/c"), STR_INIT("app://host/a/c"), true },
		{ STR_INIT("app://host/a/**/c"), STR_INIT("app://host/a/c/d"), false },
		{ STR_INIT("app:///only/path"), STR_INIT("app://any/only/path"), true },
		{ STR_INIT("app:///only/path"), STR_INIT("app://any/other"), false },
		{ STR_INIT("https://app.example.org/"), STR_INIT("https://app.example.org/"),
		  false },
		{ STR_INIT("app.example.org"), STR_INIT("https://app.example.org"), false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct trusted_origins t = { .patterns = &cases[i].pattern, .n_patterns = 1 };

		if (origin_trusts_url(&t, cases[i].url, RELATIVE_URLS_REFUSED) != cases[i].trusted)
			fail_msg("%.*s against %.*s", STR_FMT(cases[i].url),
				 STR_FMT(cases[i].pattern));
	}
}

static void origins_are_serialised_as_browsers_do(void **state)
{
	static const struct {
		struct str url;
		struct str origin;
	} cases[] = {
		{ STR_INIT("https://Example.COM:443/a"), STR_INIT("https://example.com") },
		{ STR_INIT("http://example.com:80"), STR_INIT("http://example.com") },
		{ STR_INIT("http://example.com:443"), STR_INIT("http://example.com:443") },
		{ STR_INIT("http://127.0.0.1:8080/api/auth"), STR_INIT("http://127.0.0.1:8080") },
		{ STR_INIT("http://[::1]:3000/"), STR_INIT("http://[::1]:3000") },
		{ STR_INIT("http://[0:0:0:0:0:0:0:1]"), STR_INIT("http://[::1]") },
		{ STR_INIT("http://[2001:DB8:0:0:1:0:0:1]"),
		  STR_INIT("http://[2001:db8::1:0:0:1]") },
		{ STR_INIT("http://[2001:db8:0:1:0:0:0:1]"), STR_INIT("http://[2001:db8:0:1::1]") },
		{ STR_INIT("http://[1:0:2:3:4:5:6:7]"), STR_INIT("http://[1:0:2:3:4:5:6:7]") },
		{ STR_INIT("http://[1::]"), STR_INIT("http://[1::]") },
		{ STR_INIT("http://[::]"), STR_INIT("http://[::]") },
		{ STR_INIT("http://[::ffff:1.2.3.4]"), STR_INIT("http://[::ffff:102:304]") },
		{ STR_INIT("http://[::1"), STR_INIT("") },
		{ STR_INIT("http://[::g]"), STR_INIT("") },
		{ STR_INIT("http://"), STR_INIT("") },
		{ STR_INIT("http://:80"), STR_INIT("") },
		{ STR_INIT("http://a b/"), STR_INIT("") },
		{ STR_INIT("http://a<b/"), STR_INIT("") },
		{ STR_INIT("ftp://example.com"), STR_INIT("") },
		{ STR_INIT("/x"), STR_INIT("") },
	};
	char memory[ORIGIN_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str got = origin_of_url(cases[i].url, memory);

		if (!str_eq(got, cases[i].origin))
			fail_msg("%.*s gives %.*s", STR_FMT(cases[i].url), STR_FMT(got));
	}
}

static void a_host_name_that_is_too_long_is_not_trusted(void **state)
{
	static const struct str any[] = { STR_INIT("*"), STR_INIT("x-app://*") };
	const struct trusted_origins t = { .patterns = any, .n_patterns = ARRAY_LEN(any) };
	static const struct str schemes[] = { STR_INIT("https://"), STR_INIT("x-app://") };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
		struct str scheme = schemes[i];
		char url[2000];

		memset(url, 'a', sizeof(url));
		for (size_t at = 0; at < scheme.n; at++)
			url[at] = scheme.p[at];
		assert_false(origin_trusts_url(&t, str_of(url, sizeof(url)), 0));
		assert_true(origin_trusts_url(&t, str_of(url, scheme.n + 253), 0));
		if (i == 0)
			assert_false(origin_trusts_url(&t, str_of(url, scheme.n + 254), 0));
	}
}

#define GOOD STR_INIT("http://127.0.0.1:36595")
#define EVIL STR_INIT("https://evil.example")

static const struct {
	const char *name;
	struct origin_headers headers;
	enum origin_rc check;
	enum origin_rc form;
} requests[] = {
	{ "nothing at all (curl)", { .has_cookie = false }, ORIGIN_TRUSTED, ORIGIN_TRUSTED },
	{ "bad origin, no cookie", { .origin = EVIL }, ORIGIN_TRUSTED, ORIGIN_UNTRUSTED },
	{ "bad origin, cookie",
	  { .origin = EVIL, .has_cookie = true },
	  ORIGIN_UNTRUSTED,
	  ORIGIN_UNTRUSTED },
	{ "cookie alone", { .has_cookie = true }, ORIGIN_MISSING, ORIGIN_MISSING },
	{ "null, cookie",
	  { .origin = STR_INIT("null"), .has_cookie = true },
	  ORIGIN_MISSING,
	  ORIGIN_MISSING },
	{ "null, no cookie", { .origin = STR_INIT("null") }, ORIGIN_TRUSTED, ORIGIN_MISSING },
	{ "null but same-origin, cookie",
	  { .origin = STR_INIT("null"),
	    .sec_fetch_site = STR_INIT("same-origin"),
	    .has_cookie = true },
	  ORIGIN_TRUSTED,
	  ORIGIN_TRUSTED },
	{ "null but same-origin of another host, cookie",
	  { .origin = STR_INIT("null"),
	    .sec_fetch_site = STR_INIT("same-origin"),
	    .request_origin = STR_INIT("http://rebound.example"),
	    .has_cookie = true },
	  ORIGIN_UNTRUSTED,
	  ORIGIN_UNTRUSTED },
	{ "null and same-site, cookie",
	  { .origin = STR_INIT("null"),
	    .sec_fetch_site = STR_INIT("same-site"),
	    .has_cookie = true },
	  ORIGIN_MISSING,
	  ORIGIN_MISSING },
	{ "good referer, cookie",
	  { .referer = STR_INIT("http://127.0.0.1:36595/login?x=1"), .has_cookie = true },
	  ORIGIN_TRUSTED,
	  ORIGIN_TRUSTED },
	{ "bad referer, cookie",
	  { .referer = STR_INIT("https://evil.example/p"), .has_cookie = true },
	  ORIGIN_UNTRUSTED,
	  ORIGIN_UNTRUSTED },
	{ "bad referer, no cookie",
	  { .referer = STR_INIT("https://evil.example/p") },
	  ORIGIN_TRUSTED,
	  ORIGIN_UNTRUSTED },
	{ "bad origin hides behind a good referer",
	  { .origin = EVIL, .referer = GOOD, .has_cookie = true },
	  ORIGIN_UNTRUSTED,
	  ORIGIN_UNTRUSTED },
	{ "good origin, cookie",
	  { .origin = GOOD, .has_cookie = true },
	  ORIGIN_TRUSTED,
	  ORIGIN_TRUSTED },
	{ "good origin, no cookie", { .origin = GOOD }, ORIGIN_TRUSTED, ORIGIN_TRUSTED },
	{ "a relative origin, cookie",
	  { .origin = STR_INIT("/x"), .has_cookie = true },
	  ORIGIN_UNTRUSTED,
	  ORIGIN_UNTRUSTED },
	{ "cross-site navigation",
	  { .sec_fetch_site = STR_INIT("cross-site"),
	    .sec_fetch_mode = STR_INIT("navigate"),
	    .sec_fetch_dest = STR_INIT("document") },
	  ORIGIN_TRUSTED,
	  ORIGIN_CROSS_SITE_NAVIGATION },
	{ "cross-site navigation from a trusted origin",
	  { .origin = GOOD,
	    .sec_fetch_site = STR_INIT("cross-site"),
	    .sec_fetch_mode = STR_INIT("navigate") },
	  ORIGIN_TRUSTED,
	  ORIGIN_CROSS_SITE_NAVIGATION },
	{ "cross-site fetch without an origin",
	  { .sec_fetch_site = STR_INIT("cross-site"), .sec_fetch_mode = STR_INIT("cors") },
	  ORIGIN_TRUSTED,
	  ORIGIN_MISSING },
	{ "same-origin fetch without an origin",
	  { .sec_fetch_site = STR_INIT("same-origin"), .sec_fetch_mode = STR_INIT("cors") },
	  ORIGIN_TRUSTED,
	  ORIGIN_MISSING },
	{ "same-origin fetch with its origin",
	  { .origin = GOOD,
	    .sec_fetch_site = STR_INIT("same-origin"),
	    .sec_fetch_mode = STR_INIT("cors") },
	  ORIGIN_TRUSTED,
	  ORIGIN_TRUSTED },
	{ "Node's fetch", { .sec_fetch_mode = STR_INIT("cors") }, ORIGIN_TRUSTED, ORIGIN_MISSING },
	{ "only a destination",
	  { .sec_fetch_dest = STR_INIT("empty") },
	  ORIGIN_TRUSTED,
	  ORIGIN_MISSING },
	{ "blank metadata", { .sec_fetch_mode = STR_INIT("  ") }, ORIGIN_TRUSTED, ORIGIN_TRUSTED },
};

static void requests_are_judged_as_they_were_recorded(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		enum origin_rc check = origin_check(&trusted, &requests[i].headers);
		enum origin_rc form = origin_check_form(&trusted, &requests[i].headers);

		if (check != requests[i].check || form != requests[i].form)
			fail_msg("%s: %d, %d", requests[i].name, check, form);
	}
}

/* The spelling of the entry is judged first, as at the start. */
static bool vouches(struct str pattern, struct str url)
{
	char memory[256];
	struct buf spelt;
	struct err err = { 0 };
	struct str text;
	struct trusted_origins one = { .own = STR("http://x"), .patterns = &text, .n_patterns = 1 };

	buf_init_fixed(&spelt, memory, sizeof(memory));
	assert_int_equal(origin_entry_read(pattern, &spelt, &err), ORIGIN_ENTRY_READ);
	text = buf_text(&spelt);
	return origin_trusts_url(&one, url, RELATIVE_URLS_REFUSED);
}

static void custom_schemes_are_trusted_as_by_better_auth(void **state)
{
	FILE *file = fopen(TEST_DATA "/origins/custom-schemes.tsv", "re");
	char line[256];
	int rows = 0;

	(void)state;
	assert_non_null(file);
	while (fgets(line, sizeof(line), file)) {
		struct str pattern, url, verdict, rest = str_without_line_end(str_z(line));

		if (line[0] == '#')
			continue;
		assert_true(str_cut(rest, '\t', &pattern, &rest));
		assert_true(str_cut(rest, '\t', &url, &verdict));
		if (vouches(pattern, url) != str_eq(verdict, STR("yes")))
			fail_msg("%s", line);
		rows++;
	}
	fclose(file);
	assert_true(rows > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_are_trusted_as_they_were_recorded),
		cmocka_unit_test(without_patterns_only_the_own_origin_is_trusted),
		cmocka_unit_test(segments_and_authorities_of_patterns),
		cmocka_unit_test(origins_are_serialised_as_browsers_do),
		cmocka_unit_test(a_host_name_that_is_too_long_is_not_trusted),
		cmocka_unit_test(requests_are_judged_as_they_were_recorded),
		cmocka_unit_test(custom_schemes_are_trusted_as_by_better_auth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
