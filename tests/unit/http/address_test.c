#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/cleanup.h"
#include "http/address.h"

static const struct {
	const char *literal;
	const char *text; /* NULL: not an address */
} cases[] = {
	{ "192.0.2.1", "192.0.2.1" },
	{ "0.0.0.0", "0.0.0.0" },
	{ "255.255.255.255", "255.255.255.255" },
	{ "::ffff:192.0.2.1", "192.0.2.1" },
	{ "::FFFF:c000:201", "192.0.2.1" },
	{ "2001:db8:1:2::9", "2001:0db8:0001:0002:0000:0000:0000:0000" },
	{ "2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:0db8:0001:0002:0000:0000:0000:0000" },
	{ "2001:db8:1:3::9", "2001:0db8:0001:0003:0000:0000:0000:0000" },
	{ "::1", "0000:0000:0000:0000:0000:0000:0000:0000" },
	{ "::192.0.2.1", "0000:0000:0000:0000:0000:0000:0000:0000" }, /* not the mapped form */
	{ "", NULL },
	{ "192.0.2", NULL },
	{ "192.0.2.256", NULL },
	{ "192.0.2.01", NULL },
	{ "0x7f.0.0.1", NULL },
	{ " 192.0.2.1", NULL },
	{ "192.0.2.1:80", NULL },
	{ "192.0.2.1, 192.0.2.2", NULL },
	{ "[::1]", NULL },
	{ "fe80::1%eth0", NULL },
	{ "1::2::3", NULL },
	{ "example.com", NULL },
	{ "2001:0db8:0001:0002:0000:0000:0000:0000:0000:0000:0000", NULL },
};

static bool put_literal(struct buf *b, struct str literal, unsigned prefix)
{
	struct address address;

	if (!address_read(literal, &address))
		return false;
	address_put(b, &address, prefix);
	return true;
}

static void put_socket(struct buf *b, const struct sockaddr *socket)
{
	const struct address address = address_of_socket(socket);

	address_put(b, &address, ADDRESS_IPV6_PREFIX);
}

static void a_literal_becomes_the_text_of_its_client(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char memory[ADDRESS_TEXT_MAX];
		struct buf b;

		buf_init_fixed(&b, memory, sizeof(memory));
		assert_int_equal(put_literal(&b, str_z(cases[i].literal), ADDRESS_IPV6_PREFIX),
				 cases[i].text != NULL);
		assert_true(buf_ok(&b));
		assert_true(str_eq(buf_text(&b), str_z(cases[i].text)));
	}
}

static void a_literal_with_a_nul_is_not_cut_there(void **state)
{
	char memory[ADDRESS_TEXT_MAX];
	struct buf b;

	(void)state;
	buf_init_fixed(&b, memory, sizeof(memory));
	assert_false(put_literal(&b, STR("192.0.2.1\0x"), ADDRESS_IPV6_PREFIX));
	assert_true(put_literal(&b, STR("192.0.2.1"), ADDRESS_IPV6_PREFIX));
}

/* The socket's way to the same text, for every literal that is one. */
static void a_socket_address_becomes_the_same_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sockaddr_storage storage = { 0 };
		struct sockaddr_in *in = (struct sockaddr_in *)&storage;
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&storage;
		char memory[ADDRESS_TEXT_MAX];
		struct buf b;

		if (inet_pton(AF_INET, cases[i].literal, &in->sin_addr) == 1)
			storage.ss_family = AF_INET;
		else if (inet_pton(AF_INET6, cases[i].literal, &in6->sin6_addr) == 1)
			storage.ss_family = AF_INET6;
		else
			continue;
		buf_init_fixed(&b, memory, sizeof(memory));
		put_socket(&b, (struct sockaddr *)&storage);
		assert_true(buf_ok(&b));
		assert_true(str_eq(buf_text(&b), str_z(cases[i].text)));
	}
}

static void another_family_has_no_text(void **state)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	char memory[ADDRESS_TEXT_MAX];
	struct buf b;

	(void)state;
	buf_init_fixed(&b, memory, sizeof(memory));
	put_socket(&b, (struct sockaddr *)&un);
	assert_int_equal(buf_text(&b).n, 0);
}

static void a_network_has_as_many_bits_as_one_says(void **state)
{
	static const struct {
		unsigned prefix;
		const char *text;
	} rows[] = {
		{ 128, "2001:0db8:abcd:ef12:3456:789a:bcde:f01f" },
		{ 127, "2001:0db8:abcd:ef12:3456:789a:bcde:f01e" },
		{ 64, "2001:0db8:abcd:ef12:0000:0000:0000:0000" },
		{ 60, "2001:0db8:abcd:ef10:0000:0000:0000:0000" },
		{ 48, "2001:0db8:abcd:0000:0000:0000:0000:0000" },
		{ 33, "2001:0db8:8000:0000:0000:0000:0000:0000" },
		{ 1, "0000:0000:0000:0000:0000:0000:0000:0000" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char memory[ADDRESS_TEXT_MAX];
		struct buf b;

		buf_init_fixed(&b, memory, sizeof(memory));
		assert_true(put_literal(&b, STR("2001:db8:abcd:ef12:3456:789a:bcde:f01f"),
					rows[i].prefix));
		if (!str_eq(buf_text(&b), str_z(rows[i].text)))
			fail_msg("/%u: %.*s", rows[i].prefix, STR_FMT(buf_text(&b)));
		buf_init_fixed(&b, memory, sizeof(memory));
		assert_true(put_literal(&b, STR("::ffff:192.0.2.1"), rows[i].prefix));
		assert_true(str_eq(buf_text(&b), STR("192.0.2.1")));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_literal_becomes_the_text_of_its_client),
		cmocka_unit_test(a_literal_with_a_nul_is_not_cut_there),
		cmocka_unit_test(a_socket_address_becomes_the_same_text),
		cmocka_unit_test(another_family_has_no_text),
		cmocka_unit_test(a_network_has_as_many_bits_as_one_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
