/* The headers of a reply and their bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "http/reply.h"

static const struct str policy = STR_INIT("content-security-policy");

static void any_number_of_headers_leaves_room_for_those_of_every_answer(void **state)
{
	struct reply reply = { 0 };

	(void)state;
	for (int i = 0; i < 2 * REPLY_HEADERS_MAX; i++)
		reply_header(&reply, STR("set-cookie"), STR("a=b"));
	assert_true(reply.fault.n > 0);
	assert_int_equal(reply.n_headers, REPLY_HEADERS_MAX - REPLY_HEADERS_KEPT);
	for (int i = 0; i < REPLY_HEADERS_KEPT; i++)
		reply_protect(&reply, policy, STR("default-src 'none'"));
	assert_int_equal(reply.n_headers, REPLY_HEADERS_MAX);
	assert_non_null(reply_find(&reply, policy));
	reply_protect(&reply, policy, STR("more than there is room for"));
	assert_int_equal(reply.n_headers, REPLY_HEADERS_MAX);
}

static void a_body_follows_by_method_and_status(void **state)
{
	static const struct {
		enum http_method method;
		unsigned status;
		bool has_body;
	} cases[] = {
		{ HTTP_GET, 200, true },   { HTTP_GET, 404, true },   { HTTP_POST, 201, true },
		{ HTTP_GET, 100, false },  { HTTP_GET, 204, false },  { HTTP_GET, 304, false },
		{ HTTP_HEAD, 200, false }, { HTTP_HEAD, 404, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct request request = { .method = cases[i].method };
		const struct reply reply = { .status = cases[i].status };

		assert_int_equal(reply_has_body(&request, &reply), cases[i].has_body);
	}
}

static void what_fits_is_no_fault(void **state)
{
	struct reply reply = { 0 };

	(void)state;
	for (int i = 0; i < REPLY_HEADERS_MAX - REPLY_HEADERS_KEPT; i++)
		reply_header(&reply, STR("set-cookie"), STR("a=b"));
	assert_int_equal(reply.fault.n, 0);
}

static void headers_are_dropped_by_name_and_beginning(void **state)
{
	struct reply reply = { 0 };

	(void)state;
	reply_header(&reply, STR("set-cookie"), STR("a=1"));
	reply_header(&reply, STR("set-cookie"), STR("b=2"));
	reply_header(&reply, STR("location"), STR("a=1"));
	reply_drop(&reply, STR("set-cookie"), STR("a="));
	assert_int_equal(reply.n_headers, 2);
	assert_true(str_eq(reply_find(&reply, STR("set-cookie"))->value, STR("b=2")));
	assert_non_null(reply_find(&reply, STR("location")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_number_of_headers_leaves_room_for_those_of_every_answer),
		cmocka_unit_test(a_body_follows_by_method_and_status),
		cmocka_unit_test(what_fits_is_no_fault),
		cmocka_unit_test(headers_are_dropped_by_name_and_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
