/* Pages where the database finds many tasks that are not wanted, and pages that do not fit. */
#include "support/writing.h"

#include "base/json.h"
#include "core/clock.h"
#include "core/limits.h"
#include "core/zone.h"
#include "tasks/read/page.h"
#include "tasks/read/summary.h"

#define TASKS    2500 /* more than one query looks at, twice */
#define EACH     500  /* one in so many is not overdue */
#define NOT_LATE (TASKS / EACH)

/* Ids from 1; the tasks of an id that EACH divides are due in the far future. */
static enum store_rc add_tasks(struct sql *sql, void *arg, struct err *err)
{
	enum store_rc rc = writing_add_anna(sql, arg, err);

	for (int64_t id = 1; rc == STORE_OK && id <= TASKS; id++) {
		const struct task task = {
			.id = id,
			.title = STR("a task"),
			.priority = STR("none"),
			.tags_json = id % EACH ? STR("[\"x,\",\",y\"]") : STR("[\"x\",\",\"]"),
			.due_date = id % EACH ? STR("2020-01-01") : STR("2999-01-01"),
			.created_ms = NOW_MS,
			.updated_ms = NOW_MS,
			.revision = 1,
		};

		rc = tasks_insert(sql, &writing_anna, &task, err);
	}
	return rc;
}

static int with_tasks(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	return store_write(p->store, add_tasks, NULL, &p->err) == STORE_OK ? 0 : -1;
}

static struct lateness late_now(void)
{
	const struct zone utc = { 0 };
	struct lateness l;

	lateness_init(&l, &utc, NOW_MS);
	return l;
}

static struct page_wish wish_for(struct lateness *l, enum task_sort sort)
{
	return (struct page_wish){
		.filter = task_filter_none,
		.overdue = TASK_ANY,
		.order = { sort, true },
		.limit = 2,
		.lateness = l,
	};
}

/* The ids of all pages, in order. */
static size_t read_all(struct place *p, struct page_wish wish, int64_t *ids, size_t most)
{
	struct task_rules rules = { .store = p->store };
	struct page_end end = { .more = true };
	size_t n = 0;

	while (end.more) {
		OWNED(json_free) struct json *page = NULL;
		struct buf body;

		arena_buf(&p->arena, &body, 8192, LIMIT_REPLY_BYTES);
		assert_int_equal(
			page_read(&rules, &p->arena, &writing_anna, &wish, &body, &end, &p->err),
			STORE_OK);
		assert_int_equal(json_parse(buf_text(&body), LIMIT_BODY_DEPTH, &page), JSON_OK);
		assert_true(json_count(page) <= (size_t)wish.limit);
		assert_true(json_count(page) == (size_t)wish.limit || !end.more);
		for (size_t i = 0; i < json_count(page); i++) {
			assert_true(n < most);
			ids[n++] = json_to_i64(json_member(json_element(page, i), "id"));
		}
		wish.after = &end.place;
	}
	return n;
}

static void assert_the_few(struct place *p, struct page_wish wish)
{
	int64_t ids[TASKS];
	size_t n = read_all(p, wish, ids, TASKS);

	assert_int_equal(n, NOT_LATE);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(ids[i], TASKS - (int64_t)i * EACH);
}

static void a_few_tasks_are_found_among_many_that_are_not_wanted(void **state)
{
	static const enum task_sort sorts[] = { TASK_SORT_ID, TASK_SORT_TITLE, TASK_SORT_CREATED,
						TASK_SORT_PRIORITY, TASK_SORT_POSITION };
	struct lateness l = late_now();

	for (size_t i = 0; i < ARRAY_LEN(sorts); i++) {
		struct page_wish wish = wish_for(&l, sorts[i]);

		wish.overdue = 0;
		assert_the_few(*state, wish);
	}
}

static void the_tag_that_is_a_comma_is_found_exactly(void **state)
{
	struct lateness l = late_now();
	struct page_wish wish = wish_for(&l, TASK_SORT_TITLE);

	wish.filter.tag = STR(",");
	assert_the_few(*state, wish);
	wish.overdue = 0;
	assert_the_few(*state, wish);
	wish.limit = 100;
	assert_the_few(*state, wish);
}

static void overdue_tasks_are_found_in_pages_of_any_size(void **state)
{
	static const int64_t limits[] = { 33, 999, 1000, 2495, 2496, 10000 };
	static int64_t ids[TASKS];
	struct lateness l = late_now();
	struct page_wish wish = wish_for(&l, TASK_SORT_DUE);

	wish.overdue = 1;
	wish.order.descending = false;
	for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
		size_t n;

		wish.limit = limits[i];
		n = read_all(*state, wish, ids, TASKS);
		assert_int_equal(n, TASKS - NOT_LATE);
		for (size_t k = 1; k < n; k++)
			assert_true(ids[k - 1] < ids[k]);
	}
}

static void a_page_that_does_not_fit_is_none(void **state)
{
	struct place *p = *state;
	struct task_rules rules = { .store = p->store };
	struct lateness l = late_now();
	struct page_wish wish = wish_for(&l, TASK_SORT_TITLE);
	struct page_end end;
	struct buf body;
	char memory[1000];

	wish.limit = 100;
	buf_init_fixed(&body, memory, sizeof(memory));
	assert_int_equal(page_read(&rules, &p->arena, &writing_anna, &wish, &body, &end, &p->err),
			 STORE_FULL);
	wish.limit = 1;
	buf_init_fixed(&body, memory, sizeof(memory));
	assert_int_equal(page_read(&rules, &p->arena, &writing_anna, &wish, &body, &end, &p->err),
			 STORE_OK);
}

/* The same tasks, whatever fits into a page. */
static void a_page_that_may_be_shortened_ends_before_what_does_not_fit(void **state)
{
	struct place *p = *state;
	struct task_rules rules = { .store = p->store };
	struct lateness l = late_now();
	struct page_wish wish = wish_for(&l, TASK_SORT_TITLE);
	struct page_end end = { .more = true };
	char memory[5000];
	int64_t last = INT64_MAX;
	size_t n = 0;

	wish.limit = 1000;
	wish.shorten = true;
	while (end.more) {
		OWNED(json_free) struct json *page = NULL;
		struct buf body;

		buf_init_fixed(&body, memory, 1500 + n % 700);
		assert_int_equal(
			page_read(&rules, &p->arena, &writing_anna, &wish, &body, &end, &p->err),
			STORE_OK);
		assert_int_equal(json_parse(buf_text(&body), LIMIT_BODY_DEPTH, &page), JSON_OK);
		assert_true(json_count(page) > 0);
		for (size_t i = 0; i < json_count(page); i++, n++) {
			int64_t id = json_to_i64(json_member(json_element(page, i), "id"));

			assert_true(id < last);
			last = id;
		}
		wish.after = &end.place;
	}
	assert_int_equal(n, TASKS);
}

static void a_page_without_room_for_one_task_is_none(void **state)
{
	struct place *p = *state;
	struct task_rules rules = { .store = p->store };
	struct lateness l = late_now();
	struct page_wish wish = wish_for(&l, TASK_SORT_TITLE);
	struct page_end end;
	struct buf body;
	char memory[100];

	wish.shorten = true;
	buf_init_fixed(&body, memory, sizeof(memory));
	assert_int_equal(page_read(&rules, &p->arena, &writing_anna, &wish, &body, &end, &p->err),
			 STORE_FULL);
}

static void only_pages_that_look_at_many_rows_are_work(void **state)
{
	struct place *p = *state;
	struct task_rules rules = { .store = p->store };
	const struct owner nobody = { .user_id = STR("nobody") };
	struct lateness l = late_now();
	struct page_wish plain = wish_for(&l, TASK_SORT_TITLE), filtered = plain;
	bool work = true;

	filtered.filter.completed = 0;
	assert_int_equal(page_is_work(&rules, &writing_anna, &plain, &work, &p->err), STORE_OK);
	assert_false(work);
	assert_int_equal(page_is_work(&rules, &writing_anna, &filtered, &work, &p->err), STORE_OK);
	assert_true(work);
	assert_int_equal(page_is_work(&rules, &writing_anna, NULL, &work, &p->err), STORE_OK);
	assert_true(work);
	assert_int_equal(page_is_work(&rules, &nobody, &filtered, &work, &p->err), STORE_OK);
	assert_false(work);
}

static void counts_that_do_not_fit_are_none(void **state)
{
	struct place *p = *state;
	struct task_rules rules = { .store = p->store };
	struct lateness l = late_now();
	char memory[200];
	struct buf body;

	buf_init_fixed(&body, memory, sizeof(memory));
	assert_int_equal(summary_read(&rules, &p->arena, &writing_anna, &l, &body, &p->err),
			 STORE_OK);
	assert_true(
		str_starts(buf_text(&body),
			   STR("{\"date\":\"2026-11-20\",\"open\":2500,\"inbox\":2500,\"today\":0,"
			       "\"upcoming\":5,\"overdue\":2495,\"lists\":[],\"tags\":[")));
	buf_init_fixed(&body, memory, 150);
	assert_int_equal(summary_read(&rules, &p->arena, &writing_anna, &l, &body, &p->err),
			 STORE_FULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_few_tasks_are_found_among_many_that_are_not_wanted),
		cmocka_unit_test(the_tag_that_is_a_comma_is_found_exactly),
		cmocka_unit_test(overdue_tasks_are_found_in_pages_of_any_size),
		cmocka_unit_test(a_page_that_does_not_fit_is_none),
		cmocka_unit_test(a_page_that_may_be_shortened_ends_before_what_does_not_fit),
		cmocka_unit_test(a_page_without_room_for_one_task_is_none),
		cmocka_unit_test(only_pages_that_look_at_many_rows_are_work),
		cmocka_unit_test(counts_that_do_not_fit_are_none),
	};

	return cmocka_run_group_tests(tests, with_tasks, place_teardown);
}
