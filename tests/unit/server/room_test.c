/* The head of an answer has room, or the answer says that it has none. */
#include "harness.h"

static struct answer answer;

static int set_up(void **state)
{
	struct fixture *f = test_malloc(sizeof(*f));

	fixture_init(f);
	fixture_start(f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture_done(*state);
	test_free(*state);
	return 0;
}

/* Asks with that many bytes of cookies for a header of that many bytes. */
static unsigned ask_for_head(struct fixture *f, size_t cookie_bytes, size_t header_bytes)
{
	char text[32 << 10];
	struct buf request;

	buf_init_fixed(&request, text, sizeof(text));
	buf_fmt(&request,
		"GET /head?%zu HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		"Cookie: a=b",
		header_bytes);
	for (size_t i = 0; i < cookie_bytes / 50; i++)
		buf_fmt(&request, "; %047zu=", i);
	buf_z(&request, "\r\n\r\n");
	ask(f, buf_text(&request), &answer);
	return answer.status;
}

static void a_head_without_room_is_an_answer_still(void **state)
{
	static const size_t headers[] = { 10, 4000, 12000, 20000, 30000, 31500, 33000 };

	assert_int_equal(ask_for_head(*state, 0, 12000), 200);
	assert_int_equal(header_in(&answer, STR("x-long")).n, 12000);
	assert_int_equal(ask_for_head(*state, 0, 40000), 500);
	assert_int_equal(header_in(&answer, STR("x-long")).n, 0);
	assert_int_equal(header_in(&answer, STR("x-request-id")).n, 16);
	assert_int_equal(ask_for_head(*state, 8000, 3000), 200);
	assert_int_equal(ask_for_head(*state, 8000, 12000), 500);
	assert_int_equal(ask_for_head(*state, 9500, 10), 431);
	for (size_t cookies = 0; cookies <= 16000; cookies += 250)
		for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
			unsigned status = ask_for_head(*state, cookies, headers[i]);

			if (status != 200 && status != 500 && status != 431)
				fail_msg("%zu bytes of cookies, a header of %zu: %u", cookies,
					 headers[i], status);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_head_without_room_is_an_answer_still, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
