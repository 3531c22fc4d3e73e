/* What an operator writes as a trusted origin: mended where the meaning is plain, else refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/origin/entry.h"
#include "auth/origin/origin.h"
#include "base/cleanup.h"

static const struct {
	const char *text;
	enum origin_entry_rc rc;
	const char *gives; /* the entry, or what the error must contain */
} rows[] = {
	{ "https://a.com", ORIGIN_ENTRY_READ, "https://a.com" },
	{ " https://a.com\t", ORIGIN_ENTRY_READ, "https://a.com" },
	{ "\"https://a.com\"", ORIGIN_ENTRY_READ, "https://a.com" },
	{ "'https://a.com", ORIGIN_ENTRY_READ, "https://a.com" },
	{ "HTTPS://A.COM", ORIGIN_ENTRY_READ, "https://a.com" },
	{ "https://a.com/", ORIGIN_ENTRY_READ, "https://a.com" },
	{ "https://a.com/**", ORIGIN_ENTRY_READ, "https://a.com" },
	{ "https://a.com:443", ORIGIN_ENTRY_READ, "https://a.com" },
	{ "https://a.com:8443", ORIGIN_ENTRY_READ, "https://a.com:8443" },
	{ "http://a.com:80/", ORIGIN_ENTRY_READ, "http://a.com" },
	{ "http://[0:0:0:0:0:0:0:1]:3000", ORIGIN_ENTRY_READ, "http://[::1]:3000" },
	{ "https://*.A.com:443/", ORIGIN_ENTRY_READ, "https://*.a.com" },
	{ "https://*.a.com/**", ORIGIN_ENTRY_READ, "https://*.a.com" },
	{ "http://*.a.com:80", ORIGIN_ENTRY_READ, "http://*.a.com" },
	{ "http://localhost:*", ORIGIN_ENTRY_READ, "http://localhost:*" },
	{ "*.A.com", ORIGIN_ENTRY_READ, "*.a.com" },
	{ "*.a.com:8443/", ORIGIN_ENTRY_READ, "*.a.com:8443" },
	{ "*", ORIGIN_ENTRY_READ, "*" },
	{ "*://a.com", ORIGIN_ENTRY_READ, "*://a.com" },
	{ "myapp:", ORIGIN_ENTRY_READ, "myapp:" },
	{ "myapp:/", ORIGIN_ENTRY_READ, "myapp:/" },
	{ "myapp://", ORIGIN_ENTRY_READ, "myapp://" },
	{ "exp://192.168.*.*:*/*", ORIGIN_ENTRY_READ, "exp://192.168.*.*:*/*" },
	{ "exp://192.168.*.*:*/**", ORIGIN_ENTRY_READ, "exp://192.168.*.*:*/**" },
	{ "", ORIGIN_ENTRY_EMPTY, "" },
	{ "  ", ORIGIN_ENTRY_EMPTY, "" },
	{ "\"\"", ORIGIN_ENTRY_EMPTY, "" },
	{ "a.com", ORIGIN_ENTRY_BAD, "write https://a.com" },
	{ "a.com:8443", ORIGIN_ENTRY_BAD, "write https://a.com:8443" },
	{ "localhost:3000", ORIGIN_ENTRY_BAD, "write http://localhost:3000" },
	{ "[::1]:3000", ORIGIN_ENTRY_BAD, "write http://[::1]:3000" },
	{ "https://a.com/app", ORIGIN_ENTRY_BAD, "write https://a.com" },
	{ "https://a.com#x", ORIGIN_ENTRY_BAD, "write https://a.com" },
	{ "https://*.a.com/app", ORIGIN_ENTRY_BAD, "write https://*.a.com" },
	{ "*.a.com/app", ORIGIN_ENTRY_BAD, "write *.a.com" },
	{ "https://x.com;https://a.com", ORIGIN_ENTRY_BAD, "commas" },
	{ "https://x.com https://a.com", ORIGIN_ENTRY_BAD, "commas" },
	{ "[\"https://a.com\"]", ORIGIN_ENTRY_BAD, "commas" },
	{ "https://x.com\nhttps://a.com", ORIGIN_ENTRY_BAD, "commas" },
	{ "//a.com", ORIGIN_ENTRY_BAD, "write https://a.com" },
	{ "null", ORIGIN_ENTRY_BAD, "not an origin" },
	{ "//", ORIGIN_ENTRY_BAD, "not an origin" },
	{ "https:a.com", ORIGIN_ENTRY_BAD, "not an origin" },
	{ "https//a.com", ORIGIN_ENTRY_BAD, "write https://a.com" },
	{ "http//a.com", ORIGIN_ENTRY_BAD, "write https://a.com" },
	{ "http://[x", ORIGIN_ENTRY_BAD, "not an origin" },
	{ "https://me:pw@a.com", ORIGIN_ENTRY_BAD, "not an origin" },
	{ "https://m\xC3\xBCnchen.example", ORIGIN_ENTRY_BAD, "xn--" },
	{ "https://a.com\\x", ORIGIN_ENTRY_BAD, "not an origin" },
	{ "javascript:", ORIGIN_ENTRY_BAD, "not an origin" },
	{ "JavaScript://*", ORIGIN_ENTRY_BAD, "not an origin" },
};

static void each_spelling_is_mended_or_refused_with_the_right_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char memory[512];
		struct err err = { 0 };
		struct buf b;

		buf_init_fixed(&b, memory, sizeof(memory));
		if (origin_entry_read(str_z(rows[i].text), &b, &err) != rows[i].rc)
			fail_msg("%s: %.*s %s", rows[i].text, STR_FMT(buf_text(&b)), err.text);
		if (rows[i].rc == ORIGIN_ENTRY_BAD
			    ? !str_contains(str_z(err.text), str_z(rows[i].gives))
			    : !str_eq(buf_text(&b), str_z(rows[i].gives)))
			fail_msg("%s: %.*s %s", rows[i].text, STR_FMT(buf_text(&b)), err.text);
	}
}

static void an_exact_entry_that_is_read_trusts_the_origin_it_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str entry = str_z(rows[i].gives);
		const struct trusted_origins one = { .patterns = &entry, .n_patterns = 1 };

		if (rows[i].rc == ORIGIN_ENTRY_READ && str_starts(entry, STR("http")) &&
		    str_find(entry, '*') < 0)
			assert_true(origin_trusts_url(&one, entry, RELATIVE_URLS_REFUSED));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_spelling_is_mended_or_refused_with_the_right_one),
		cmocka_unit_test(an_exact_entry_that_is_read_trusts_the_origin_it_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
