/* Lines are whole, escaped, and of one event each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "core/log.h"

static int64_t fixed_now(const struct clock *clock)
{
	(void)clock;
	return 1795146791318;
}

static const struct clock fixed_clock = { .now_ms = fixed_now };

static size_t write_line(enum log_format format, enum log_level least, enum log_level level,
			 const struct log_field *fields, size_t n, char *out, size_t bytes)
{
	int ends[2];
	struct log log = { .level = least, .format = format, .clock = &fixed_clock };
	ssize_t got;

	assert_int_equal(pipe(ends), 0);
	log.fd = ends[1];
	log_line(&log, level, "hello", fields, n);
	close(ends[1]);
	got = read(ends[0], out, bytes - 1);
	close(ends[0]);
	assert_true(got >= 0);
	out[got] = '\0';
	return (size_t)got;
}

static void a_line_says_when_how_bad_and_what(void **state)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("user", STR("u1")),
		LOG_FIELD_TEXT("empty", STR("")),
		LOG_FIELD_INTEGER("n", -5),
		LOG_FIELD_MS("ms", 1234),
	};
	char line[512];

	(void)state;
	write_line(LOG_FORMAT_LOGFMT, LOG_LEVEL_INFO, LOG_LEVEL_WARN, fields, ARRAY_LEN(fields),
		   line, sizeof(line));
	assert_string_equal(
		line, "ts=2026-11-20T03:53:11.318Z level=warn msg=hello user=u1 n=-5 ms=1.234\n");
	write_line(LOG_FORMAT_JSON, LOG_LEVEL_INFO, LOG_LEVEL_WARN, fields, ARRAY_LEN(fields), line,
		   sizeof(line));
	assert_string_equal(line, "{\"ts\":\"2026-11-20T03:53:11.318Z\",\"level\":\"warn\",\"msg\":"
				  "\"hello\",\"user\":\"u1\",\"n\":-5,\"ms\":1.234}\n");
}

static void a_line_of_the_journal_begins_with_its_priority(void **state)
{
	static const struct {
		enum log_level level;
		const char *head;
	} cases[] = {
		{ LOG_LEVEL_DEBUG, "<7>ts=" },  { LOG_LEVEL_INFO, "<6>ts=" },
		{ LOG_LEVEL_NOTICE, "<5>ts=" }, { LOG_LEVEL_WARN, "<4>ts=" },
		{ LOG_LEVEL_ERROR, "<3>ts=" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct log log = { .level = LOG_LEVEL_DEBUG,
				   .journal = true,
				   .clock = &fixed_clock };
		char line[512];
		int ends[2];
		ssize_t n;

		assert_int_equal(pipe(ends), 0);
		log.fd = ends[1];
		log_line(&log, cases[i].level, "hello", NULL, 0);
		close(ends[1]);
		n = read(ends[0], line, sizeof(line));
		close(ends[0]);
		assert_true(n > 6);
		assert_memory_equal(line, cases[i].head, strlen(cases[i].head));
	}
}

static void nothing_in_a_value_can_begin_a_line(void **state)
{
	static const char *const values[] = {
		"a\nts=1 level=info", "a\r\nb",   "a b=c",       "\"", "a\\",
		"\x1b[31m",           "\xff\xfe", "\xe2\x80\xa8"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		const struct log_field field = LOG_FIELD_TEXT("v", str_z(values[i]));
		char line[512];
		size_t n = write_line(LOG_FORMAT_LOGFMT, LOG_LEVEL_INFO, LOG_LEVEL_INFO, &field, 1,
				      line, sizeof(line));
		struct json *root = NULL;

		assert_int_equal(str_find(str_of(line, n), '\n'), n - 1);
		assert_int_equal(str_find(str_of(line, n), '\x1b'), -1);
		n = write_line(LOG_FORMAT_JSON, LOG_LEVEL_INFO, LOG_LEVEL_INFO, &field, 1, line,
			       sizeof(line));
		assert_int_equal(json_parse(str_of(line, n), 1, &root), JSON_OK);
		json_free(root);
	}
}

static void a_field_that_does_not_fit_is_left_out_and_the_line_stays_whole(void **state)
{
	static char large[8000];
	struct log_field fields[] = {
		LOG_FIELD_TEXT("large", str_of(NULL, 0)),
		LOG_FIELD_TEXT("small", STR("here")),
	};
	char line[8192];

	(void)state;
	memset(large, 'x', sizeof(large));
	fields[0].text = str_of(large, sizeof(large));
	write_line(LOG_FORMAT_JSON, LOG_LEVEL_INFO, LOG_LEVEL_INFO, fields, 2, line, sizeof(line));
	assert_string_equal(line, "{\"ts\":\"2026-11-20T03:53:11.318Z\",\"level\":\"info\",\"msg\":"
				  "\"hello\",\"small\":\"here\"}\n");
}

static void what_is_below_the_level_is_not_written(void **state)
{
	char line[512];

	(void)state;
	assert_int_equal(write_line(LOG_FORMAT_JSON, LOG_LEVEL_WARN, LOG_LEVEL_NOTICE, NULL, 0,
				    line, sizeof(line)),
			 0);
	assert_int_not_equal(write_line(LOG_FORMAT_JSON, LOG_LEVEL_WARN, LOG_LEVEL_WARN, NULL, 0,
					line, sizeof(line)),
			     0);
}

static void names_are_exact(void **state)
{
	enum log_level level;
	enum log_format format;

	(void)state;
	assert_true(log_level_parse(STR("notice"), &level));
	assert_int_equal(level, LOG_LEVEL_NOTICE);
	assert_false(log_level_parse(STR("Notice"), &level));
	assert_true(log_format_parse(STR("json"), &format));
	assert_false(log_format_parse(STR("xml"), &format));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_says_when_how_bad_and_what),
		cmocka_unit_test(a_line_of_the_journal_begins_with_its_priority),
		cmocka_unit_test(nothing_in_a_value_can_begin_a_line),
		cmocka_unit_test(a_field_that_does_not_fit_is_left_out_and_the_line_stays_whole),
		cmocka_unit_test(what_is_below_the_level_is_not_written),
		cmocka_unit_test(names_are_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
