/* The memory of long answers: a bound for all, and one for each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "server/budget.h"

static void each_has_a_share_and_all_have_a_bound(void **state)
{
	OWNED(budget_free) struct budget *all = budget_new(100, 40, 7);
	struct budget_share *a, *b, *c;

	(void)state;
	a = budget_reserve(all, STR("192.0.2.1"), 30, BUDGET_BOTH);
	assert_non_null(a);
	assert_null(budget_reserve(all, STR("192.0.2.1"), 11, BUDGET_BOTH)); /* one's own share */
	assert_ptr_equal(budget_reserve(all, STR("192.0.2.1"), 10, BUDGET_BOTH), a);
	b = budget_reserve(all, STR("192.0.2.2"), 40, BUDGET_BOTH);
	assert_non_null(b);
	assert_null(budget_reserve(all, STR("192.0.2.3"), 21, BUDGET_BOTH)); /* beyond the total */
	c = budget_reserve(all, STR("192.0.2.3"), 20, BUDGET_BOTH);
	assert_non_null(c);
	assert_null(budget_reserve(all, STR("192.0.2.4"), 1, BUDGET_BOTH));
	budget_release(all, a, 30);
	assert_non_null(budget_reserve(all, STR("192.0.2.1"), 30, BUDGET_BOTH));
	budget_release(all, a, 40);
	budget_release(all, b, 40);
	budget_release(all, c, 20);
}

static void more_than_a_share_is_never_held(void **state)
{
	OWNED(budget_free) struct budget *all = budget_new(100, 40, 7);

	(void)state;
	assert_null(budget_reserve(all, STR("192.0.2.1"), 41, BUDGET_BOTH));
	assert_null(budget_reserve(all, STR("192.0.2.1"), SIZE_MAX, BUDGET_BOTH));
	assert_null(budget_reserve(all, STR(""), 41, BUDGET_BOTH));
}

static void many_addresses_are_told_apart(void **state)
{
	OWNED(budget_free) struct budget *all = budget_new(10000, 1, 7);
	struct budget_share *shares[1000];
	char text[16];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "10.0.%d.%d", i / 256, i % 256);
		shares[i] = budget_reserve(all, str_z(text), 1, BUDGET_BOTH);
		assert_non_null(shares[i]);
		assert_null(budget_reserve(all, str_z(text), 1, BUDGET_BOTH));
	}
	for (int i = 0; i < 1000; i++)
		budget_release(all, shares[i], 1);
	assert_non_null(shares[0] = budget_reserve(all, STR("10.0.0.0"), 1, BUDGET_BOTH));
	budget_release(all, shares[0], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_has_a_share_and_all_have_a_bound),
		cmocka_unit_test(more_than_a_share_is_never_held),
		cmocka_unit_test(many_addresses_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
