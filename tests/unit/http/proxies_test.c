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

/* A request from the socket, as the server makes it. */
static struct request request_from(struct arena *a, const char *socket, unsigned prefix)
{
	struct request request = { .arena = a };
	struct buf text;

	assert_true(address_read(str_z(socket), &request.peer));
	arena_buf(a, &text, ADDRESS_TEXT_MAX, ADDRESS_TEXT_MAX);
	address_put(&text, &request.peer, prefix);
	request.address = buf_text(&text);
	return request;
}

static void the_first_address_from_the_right_that_is_no_proxy_counts(void **state)
{
	static const struct {
		const char *socket;
		const char *forwarded[2];
		const char *client;
	} rows[] = {
		{ "198.51.100.9", { "203.0.113.1" }, "198.51.100.9" }, /* an untrusted peer */
		{ "10.0.0.1", { NULL }, "10.0.0.1" },
		{ "10.0.0.1", { "203.0.113.1" }, "203.0.113.1" },
		{ "10.0.0.1", { "1.2.3.4, 203.0.113.1" }, "203.0.113.1" },
		{ "10.0.0.1", { "1.2.3.4, 203.0.113.1, 10.9.9.9" }, "203.0.113.1" },
		{ "10.0.0.1", { "1.2.3.4", "203.0.113.1,10.9.9.9" }, "203.0.113.1" },
		{ "10.0.0.1", { "10.1.1.1, 10.2.2.2" }, "10.1.1.1" },
		{ "10.0.0.1", { "203.0.113.1, nonsense" }, "10.0.0.1" },
		{ "10.0.0.1", { "nonsense, 10.2.2.2" }, "10.2.2.2" },
		{ "10.0.0.1", { "" }, "10.0.0.1" },
		{ "10.0.0.1", { "::ffff:203.0.113.1" }, "203.0.113.1" },
		{ "10.0.0.1", { "2001:db8:1:2::9" }, "2001:0db8:0001:0002:0000:0000:0000:0000" },
		{ "::ffff:10.0.0.1", { "203.0.113.1" }, "203.0.113.1" },
		{ "2001:db8::5", { "203.0.113.1" }, "203.0.113.1" },
		/* neighbours of that proxy are no proxies */
		{ "2001:db8::4", { "203.0.113.1" }, "2001:0db8:0000:0000:0000:0000:0000:0000" },
		{ "2001:db8::bad", { "203.0.113.1" }, "2001:0db8:0000:0000:0000:0000:0000:0000" },
		{ "2001:db8:0:1::5", { "203.0.113.1" }, "2001:0db8:0000:0001:0000:0000:0000:0000" },
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
		struct request request = request_from(&a, rows[i].socket, 64);
		struct str client;

		request.headers = headers;
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

/* The client that a trusted proxy at 10.0.0.1 names with this value of the header. */
static struct str client_by(struct arena *a, const struct proxies *proxies, const char *value)
{
	struct http_header header = { proxies->headers, str_z(value) };
	struct request request = request_from(a, "10.0.0.1", 64);

	request.headers = &header;
	request.n_headers = 1;
	return proxies_client(proxies, &request);
}

struct form {
	const char *value, *client;
};

static void check_forms(const char *header, const struct form *rows, size_t n)
{
	struct network trusted;
	const struct proxies proxies = { &trusted, 1, str_z(header), 0 };
	struct arena a;

	assert_true(network_parse(STR("10.0.0.0/8"), &trusted));
	arena_init(&a, NULL, 0);
	for (size_t i = 0; i < n; i++) {
		struct str client = client_by(&a, &proxies, rows[i].value);

		if (!str_eq(client, str_z(rows[i].client)))
			fail_msg("%s: %.*s", rows[i].value, STR_FMT(client));
	}
	arena_done(&a);
}

#define V6 "2001:0db8:0001:0002:0000:0000:0000:0000"

static void an_entry_may_have_a_port_brackets_and_quotes(void **state)
{
	static const struct form rows[] = {
		{ "203.0.113.1:50001", "203.0.113.1" },
		{ "203.0.113.1:50001, 10.9.9.9:443", "203.0.113.1" },
		{ "[2001:db8:1:2::9]:443", V6 },
		{ "[2001:db8:1:2::9]", V6 },
		{ "\"[2001:db8:1:2::9]:443\"", V6 },
		{ "\"203.0.113.1\"", "203.0.113.1" },
		{ "203.0.113.1,", "203.0.113.1" },
		{ "203.0.113.1, ,", "203.0.113.1" },
		{ ",203.0.113.1", "203.0.113.1" },
		{ "[::ffff:203.0.113.1]:80", "203.0.113.1" },
		/* no addresses */
		{ "203.0.113.1:", "10.0.0.1" },
		{ "203.0.113.1:123456", "10.0.0.1" },
		{ "203.0.113.1:80x", "10.0.0.1" },
		{ "203.0.113.1:80:80", "10.0.0.1" },
		{ "[203.0.113.1]:80", "10.0.0.1" },
		{ "[2001:db8:1:2::9", "10.0.0.1" },
		{ "[2001:db8:1:2::9]443", "10.0.0.1" },
		{ "2001:db8:1:2::9]:443", "10.0.0.1" },
		{ "\"203.0.113.1", "10.0.0.1" },
		{ "unknown", "10.0.0.1" },
		{ "for=203.0.113.1", "10.0.0.1" },
		{ ",", "10.0.0.1" },
	};

	(void)state;
	check_forms("x-forwarded-for", rows, ARRAY_LEN(rows));
}

static void forwarded_is_read_as_its_standard_says(void **state)
{
	static const struct form rows[] = {
		{ "for=203.0.113.1", "203.0.113.1" },
		{ "For=203.0.113.1;proto=http;by=203.0.113.43", "203.0.113.1" },
		{ "proto=https ; FOR=203.0.113.1", "203.0.113.1" },
		{ "for=\"203.0.113.1:4711\"", "203.0.113.1" },
		{ "for=203.0.113.1:_port", "203.0.113.1" },
		{ "for=\"[2001:db8:1:2::9]:4711\"", V6 },
		{ "for=\"[2001:db8:1:2::9]\", for=10.1.2.3", V6 },
		{ "for=1.2.3.4, for=203.0.113.1, for=10.1.2.3", "203.0.113.1" },
		{ "for=203.0.113.1;by=\"a,b\"", "203.0.113.1" },
		{ "for=203.0.113.1;host=\"a;for=1.2.3.4\"", "203.0.113.1" },
		{ "host=\"a\\\";for=1.2.3.4\";for=203.0.113.1", "203.0.113.1" },
		/* what a client has left open does not reach what the proxy appends */
		{ "for=\"1.2.3.4, for=203.0.113.1", "203.0.113.1" },
		{ "for=1.2.3.4;by=\"x, for=203.0.113.1;proto=https", "203.0.113.1" },
		/* no addresses */
		{ "for=unknown", "10.0.0.1" },
		{ "for=_hidden", "10.0.0.1" },
		{ "for=", "10.0.0.1" },
		{ "203.0.113.1", "10.0.0.1" },
		{ "by=203.0.113.1", "10.0.0.1" },
		{ "for=203.0.113.1;for=203.0.113.2", "10.0.0.1" },
		{ "host=\"a;for=203.0.113.1", "10.0.0.1" },
		{ "host=\"a\\", "10.0.0.1" },
		{ "for=203.0.113.1, for=unknown", "10.0.0.1" },
	};

	(void)state;
	check_forms("Forwarded", rows, ARRAY_LEN(rows));
}

static void a_list_of_headers_has_names_only(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} rows[] = {
		{ "x-forwarded-for", true },
		{ "Forwarded", true },
		{ "cf-connecting-ip, x-real-ip", true },
		{ "x forwarded for", false },
		{ "x-forwarded-for:", false },
		{ "x-real-ip,", false },
		{ ",x-real-ip", false },
		{ "", false },
		{ "\"x-real-ip\"", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (proxies_headers_are_names(str_z(rows[i].text)) != rows[i].good)
			fail_msg("%s", rows[i].text);
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
		struct request request = request_from(&a, "10.0.0.1", 64);

		request.headers = headers;
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
		unsigned prefix;
		const char *socket, *client; /* without a proxy */
		const char *behind;          /* with one */
	} rows[] = {
		{ 0, "2001:db8:1:2::3", "2001:0db8:0001:0002:0000:0000:0000:0000",
		  "2001:0db8:0009:0008:0000:0000:0000:0000" },
		{ 48, "2001:db8:1:2::3", "2001:0db8:0001:0000:0000:0000:0000:0000",
		  "2001:0db8:0009:0000:0000:0000:0000:0000" },
		{ 128, "2001:db8:1:2::3", "2001:0db8:0001:0002:0000:0000:0000:0003",
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
		struct request request =
			request_from(&a, rows[i].socket, rows[i].prefix ? rows[i].prefix : 64);

		request.headers = &header;
		request.n_headers = 1;
		assert_true(str_eq(proxies_client(&proxies, &request), str_z(rows[i].client)));
		request.peer = request_from(&a, "10.0.0.1", 64).peer;
		assert_true(str_eq(proxies_client(&proxies, &request), str_z(rows[i].behind)));
	}
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(networks_are_read_strictly),
		cmocka_unit_test(the_first_address_from_the_right_that_is_no_proxy_counts),
		cmocka_unit_test(an_entry_may_have_a_port_brackets_and_quotes),
		cmocka_unit_test(forwarded_is_read_as_its_standard_says),
		cmocka_unit_test(a_list_of_headers_has_names_only),
		cmocka_unit_test(without_declared_proxies_no_header_counts),
		cmocka_unit_test(of_several_headers_the_first_that_names_a_client_counts),
		cmocka_unit_test(clients_are_told_apart_by_as_many_bits_as_one_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
