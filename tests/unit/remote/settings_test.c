/* Settings and their bounds, the accepted URLs, and the header fields about age. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "ostiary/remote.h"
#include "remote/http/url.h"
#include "remote/http/response_head.h"

static void urls_are_https_or_stay_on_this_machine(void **state)
{
	static const struct {
		const char *url;
		enum remote_url_rc rc;
	} rows[] = {
		{ "https://login.example/jwks", REMOTE_URL_OK },
		{ "https://login.example:8443/a?b=c", REMOTE_URL_OK },
		{ "HTTPS://LOGIN.example/jwks", REMOTE_URL_OK },
		{ "http://localhost/jwks", REMOTE_URL_OK },
		{ "http://127.0.0.1:80/jwks", REMOTE_URL_OK },
		{ "http://127.9.9.9/jwks", REMOTE_URL_OK },
		{ "http://[::1]:3000/jwks", REMOTE_URL_OK },
		{ "http://login.example/jwks", REMOTE_URL_CLEAR },
		{ "http://10.0.0.1/jwks", REMOTE_URL_CLEAR },
		{ "http://localhost.example/jwks", REMOTE_URL_CLEAR },
		{ "http://127.0.0.1.example/jwks", REMOTE_URL_CLEAR },
		{ "http://[fe80::1]/jwks", REMOTE_URL_CLEAR },
		{ "http://user:password@localhost/jwks", REMOTE_URL_BAD },
		{ "https://login.example/jwks#keys", REMOTE_URL_BAD },
		{ "https://login.example/j wks", REMOTE_URL_BAD },
		{ "https://login.example/\r\nX: y", REMOTE_URL_BAD },
		{ "ftp://login.example/jwks", REMOTE_URL_BAD },
		{ "file:///etc/passwd", REMOTE_URL_BAD },
		{ "login.example/jwks", REMOTE_URL_BAD },
		{ "https:///jwks", REMOTE_URL_BAD },
		{ "", REMOTE_URL_BAD },
		{ NULL, REMOTE_URL_BAD },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (remote_url_judge(rows[i].url) != rows[i].rc)
			fail_msg("%s: %d", rows[i].url, remote_url_judge(rows[i].url));
}

static void origins_are_scheme_host_and_port(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{ "https://a.example", "https://a.example/jwks", true },
		{ "https://a.example", "https://A.EXAMPLE:443/jwks", true },
		{ "http://a.example", "http://a.example:80/", true },
		{ "https://a.example", "https://a.example:8443/", false },
		{ "https://a.example", "http://a.example/", false },
		{ "https://a.example", "http://a.example:443/", false },
		{ "https://a.example", "https://b.a.example/", false },
		{ "https://a.example", "https://a.example.evil.example/", false },
		{ "https://a.example", "https://a.example@evil.example/", false },
		{ "https://a.example", "/jwks", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (remote_url_same_origin(rows[i].a, rows[i].b) != rows[i].same)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
}

/* The name alone does not decide: where the connection really goes has to be this machine, too. */
static void addresses_of_this_machine_are_known(void **state)
{
	static const struct {
		int family;
		const char *address;
		bool loopback;
	} rows[] = {
		{ AF_INET, "127.0.0.1", true },
		{ AF_INET, "127.1.2.3", true },
		{ AF_INET, "128.0.0.1", false },
		{ AF_INET, "0.0.0.0", false },
		{ AF_INET, "169.254.169.254", false },
		{ AF_INET6, "::1", true },
		{ AF_INET6, "::ffff:127.0.0.1", true },
		{ AF_INET6, "::ffff:10.0.0.1", false },
		{ AF_INET6, "::2", false },
		{ AF_INET6, "::", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct sockaddr_in v4 = { .sin_family = AF_INET };
		struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
		const bool is_v4 = rows[i].family == AF_INET;
		const void *to = is_v4 ? (const void *)&v4 : (const void *)&v6;

		assert_int_equal(inet_pton(rows[i].family, rows[i].address,
					   is_v4 ? (void *)&v4.sin_addr : (void *)&v6.sin6_addr),
				 1);
		if (remote_url_is_loopback(to) != rows[i].loopback)
			fail_msg("%s", rows[i].address);
	}
}

#define SIZE          .size = sizeof(struct ost_remote_settings)
#define URL_OF(bytes) .size = (bytes), .url = "https://login.example/jwks"
#define URL           URL_OF(sizeof(struct ost_remote_settings))

static void settings_that_make_no_sense_are_refused(void **state)
{
	static const struct {
		struct ost_remote_settings settings;
		const char *fault; /* its first word */
	} rows[] = {
		{ { URL }, NULL },
		{ { .url = "https://login.example/jwks" }, "size" },
		{ { URL_OF(sizeof(struct ost_remote_settings) + 8) }, "size" },
		{ { URL_OF(sizeof(struct ost_remote_settings) - 1) }, "size" },
		{ { URL_OF(OST_REMOTE_SETTINGS_SIZE_0_2) }, NULL },
		{ { URL_OF(OST_REMOTE_SETTINGS_SIZE_0_2 - 8) }, "size" },
		{ { URL_OF(offsetof(struct ost_remote_settings, revocations)) }, "size" },
		{ { URL_OF(sizeof(size_t)) }, "size" },
		{ { SIZE, .url = NULL }, "url" },
		{ { SIZE, .url = "http://login.example/jwks" }, "url" },
		{ { SIZE, .url = "http://login.example/jwks", .http = OST_REMOTE_HTTP_ANYWHERE },
		  NULL },
		{ { SIZE, .url = "https://a.example?x=y", .source = OST_REMOTE_SOURCE_ISSUER },
		  "url" },
		{ { SIZE, .url = "https://a.example?x=y" }, NULL },
		{ { URL, .source = 2 }, "source" },
		{ { URL, .http = 2 }, "http" },
		{ { URL, .outage = 2 }, "outage" },
		{ { URL, .min_age_s = -1 }, "min_age_s" },
		{ { URL, .max_age_s = 86401 }, "max_age_s" },
		{ { URL, .max_age_s = 86400 }, NULL },
		{ { URL, .min_age_s = 20, .max_age_s = 10 }, "min_age_s" },
		{ { URL, .max_age_s = 7200, .outage_s = 7199 }, "outage_s" },
		{ { URL, .max_age_s = 7200, .outage_s = 7200 }, NULL },
		{ { URL, .cooldown_s = -1 }, "cooldown_s" },
		{ { URL, .total_ms = 60001 }, "total_ms" },
		{ { URL, .connect_ms = INT64_MIN }, "connect_ms" },
		{ { URL, .stall_s = 61 }, "stall_s" },
		{ { URL, .cache_entries = INT64_MAX }, "cache_entries" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *fault = ost_remote_settings_fault(&rows[i].settings);
		struct ost_remote *remote = NULL;

		if (rows[i].fault) {
			assert_non_null(fault);
			if (!str_starts(str_z(fault), str_z(rows[i].fault)))
				fail_msg("row %zu: %s", i, fault);
			assert_int_equal(ost_remote_new(&rows[i].settings, &remote),
					 OST_REMOTE_BAD_SETTINGS);
			assert_null(remote);
		} else if (fault) {
			fail_msg("row %zu: %s", i, fault);
		}
	}
}

static void header_lines_say_how_long_an_answer_is_fresh(void **state)
{
	static const struct {
		const char *lines[3];
		int64_t lifetime_s;
	} rows[] = {
		{ { "Cache-Control: max-age=60" }, 60 },
		{ { "cache-control:PUBLIC,MAX-AGE=60 , must-revalidate" }, 60 },
		{ { "Cache-Control: max-age=\"60\"" }, 60 },
		{ { "Cache-Control: max-age=60", "Cache-Control: max-age=30" }, 30 },
		{ { "Cache-Control: s-maxage=60" }, -1 },
		{ { "Cache-Control: x-max-age=60" }, -1 },
		{ { "Cache-Control: max-age=" }, 0 },
		{ { "Cache-Control: max-age=-1" }, 0 },
		{ { "Cache-Control: max-age=1e9" }, 0 },
		{ { "Cache-Control: max-age=99999999999999999999999" }, RESPONSE_SECONDS_MAX },
		{ { "Cache-Control: max-age=60, no-cache" }, 0 },
		{ { "Cache-Control: no-store" }, 0 },
		{ { "Cache-Control: max-age=60", "Age: 59" }, 1 },
		{ { "Cache-Control: max-age=60", "Age: 61" }, 0 },
		{ { "Cache-Control: max-age=60", "Age: x" }, 60 },
		{ { "Date: Fri, 20 Nov 2026 06:00:00 GMT",
		    "Expires: Fri, 20 Nov 2026 06:01:00 GMT" },
		  60 },
		{ { "Date: Fri, 20 Nov 2026 06:00:00 GMT",
		    "Expires: Fri, 20 Nov 2026 05:59:00 GMT" },
		  0 },
		{ { "Date: Fri, 20 Nov 2026 06:00:00 GMT", "Expires: 0" }, 0 },
		{ { "Expires: Fri, 20 Nov 2026 06:01:00 GMT" }, 0 },
		{ { "Cache-Control: max-age=5", "Date: Fri, 20 Nov 2026 06:00:00 GMT",
		    "Expires: Fri, 20 Nov 2026 06:01:00 GMT" },
		  5 },
		{ { "Server: x" }, -1 },
		{ { "no colon" }, -1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct response_head head;

		response_head_init(&head);
		assert_true(response_head_line(&head, STR("HTTP/1.1 200 OK\r\n")));
		for (size_t line = 0; line < 3 && rows[i].lines[line]; line++)
			assert_true(response_head_line(&head, str_z(rows[i].lines[line])));
		if (response_head_lifetime_s(&head) != rows[i].lifetime_s)
			fail_msg("%s: %lld", rows[i].lines[0],
				 (long long)response_head_lifetime_s(&head));
	}
}

static void only_the_last_head_counts_and_all_its_octets(void **state)
{
	struct response_head head;
	size_t lines = 0;

	(void)state;
	response_head_init(&head);
	response_head_line(&head, STR("HTTP/1.1 103 Early Hints\r\n"));
	response_head_line(&head, STR("ETag: \"early\"\r\n"));
	response_head_line(&head, STR("HTTP/1.1 200 OK\r\n"));
	assert_string_equal(head.validators.etag, "");
	response_head_line(&head, STR("ETag: \"late\"\r\n"));
	assert_string_equal(head.validators.etag, "\"late\"");
	response_head_line(&head, STR("ETag: \"a\tb\x01\"\r\n")); /* is not sent back */
	assert_string_equal(head.validators.etag, "");
	while (response_head_line(&head, STR("HTTP/1.1 100 Continue\r\n")))
		assert_true(++lines < RESPONSE_MAX_BYTES);
}

static void every_outcome_has_a_name_and_a_sentence(void **state)
{
	(void)state;
	for (enum ost_remote_outcome o = OST_REMOTE_OUTCOME_NONE;
	     o <= OST_REMOTE_OUTCOME_STALE_LIST; o++) {
		assert_non_null(ost_remote_outcome_name(o));
		assert_non_null(ost_remote_outcome_text(o));
		assert_string_not_equal(ost_remote_outcome_name(o), "unknown");
	}
	assert_string_equal(ost_remote_outcome_name(OST_REMOTE_OUTCOME_STALE_LIST + 1), "unknown");
	assert_string_equal(ost_remote_outcome_name((enum ost_remote_outcome) - 1), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_are_https_or_stay_on_this_machine),
		cmocka_unit_test(origins_are_scheme_host_and_port),
		cmocka_unit_test(addresses_of_this_machine_are_known),
		cmocka_unit_test(settings_that_make_no_sense_are_refused),
		cmocka_unit_test(header_lines_say_how_long_an_answer_is_fresh),
		cmocka_unit_test(only_the_last_head_counts_and_all_its_octets),
		cmocka_unit_test(every_outcome_has_a_name_and_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
