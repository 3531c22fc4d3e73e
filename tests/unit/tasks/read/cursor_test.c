#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "tasks/read/cursor.h"

#define QUERY UINT64_C(0x1234567890abcdef)

static const struct {
	enum task_key key;
	struct task_place place;
} places[] = {
	{ TASK_KEY_ID, { { 0 }, 0, 7 } },
	{ TASK_KEY_ID, { { 0 }, 0, (INT64_C(1) << 53) - 1 } },
	{ TASK_KEY_TEXT, { STR_INIT("2026-12-31T09:30"), 0, 1 } },
	{ TASK_KEY_TEXT, { STR_INIT(""), 0, 1 } },
	{ TASK_KEY_TEXT, { STR_INIT("zażółć \"gęślą\"\n한"), 0, 99 } },
	{ TASK_KEY_TIME, { { 0 }, INT64_C(1796083200123), 5 } },
	{ TASK_KEY_TIME, { { 0 }, INT64_C(-1), 5 } },
	{ TASK_KEY_NUMBER, { { 0 }, 3, 5 } },
};

static void a_cursor_gives_back_its_place(void **state)
{
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct str text = cursor_make(&a, QUERY, places[i].key, &places[i].place);
		struct task_place place = { 0 };

		assert_true(cursor_read(&a, text, QUERY, places[i].key, &place));
		assert_int_equal(place.id, places[i].place.id);
		assert_int_equal(place.number, places[i].place.number);
		assert_true(str_eq(place.text, places[i].place.text));
	}
}

static void a_cursor_of_another_query_or_order_is_refused(void **state)
{
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct str text = cursor_make(&a, QUERY, places[i].key, &places[i].place);
		struct task_place place = { .id = 1234 };

		assert_false(cursor_read(&a, text, QUERY + 1, places[i].key, &place));
		for (enum task_key key = TASK_KEY_ID; key <= TASK_KEY_NUMBER; key++)
			if (key != places[i].key)
				assert_false(cursor_read(&a, text, QUERY, key, &place));
		assert_int_equal(place.id, 1234);
	}
}

static void no_character_of_a_cursor_can_be_changed(void **state)
{
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct str text = cursor_make(&a, QUERY, places[i].key, &places[i].place);
		char *copy = arena_alloc(&a, text.n + 1);
		struct task_place place;

		for (size_t at = 0; at < text.n; at++) {
			memcpy(copy, text.p, text.n);
			copy[at] = copy[at] == 'A' ? 'B' : 'A';
			assert_false(cursor_read(&a, str_of(copy, text.n), QUERY, places[i].key,
						 &place));
			assert_false(
				cursor_read(&a, str_head(text, at), QUERY, places[i].key, &place));
		}
		copy[text.n] = 'A';
		memcpy(copy, text.p, text.n);
		assert_false(
			cursor_read(&a, str_of(copy, text.n + 1), QUERY, places[i].key, &place));
	}
}

static void other_texts_are_no_cursors(void **state)
{
	static const char *const texts[] = {
		"",
		"1",
		"next",
		"AAAAAAAAAAAAAAAAAAAAAA",
		"AAAAAAAAAAAAAAAAAAAAAAA=",
		"\xff\xfe",
		"eyJhIjoxfQ",
		"AAAAAAAAAAAAAAAAAAAAAA AA",
	};
	static const char long_text[4096] = { 'A' };
	struct task_place place;
	ARENA(a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_false(cursor_read(&a, str_z(texts[i]), QUERY, TASK_KEY_ID, &place));
	assert_false(cursor_read(&a, str_of(long_text, sizeof(long_text)), QUERY, TASK_KEY_TEXT,
				 &place));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cursor_gives_back_its_place),
		cmocka_unit_test(a_cursor_of_another_query_or_order_is_refused),
		cmocka_unit_test(no_character_of_a_cursor_can_be_changed),
		cmocka_unit_test(other_texts_are_no_cursors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
