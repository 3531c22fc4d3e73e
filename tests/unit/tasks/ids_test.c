/* Ids of tasks grow, do not return, and stay below 2^53, whatever the clock does. */
#include "support/writing.h"

#include "core/random.h"
#include "tasks/tasks.h"

#define DAY_MS   INT64_C(86400000)
#define IN_2050  INT64_C(2524608000000)
#define IN_2094  INT64_C(3934000000000) /* September, when 2^53 is reached */
#define IN_9000  INT64_C(221845392000000)
#define ID_MAX   ((INT64_C(1) << 53) - 1)
#define MOST_IDS 16

static struct task_rules rules_of(const struct place *p)
{
	return (struct task_rules){ .store = p->store, .random = &random_kernel };
}

static int64_t create(struct place *p, int64_t now_ms)
{
	struct task_input input = { 0 };
	struct task_edit edit = { .owner = &writing_anna, .input = &input, .now_ms = now_ms };
	struct task_rules rules = rules_of(p);
	struct task task;
	struct refusal problem;

	assert_true(task_input_read(&p->arena, STR("{\"title\":\"one\"}"), TASK_INPUT_CREATE,
				    &input, &problem));
	assert_int_equal(task_create(&rules, &p->arena, &edit, &task, &p->err), STORE_OK);
	assert_in_range(task.id, 1, ID_MAX);
	return task.id;
}

static void delete (struct place *p, int64_t id)
{
	struct task_rules rules = rules_of(p);

	struct task_edit edit = { .owner = &writing_anna, .id = id, .now_ms = NOW_MS };

	assert_int_equal(task_remove(&rules, &p->arena, &edit, &p->err), STORE_OK);
}

static void a_deleted_id_does_not_return(void **state)
{
	struct place *p = *state;
	int64_t last = 0;

	for (int i = 0; i < MOST_IDS; i++) {
		int64_t id = create(p, NOW_MS - i * DAY_MS); /* the clock goes back each time */

		assert_true(id > last);
		last = id;
		delete (p, id);
		if (i % 4 == 3) {
			place_close(p);
			place_open(p);
		}
	}
}

static void a_clock_that_was_ahead_once_is_followed_by_larger_ids(void **state)
{
	static const int64_t clocks[] = { NOW_MS, IN_2050, NOW_MS, 0, IN_2050 + 1, NOW_MS };
	struct place *p = *state;
	int64_t last = 0;

	for (size_t i = 0; i < ARRAY_LEN(clocks); i++) {
		int64_t id = create(p, clocks[i]);

		assert_true(id > last);
		last = id;
	}
}

static void no_clock_leads_to_an_id_that_javascript_cannot_count(void **state)
{
	static const int64_t clocks[] = { NOW_MS, IN_2094, IN_2094 + 400 * DAY_MS, IN_9000, IN_9000,
					  NOW_MS, IN_2094 };
	struct place *p = *state;
	int64_t last = 0;

	for (size_t i = 0; i < ARRAY_LEN(clocks); i++) {
		int64_t id = create(p, clocks[i]);

		assert_true(id > last);
		last = id;
		delete (p, id);
	}
	assert_true(ID_MAX - last > INT64_C(1) << 48); /* room for the next ones */
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, writing_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(a_deleted_id_does_not_return),
		HERE(a_clock_that_was_ahead_once_is_followed_by_larger_ids),
		HERE(no_clock_leads_to_an_id_that_javascript_cannot_count),
	};

	return cmocka_run_group_tests_name("ids", tests, NULL, NULL);
}
