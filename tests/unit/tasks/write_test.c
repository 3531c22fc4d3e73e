/* Writes of tasks in one transaction: the trash, and the bound of tasks. */
#include "support/writing.h"

#include "core/random.h"
#include "tasks/tasks.h"

#define MOST 5

static struct task_rules rules_of(const struct place *p)
{
	return (struct task_rules){ .store = p->store,
				    .random = &random_kernel,
				    .tasks_most = MOST };
}

static struct task_edit edit_of(struct place *p, const char *body, int64_t id)
{
	struct task_input *input = arena_new(&p->arena, struct task_input);
	enum task_input_for what = id ? TASK_INPUT_CHANGE : TASK_INPUT_CREATE;
	struct refusal refusal;

	assert_true(task_input_read(&p->arena, str_z(body), what, input, &refusal));
	return (struct task_edit){
		.owner = &writing_anna, .id = id, .input = input, .now_ms = NOW_MS
	};
}

static enum store_rc try_create(struct place *p, const char *body, struct task *out)
{
	struct task_rules rules = rules_of(p);
	struct task_edit edit = edit_of(p, body, 0);

	return task_create(&rules, &p->arena, &edit, out, &p->err);
}

static int64_t create(struct place *p, const char *body)
{
	struct task task = { 0 };

	assert_int_equal(try_create(p, body, &task), STORE_OK);
	return task.id;
}

typedef enum store_rc change_fn(const struct task_rules *rules, struct arena *a,
				const struct task_edit *edit, struct err *err);

static enum store_rc restore(const struct task_rules *rules, struct arena *a,
			     const struct task_edit *edit, struct err *err)
{
	struct task task;

	return task_restore(rules, a, edit, &task, err);
}

static enum store_rc run(struct place *p, change_fn *fn, int64_t id, int64_t now_ms)
{
	struct task_rules rules = rules_of(p);
	struct task_edit edit = { .owner = &writing_anna, .id = id, .now_ms = now_ms };

	return fn(&rules, &p->arena, &edit, &p->err);
}

static bool is_there(struct place *p, int64_t id, struct task *out)
{
	struct task_rules rules = rules_of(p);
	enum store_rc rc = task_read(&rules, &p->arena, &writing_anna, id, out, &p->err);

	assert_true(rc == STORE_OK || rc == STORE_NONE);
	return rc == STORE_OK;
}

static void a_full_account_loses_the_oldest_of_the_trash_first(void **state)
{
	struct place *p = *state;
	struct task task = { 0 };
	int64_t ids[MOST];

	for (int i = 0; i < MOST; i++)
		ids[i] = create(p, "{\"title\":\"x\"}");
	assert_int_equal(try_create(p, "{\"title\":\"x\"}", &task), STORE_FULL);
	assert_int_equal(run(p, task_remove, ids[3], NOW_MS + 1), STORE_OK);
	assert_int_equal(run(p, task_remove, ids[1], NOW_MS + 2), STORE_OK);
	create(p, "{\"title\":\"instead of the fourth\"}");
	assert_int_equal(run(p, restore, ids[3], NOW_MS), STORE_NONE);
	assert_int_equal(run(p, restore, ids[1], NOW_MS), STORE_OK);
	assert_int_equal(try_create(p, "{\"title\":\"x\"}", &task), STORE_FULL);
	assert_int_equal(run(p, task_purge, ids[1], NOW_MS), STORE_OK);
	create(p, "{\"title\":\"x\"}");
	assert_int_equal(writing_count_tasks(p), MOST);
}

static void the_trash_takes_and_gives_back_the_parts(void **state)
{
	struct place *p = *state;
	struct task task;
	int64_t whole = create(p, "{\"title\":\"whole\"}"), parts[2];

	for (int i = 0; i < 2; i++)
		parts[i] = create(p, arena_fmt(&p->arena, "{\"title\":\"x\",\"parent_id\":%lld}",
					       (long long)whole)
					     .p);
	assert_int_equal(run(p, task_remove, parts[0], NOW_MS + 1), STORE_OK);
	assert_int_equal(run(p, task_remove, whole, NOW_MS + 2), STORE_OK);
	assert_false(is_there(p, parts[1], &task));
	assert_int_equal(run(p, task_remove, whole, NOW_MS + 3), STORE_NONE);
	assert_int_equal(run(p, restore, whole, NOW_MS + 4), STORE_OK);
	assert_true(is_there(p, parts[1], &task));
	assert_false(is_there(p, parts[0], &task)); /* it went before */
	assert_int_equal(run(p, restore, parts[0], NOW_MS + 5), STORE_OK);
	assert_true(is_there(p, parts[0], &task));
	assert_int_equal(task.parent_id, whole);
	assert_int_equal(run(p, restore, whole, NOW_MS + 6), STORE_NONE);
}

static void a_part_without_its_task_comes_back_alone(void **state)
{
	struct place *p = *state;
	struct task task;
	int64_t whole = create(p, "{\"title\":\"whole\"}");
	int64_t part = create(
		p,
		arena_fmt(&p->arena, "{\"title\":\"x\",\"parent_id\":%lld}", (long long)whole).p);

	assert_int_equal(run(p, task_remove, whole, NOW_MS), STORE_OK);
	assert_int_equal(run(p, restore, part, NOW_MS), STORE_OK);
	assert_true(is_there(p, part, &task));
	assert_int_equal(task.parent_id, 0);
	assert_int_equal(run(p, task_purge, whole, NOW_MS), STORE_OK);
	assert_true(is_there(p, part, &task));
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, writing_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(a_full_account_loses_the_oldest_of_the_trash_first),
		HERE(the_trash_takes_and_gives_back_the_parts),
		HERE(a_part_without_its_task_comes_back_alone),
	};

	return cmocka_run_group_tests_name("write", tests, NULL, NULL);
}
