/* Each order has its index, and the counts are those of the rows. */
#include "support/place.h"

#include "store/sql/rows.h"
#include "store/tables/tasks/query.h"
#include "store/tables/users.h"

static const struct owner anna = { STR_INIT("anna") };
static const struct owner ben = { STR_INIT("ben") };

/* Open unless it says otherwise. */
static const struct row {
	int64_t list_id;
	const char *tags, *date, *time, *zone;
	bool completed, trash;
} rows[] = {
	{ 0, "[]", NULL, NULL, NULL, false, false },
	{ 0, "[]", "2026-11-30", NULL, NULL, false, false },
	{ 0, "[\"a\"]", "2026-11-30", "11:59", NULL, false, false },
	{ 2, "[\"a\"]", "2026-11-30", "12:00", NULL, false, false },
	{ 2, "[\"a\"]", "2026-11-29", NULL, NULL, false, false },
	{ 2, "[\"a\"]", "2026-12-01", NULL, NULL, false, false },
	{ 2, "[\"a\"]", "9999-12-31", "23:59", NULL, false, false },
	{ 2, "[\"b\"]", "2026-11-29", "09:30", NULL, false, false },
	{ 2, "[\"a\"]", "2026-11-29", "09:30", NULL, true, false },
	{ 2, "[\"a\"]", "2026-11-29", "09:30", NULL, false, true },
	{ 3, "[]", "2026-12-02", "09:30", "Asia/Tokyo", false, false },
	{ 3, "[]", "2026-12-02", "09:30", "Asia/Tokyo", true, false },
	{ 3, "[]", "2026-12-02", "09:30", "Asia/Tokyo", false, true },
	{ 3, "[]", "2026-12-02", "09:30", NULL, false, false },
	{ 3, "[]", "2026-12-02", NULL, "Asia/Tokyo", false, false },
	{ 3, "[]", "2026-12-01", "12:00", "Asia/Tokyo", false, false },
	{ 3, "[]", "2026-12-03", "00:00", "Asia/Tokyo", false, false },
};

static void insert(struct place *p, const struct owner *owner, int64_t id, const struct row *row)
{
	const struct task task = {
		.id = id,
		.title = STR("t"),
		.completed = row->completed,
		.due_date = str_z(row->date),
		.due_time = str_z(row->time),
		.time_zone = str_z(row->zone),
		.priority = STR("none"),
		.tags_json = str_z(row->tags),
		.created_ms = NOW_MS,
		.updated_ms = NOW_MS,
		.list_id = row->list_id,
		.deleted_ms = row->trash ? NOW_MS : 0,
		.revision = 1,
	};

	if (tasks_insert(p->sql, owner, &task, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
}

static int with_tasks(void **state)
{
	static const struct owner *const owners[] = { &anna, &ben };
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	place_connect(p);
	for (size_t i = 0; i < ARRAY_LEN(owners); i++) {
		struct user user = { .id = owners[i]->user_id, .email = owners[i]->user_id };

		if (users_insert(p->sql, &user, &p->err) != STORE_OK)
			return -1;
		for (size_t id = 0; id < ARRAY_LEN(rows); id++)
			insert(p, owners[i], (int64_t)id + 1, &rows[id]);
	}
	return 0;
}

/* ---- plans ---- */

static const char *const indexes[TASK_SORTS] = {
	[TASK_SORT_ID] = NULL, /* the primary key */
	[TASK_SORT_POSITION] = "ostiary_task_position_idx",
	[TASK_SORT_CREATED] = "ostiary_task_created_idx",
	[TASK_SORT_UPDATED] = "ostiary_task_updated_idx",
	[TASK_SORT_DUE] = "ostiary_task_due_idx",
	[TASK_SORT_PRIORITY] = "ostiary_task_priority_idx",
	[TASK_SORT_TITLE] = "ostiary_task_title_idx",
};

/* One text for each statement, because a connection keeps what it has prepared. */
static const char *explain_of(struct place *p, const char *statement)
{
	static struct {
		const char *statement, *explain;
	} known[32];
	size_t i = 0;

	while (known[i].statement && known[i].statement != statement)
		i++;
	assert_true(i < ARRAY_LEN(known) - 1);
	known[i].statement = statement;
	if (!known[i].explain)
		known[i].explain = arena_fmt(&p->arena, "%s %s",
					     place_on_postgres() ? "explain (costs off)"
								 : "explain query plan",
					     statement)
					   .p;
	return known[i].explain;
}

/* The plan of the statement, one line for each step. */
static struct str plan_of(struct place *p, const struct task_filter *filter,
			  struct task_order order)
{
	const char *explain = explain_of(p, tasks_query_statement(filter, order));
	OWNED(sql_end) struct sql_run *run = sql_start(p->sql, explain);
	enum store_rc rc;
	struct buf text;

	arena_buf(&p->arena, &text, 1024, 1 << 16);
	tasks_query_bind(run, &p->arena, &anna, filter, order, NULL, 20);
	sql_each (run, rc, &p->err) {
		buf_str(&text, sql_text(run, place_on_postgres() ? 0 : 3));
		buf_char(&text, '\n');
	}
	if (rc != STORE_NONE)
		fail_msg("%s", p->err.text);
	return buf_text(&text);
}

static void assert_index(struct place *p, const struct task_filter *filter, struct task_order order,
			 const char *index)
{
	struct str plan = plan_of(p, filter, order);
	bool sorts = str_contains(plan, EITHER(STR("TEMP B-TREE"), STR("Sort")));
	bool scans = str_contains(plan, EITHER(STR("SCAN"), STR("Seq Scan")));
	struct str name =
		index ? str_z(index) : EITHER(STR("PRIMARY KEY"), STR("ostiary_task_pkey"));

	if (sorts || scans || !str_contains(plan, name))
		fail_msg("order %d%s: %.*s", (int)order.sort,
			 order.descending ? ", descending" : "", STR_FMT(plan));
}

/* PostgreSQL would read a table as small as this one as a whole, so it is told what that costs. */
static void refuse_other_plans(struct place *p)
{
	if (place_on_postgres())
		place_script(p->sql, "set enable_seqscan = off; set enable_sort = off;"
				     " set enable_bitmapscan = off");
}

/* PostgreSQL may take any index whose other columns the filter holds fast. */
static const char *const any_index = "Index";

static void assert_both_ways(struct place *p, const struct task_filter *filter, enum task_sort sort,
			     const char *index)
{
	for (int descending = sort == TASK_SORT_ID; descending < 2; descending++)
		assert_index(p, filter, (struct task_order){ sort, descending }, index);
}

/* Conditions of every kind, alone and together; of a list, see below. */
static const struct task_filter filters[] = {
	{ .list_id = -1, .parent_id = -1, .completed = -1, .priority_rank = -1 },
	{ .list_id = -1, .parent_id = 0, .completed = -1, .priority_rank = -1 },
	{ .list_id = -1, .parent_id = 7, .completed = -1, .priority_rank = -1 },
	{ .list_id = -1, .parent_id = -1, .completed = 0, .priority_rank = -1 },
	{ .list_id = -1, .parent_id = -1, .completed = 1, .priority_rank = -1 },
	{ .list_id = -1, .parent_id = -1, .completed = -1, .priority_rank = 3 },
	{ .list_id = -1,
	  .parent_id = -1,
	  .completed = -1,
	  .priority_rank = -1,
	  .tag = STR_INIT("a") },
	{ .list_id = -1,
	  .parent_id = -1,
	  .completed = -1,
	  .priority_rank = -1,
	  .due_after = STR_INIT("2026-11-29T24:00"),
	  .due_before = STR_INIT("2026-12-02T24:00") },
	{ .list_id = -1,
	  .parent_id = -1,
	  .completed = -1,
	  .priority_rank = -1,
	  .words = { STR_INIT("milk"), STR_INIT("bread") },
	  .n_words = 2 },
	{ .list_id = -1,
	  .parent_id = 0,
	  .completed = 0,
	  .priority_rank = 2,
	  .tag = STR_INIT("a"),
	  .due_before = STR_INIT("2026-12-02T24:00"),
	  .words = { STR_INIT("milk") },
	  .n_words = 1 },
};

static const char *index_of(const struct task_filter *filter, enum task_sort sort)
{
	bool other = filter->priority_rank >= 0 || filter->parent_id > 0;

	return place_on_postgres() && other ? any_index : indexes[sort];
}

static void every_order_has_an_index_with_and_without_filters(void **state)
{
	struct place *p = *state;

	refuse_other_plans(p);
	for (size_t i = 0; i < ARRAY_LEN(filters); i++)
		for (enum task_sort sort = TASK_SORT_ID; sort < TASK_SORTS; sort++)
			assert_both_ways(p, &filters[i], sort, index_of(&filters[i], sort));
}

/* By position they have an index of their own; in another order PostgreSQL may read the list. */
static void the_order_within_a_list_has_an_index(void **state)
{
	struct place *p = *state;

	refuse_other_plans(p);
	for (size_t i = 0; i < ARRAY_LEN(filters); i++)
		for (int list = 0; list < 2; list++) {
			struct task_filter filter = filters[i];

			filter.list_id = list;
			assert_both_ways(p, &filter, TASK_SORT_POSITION,
					 list ? "ostiary_task_list_idx" : "ostiary_task_inbox_idx");
			for (enum task_sort sort = TASK_SORT_CREATED;
			     sort < TASK_SORTS && !place_on_postgres(); sort++)
				assert_both_ways(p, &filter, sort, indexes[sort]);
		}
}

static void the_trash_is_read_by_the_primary_key(void **state)
{
	struct task_filter filter = task_filter_none;
	struct place *p = *state;

	filter.trash = true;
	if (!place_on_postgres())
		assert_index(p, &filter, (struct task_order){ TASK_SORT_ID, true }, NULL);
}

/* ---- counts ---- */

struct tallies {
	struct task_tally of[ARRAY_LEN(rows)];
	char tags[ARRAY_LEN(rows)][16];
	size_t n;
};

static bool keep_tally(const struct task_tally *row, void *arg)
{
	struct tallies *tallies = arg;
	size_t at = tallies->n++;

	tallies->of[at] = *row;
	memcpy(tallies->tags[at], row->tags_json.p, row->tags_json.n);
	return true;
}

static void assert_tally(const struct tallies *tallies, const struct task_tally *right)
{
	for (size_t i = 0; i < tallies->n; i++) {
		const struct task_tally *one = &tallies->of[i];

		if (one->list_id != right->list_id ||
		    !str_eq(str_z(tallies->tags[i]), right->tags_json))
			continue;
		assert_int_equal(one->open, right->open);
		assert_int_equal(one->today, right->today);
		assert_int_equal(one->upcoming, right->upcoming);
		assert_int_equal(one->overdue, right->overdue);
		return;
	}
	fail_msg("list %lld with %.*s is missing", (long long)right->list_id,
		 STR_FMT(right->tags_json));
}

static void open_tasks_are_counted_by_list_and_tags(void **state)
{
	static const struct task_tally right[] = {
		{ 0, STR_INIT("[]"), 2, 1, 0, 0 },      { 0, STR_INIT("[\"a\"]"), 1, 1, 0, 1 },
		{ 2, STR_INIT("[\"a\"]"), 4, 1, 2, 1 }, { 2, STR_INIT("[\"b\"]"), 1, 0, 0, 1 },
		{ 3, STR_INIT("[]"), 5, 0, 5, 0 },
	};
	struct tallies tallies = { 0 };
	struct place *p = *state;

	assert_int_equal(tasks_tally(p->sql, &anna, STR("2026-11-30"), STR("2026-11-30T12:00"),
				     keep_tally, &tallies, &p->err),
			 STORE_OK);
	assert_int_equal(tallies.n, ARRAY_LEN(right));
	for (size_t i = 0; i < ARRAY_LEN(right); i++)
		assert_tally(&tallies, &right[i]);
}

static bool count_zoned(const struct task_zoned *task, void *arg)
{
	assert_true(str_eq(task->time_zone, STR("Asia/Tokyo")));
	assert_true(str_eq(task->due_key, STR("2026-12-02T09:30")));
	++*(int *)arg;
	return true;
}

static void only_open_timed_tasks_with_a_zone_within_the_bounds_are_told(void **state)
{
	struct place *p = *state;
	int n = 0;

	assert_int_equal(tasks_zoned(p->sql, &anna, STR("2026-12-01T12:00"),
				     STR("2026-12-03T00:00"), count_zoned, &n, &p->err),
			 STORE_OK);
	assert_int_equal(n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_order_has_an_index_with_and_without_filters),
		cmocka_unit_test(the_order_within_a_list_has_an_index),
		cmocka_unit_test(the_trash_is_read_by_the_primary_key),
		cmocka_unit_test(open_tasks_are_counted_by_list_and_tags),
		cmocka_unit_test(only_open_timed_tasks_with_a_zone_within_the_bounds_are_told),
	};

	return cmocka_run_group_tests(tests, with_tasks, place_teardown);
}
