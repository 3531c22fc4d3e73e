#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/session/json_view.h"

static const struct user user = {
	.id = STR_INIT("u1"),
	.name = STR_INIT("N \"x\" \x01\xC3\xA4</>"),
	.email = STR_INIT("a@example.com"),
	.created_ms = 1893456000000,
	.updated_ms = 1893456000001,
};

static void a_user_has_its_members_in_order(void **state)
{
	char memory[512];
	struct buf b;

	(void)state;
	buf_init_fixed(&b, memory, sizeof(memory));
	user_put_json(&b, &user, VIEW_STORED);
	assert_true(str_eq(
		buf_text(&b),
		STR("{\"name\":\"N \\\"x\\\" \\u0001\xC3\xA4</>\",\"email\":\"a@example.com\","
		    "\"emailVerified\":false,\"image\":null,"
		    "\"createdAt\":\"2030-01-01T00:00:00.000Z\","
		    "\"updatedAt\":\"2030-01-01T00:00:00.001Z\",\"id\":\"u1\"}")));
}

static void columns_of_ones_own_stand_before_the_id_or_last(void **state)
{
	struct user with = user;
	char memory[1024];
	struct buf b;

	(void)state;
	with.own = (struct own_members){ STR(",\"a\":1,\"b\":2"), STR(",\"a\":1") };
	buf_init_fixed(&b, memory, sizeof(memory));
	user_put_json(&b, &with, VIEW_STORED);
	assert_true(str_ends(buf_text(&b), STR("001Z\",\"a\":1,\"b\":2,\"id\":\"u1\"}")));
	b.n = 0;
	user_put_json(&b, &with, VIEW_CACHED);
	assert_true(str_ends(buf_text(&b), STR("\"image\":null,\"a\":1,\"b\":2}")));
	b.n = 0;
	user_put_claims(&b, &with, VIEW_STORED);
	assert_true(str_ends(buf_text(&b), STR("001Z\",\"a\":1,\"id\":\"u1\"")));
}

static void an_image_is_a_text_even_when_it_is_empty(void **state)
{
	struct user with = user;
	char memory[512];
	struct buf b;

	(void)state;
	with.image = STR("");
	with.email_verified = true;
	buf_init_fixed(&b, memory, sizeof(memory));
	user_put_claims(&b, &with, VIEW_STORED);
	assert_true(str_contains(buf_text(&b), STR("\"emailVerified\":true,\"image\":\"\",")));
}

static void a_session_has_its_members_in_order(void **state)
{
	struct session session = {
		.id = STR("s1"),
		.token = STR("AbC"),
		.user_id = STR("u1"),
		.expires_ms = 1894060800000,
		.created_ms = 1893456000000,
		.updated_ms = 1893456000000,
		.ip_address = STR(""),
		.user_agent = STR("UA"),
	};
	char memory[512];
	struct buf b;

	(void)state;
	buf_init_fixed(&b, memory, sizeof(memory));
	session_put_json(&b, &session, VIEW_STORED);
	assert_true(str_eq(buf_text(&b),
			   STR("{\"expiresAt\":\"2030-01-08T00:00:00.000Z\",\"token\":\"AbC\","
			       "\"createdAt\":\"2030-01-01T00:00:00.000Z\","
			       "\"updatedAt\":\"2030-01-01T00:00:00.000Z\",\"ipAddress\":\"\","
			       "\"userAgent\":\"UA\",\"userId\":\"u1\",\"id\":\"s1\"}")));
	session.ip_address = str_of(NULL, 0);
	buf_init_fixed(&b, memory, sizeof(memory));
	session_put_json(&b, &session, VIEW_STORED);
	assert_true(str_contains(buf_text(&b), STR("\"ipAddress\":null,")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_user_has_its_members_in_order),
		cmocka_unit_test(columns_of_ones_own_stand_before_the_id_or_last),
		cmocka_unit_test(an_image_is_a_text_even_when_it_is_empty),
		cmocka_unit_test(a_session_has_its_members_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
