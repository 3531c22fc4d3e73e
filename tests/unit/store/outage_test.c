/* One line when the database goes away, and one when it is back. */
#include "store/outage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static char text[4096];

/* What the log has had since the last call. */
static const char *logged(int from)
{
	ssize_t n = read(from, text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void an_outage_is_told_once_and_so_is_its_end(void **state)
{
	int ends[2];
	struct log log = { .clock = &clock_real };
	struct outage outage = { .log = &log };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	log.fd = ends[1];
	outage_end(&outage);
	assert_false(outage_lasts(&outage));
	assert_string_equal(logged(ends[0]), "");

	err_set_kind(&err, ERR_UNAVAILABLE, "no connection");
	outage_begin(&outage, &err);
	assert_true(outage_lasts(&outage));
	assert_true(err.told);
	assert_non_null(strstr(logged(ends[0]), "level=error msg=\"the database is away\" "
						"error=\"no connection\"\n"));

	err_set_kind(&err, ERR_UNAVAILABLE, "still none");
	assert_false(err.told);
	outage_begin(&outage, &err);
	assert_true(err.told);
	assert_string_equal(logged(ends[0]), "");

	outage_end(&outage);
	outage_end(&outage);
	assert_false(outage_lasts(&outage));
	logged(ends[0]);
	assert_non_null(strstr(text, "level=notice msg=\"the database is back\" away_ms="));
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
	close(ends[0]);
	close(ends[1]);
}

static void without_a_log_each_error_tells_of_itself(void **state)
{
	struct outage outage = { 0 };
	struct err err = { 0 };

	(void)state;
	err_set_kind(&err, ERR_UNAVAILABLE, "no connection");
	outage_begin(&outage, &err);
	assert_true(outage_lasts(&outage));
	assert_false(err.told);
	outage_end(&outage);
	assert_false(outage_lasts(&outage));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_outage_is_told_once_and_so_is_its_end),
		cmocka_unit_test(without_a_log_each_error_tells_of_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
