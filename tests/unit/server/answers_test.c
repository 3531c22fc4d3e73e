/* The memory of long answers: a bound for all, and one for each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "server/answers.h"

static void each_has_a_share_and_all_have_a_bound(void **state)
{
	OWNED(answers_free) struct answers *all = answers_new(100, 40, 7);
	struct answers_share *a, *b, *c;

	(void)state;
	a = answers_hold(all, STR("192.0.2.1"), 30);
	assert_non_null(a);
	assert_null(answers_hold(all, STR("192.0.2.1"), 11)); /* one's own share */
	assert_ptr_equal(answers_hold(all, STR("192.0.2.1"), 10), a);
	b = answers_hold(all, STR("192.0.2.2"), 40);
	assert_non_null(b);
	assert_null(answers_hold(all, STR("192.0.2.3"), 21)); /* everybody's */
	c = answers_hold(all, STR("192.0.2.3"), 20);
	assert_non_null(c);
	assert_null(answers_hold(all, STR("192.0.2.4"), 1));
	answers_release(all, a, 30);
	assert_non_null(answers_hold(all, STR("192.0.2.1"), 30));
	answers_release(all, a, 40);
	answers_release(all, b, 40);
	answers_release(all, c, 20);
}

static void more_than_a_share_is_never_held(void **state)
{
	OWNED(answers_free) struct answers *all = answers_new(100, 40, 7);

	(void)state;
	assert_null(answers_hold(all, STR("192.0.2.1"), 41));
	assert_null(answers_hold(all, STR("192.0.2.1"), SIZE_MAX));
	assert_null(answers_hold(all, STR(""), 41));
}

static void many_addresses_are_told_apart(void **state)
{
	OWNED(answers_free) struct answers *all = answers_new(10000, 1, 7);
	struct answers_share *shares[1000];
	char text[16];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "10.0.%d.%d", i / 256, i % 256);
		shares[i] = answers_hold(all, str_z(text), 1);
		assert_non_null(shares[i]);
		assert_null(answers_hold(all, str_z(text), 1));
	}
	for (int i = 0; i < 1000; i++)
		answers_release(all, shares[i], 1);
	assert_non_null(shares[0] = answers_hold(all, STR("10.0.0.0"), 1));
	answers_release(all, shares[0], 1);
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
