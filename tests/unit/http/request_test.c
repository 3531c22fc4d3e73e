#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "http/reply.h"
#include "http/request.h"

static void a_method_is_known_by_its_exact_name(void **state)
{
	static const struct {
		struct str name;
		enum http_method method;
	} cases[] = {
		{ STR_INIT("GET"), HTTP_GET },         { STR_INIT("HEAD"), HTTP_HEAD },
		{ STR_INIT("POST"), HTTP_POST },       { STR_INIT("PUT"), HTTP_PUT },
		{ STR_INIT("PATCH"), HTTP_PATCH },     { STR_INIT("DELETE"), HTTP_DELETE },
		{ STR_INIT("OPTIONS"), HTTP_OPTIONS }, { STR_INIT("get"), HTTP_OTHER },
		{ STR_INIT("GETS"), HTTP_OTHER },      { STR_INIT("GE"), HTTP_OTHER },
		{ STR_INIT("TRACE"), HTTP_OTHER },     { STR_INIT("CONNECT"), HTTP_OTHER },
		{ STR_INIT(""), HTTP_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(http_method_parse(cases[i].name), cases[i].method);
}

static void a_header_is_found_in_any_case_and_the_first_counts(void **state)
{
	struct http_header headers[] = {
		{ STR_INIT("Host"), STR_INIT("a") },
		{ STR_INIT("X-One"), STR_INIT("1") },
		{ STR_INIT("x-one"), STR_INIT("2") },
		{ STR_INIT("X-Empty"), STR_INIT("") },
	};
	struct request request = { .headers = headers, .n_headers = ARRAY_LEN(headers) };

	(void)state;
	assert_true(str_eq(request_header(&request, STR("host")), STR("a")));
	assert_true(str_eq(request_header(&request, STR("X-ONE")), STR("1")));
	assert_int_equal(request_header_count(&request, STR("x-one")), 2);
	assert_int_equal(request_header_count(&request, STR("x-empty")), 1);
	assert_int_equal(request_header(&request, STR("x-on")).n, 0);
	assert_int_equal(request_header_count(&request, STR("x-on")), 0);
	assert_true(str_eq(request_sole_header(&request, STR("host")), STR("a")));
	assert_int_equal(request_sole_header(&request, STR("x-one")).n, 0);
	assert_int_equal(request_sole_header(&request, STR("x-on")).n, 0);
}

static void a_reply_holds_its_type_before_later_headers(void **state)
{
	struct reply reply = { 0 };

	(void)state;
	reply_json(&reply, 201, STR("{}"));
	reply_header(&reply, STR("location"), STR("/x"));
	assert_int_equal(reply.status, 201);
	assert_true(str_eq(reply.body, STR("{}")));
	assert_int_equal(reply.n_headers, 2);
	assert_true(str_eq(reply.headers[0].name, STR("content-type")));
	assert_true(str_eq(reply.headers[0].value, STR("application/json")));
	assert_true(str_eq(reply.headers[1].value, STR("/x")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_method_is_known_by_its_exact_name),
		cmocka_unit_test(a_header_is_found_in_any_case_and_the_first_counts),
		cmocka_unit_test(a_reply_holds_its_type_before_later_headers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
