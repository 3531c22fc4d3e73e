#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "route/task_api/query.h"

static const struct owner ada = { .user_id = STR_INIT("ada") };
static const struct owner bob = { .user_id = STR_INIT("bob") };

#define SORTS                                                                                      \
	"sort must be one of: position, created_at, updated_at, due, priority, title; with -"      \
	" before it for the opposite order"
#define MOMENT " must be a date such as 2026-12-31, or a time such as 2026-12-31T09:30"
#define WORDS  "q must have 1 to 8 words and at most 500 characters"

/* Every refused value stands beside an accepted one of the same parameter. */
static const struct {
	const char *accepted, *refused, *parameter, *sentence;
} parameters[] = {
	{ "list=inbox", "list=Inbox", "list", "list must be inbox, or the id of a list" },
	{ "list=9007199254740991", "list=9007199254740992", "list",
	  "list must be inbox, or the id of a list" },
	{ "list=1", "list=0", "list", "list must be inbox, or the id of a list" },
	{ "list=1", "list=-1", "list", "list must be inbox, or the id of a list" },
	{ "list=1", "list=", "list", "list must be inbox, or the id of a list" },
	{ "list=1", "list=1&list=1", "list", "list must be inbox, or the id of a list" },
	{ "parent=none", "parent=inbox", "parent", "parent must be none, or the id of a task" },
	{ "parent=12", "parent=012", "parent", "parent must be none, or the id of a task" },
	{ "completed=true", "completed=1", "completed", "completed must be true or false" },
	{ "completed=false", "completed=False", "completed", "completed must be true or false" },
	{ "overdue=false", "overdue=", "overdue", "overdue must be true or false" },
	{ "trash=true", "trash=yes", "trash", "trash must be true or false" },
	{ "priority=none", "priority=urgent", "priority",
	  "priority must be one of: none, low, medium, high" },
	{ "priority=high", "priority=high,low", "priority",
	  "priority must be one of: none, low, medium, high" },
	{ "tag=%20home%2C+sweet", "tag=", "tag", "tag must have 1 to 50 characters" },
	{ "tag=ab", "tag=a%00b", "tag", "tag must have 1 to 50 characters" },
	{ "due_before=2028-02-29", "due_before=2027-02-29", "due_before", "due_before" MOMENT },
	{ "due_before=2026-12-31T23:59", "due_before=2026-12-31T24:00", "due_before",
	  "due_before" MOMENT },
	{ "due_before=2026-12-31T09:30", "due_before=2026-12-31T9:30", "due_before",
	  "due_before" MOMENT },
	{ "due_before=2026-12-31T09:30", "due_before=2026-12-31+09:30", "due_before",
	  "due_before" MOMENT },
	{ "due_after=2026-12-31T09:59", "due_after=2026-12-31T09:60", "due_after",
	  "due_after" MOMENT },
	{ "due_after=2026-12-31", "due_after=today", "due_after", "due_after" MOMENT },
	{ "due_after=2026-12-31", "due_after=2026-12-31T09:30Z", "due_after", "due_after" MOMENT },
	{ "q=a+b+c+d+e+f+g+h", "q=a+b+c+d+e+f+g+h+i", "q", WORDS },
	{ "q=%C3%9F", "q=+%09+", "q", WORDS },
	{ "q=.", "q=%CC%81", "q", WORDS },
	{ "q=a", "q=a%00", "q", WORDS },
	{ "sort=title", "sort=Title", "sort", SORTS },
	{ "sort=-due", "sort=--due", "sort", SORTS },
	{ "sort=created_at", "sort=created", "sort", SORTS },
	{ "sort=-position", "sort=-", "sort", SORTS },
	{ "sort=priority", "sort=", "sort", SORTS },
	{ "sort=updated_at", "sort=id", "sort", SORTS },
	{ "limit=10000", "limit=10001", "limit", "limit must be a whole number from 1 to 10000" },
	{ "limit=1", "limit=0", "limit", "limit must be a whole number from 1 to 10000" },
	{ "limit=1", "limit=1&limit=1", "limit", "limit must be a whole number from 1 to 10000" },
	{ "before=7", "before=x", "before", "before must be the id of a task" },
	{ "time_zone=Europe/Berlin", "time_zone=Europe/Atlantis", "time_zone",
	  "time_zone must be the name of a time zone, such as Europe/Berlin" },
	{ "time_zone=UTC", "time_zone=../../../etc/passwd", "time_zone",
	  "time_zone must be the name of a time zone, such as Europe/Berlin" },
	{ "time_zone=Asia%2FKolkata", "time_zone=", "time_zone",
	  "time_zone must be the name of a time zone, such as Europe/Berlin" },
	{ "limit=5", "Limit=5", "Limit", "Unknown parameter: Limit" },
	{ "limit=5", "limit=5&page=2", "page", "Unknown parameter: page" },
	{ "", "=", "", "Unknown parameter: " },
	{ "limit=5", "limit=5&sort=%FF", "", "The query is not readable" },
	{ "before=7&limit=5", "before=7&sort=due", "before",
	  "before does not go with sort or cursor" },
	{ "trash=true&limit=5", "trash=true&sort=title", "sort", "sort does not go with trash" },
	{ "trash=false&sort=title", "cursor=", "cursor",
	  "cursor must be one that this server has sent" },
	{ "sort=title", "sort=title&cursor=AAAA", "cursor",
	  "cursor is none of this query: begin at its first page" },
};

static bool reads(struct arena *a, const char *text, struct query_problem *problem)
{
	struct list_query query;

	return list_query_read(a, str_z(text), &ada, &query, problem);
}

static void each_refusal_names_its_parameter(void **state)
{
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(parameters); i++) {
		struct query_problem problem;

		if (!reads(&a, parameters[i].accepted, &problem))
			fail_msg("%s is refused", parameters[i].accepted);
		assert_int_equal(problem.sentence.n, 0);
		if (reads(&a, parameters[i].refused, &problem))
			fail_msg("%s is accepted", parameters[i].refused);
		if (!str_eq(problem.sentence, str_z(parameters[i].sentence)) ||
		    !str_eq(problem.parameter, str_z(parameters[i].parameter)))
			fail_msg("%s: %.*s: %.*s", parameters[i].refused,
				 STR_FMT(problem.parameter), STR_FMT(problem.sentence));
	}
}

static void a_query_without_parameters_is_the_whole_list(void **state)
{
	struct query_problem problem;
	struct list_query query;
	ARENA(a);

	(void)state;
	assert_true(list_query_read(&a, STR(""), &ada, &query, &problem));
	assert_false(query.paged);
	assert_false(page_is_filtered(&query.wish));
	assert_null(query.wish.after);
	assert_int_equal(query.wish.order.sort, TASK_SORT_ID);
	assert_true(query.wish.order.descending);
	assert_int_equal(query.wish.filter.list_id, TASK_ANY);
}

static void values_are_read_into_the_wish(void **state)
{
	struct query_problem problem;
	struct list_query query;
	const struct task_filter *filter = &query.wish.filter;
	ARENA(a);

	(void)state;
	assert_true(list_query_read(
		&a,
		STR("list=inbox&parent=12&completed=false&priority=medium&tag=a%2Cb&"
		    "due_before=2026-12-31&due_after=2026-12-01&overdue=true&q=Stra%C3%9Fe+%20%25&"
		    "sort=-created_at&limit=20&time_zone=Europe/Berlin"),
		&ada, &query, &problem));
	assert_int_equal(filter->list_id, TASK_NONE);
	assert_int_equal(filter->parent_id, 12);
	assert_int_equal(filter->completed, 0);
	assert_int_equal(filter->priority_rank, 2);
	assert_true(str_eq(filter->tag, STR("a,b")));
	assert_true(str_eq(filter->due_before, STR("2026-12-31")));
	assert_true(str_eq(filter->due_after, STR("2026-12-01T24:00")));
	assert_int_equal(filter->n_words, 2);
	assert_true(str_eq(filter->words[0], STR("strasse")));
	assert_true(str_eq(filter->words[1], STR("%")));
	assert_int_equal(query.wish.overdue, 1);
	assert_int_equal(query.wish.order.sort, TASK_SORT_CREATED);
	assert_true(query.wish.order.descending);
	assert_int_equal(query.wish.limit, 20);
	assert_true(query.paged);
	assert_true(page_is_filtered(&query.wish));
	assert_true(str_eq(query.time_zone, STR("Europe/Berlin")));
}

static void before_is_a_place_in_the_order_of_creation(void **state)
{
	struct query_problem problem;
	struct list_query query;
	ARENA(a);

	(void)state;
	assert_true(list_query_read(&a, STR("before=77&limit=3"), &ada, &query, &problem));
	assert_int_equal(query.wish.order.sort, TASK_SORT_ID);
	assert_non_null(query.wish.after);
	assert_int_equal(query.wish.after->id, 77);
}

/* The address of the next page after the query's; its cursor alone in *cursor. */
static struct str next_of(struct arena *a, const char *text, const struct owner *owner,
			  struct str *cursor)
{
	const struct task_place place = { STR("2026-12-31T09:30"), 0, 42 };
	struct query_problem problem;
	struct list_query query;
	struct str next, rest;

	assert_true(list_query_read(a, str_z(text), owner, &query, &problem));
	next = list_query_next(a, STR("/tasks"), &query, &place);
	assert_true(str_starts(next, STR("/tasks?cursor=")));
	str_cut(str_tail(next, strlen("/tasks?cursor=")), '&', cursor, &rest);
	return str_tail(next, strlen("/tasks?"));
}

static void the_next_page_has_the_same_query(void **state)
{
	struct query_problem problem;
	struct list_query query;
	struct str cursor, next;
	ARENA(a);

	(void)state;
	next = next_of(&a, "sort=due&q=%3Ca%3E+%22&limit=5", &ada, &cursor);
	assert_true(str_ends(next, STR("&sort=due&q=%3Ca%3E%20%22&limit=5")));
	assert_true(list_query_read(&a, next, &ada, &query, &problem));
	assert_int_equal(query.wish.after->id, 42);
	assert_true(str_eq(query.wish.after->text, STR("2026-12-31T09:30")));

	next = next_of(&a, "before=7&limit=5", &ada, &cursor);
	assert_true(str_ends(next, STR("&limit=5")));
	assert_false(str_contains(next, STR("before")));
	next = next_of(&a, arena_fmt(&a, "limit=5&cursor=%.*s", STR_FMT(cursor)).p, &ada, &cursor);
	assert_true(list_query_read(&a, next, &ada, &query, &problem));
}

static void a_cursor_belongs_to_one_query_of_one_owner(void **state)
{
	static const char *const others[] = {
		"sort=-due",
		"sort=position",
		"sort=title",
		"sort=due&completed=false",
		"sort=due&list=inbox",
		"sort=due&list=1",
		"sort=due&parent=none",
		"sort=due&priority=none",
		"sort=due&tag=a",
		"sort=due&q=a",
		"sort=due&due_before=2026-12-31",
		"sort=due&due_after=2026-12-31",
		"sort=due&overdue=true",
	};
	static const char *const alike[] = { "sort=due", "limit=5&sort=due", "sort=due&limit=7",
					     "sort=due&time_zone=UTC", "sort=due&trash=false" };
	struct query_problem problem;
	struct list_query query;
	struct str cursor;
	ARENA(a);

	(void)state;
	next_of(&a, "sort=due", &ada, &cursor);
	for (size_t i = 0; i < ARRAY_LEN(alike); i++)
		assert_true(reads(&a, arena_fmt(&a, "%s&cursor=%.*s", alike[i], STR_FMT(cursor)).p,
				  &problem));
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		const char *text = arena_fmt(&a, "%s&cursor=%.*s", others[i], STR_FMT(cursor)).p;

		if (reads(&a, text, &problem))
			fail_msg("the cursor of sort=due is taken for %s", others[i]);
		assert_true(str_eq(problem.parameter, STR("cursor")));
	}
	assert_false(list_query_read(&a, arena_fmt(&a, "sort=due&cursor=%.*s", STR_FMT(cursor)),
				     &bob, &query, &problem));
}

static void a_path_with_a_zone_alone_knows_no_other_parameter(void **state)
{
	struct query_problem problem;
	struct str zone;
	ARENA(a);

	(void)state;
	assert_true(zone_query_read(&a, STR(""), &zone, &problem));
	assert_int_equal(zone.n, 0);
	assert_true(zone_query_read(&a, STR("time_zone=Asia/Tokyo"), &zone, &problem));
	assert_true(str_eq(zone, STR("Asia/Tokyo")));
	assert_false(zone_query_read(&a, STR("limit=5"), &zone, &problem));
	assert_true(str_eq(problem.sentence, STR("Unknown parameter: limit")));
	assert_false(zone_query_read(&a, STR("time_zone=Tokyo"), &zone, &problem));
	assert_true(str_eq(problem.parameter, STR("time_zone")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_refusal_names_its_parameter),
		cmocka_unit_test(a_query_without_parameters_is_the_whole_list),
		cmocka_unit_test(values_are_read_into_the_wish),
		cmocka_unit_test(before_is_a_place_in_the_order_of_creation),
		cmocka_unit_test(the_next_page_has_the_same_query),
		cmocka_unit_test(a_cursor_belongs_to_one_query_of_one_owner),
		cmocka_unit_test(a_path_with_a_zone_alone_knows_no_other_parameter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
