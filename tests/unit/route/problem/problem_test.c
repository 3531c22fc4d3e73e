/* The table of problems, and how one is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "route/problem/problem.h"

static void every_row_is_written_with_its_status_and_type(void **state)
{
	(void)state;
	for (int i = 0; i < PROBLEMS; i++) {
		struct buf text;
		struct json *json;
		struct str type;

		buf_init_heap(&text, 4096);
		problem_put_json(&text, (enum problem)i, STR("Say \"why\""), (struct blame){ 0 },
				 0);
		assert_int_equal(json_parse(buf_text(&text), 1, &json), JSON_OK);
		assert_int_equal(json_count(json), 4);
		assert_true(str_eq(json_to_str(json_member(json, "detail")), STR("Say \"why\"")));
		type = json_to_str(json_member(json, "type"));
		assert_true(str_starts(type, STR(PROBLEM_TYPE)) && type.n > sizeof(PROBLEM_TYPE));
		assert_true(json_to_str(json_member(json, "title")).n > 0);
		assert_int_equal(json_to_i64(json_member(json, "status")),
				 problem_status((enum problem)i));
		json_free(json);
		buf_done(&text);
	}
}

static void the_general_problem_of_a_status_is_its_first_row(void **state)
{
	static const struct {
		unsigned status;
		enum problem problem;
	} rows[] = {
		{ 400, PROBLEM_BAD_REQUEST }, { 404, PROBLEM_NO_SUCH_THING },
		{ 409, PROBLEM_FULL },        { 503, PROBLEM_BUSY },
		{ 507, PROBLEM_NO_ROOM },     { 499, PROBLEM_BAD_REQUEST },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		assert_int_equal(problem_of_status(rows[i].status), rows[i].problem);
	for (int i = 0; i < PROBLEMS; i++)
		assert_int_equal(problem_status(problem_of_status(problem_status((enum problem)i))),
				 problem_status((enum problem)i));
}

static void what_is_to_blame_has_a_member_of_its_kind(void **state)
{
	static const struct {
		struct blame blame;
		const char *member;
	} rows[] = {
		{ { BLAME_MEMBER, STR_INIT("ti\"tle") }, "member" },
		{ { BLAME_PARAMETER, STR_INIT("limit") }, "parameter" },
		{ { BLAME_HEADER, STR_INIT("If-Match") }, "header" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct buf text;
		struct json *json;

		buf_init_heap(&text, 4096);
		problem_put_json(&text, PROBLEM_BAD_REQUEST, STR("x"), rows[i].blame, 0);
		assert_int_equal(json_parse(buf_text(&text), 1, &json), JSON_OK);
		assert_int_equal(json_count(json), 5);
		assert_true(
			str_eq(json_to_str(json_member(json, rows[i].member)), rows[i].blame.name));
		json_free(json);
		buf_done(&text);
	}
}

static void an_operation_is_counted_from_0_in_the_text(void **state)
{
	struct buf text;

	(void)state;
	buf_init_heap(&text, 4096);
	problem_put_json(&text, PROBLEM_CHANGED, STR("x"),
			 (struct blame){ BLAME_MEMBER, STR_INIT("if_match") }, 1);
	assert_true(str_ends(buf_text(&text),
			     STR(",\"status\":412,\"operation\":0,\"member\":\"if_match\"}")));
	buf_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_written_with_its_status_and_type),
		cmocka_unit_test(the_general_problem_of_a_status_is_its_first_row),
		cmocka_unit_test(an_operation_is_counted_from_0_in_the_text),
		cmocka_unit_test(what_is_to_blame_has_a_member_of_its_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
