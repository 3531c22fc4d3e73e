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
	const struct proxies proxies = { trusted, 2, STR("X-Forwarded-For"), 0 };
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
	const struct proxies none = { .headers = STR("x-forwarded-for") };

	(void)state;
	assert_true(str_eq(proxies_client(&none, &request), STR("127.0.0.1")));
}

static void of_several_headers_the_first_that_names_a_client_counts(void **state)
{
	static const struct {
		const char *real, *forwarded, *client;
	} rows[] = {
		{ "203.0.113.1", "203.0.113.2", "203.0.113.1" },
		{ NULL, "203.0.113.2", "203.0.113.2" },
		{ "nonsense", "203.0.113.2", "203.0.113.2" },
		{ "", "203.0.113.2", "203.0.113.2" },
		{ "10.3.3.3", "203.0.113.2", "203.0.113.2" }, /* a proxy names no client */
		{ "10.3.3.3", NULL, "10.3.3.3" },
		{ "10.3.3.3", "10.4.4.4", "10.3.3.3" },
		{ "nonsense", "nonsense", "10.0.0.1" },
		{ NULL, NULL, "10.0.0.1" },
	};
	struct network trusted;
	const struct proxies proxies = { &trusted, 1, STR(" X-Real-IP ,x-forwarded-for"), 0 };
	struct arena a;

	(void)state;
	assert_true(network_parse(STR("10.0.0.0/8"), &trusted));
	arena_init(&a, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_header headers[2];
		struct request request = { .arena = &a,
					   .address = STR("10.0.0.1"),
					   .headers = headers };

		if (rows[i].forwarded)
			headers[request.n_headers++] =
				(struct http_header){ STR("x-forwarded-for"),
						      str_z(rows[i].forwarded) };
		if (rows[i].real)
			headers[request.n_headers++] =
				(struct http_header){ STR("x-real-ip"), str_z(rows[i].real) };
		if (!str_eq(proxies_client(&proxies, &request), str_z(rows[i].client)))
			fail_msg("row %zu", i);
	}
	arena_done(&a);
}

static void clients_are_told_apart_by_as_many_bits_as_one_says(void **state)
{
	static const struct {
		unsigned prefix, socket_bits;
		const char *socket, *client; /* without a proxy */
		const char *behind;          /* with one */
	} rows[] = {
		{ 0, 64, "2001:0db8:0001:0002:0000:0000:0000:0000",
		  "2001:0db8:0001:0002:0000:0000:0000:0000",
		  "2001:0db8:0009:0008:0000:0000:0000:0000" },
		{ 48, 64, "2001:0db8:0001:0002:0000:0000:0000:0000",
		  "2001:0db8:0001:0000:0000:0000:0000:0000",
		  "2001:0db8:0009:0000:0000:0000:0000:0000" },
		{ 128, 128, "2001:0db8:0001:0002:0000:0000:0000:0003",
		  "2001:0db8:0001:0002:0000:0000:0000:0003",
		  "2001:0db8:0009:0008:0000:0000:0000:0007" },
	};
	struct http_header header = { STR("x-forwarded-for"), STR("2001:db8:9:8::7") };
	struct network trusted;
	struct arena a;

	(void)state;
	assert_true(network_parse(STR("10.0.0.1"), &trusted));
	arena_init(&a, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct proxies proxies = { &trusted, 1, STR("x-forwarded-for"),
						 rows[i].prefix };
		struct request request = { .arena = &a, .headers = &header, .n_headers = 1 };

		assert_int_equal(proxies_socket_bits(&proxies), rows[i].socket_bits);
		request.address = str_z(rows[i].socket);
		assert_true(str_eq(proxies_client(&proxies, &request), str_z(rows[i].client)));
		request.address = STR("10.0.0.1");
		assert_true(str_eq(proxies_client(&proxies, &request), str_z(rows[i].behind)));
	}
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(networks_are_read_strictly),
		cmocka_unit_test(the_first_address_from_the_right_that_is_no_proxy_counts),
		cmocka_unit_test(without_declared_proxies_no_header_counts),
		cmocka_unit_test(of_several_headers_the_first_that_names_a_client_counts),
		cmocka_unit_test(clients_are_told_apart_by_as_many_bits_as_one_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
