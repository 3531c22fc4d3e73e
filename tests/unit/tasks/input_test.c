/* What a client may say of a task: each refusal beside its accepted twin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "tasks/input.h"

#define TITLE_500                                                                                  \
	"tttttttttttttttttttttttttttttttttttttttttttttttttt"                                       \
	"tttttttttttttttttttttttttttttttttttttttttttttttttt"                                       \
	"tttttttttttttttttttttttttttttttttttttttttttttttttt"                                       \
	"tttttttttttttttttttttttttttttttttttttttttttttttttt"                                       \
	"tttttttttttttttttttttttttttttttttttttttttttttttttt"                                       \
	"tttttttttttttttttttttttttttttttttttttttttttttttttt"                                       \
	"tttttttttttttttttttttttttttttttttttttttttttttttttt"                                       \
	"tttttttttttttttttttttttttttttttttttttttttttttttttt"                                       \
	"tttttttttttttttttttttttttttttttttttttttttttttttttt"                                       \
	"tttttttttttttttttttttttttttttttttttttttttttttttttt"

struct row {
	const char *body;
	enum task_input_for what;
	const char *problem; /* NULL: accepted */
};

static const struct row rows[] = {
	{ "{\"title\":\"a\"}", TASK_INPUT_CREATE, NULL },
	{ "{}", TASK_INPUT_CREATE, "Title is required" },
	{ "{}", TASK_INPUT_REPLACE, "Title is required" },
	{ "{}", TASK_INPUT_CHANGE, NULL },
	{ "{\"title\":\"a\"}", TASK_INPUT_REPLACE, "Completed is required" },
	{ "{\"title\":\"a\",\"completed\":true}", TASK_INPUT_REPLACE, NULL },

	{ "{\"title\":\" \\t\\u00a0\\u2003\\ufeff \"}", TASK_INPUT_CREATE,
	  "Title cannot be empty or whitespace" },
	{ "{\"title\":\"\"}", TASK_INPUT_CREATE, "Title cannot be empty or whitespace" },
	{ "{\"title\":null}", TASK_INPUT_CREATE, "Title must be a string" },
	{ "{\"title\":5}", TASK_INPUT_CREATE, "Title must be a string" },
	{ "{\"title\":\"" TITLE_500 "\"}", TASK_INPUT_CREATE, NULL },
	{ "{\"title\":\"  " TITLE_500 " \"}", TASK_INPUT_CREATE, NULL },
	{ "{\"title\":\"" TITLE_500 "t\"}", TASK_INPUT_CREATE,
	  "Title must be at most 500 characters" },
	{ "{\"title\":\"a\\u0000b\"}", TASK_INPUT_CREATE,
	  "Title must not contain the character U+0000" },

	{ "{\"title\":\"\\u200b\"}", TASK_INPUT_CREATE,
	  "Title must have a character that can be seen" },
	{ "{\"title\":\"\\u2060\"}", TASK_INPUT_CREATE,
	  "Title must have a character that can be seen" },
	{ "{\"title\":\"\\u00ad\"}", TASK_INPUT_CREATE,
	  "Title must have a character that can be seen" },
	{ "{\"title\":\"\\u3164\"}", TASK_INPUT_CREATE,
	  "Title must have a character that can be seen" },
	{ "{\"title\":\"\\u2800\"}", TASK_INPUT_CREATE,
	  "Title must have a character that can be seen" },
	{ "{\"title\":\"\\u202e\"}", TASK_INPUT_CREATE,
	  "Title must have a character that can be seen" },
	{ "{\"title\":\"\\ufe0f\"}", TASK_INPUT_CREATE,
	  "Title must have a character that can be seen" },
	{ "{\"title\":\"\\udb40\\udc20\"}", TASK_INPUT_CREATE,
	  "Title must have a character that can be seen" },
	{ "{\"title\":\"\\u0007\"}", TASK_INPUT_CREATE,
	  "Title must have a character that can be seen" },
	{ "{\"title\":\"\\u200d \\u2800\"}", TASK_INPUT_CREATE,
	  "Title must have a character that can be seen" },
	{ "{\"title\":\"\\u200b\"}", TASK_INPUT_CHANGE,
	  "Title must have a character that can be seen" },
	{ "{\"title\":\"\\ud83d\\udc68\\u200d\\ud83d\\udc69\"}", TASK_INPUT_CREATE, NULL },
	{ "{\"title\":\"e\\u0301\"}", TASK_INPUT_CREATE, NULL },
	{ "{\"title\":\"\\u0645\\u06cc\\u200c\\u062e\"}", TASK_INPUT_CREATE, NULL },
	{ "{\"title\":\"\\u2801\"}", TASK_INPUT_CREATE, NULL },
	{ "{\"title\":\"-\"}", TASK_INPUT_CREATE, NULL },

	{ "{\"description\":null}", TASK_INPUT_CHANGE, NULL },
	{ "{\"description\":\"\"}", TASK_INPUT_CHANGE, NULL },
	{ "{\"description\":[]}", TASK_INPUT_CHANGE, "Description must be a string or null" },
	{ "{\"description\":\"\\u0000\"}", TASK_INPUT_CHANGE,
	  "Description must not contain the character U+0000" },
	{ "{\"completed\":false}", TASK_INPUT_CHANGE, NULL },
	{ "{\"completed\":0}", TASK_INPUT_CHANGE, "Completed must be true or false" },
	{ "{\"completed\":null}", TASK_INPUT_CHANGE, "Completed must be true or false" },
	{ "{\"due_date\":\"2028-02-29\"}", TASK_INPUT_CHANGE, NULL },
	{ "{\"due_date\":null}", TASK_INPUT_CHANGE, NULL },
	{ "{\"due_date\":\"2027-02-29\"}", TASK_INPUT_CHANGE,
	  "Due date must be a date such as 2026-12-31, or null" },
	{ "{\"due_date\":\"2026-1-1\"}", TASK_INPUT_CHANGE,
	  "Due date must be a date such as 2026-12-31, or null" },
	{ "{\"due_date\":20260101}", TASK_INPUT_CHANGE,
	  "Due date must be a date such as 2026-12-31, or null" },
	{ "{\"priority\":\"high\"}", TASK_INPUT_CHANGE, NULL },
	{ "{\"priority\":\"High\"}", TASK_INPUT_CHANGE,
	  "Priority must be one of: none, low, medium, high" },
	{ "{\"priority\":null}", TASK_INPUT_CHANGE,
	  "Priority must be one of: none, low, medium, high" },
	{ "{\"tags\":[]}", TASK_INPUT_CHANGE, NULL },
	{ "{\"tags\":[\"a\",\"b\"]}", TASK_INPUT_CHANGE, NULL },
	{ "{\"tags\":[\"a\",\"a\"]}", TASK_INPUT_CHANGE, "Tags must not repeat" },
	{ "{\"tags\":[1]}", TASK_INPUT_CHANGE, "Tags must be an array of strings" },
	{ "{\"tags\":\"a\"}", TASK_INPUT_CHANGE, "Tags must be an array of strings" },
	{ "{\"tags\":[\" \"]}", TASK_INPUT_CHANGE, "A tag must have 1 to 50 characters" },
	{ "{\"tags\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\",\"12\","
	  "\"13\",\"14\",\"15\",\"16\",\"17\",\"18\",\"19\",\"20\"]}",
	  TASK_INPUT_CHANGE, NULL },
	{ "{\"tags\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\",\"12\","
	  "\"13\",\"14\",\"15\",\"16\",\"17\",\"18\",\"19\",\"20\",\"21\"]}",
	  TASK_INPUT_CHANGE, "Tags must be at most 20" },

	{ "{\"title\":\"a\",\"user_id\":\"b\"}", TASK_INPUT_CREATE, "Unknown member: user_id" },
	{ "{\"id\":1}", TASK_INPUT_CHANGE, "Unknown member: id" },
	{ "{\"\":1}", TASK_INPUT_CHANGE, "Unknown member: " },
	{ "{\"title\":\"a\",\"title\":\"b\"}", TASK_INPUT_CREATE,
	  "Request body must not name a member twice" },
	{ "{\"title\":\"a\",\"t\\u0069tle\":\"b\"}", TASK_INPUT_CREATE,
	  "Request body must not name a member twice" },
	{ "[]", TASK_INPUT_CHANGE, "Request body must be a JSON object" },
	{ "null", TASK_INPUT_CHANGE, "Request body must be a JSON object" },
	{ "", TASK_INPUT_CHANGE, "Request body must be valid JSON in UTF-8" },
	{ "{", TASK_INPUT_CHANGE, "Request body must be valid JSON in UTF-8" },
	{ "{\"title\":\"\xff\"}", TASK_INPUT_CHANGE, "Request body must be valid JSON in UTF-8" },
	{ "{\"title\":\"\\ud800\"}", TASK_INPUT_CHANGE,
	  "Request body must be valid JSON in UTF-8" },
	{ "{} {}", TASK_INPUT_CHANGE, "Request body must be valid JSON in UTF-8" },
	{ "{\"tags\":[[[[[[[[]]]]]]]]}", TASK_INPUT_CHANGE, "Request body is nested too deeply" },
};

static void every_rule_has_its_sentence_and_its_twin(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct task_input input;
		struct refusal problem = { 0 };
		struct arena a;
		bool ok;

		arena_init(&a, NULL, 0);
		ok = task_input_read(&a, str_z(rows[i].body), rows[i].what, &input, &problem);
		if (ok != !rows[i].problem ||
		    (!ok && !str_eq(problem.problem, str_z(rows[i].problem))))
			fail_msg("%s: \"%.*s\" instead of \"%s\"", rows[i].body,
				 STR_FMT(problem.problem),
				 rows[i].problem ? rows[i].problem : "(accepted)");
		arena_done(&a);
	}
}

static void a_title_is_trimmed_and_kept(void **state)
{
	struct task_input input;
	struct refusal problem;
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	assert_true(task_input_read(&a, STR("{\"title\":\"\\u3000 a  b\\u2028\"}"),
				    TASK_INPUT_CREATE, &input, &problem));
	assert_true(str_eq(input.values.title, STR("a  b")));
	assert_true(str_eq(input.values.priority, STR("none")));
	assert_true(str_eq(input.values.tags_json, STR("[]")));
	assert_null(input.values.description.p);
	arena_done(&a);
}

static void a_long_unknown_name_is_cut_between_characters(void **state)
{
	static const char body[] = "{\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
				   "xxxxxxxxxxxxxxxxxxxxxx"
				   "xxxxxxxxxxxxxxxxxxx\xc3\xa9\":1}";
	struct task_input input;
	struct refusal problem;
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	assert_false(task_input_read(&a, str_of(body, sizeof(body) - 1), TASK_INPUT_CHANGE, &input,
				     &problem));
	assert_true(str_is_utf8(problem.problem));
	arena_done(&a);
}

static struct task stored(void)
{
	return (struct task){ .id = 7,
			      .title = STR("old"),
			      .description = STR("text"),
			      .completed = true,
			      .due_date = STR("2026-01-01"),
			      .priority = STR("high"),
			      .tags_json = STR("[\"x\"]") };
}

static void a_change_touches_what_it_gives_and_nothing_else(void **state)
{
	struct task_input input;
	struct refusal problem;
	struct task task = stored();
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	assert_true(task_input_read(&a, STR("{\"description\":null,\"completed\":false}"),
				    TASK_INPUT_CHANGE, &input, &problem));
	task_input_apply(&input, &task);
	assert_null(task.description.p);
	assert_false(task.completed);
	assert_true(str_eq(task.title, STR("old")));
	assert_true(str_eq(task.due_date, STR("2026-01-01")));
	assert_true(str_eq(task.priority, STR("high")));
	assert_true(str_eq(task.tags_json, STR("[\"x\"]")));
	assert_int_equal(task.id, 7);
	arena_done(&a);
}

static void a_replacement_resets_what_it_does_not_give(void **state)
{
	struct task_input input;
	struct refusal problem;
	struct task task = stored();
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	assert_true(task_input_read(&a, STR("{\"title\":\"new\",\"completed\":false}"),
				    TASK_INPUT_REPLACE, &input, &problem));
	task_input_apply(&input, &task);
	assert_true(str_eq(task.title, STR("new")));
	assert_null(task.description.p);
	assert_null(task.due_date.p);
	assert_true(str_eq(task.priority, STR("none")));
	assert_true(str_eq(task.tags_json, STR("[]")));
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_has_its_sentence_and_its_twin),
		cmocka_unit_test(a_title_is_trimmed_and_kept),
		cmocka_unit_test(a_long_unknown_name_is_cut_between_characters),
		cmocka_unit_test(a_change_touches_what_it_gives_and_nothing_else),
		cmocka_unit_test(a_replacement_resets_what_it_does_not_give),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
