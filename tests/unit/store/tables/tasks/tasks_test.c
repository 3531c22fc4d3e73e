/* Tasks, and that no owner reaches the tasks of another. */
#include "support/place.h"

#include "store/tables/tasks/tasks.h"
#include "store/tables/users.h"

static const struct owner anna = { STR_INIT("anna") };
static const struct owner ben = { STR_INIT("ben") };

static int with_two_users(void **state)
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
	}
	return 0;
}

static struct task a_task(int64_t id)
{
	return (struct task){
		.id = id,
		.title = STR("Buy milk"),
		.priority = STR("none"),
		.tags_json = STR("[]"),
		.created_ms = NOW_MS,
		.updated_ms = NOW_MS,
	};
}

static void add(struct place *p, const struct owner *owner, int64_t id)
{
	struct task task = a_task(id);

	if (tasks_insert(p->sql, owner, &task, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
}

struct ids {
	int64_t id[32];
	size_t n;
	size_t stop_at;
};

static bool collect(const struct task *task, void *arg)
{
	struct ids *ids = arg;

	ids->id[ids->n++] = task->id;
	return ids->n != ids->stop_at;
}

static size_t list(struct place *p, const struct owner *owner, int64_t before, int64_t limit,
		   struct ids *ids)
{
	*ids = (struct ids){ 0 };
	assert_int_equal(tasks_list(p->sql, owner, before, limit, collect, ids, &p->err), STORE_OK);
	return ids->n;
}

static void a_task_is_read_as_it_was_written(void **state)
{
	struct place *p = *state;
	struct task full = { .id = (INT64_C(1) << 53) - 1,
			     .title = STR("Caf\xC3\xA9 \"x\""),
			     .description = STR("two\nlines"),
			     .completed = true,
			     .due_date = STR("2026-12-01"),
			     .priority = STR("high"),
			     .tags_json = STR("[\"a\",\"b\"]"),
			     .created_ms = NOW_MS,
			     .updated_ms = NOW_MS + 1 };
	struct task bare = a_task(1), found;

	assert_int_equal(tasks_insert(p->sql, &anna, &full, &p->err), STORE_OK);
	assert_int_equal(tasks_insert(p->sql, &anna, &bare, &p->err), STORE_OK);
	assert_int_equal(tasks_get(p->sql, &p->arena, &anna, full.id, &found, &p->err), STORE_OK);
	assert_int_equal(found.id, full.id);
	assert_true(str_eq(found.title, full.title));
	assert_true(str_eq(found.description, full.description));
	assert_true(found.completed);
	assert_true(str_eq(found.due_date, full.due_date));
	assert_true(str_eq(found.priority, full.priority));
	assert_true(str_eq(found.tags_json, full.tags_json));
	assert_int_equal(found.created_ms, NOW_MS);
	assert_int_equal(found.updated_ms, NOW_MS + 1);
	assert_int_equal(tasks_get(p->sql, &p->arena, &anna, 1, &found, &p->err), STORE_OK);
	assert_null(found.description.p);
	assert_null(found.due_date.p);
	assert_false(found.completed);
}

/* Each member of a task, with a value of its own. */
static void every_member_is_written_and_read(void **state)
{
	struct place *p = *state;
	struct task task = { .id = 7,
			     .title = STR("t"),
			     .priority = STR("low"),
			     .tags_json = STR("[]"),
			     .created_ms = NOW_MS,
			     .updated_ms = NOW_MS,
			     .list_id = 11,
			     .section_id = 12,
			     .parent_id = 13,
			     .position = STR("00000000000007i"),
			     .due_time = STR("09:30"),
			     .time_zone = STR("Europe/Berlin"),
			     .start_date = STR("2026-11-01"),
			     .completed_ms = NOW_MS + 5,
			     .recurrence = STR("FREQ=DAILY"),
			     .recurrence_from = STR("completion"),
			     .reminders_json = STR("[\"PT30M\"]"),
			     .deleted_ms = NOW_MS + 6,
			     .revision = 14,
			     .source = STR("todoist:1") };
	struct task found;

	for (int round = 0; round < 2; round++) {
		if (round == 0)
			assert_int_equal(tasks_insert(p->sql, &anna, &task, &p->err), STORE_OK);
		else
			assert_int_equal(tasks_update(p->sql, &anna, &task, &p->err), STORE_OK);
		assert_int_equal(tasks_get(p->sql, &p->arena, &anna, 7, &found, &p->err), STORE_OK);
		assert_int_equal(found.list_id, task.list_id);
		assert_int_equal(found.section_id, task.section_id);
		assert_int_equal(found.parent_id, task.parent_id);
		assert_true(str_eq(found.position, task.position));
		assert_true(str_eq(found.due_time, task.due_time));
		assert_true(str_eq(found.time_zone, task.time_zone));
		assert_true(str_eq(found.start_date, task.start_date));
		assert_int_equal(found.completed_ms, task.completed_ms);
		assert_true(str_eq(found.recurrence, task.recurrence));
		assert_true(str_eq(found.recurrence_from, task.recurrence_from));
		assert_true(str_eq(found.reminders_json, task.reminders_json));
		assert_int_equal(found.deleted_ms, task.deleted_ms);
		assert_int_equal(found.revision, task.revision);
		assert_true(str_eq(found.source, STR("todoist:1")));
		task.list_id = task.section_id = task.parent_id = 21;
		task.position = STR("00000000000008");
		task.due_time = STR("23:59");
		task.time_zone = STR("UTC");
		task.start_date = STR("2026-11-02");
		task.completed_ms++;
		task.recurrence = STR("FREQ=WEEKLY");
		task.recurrence_from = STR("due");
		task.reminders_json = STR("[]");
		task.deleted_ms++;
		task.revision++;
	}
}

static void members_that_are_not_given_are_null(void **state)
{
	struct place *p = *state;
	struct task found;

	add(p, &anna, 255);
	assert_int_equal(tasks_get(p->sql, &p->arena, &anna, 255, &found, &p->err), STORE_OK);
	assert_int_equal(found.list_id | found.section_id | found.parent_id, 0);
	assert_int_equal(found.completed_ms | found.deleted_ms, 0);
	assert_text(found.position, "000000000000ff");
	assert_text(found.reminders_json, "[]");
	assert_null(found.due_time.p);
	assert_null(found.source.p);
}

static void an_import_is_there_once(void **state)
{
	struct place *p = *state;
	struct task one = a_task(1), two = a_task(2);

	one.source = two.source = STR("todoist:1");
	assert_int_equal(tasks_insert(p->sql, &anna, &one, &p->err), STORE_OK);
	assert_int_equal(tasks_insert(p->sql, &ben, &one, &p->err), STORE_OK);
	assert_int_equal(tasks_insert(p->sql, &anna, &two, &p->err), STORE_CONFLICT);
}

static void a_list_shows_no_trash(void **state)
{
	struct place *p = *state;
	struct task task = a_task(5);
	struct ids ids;

	add(p, &anna, 4);
	task.deleted_ms = NOW_MS;
	assert_int_equal(tasks_insert(p->sql, &anna, &task, &p->err), STORE_OK);
	assert_int_equal(list(p, &anna, INT64_MAX, 20, &ids), 1);
	assert_int_equal(ids.id[0], 4);
}

static void a_list_is_newest_first_and_comes_in_pages(void **state)
{
	struct place *p = *state;
	struct ids ids;

	for (int64_t id = 1; id <= 10; id++)
		add(p, id % 2 ? &anna : &ben, id);
	assert_int_equal(list(p, &anna, INT64_MAX, 20, &ids), 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(ids.id[i], 9 - 2 * (int64_t)i);
	assert_int_equal(list(p, &anna, INT64_MAX, 2, &ids), 2);
	assert_int_equal(ids.id[1], 7);
	assert_int_equal(list(p, &anna, 7, 2, &ids), 2);
	assert_int_equal(ids.id[0], 5);
	assert_int_equal(list(p, &anna, 1, 2, &ids), 0);
	ids = (struct ids){ .stop_at = 3 };
	assert_int_equal(tasks_list(p->sql, &anna, INT64_MAX, 20, collect, &ids, &p->err),
			 STORE_FULL);
	assert_int_equal(ids.n, 3);
	assert_int_equal(list(p, &ben, INT64_MAX, 20, &ids), 5); /* the list that was ended has no
	                                                          * effect */
}

static void an_update_changes_all_but_id_and_creation_time(void **state)
{
	struct place *p = *state;
	struct task task = a_task(5), found;

	add(p, &anna, 5);
	task.title = STR("Buy bread");
	task.description = STR("rye");
	task.completed = true;
	task.due_date = STR("2026-12-24");
	task.priority = STR("low");
	task.tags_json = STR("[\"x\"]");
	task.created_ms = NOW_MS + 77;
	task.updated_ms = NOW_MS + 78;
	assert_int_equal(tasks_update(p->sql, &anna, &task, &p->err), STORE_OK);
	assert_int_equal(tasks_get(p->sql, &p->arena, &anna, 5, &found, &p->err), STORE_OK);
	assert_text(found.title, "Buy bread");
	assert_text(found.description, "rye");
	assert_true(found.completed);
	assert_text(found.due_date, "2026-12-24");
	assert_text(found.priority, "low");
	assert_text(found.tags_json, "[\"x\"]");
	assert_int_equal(found.created_ms, NOW_MS);
	assert_int_equal(found.updated_ms, NOW_MS + 78);
	task.id = 6;
	assert_int_equal(tasks_update(p->sql, &anna, &task, &p->err), STORE_NONE);
}

static void another_owners_task_is_not_there(void **state)
{
	struct place *p = *state;
	const struct owner strangers[] = {
		ben, { STR("") }, { STR("ANNA") }, { STR("anna\0") }, { STR("nobody") }
	};
	struct task task = a_task(5), found;
	struct ids ids;

	add(p, &anna, 5);
	task.title = STR("mine now");
	for (size_t i = 0; i < ARRAY_LEN(strangers); i++) {
		const struct owner *o = &strangers[i];

		assert_int_equal(tasks_get(p->sql, &p->arena, o, 5, &found, &p->err), STORE_NONE);
		assert_int_equal(tasks_update(p->sql, o, &task, &p->err), STORE_NONE);
		assert_int_equal(tasks_delete(p->sql, o, 5, &p->err), STORE_NONE);
		assert_int_equal(list(p, o, INT64_MAX, 20, &ids), 0);
	}
	assert_int_equal(tasks_get(p->sql, &p->arena, &anna, 5, &found, &p->err), STORE_OK);
	assert_text(found.title, "Buy milk");
	assert_int_equal(list(p, &anna, INT64_MAX, 20, &ids), 1);
	assert_int_equal(tasks_update(p->sql, &anna, &task, &p->err), STORE_OK);
	assert_int_equal(tasks_delete(p->sql, &anna, 5, &p->err), STORE_OK);
	assert_int_equal(tasks_delete(p->sql, &anna, 5, &p->err), STORE_NONE);
}

static void two_owners_may_have_the_same_id(void **state)
{
	struct place *p = *state;
	struct task task = a_task(5), found;

	add(p, &anna, 5);
	add(p, &ben, 5);
	task.title = STR("Ben's");
	assert_int_equal(tasks_update(p->sql, &ben, &task, &p->err), STORE_OK);
	assert_int_equal(tasks_get(p->sql, &p->arena, &anna, 5, &found, &p->err), STORE_OK);
	assert_text(found.title, "Buy milk");
	assert_int_equal(tasks_delete(p->sql, &ben, 5, &p->err), STORE_OK);
	assert_int_equal(tasks_get(p->sql, &p->arena, &anna, 5, &found, &p->err), STORE_OK);
}

static void an_id_is_taken_once_and_an_owner_must_exist(void **state)
{
	static const struct owner nobody = { STR_INIT("nobody") };
	struct place *p = *state;
	struct task task = a_task(5);

	assert_int_equal(tasks_insert(p->sql, &nobody, &task, &p->err), STORE_ORPHAN);
	assert_int_equal(tasks_insert(p->sql, &anna, &task, &p->err), STORE_OK);
	assert_int_equal(tasks_insert(p->sql, &anna, &task, &p->err), STORE_CONFLICT);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_task"), 1);
	assert_int_equal(
		place_number(p->sql, "select cast(sum(n) as bigint) from ostiary_task_count"), 1);
}

static void tasks_go_with_their_user(void **state)
{
	struct place *p = *state;
	struct ids ids;

	add(p, &anna, 1);
	add(p, &anna, 2);
	add(p, &ben, 3);
	place_script(p->sql, "delete from \"user\" where id = 'anna'");
	assert_int_equal(list(p, &anna, INT64_MAX, 20, &ids), 0);
	assert_int_equal(list(p, &ben, INT64_MAX, 20, &ids), 1);
	assert_int_equal(
		place_number(
			p->sql,
			"select cast(count(*) * 10 + sum(n) as bigint) from ostiary_task_count"),
		11);
}

static void the_count_follows_every_way_a_row_can_come_or_go(void **state)
{
	static const char wrong[] =
		"select count(*) from \"user\" u where coalesce((select n from ostiary_task_count c"
		" where c.user_id = u.id), 0) <> (select count(*) from ostiary_task t"
		" where t.user_id = u.id)";
	static const char *const steps[] = {
		"delete from ostiary_task where id = 2",
		"begin; delete from ostiary_task where user_id = 'anna'; rollback",
		"update ostiary_task set id = id + 100",
		"delete from ostiary_task where user_id = 'anna'",
		"delete from \"user\" where id = 'ben'",
	};
	struct place *p = *state;

	for (int64_t id = 1; id <= 10; id++)
		add(p, id % 3 ? &anna : &ben, id);
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		place_script(p->sql, steps[i]);
		if (place_number(p->sql, wrong) != 0)
			fail_msg("wrong after: %s", steps[i]);
	}
	add(p, &anna, 1);
	assert_int_equal(place_number(p->sql, "select n from ostiary_task_count"), 1);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, with_two_users, place_teardown)

static void owners_come_in_pages(void **state)
{
	struct place *p = *state;
	struct str *found;
	size_t n;

	add(p, &ben, 1);
	add(p, &anna, 2);
	add(p, &anna, 3);
	assert_int_equal(tasks_owners(p->sql, &p->arena, STR(""), 1, &found, &n, &p->err),
			 STORE_OK);
	assert_int_equal(n, 1);
	assert_text(found[0], "anna");
	assert_int_equal(tasks_owners(p->sql, &p->arena, found[0], 5, &found, &n, &p->err),
			 STORE_OK);
	assert_int_equal(n, 1);
	assert_text(found[0], "ben");
	assert_int_equal(tasks_owners(p->sql, &p->arena, found[0], 5, &found, &n, &p->err),
			 STORE_OK);
	assert_int_equal(n, 0);
}

static void all_tasks_of_one_owner_are_deleted_and_no_others(void **state)
{
	struct place *p = *state;
	int64_t n = -1;

	for (int64_t id = 1; id < 6; id++)
		add(p, id % 2 ? &anna : &ben, id);
	assert_int_equal(tasks_delete_all(p->sql, &anna, &n, &p->err), STORE_OK);
	assert_int_equal(n, 3);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_task"), 2);
	assert_int_equal(
		place_number(p->sql, "select count(*) from ostiary_task where user_id = 'ben'"), 2);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_task_count"), 1);
	assert_int_equal(tasks_delete_all(p->sql, &anna, &n, &p->err), STORE_OK);
	assert_int_equal(n, 0);
	add(p, &anna, 7); /* counting starts over */
	assert_int_equal(
		place_number(p->sql, "select n from ostiary_task_count where user_id = 'anna'"), 1);
}

static void a_database_with_users_is_not_one_of_tasks_alone(void **state)
{
	struct place *p = *state;
	bool alone = true;

	assert_int_equal(tasks_are_alone(p->sql, &alone, &p->err), STORE_OK);
	assert_false(alone);
	place_script(p->sql, "insert into ostiary_migration (version, name, applied_at)"
			     " values (0, 'tasks alone', '2026-11-20T03:53:11.318Z')");
	assert_int_equal(tasks_are_alone(p->sql, &alone, &p->err), STORE_OK);
	assert_true(alone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(owners_come_in_pages),
		HERE(all_tasks_of_one_owner_are_deleted_and_no_others),
		HERE(a_database_with_users_is_not_one_of_tasks_alone),
		HERE(a_task_is_read_as_it_was_written),
		HERE(every_member_is_written_and_read),
		HERE(members_that_are_not_given_are_null),
		HERE(an_import_is_there_once),
		HERE(a_list_shows_no_trash),
		HERE(a_list_is_newest_first_and_comes_in_pages),
		HERE(an_update_changes_all_but_id_and_creation_time),
		HERE(another_owners_task_is_not_there),
		HERE(two_owners_may_have_the_same_id),
		HERE(an_id_is_taken_once_and_an_owner_must_exist),
		HERE(tasks_go_with_their_user),
		HERE(the_count_follows_every_way_a_row_can_come_or_go),
	};

	return cmocka_run_group_tests_name("tasks", tests, NULL, NULL);
}
