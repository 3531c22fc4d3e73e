#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "http/media_type.h"

static void each_rule_reads_a_content_type_in_its_own_way(void **state)
{
	static const struct str json_only[] = { STR_INIT(MEDIA_TYPE_JSON) };
	static const struct str form_too[] = { STR_INIT(MEDIA_TYPE_FORM),
					       STR_INIT(MEDIA_TYPE_JSON) };
	static const struct {
		struct str type;
		bool task_json;    /* media_type_is_json() */
		bool allowed;      /* where only JSON is */
		bool form_allowed; /* where a form is as well */
		bool as_json;
		bool as_form;
	} cases[] = {
		{ STR_INIT("application/json"), true, true, true, true, false },
		{ STR_INIT("application/json; charset=utf-8"), true, true, true, true, false },
		{ STR_INIT("Application/JSON;x"), true, true, true, true, false },
		{ STR_INIT(" application/json ; a=b"), true, true, true, false, false },
		{ STR_INIT("application/jsonx"), false, true, true, true, false },
		{ STR_INIT("text/plain"), false, false, false, false, false },
		{ STR_INIT("text/plain; application/json"), false, false, false, false, false },
		{ STR_INIT("text/application/json"), false, true, true, false, false },
		{ STR_INIT("application/problem+json"), false, false, false, true, false },
		{ STR_INIT("APPLICATION/vnd.a-1+JSON; q"), false, false, false, true, false },
		{ STR_INIT("application/a/b+json"), false, false, false, false, false },
		{ STR_INIT("application/xjson"), false, false, false, false, false },
		{ STR_INIT("application/jso"), false, false, false, false, false },
		{ STR_INIT("application/x-www-form-urlencoded"), false, false, true, false, true },
		{ STR_INIT("Application/X-WWW-Form-urlencoded; a"), false, false, true, false,
		  true },
		{ STR_INIT("multipart/form-data"), false, false, false, false, false },
		{ STR_INIT(""), false, false, false, false, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str type = cases[i].type;

		assert_int_equal(media_type_is_json(type), cases[i].task_json);
		assert_int_equal(media_type_allowed(type, json_only, 1), cases[i].allowed);
		assert_int_equal(media_type_allowed(type, form_too, 2), cases[i].form_allowed);
		assert_int_equal(media_type_reads_as_json(type), cases[i].as_json);
		assert_int_equal(media_type_reads_as_form(type), cases[i].as_form);
	}
}

static void a_type_is_accepted_when_it_is_named_with_a_weight(void **state)
{
	static const struct {
		struct str accept;
		bool accepted;
	} cases[] = {
		{ STR_INIT("application/problem+json"), true },
		{ STR_INIT("Application/Problem+JSON"), true },
		{ STR_INIT("text/html, application/problem+json;q=0.1, */*"), true },
		{ STR_INIT("application/problem+json ; q=0.001"), true },
		{ STR_INIT("application/problem+json;charset=utf-8"), true },
		{ STR_INIT("application/problem+json;q=0"), false },
		{ STR_INIT("application/problem+json; Q=0.000"), false },
		{ STR_INIT("application/problem+json;x=y;q=0."), false },
		{ STR_INIT("*/*"), false },
		{ STR_INIT("application/*"), false },
		{ STR_INIT("application/json"), false },
		{ STR_INIT("application/problem+jsonx"), false },
		{ STR_INIT(",;,q=1"), false },
		{ STR_INIT(""), false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(media_type_is_accepted(cases[i].accept, STR(MEDIA_TYPE_PROBLEM)),
				 cases[i].accepted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_reads_a_content_type_in_its_own_way),
		cmocka_unit_test(a_type_is_accepted_when_it_is_named_with_a_weight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
