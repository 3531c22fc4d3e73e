#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/random.h"

static void the_kernel_fills_all_of_it_and_never_twice_the_same(void **state)
{
	unsigned char a[64] = { 0 }, b[64] = { 0 };

	(void)state;
	random_fill(&random_kernel, a, sizeof(a));
	random_fill(&random_kernel, b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
	assert_memory_not_equal(a + 32, a, 32);
	random_fill(&random_kernel, a, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernel_fills_all_of_it_and_never_twice_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
