#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "web/coding.h"

static void only_a_coding_that_is_wanted_is_sent(void **state)
{
	static const struct {
		const char *header, *coding;
		bool accepted;
	} rows[] = {
		{ "", "br", false },
		{ "br", "br", true },
		{ "BR", "br", true },
		{ "gzip, deflate, br", "br", true },
		{ "gzip, deflate", "br", false },
		{ "brotli", "br", false },
		{ "br;q=0", "br", false },
		{ "br;q=0.000", "br", false },
		{ "br;q=0.001", "br", true },
		{ "br ; q = 0", "br", false },
		{ "br;q=1", "br", true },
		{ "*", "br", true },
		{ "*;q=0", "br", false },
		{ "*;q=0, br", "br", true },
		{ "br;q=0, *", "br", false },
		{ "identity", "gzip", false },
		{ ",,;,", "gzip", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (coding_accepted(str_z(rows[i].header), str_z(rows[i].coding)) !=
		    rows[i].accepted)
			fail_msg("%s in \"%s\"", rows[i].coding, rows[i].header);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_a_coding_that_is_wanted_is_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
