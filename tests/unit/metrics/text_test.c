/* The two forms of the text, byte for byte. */
#include "metrics/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"

static char memory[4096];
static struct buf out;

static struct metric_text begin(enum metric_form form)
{
	buf_init_fixed(&out, memory, sizeof(memory));
	return (struct metric_text){ .out = &out, .form = form };
}

static void ends_with(struct metric_text *text, const char *wanted)
{
	metric_text_end(text);
	buf_char(&out, '\0');
	assert_true(buf_ok(&out));
	assert_string_equal(memory, wanted);
}

static void put_three(struct metric_text *text)
{
	metric_gauge(text, "ost_wait_seconds", "How long.", metric_ms(1500));
	metric_counter(text, "ost_things", "How many.", metric_u64(7));
	metric_family(text, "ost_build", METRIC_INFO, "What.");
	metric_sample(text, "_info", STR("version=\"1\""), metric_i64(1));
}

static void openmetrics_has_units_and_an_end(void **state)
{
	struct metric_text text = begin(METRIC_OPENMETRICS);

	(void)state;
	put_three(&text);
	ends_with(&text, "# TYPE ost_wait_seconds gauge\n"
			 "# UNIT ost_wait_seconds seconds\n"
			 "# HELP ost_wait_seconds How long.\n"
			 "ost_wait_seconds 1.5\n"
			 "# TYPE ost_things counter\n"
			 "# HELP ost_things How many.\n"
			 "ost_things_total 7\n"
			 "# TYPE ost_build info\n"
			 "# HELP ost_build What.\n"
			 "ost_build_info{version=\"1\"} 1\n"
			 "# EOF\n");
}

static void the_older_form_names_what_its_samples_are_named(void **state)
{
	struct metric_text text = begin(METRIC_PROMETHEUS);

	(void)state;
	put_three(&text);
	ends_with(&text, "# TYPE ost_wait_seconds gauge\n"
			 "# HELP ost_wait_seconds How long.\n"
			 "ost_wait_seconds 1.5\n"
			 "# TYPE ost_things_total counter\n"
			 "# HELP ost_things_total How many.\n"
			 "ost_things_total 7\n"
			 "# TYPE ost_build_info gauge\n"
			 "# HELP ost_build_info What.\n"
			 "ost_build_info{version=\"1\"} 1\n");
}

static void each_form_has_its_media_type(void **state)
{
	(void)state;
	assert_true(str_eq(metric_media_type(METRIC_OPENMETRICS),
			   STR("application/openmetrics-text; version=1.0.0; charset=utf-8")));
	assert_true(str_eq(metric_media_type(METRIC_PROMETHEUS),
			   STR("text/plain; version=0.0.4; charset=utf-8")));
}

static void a_value_has_no_digits_that_say_nothing(void **state)
{
	const struct {
		struct metric_value value;
		const char *text;
	} rows[] = {
		{ metric_i64(0), "0" },
		{ metric_i64(-5), "-5" },
		{ metric_u64(UINT64_MAX), "9223372036854775807" },
		{ metric_micros(0), "0.0" },
		{ metric_micros(1), "0.000001" },
		{ metric_micros(250), "0.00025" },
		{ metric_micros(1000000), "1.0" },
		{ metric_micros(-1500000), "-1.5" },
		{ metric_micros(INT64_MIN), "-9223372036854.775808" },
		{ metric_ms(INT64_MAX), "9223372036854.775807" },
		{ metric_ms(1796127934393), "1796127934.393" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct metric_text text = begin(METRIC_PROMETHEUS);

		text.family = "m";
		metric_sample(&text, "", STR(""), rows[i].value);
		assert_int_equal(memory[out.n - 1], '\n');
		memory[out.n - 1] = '\0';
		assert_string_equal(memory + sizeof("m"), rows[i].text);
	}
}

static void labels_are_escaped(void **state)
{
	(void)state;
	buf_init_fixed(&out, memory, sizeof(memory));
	metric_label(&out, "a", STR("x\"y\\z\nw"));
	metric_label(&out, "b", STR("{}"));
	buf_char(&out, '\0');
	assert_string_equal(memory, "a=\"x\\\"y\\\\z\\nw\",b=\"{}\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(openmetrics_has_units_and_an_end),
		cmocka_unit_test(the_older_form_names_what_its_samples_are_named),
		cmocka_unit_test(each_form_has_its_media_type),
		cmocka_unit_test(a_value_has_no_digits_that_say_nothing),
		cmocka_unit_test(labels_are_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
