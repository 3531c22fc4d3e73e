/* Quick add: lines of text and what becomes of them (tests/data/quickadd), and what it promises of
 * every text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/cleanup.h"
#include "core/limits.h"
#include "support/data.h"
#include "support/quick_claims.h"
#include "tasks/quickadd/answer.h"

#define TEXT_ROOM 4096

static void put_named(struct buf *b, const char *name, struct str value)
{
	if (value.n)
		buf_fmt(b, "%s%.*s", name, STR_FMT(value));
}

/* "Pay rent | 2026-12-01T09:00 | FREQ=MONTHLY | !high | #money | @Home" */
static struct str summary(struct arena *a, const struct quick_task *task)
{
	struct buf b;

	arena_buf(a, &b, 256, TEXT_ROOM);
	buf_str(&b, task->title);
	put_named(&b, " | ", task->due_date);
	put_named(&b, "T", task->due_time);
	put_named(&b, " | ", task->recurrence);
	put_named(&b, " | !", task->priority);
	for (size_t i = 0; i < task->n_tags; i++)
		put_named(&b, " | #", task->tags[i]);
	if (task->list)
		put_named(&b, " | @", task->list->name);
	return buf_text(&b);
}

/* "Pay rent <date:tomorrow> <time:9am>" */
static struct str marked(struct arena *a, struct str text, const struct quick_task *task)
{
	static const char *const kinds[] = { "list", "tag",    "priority", "date",
					     "time", "repeat", "escape" };
	struct buf b;
	size_t at = 0;

	arena_buf(a, &b, 256, TEXT_ROOM);
	for (size_t i = 0; i < task->n_spans; i++) {
		const struct quick_span *span = &task->spans[i];

		buf_str(&b, str_of(text.p + at, span->start - at));
		buf_fmt(&b, "<%s:%.*s>", kinds[span->kind], (int)(span->end - span->start),
			text.p + span->start);
		at = span->end;
	}
	buf_str(&b, str_tail(text, at));
	return buf_text(&b);
}

static void read_case(struct arena *a, const struct quick_context *context, const struct json *row)
{
	struct str text = data_text(row, "text");
	struct quick_task task;
	const char *broken;

	quickadd_read(a, context, text, &task);
	assert_string_equal(arena_z(a, marked(a, text, &task)),
			    arena_z(a, data_text(row, "marked")));
	assert_string_equal(arena_z(a, summary(a, &task)), arena_z(a, data_text(row, "task")));
	broken = quick_claims_broken(a, text, &task);
	assert_string_equal(broken ? broken : "", "");
}

static void read_cases(const char *language, const char *file)
{
	OWNED(json_free) struct json *rows = data_json(file);
	struct quick_context context = quick_claims_context(language);

	assert_true(json_count(rows) > 0);
	for (size_t i = 0; i < json_count(rows); i++) {
		ARENA(a);

		read_case(&a, &context, json_element(rows, i));
	}
}

static void english_lines_become_tasks(void **state)
{
	(void)state;
	read_cases("en", "quickadd/en.json");
}

static void german_lines_become_tasks(void **state)
{
	(void)state;
	read_cases("de", "quickadd/de.json");
}

static void date_is(const char *language, const char *text, const char *date)
{
	struct quick_context context = quick_claims_context(language);
	struct quick_task task;
	ARENA(a);

	quickadd_read(&a, &context, str_z(text), &task);
	assert_string_equal(arena_z(&a, task.due_date), date);
}

static void the_region_decides_what_stands_first_in_a_date(void **state)
{
	(void)state;
	date_is("en", "a 3/4/2027", "2027-03-04");
	date_is("en-US", "a 3/4/2027", "2027-03-04");
	date_is("en-GB", "a 3/4/2027", "2027-04-03");
	date_is("en-AU", "a on 3/4", "2027-04-03");
	date_is("en-GB", "a 3/14/2027", "2027-03-14");
	date_is("en", "a 14/3/2027", "2027-03-14");
}

static void a_language_without_words_is_refused(void **state)
{
	static const char *const known[] = { "en", "EN", "en-GB", "de", "de-AT", "De-1996" };
	static const char *const unknown[] = { "", "fr", "english", "e", "-en", "deu" };
	struct quick_context context;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		assert_true(quickadd_language(str_z(known[i]), &context));
	for (size_t i = 0; i < ARRAY_LEN(unknown); i++)
		assert_false(quickadd_language(str_z(unknown[i]), &context));
}

static void the_answer_counts_utf16_units(void **state)
{
	struct quick_context context = quick_claims_context("en");
	struct str text = STR("\xF0\x9F\x8E\x89 \xC3\xA9 tomorrow 9am #x");
	struct quick_task task;
	struct buf b;
	ARENA(a);

	(void)state;
	quickadd_read(&a, &context, text, &task);
	arena_buf(&a, &b, 256, TEXT_ROOM);
	quickadd_put(&b, text, STR("Europe/Berlin"), &task);
	assert_string_equal(
		buf_cstr(&b),
		"{\"task\":{\"title\":\"\xF0\x9F\x8E\x89 \xC3\xA9\",\"due_date\":\"2026-12-01\","
		"\"due_time\":\"09:00\",\"time_zone\":\"Europe/Berlin\",\"tags\":[\"x\"]},"
		"\"spans\":[{\"start\":5,\"end\":13,\"kind\":\"date\",\"value\":\"2026-12-01\"},"
		"{\"start\":14,\"end\":17,\"kind\":\"time\",\"value\":\"09:00\"},"
		"{\"start\":18,\"end\":20,\"kind\":\"tag\",\"value\":\"x\"}]}");
}

static void more_tags_than_a_task_may_have_stay_in_the_title(void **state)
{
	struct quick_context context = quick_claims_context("en");
	struct quick_task task;
	struct buf text;
	ARENA(a);

	(void)state;
	arena_buf(&a, &text, 256, TEXT_ROOM);
	buf_z(&text, "a");
	for (int i = 0; i <= LIMIT_TAGS; i++)
		buf_fmt(&text, " #t%d", i);
	quickadd_read(&a, &context, buf_text(&text), &task);
	assert_int_equal(task.n_tags, LIMIT_TAGS);
	assert_string_equal(arena_z(&a, task.title), "a #t20");
}

/* A text of random words, signs and blanks, with the words of the tables among them. */
static struct str random_text(struct arena *a, uint64_t *seed)
{
	static const char *const words[] = {
		"tomorrow",
		"next",
		"friday",
		"every",
		"monday,",
		"and",
		"wed",
		"at",
		"9",
		"9am",
		"15.3.",
		"15th",
		"march",
		"until",
		"in",
		"3",
		"days",
		"@home",
		"office",
		"#tag",
		"!high",
		"\\",
		"\"",
		"jeden",
		"Morgen",
		"um",
		"Uhr",
		"alle",
		"zwei",
		"Wochen",
		"am",
		"bis",
		"zum",
		"abends",
		"montags",
		"heute",
		"other",
		"evening",
		"on",
		"the",
		"of",
		"month",
		"2027",
		"12/24",
		"second",
		"last",
		"\xC3\xBC",
		"\xF0\x9F\x8E\x89",
		"\xE2\x80\x9E",
		"\xE2\x80\x9C",
		"\xCC\x88",
		"#1",
		"@",
		"#",
		"!",
		".",
		",",
		"noon",
		"tonight",
	};
	static const char *const blanks[] = { " ", " ", " ", "  ", "\t", "\xC2\xA0", "\xE3\x80\x80",
					      "" };
	struct buf b;

	arena_buf(a, &b, 256, TEXT_ROOM);
	for (int i = 0; i < 12; i++) {
		*seed = *seed * 6364136223846793005u + 1442695040888963407u;
		buf_z(&b, words[(*seed >> 33) % ARRAY_LEN(words)]);
		buf_z(&b, blanks[(*seed >> 59) % ARRAY_LEN(blanks)]);
	}
	return buf_text(&b);
}

static void whatever_is_written_nothing_is_lost(void **state)
{
	struct quick_context contexts[] = { quick_claims_context("en"),
					    quick_claims_context("de") };
	uint64_t seed = 20261130;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		ARENA(a);
		struct str text = random_text(&a, &seed);
		struct quick_task task;
		const char *broken;

		quickadd_read(&a, &contexts[i & 1], text, &task);
		broken = quick_claims_broken(&a, text, &task);
		if (broken)
			fail_msg("%s: %.*s", broken, STR_FMT(text));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(english_lines_become_tasks),
		cmocka_unit_test(german_lines_become_tasks),
		cmocka_unit_test(the_region_decides_what_stands_first_in_a_date),
		cmocka_unit_test(a_language_without_words_is_refused),
		cmocka_unit_test(the_answer_counts_utf16_units),
		cmocka_unit_test(more_tags_than_a_task_may_have_stay_in_the_title),
		cmocka_unit_test(whatever_is_written_nothing_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
