/* Who sent a request that came through proxies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "http/proxies.h"

static void networks_are_read_strictly(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{ "192.0.2.1", true },    { "10.0.0.0/8", true },
		{ " 10.0.0.0/8 ", true }, { "2001:db8::/32", true },
		{ "::1", true },          { "0.0.0.0/0", true },
		{ "10.0.0.0/33", false }, { "10.0.0/8", false },
		{ "10.0.0.0/", false },   { "10.0.0.0/-1", false },
		{ "10.0.0.0/08", false }, { "2001:db8::/129", false },
		{ "proxy", false },       { "", false },
		{ "/8", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct network network;

		if (network_parse(str_z(rows[i].text), &network) != rows[i].good)
			fail_msg("%s", rows[i].text);
	}
}

static void the_first_address_from_the_right_that_is_no_proxy_counts(void **state)
{
	static const struct {
		const char *socket;
		const char *forwarded[2];
		const char *client;
	} rows[] = {
		{ "198.51.100.9", { "203.0.113.1" }, "198.51.100.9" }, /* nobody trusts it */
		{ "10.0.0.1", { NULL }, "10.0.0.1" },
		{ "10.0.0.1", { "203.0.113.1" }, "203.0.113.1" },
		{ "10.0.0.1", { "1.2.3.4, 203.0.113.1" }, "203.0.113.1" },
		{ "10.0.0.1", { "1.2.3.4, 203.0.113.1, 10.9.9.9" }, "203.0.113.1" },
		{ "10.0.0.1", { "1.2.3.4", "203.0.113.1,10.9.9.9" }, "203.0.113.1" },
		{ "10.0.0.1", { "10.1.1.1, 10.2.2.2" }, "10.1.1.1" },
		{ "10.0.0.1", { "203.0.113.1, nonsense" }, "10.0.0.1" },
		{ "10.0.0.1", { "nonsense, 10.2.2.2" }, "10.2.2.2" },
		{ "10.0.0.1", { "203.0.113.1:80" }, "10.0.0.1" },
		{ "10.0.0.1", { "" }, "10.0.0.1" },
		{ "10.0.0.1", { "::ffff:203.0.113.1" }, "203.0.113.1" },
		{ "10.0.0.1", { "2001:db8:1:2::9" }, "2001:0db8:0001:0002:0000:0000:0000:0000" },
		{ "2001:0db8:0000:0000:0000:0000:0000:0000", { "203.0.113.1" }, "203.0.113.1" },
		{ "2001:0db8:0000:0001:0000:0000:0000:0000",
		  { "203.0.113.1" },
		  "2001:0db8:0000:0001:0000:0000:0000:0000" },
	};
	struct network trusted[2];
	const struct proxies proxies = { trusted, 2, STR("X-Forwarded-For") };
	struct arena a;

	(void)state;
	assert_true(network_parse(STR("10.0.0.0/8"), &trusted[0]));
	assert_true(network_parse(STR("2001:db8::5"), &trusted[1]));
	arena_init(&a, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_header headers[2];
		struct request request = { .arena = &a,
					   .address = str_z(rows[i].socket),
					   .headers = headers };
		struct str client;

		for (size_t j = 0; j < 2 && rows[i].forwarded[j]; j++)
			headers[request.n_headers++] =
				(struct http_header){ STR("x-forwarded-for"),
						      str_z(rows[i].forwarded[j]) };
		client = proxies_client(&proxies, &request);
		if (!str_eq(client, str_z(rows[i].client)))
			fail_msg("row %zu: %.*s", i, STR_FMT(client));
	}
	arena_done(&a);
}

static void without_declared_proxies_no_header_counts(void **state)
{
	struct http_header header = { STR("x-forwarded-for"), STR("203.0.113.1") };
	struct request request = { .address = STR("127.0.0.1"),
				   .headers = &header,
				   .n_headers = 1 };
	const struct proxies none = { .header = STR("x-forwarded-for") };

	(void)state;
	assert_true(str_eq(proxies_client(&none, &request), STR("127.0.0.1")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(networks_are_read_strictly),
		cmocka_unit_test(the_first_address_from_the_right_that_is_no_proxy_counts),
		cmocka_unit_test(without_declared_proxies_no_header_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
