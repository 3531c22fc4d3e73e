#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "core/clock.h"
#include "core/date_text.h"

#define NO INT64_MIN

/* As `new Date(text).getTime()` of Node.js 22 answers with TZ=UTC. */
static const struct {
	const char *text;
	int64_t ms; /* NO: an invalid date */
} rows[] = {
	{ "  2026-11-20", INT64_C(1795132800000) },
	{ "", NO },
	{ "0000-01-01", INT64_C(-62167219200000) },
	{ "11/20/2026 03:53", INT64_C(1795146780000) },
	{ "11/20/2026", INT64_C(1795132800000) },
	{ "12/31/99", INT64_C(946598400000) },
	{ "1795147991", NO },
	{ "1795147991318", NO },
	{ "1969-12-31T23:59:59.999Z", INT64_C(-1) },
	{ "20 Nov 2026 05:53 +0200", INT64_C(1795146780000) },
	{ "20 Nov 26", INT64_C(1795132800000) },
	{ "20-Nov-2026", INT64_C(1795132800000) },
	{ "2026", INT64_C(1767225600000) },
	{ "2026-02-30", INT64_C(1772409600000) },
	{ "2026-02-30T03:53:11.318Z", INT64_C(1772423591318) },
	{ "2026-04-31", INT64_C(1777593600000) },
	{ "2026-1-2", INT64_C(1767312000000) },
	{ "2026-11", INT64_C(1793491200000) },
	{ "2026-11-00", NO },
	{ "2026-11-20 ", INT64_C(1795132800000) },
	{ "2026-11-20 03:53:11", INT64_C(1795146791000) },
	{ "2026-11-20 03:53:11+00", INT64_C(1795146791000) },
	{ "2026-11-20 03:53:11-0230", INT64_C(1795155791000) },
	{ "2026-11-20 03:53:11.318 +00:00", INT64_C(1795146791318) },
	{ "2026-11-20 03:53:11.318+0000", INT64_C(1795146791318) },
	{ "2026-11-20 03:53:11.318456", INT64_C(1795146791318) },
	{ "2026-11-20 12:53 AM", INT64_C(1795135980000) },
	{ "2026-11-20 12:53 PM", INT64_C(1795179180000) },
	{ "2026-11-20 13:53 PM", NO },
	{ "2026-11-20 3:53 PM", INT64_C(1795189980000) },
	{ "2026-11-20", INT64_C(1795132800000) },
	{ "2026-11-20T", NO },
	{ "2026-11-20T03:53:11", INT64_C(1795146791000) },
	{ "2026-11-20T03:53:11,318Z", NO },
	{ "2026-11-20T03:53:11.318999Z", INT64_C(1795146791318) },
	{ "2026-11-20T03:53:11.318Z", INT64_C(1795146791318) },
	{ "2026-11-20T03:53:11.3Z", INT64_C(1795146791300) },
	{ "2026-11-20T03:53:11.Z", NO },
	{ "2026-11-20T03:53:11Zx", NO },
	{ "2026-11-20T03Z", NO },
	{ "2026-11-20T05:53+02:00", INT64_C(1795146780000) },
	{ "2026-11-20T05:53:11+02:00", INT64_C(1795146791000) },
	{ "2026-11-20T23:60:00Z", NO },
	{ "2026-11-20T24:00:00Z", INT64_C(1795219200000) },
	{ "2026-11-20T24:00:01Z", NO },
	{ "2026-11-20T3:53:11Z", NO },
	{ "2026-11-20Tx", NO },
	{ "2026-11-20Z", INT64_C(1795132800000) },
	{ "2026-11-20t03:53:11z", INT64_C(1795146791000) },
	{ "2026-11-20x", NO },
	{ "2026-11-32", NO },
	{ "2026-13-01", NO },
	{ "2026/11/20 03:53", INT64_C(1795146780000) },
	{ "2026/11/20", INT64_C(1795132800000) },
	{ "Fri Nov 20 2026 03:53:11 GMT+0000 (Coordinated Universal Time)",
	  INT64_C(1795146791000) },
	{ "Fri Nov 20 2026 03:53:11 GMT+0200 (CET)", INT64_C(1795139591000) },
	{ "Fri, 20 Nov 2026 03:53:11 GMT", INT64_C(1795146791000) },
	{ "Fri, 30 Feb 2026 03:53:11 GMT", INT64_C(1772423591000) },
	{ "Nov 20, 2026", INT64_C(1795132800000) },
	{ "November 20, 2026 3:53", INT64_C(1795146780000) },
	{ "infinity", NO },
	{ "tomorrow", NO },
};

static void texts_are_read_as_javascript_reads_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t ms = NO;
		bool read = date_text_read(str_z(rows[i].text), &ms);

		if (read != (rows[i].ms != NO) || ms != rows[i].ms)
			fail_msg("\"%s\": %lld instead of %lld", rows[i].text, (long long)ms,
				 (long long)rows[i].ms);
	}
}

static void times_beyond_what_can_be_written_are_the_first_or_the_last(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} far[] = {
		{ "+012026-11-20T00:00Z", CLOCK_LAST_MS },
		{ "-000001-01-01T00:00Z", CLOCK_FIRST_MS },
		{ "9999-12-31T23:59:59.999-01:00", CLOCK_LAST_MS },
		{ "0000-01-01T00:00:00.000+01:00", CLOCK_FIRST_MS },
		{ "+002026-11-20T00:00Z", INT64_C(1795132800000) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(far); i++) {
		int64_t ms = 0;

		assert_true(date_text_read(str_z(far[i].text), &ms));
		assert_int_equal(ms, far[i].ms);
	}
}

/* Whatever is cut off, the rest is read or refused, and nothing beyond it is looked at. */
static void every_beginning_of_a_text_is_read_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (size_t n = 0; n <= strlen(rows[i].text); n++) {
			char *copy = n ? malloc(n) : NULL;
			int64_t ms = 0;

			if (n)
				memcpy(copy, rows[i].text, n);
			if (date_text_read(str_of(copy, n), &ms))
				assert_true(ms >= CLOCK_FIRST_MS && ms <= CLOCK_LAST_MS);
			free(copy);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_read_as_javascript_reads_them),
		cmocka_unit_test(times_beyond_what_can_be_written_are_the_first_or_the_last),
		cmocka_unit_test(every_beginning_of_a_text_is_read_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
