/* What has had its time is deleted in bounded steps. */
#include "support/writing.h"

#include "store/tables/tasks/keys.h"
#include "tasks/upkeep.h"

#define EXPIRED 1200 /* more than two batches */

static enum store_rc keep_many(struct sql *sql, void *arg, struct err *err)
{
	static const char plant[] =
		"with recursive n(i) as (select 1 union all select i + 1 from n where i < 1200)"
		" insert into ostiary_idempotency_key"
		" (user_id, name, request, status, expires_ms, bytes, headers, body)"
		" select 'anna', 'key ' || i, '', 201, 1, 0, '', '' from n";
	const struct kept_answer fresh = {
		.request = STR(""), .headers = STR(""), .body = STR(""), .expires_ms = NOW_MS + 1
	};
	enum store_rc rc = keys_keep(sql, &writing_anna, STR("fresh"), NOW_MS, &fresh, err);

	(void)arg;
	return rc == STORE_OK ? sql_script(sql, plant, err) : rc;
}

static void what_has_expired_is_deleted_and_nothing_else(void **state)
{
	struct place *p = *state;
	struct upkeep upkeep = { .store = p->store, .clock = &place_clock, .log = &p->log };
	int64_t n;

	assert_int_equal(store_write(p->store, keep_many, NULL, &p->err), STORE_OK);
	assert_int_equal(upkeep_run(&upkeep, &n, &p->err), STORE_OK);
	assert_int_equal(n, EXPIRED);
	assert_int_equal(upkeep_run(&upkeep, &n, &p->err), STORE_OK);
	assert_int_equal(n, 0);
	place_connect(p);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_idempotency_key"), 1);
}

static enum store_rc trash_two(struct sql *sql, void *arg, struct err *err)
{
	static const char plant[] =
		"insert into ostiary_task (user_id, id, title, completed, priority, tags, position,"
		" created_at, updated_at, deleted_at)"
		" select user_id, id + 100, title, completed, priority, tags, position, created_at,"
		" updated_at, '2026-10-21T03:53:11.317Z' from ostiary_task where id = 1;"
		"insert into ostiary_task (user_id, id, title, completed, priority, tags, position,"
		" created_at, updated_at, deleted_at)"
		" select user_id, id + 200, title, completed, priority, tags, position, created_at,"
		" updated_at, '2026-10-21T03:53:11.319Z' from ostiary_task where id = 1";
	enum store_rc rc = writing_add(sql, 1, STR("stays"), err);

	(void)arg;
	return rc == STORE_OK ? sql_script(sql, plant, err) : rc;
}

/* NOW_MS is 30 days after 2026-10-21T03:53:11.318Z. */
static void the_trash_is_emptied_after_its_days(void **state)
{
	struct place *p = *state;
	struct upkeep upkeep = {
		.store = p->store, .clock = &place_clock, .log = &p->log, .trash_days = 30
	};
	int64_t n;

	assert_int_equal(store_write(p->store, trash_two, NULL, &p->err), STORE_OK);
	assert_int_equal(upkeep_run(&upkeep, &n, &p->err), STORE_OK);
	place_connect(p);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_task where id = 101"),
			 0);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_task"), 2);
	assert_int_equal(place_number(p->sql, "select revision from ostiary_task_count"), 1);
	assert_int_equal(upkeep_run(&upkeep, &n, &p->err), STORE_OK);
	assert_int_equal(place_number(p->sql, "select revision from ostiary_task_count"), 1);
}

static void a_timer_runs_until_it_is_stopped(void **state)
{
	struct place *p = *state;
	struct upkeep upkeep = { .store = p->store, .clock = &place_clock, .log = &p->log };

	assert_true(upkeep_start(&upkeep));
	upkeep_stop(&upkeep);
	assert_null(upkeep.timer);
	upkeep_stop(&upkeep);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, writing_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(what_has_expired_is_deleted_and_nothing_else),
		HERE(the_trash_is_emptied_after_its_days),
		HERE(a_timer_runs_until_it_is_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
