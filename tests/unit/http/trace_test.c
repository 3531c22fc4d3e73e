/* Which names of a proxy are kept. */
#include "http/trace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"

#define TRACE  "4bf92f3577b34da6a3ce929d0e0e4736"
#define PARENT "00-" TRACE "-00f067aa0ba902b7-01"
#define SPAN   "89a822099827ac00"
#define MADE   UINT64_C(0x0102030405060708)
#define ANEW   "0807060504030201" SPAN

/* The headers that are not NULL. */
static struct request taken(struct arena *a, const char *id, const char *parent, const char *again)
{
	struct http_header *headers = arena_array(a, 3, sizeof(*headers));
	struct request request = { .arena = a, .id = STR(SPAN), .headers = headers };

	if (id)
		headers[request.n_headers++] =
			(struct http_header){ STR("X-Request-ID"), str_z(id) };
	if (parent)
		headers[request.n_headers++] =
			(struct http_header){ STR("Traceparent"), str_z(parent) };
	if (again)
		headers[request.n_headers++] =
			(struct http_header){ STR("traceparent"), str_z(again) };
	trace_take(&request, MADE);
	assert_true(str_eq(request.span_id, STR(SPAN)));
	return request;
}

static void what_is_sound_is_kept(void **state)
{
	ARENA(a);
	struct request request = taken(&a, "abc-123", PARENT, NULL);

	(void)state;
	assert_true(str_eq(request.id, STR("abc-123")));
	assert_true(str_eq(request.trace_id, STR(TRACE)));
	assert_true(str_eq(request.traceparent, STR("00-" TRACE "-" SPAN "-01")));
}

static void without_names_both_are_made(void **state)
{
	ARENA(a);
	struct request request = taken(&a, NULL, NULL, NULL);

	(void)state;
	assert_true(str_eq(request.id, STR(SPAN)));
	assert_true(str_eq(request.trace_id, STR(ANEW)));
	assert_true(str_eq(request.traceparent, STR("00-" ANEW "-" SPAN "-00")));
}

static void ids_that_could_harm_a_log_are_replaced(void **state)
{
	static const char long_id[] =
		"0123456789012345678901234567890123456789012345678901234567890123"
		"0123456789012345678901234567890123456789012345678901234567890123"
		"4";
	static const char *const refused[] = { "",         "a b", "a\"b", "a=b\n",
					       "\xc3\xa4", "a,b", "<3>",  long_id };
	static const char *const kept[] = { "x", "550e8400-e29b-41d4-a716-446655440000",
					    "Root=1-67891233-abcdef012345678912345678",
					    "a/b+c=~@:._-", long_id + 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		ARENA(a);

		assert_true(str_eq(taken(&a, refused[i], NULL, NULL).id, STR(SPAN)));
	}
	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		ARENA(a);

		assert_true(str_eq(taken(&a, kept[i], NULL, NULL).id, str_z(kept[i])));
	}
}

static void only_a_sound_parent_is_followed(void **state)
{
	static const char *const refused[] = {
		"",
		"00",
		"00-" TRACE "-00f067aa0ba902b7-0",
		"00-" TRACE "-00f067aa0ba902b7-01-more",
		"ff-" TRACE "-00f067aa0ba902b7-01",
		"0x-" TRACE "-00f067aa0ba902b7-01",
		"00-00000000000000000000000000000000-00f067aa0ba902b7-01",
		"00-" TRACE "-0000000000000000-01",
		"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
		"00_" TRACE "-00f067aa0ba902b7-01",
		"00-" TRACE "_00f067aa0ba902b7-01",
		"00-" TRACE "-00f067aa0ba902b7_01",
		"00-" TRACE "-00f067aa0ba902b7-0g",
		"01-" TRACE "-00f067aa0ba902b7-01more",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		ARENA(a);

		assert_true(str_eq(taken(&a, NULL, refused[i], NULL).trace_id, STR(ANEW)));
	}
}

static void a_newer_version_is_read_as_far_as_it_is_known(void **state)
{
	ARENA(a);
	struct request request = taken(&a, NULL, "01-" TRACE "-00f067aa0ba902b7-03-more", NULL);

	(void)state;
	assert_true(str_eq(request.traceparent, STR("00-" TRACE "-" SPAN "-01")));
	request = taken(&a, NULL, "01-" TRACE "-00f067aa0ba902b7-fe", NULL);
	assert_true(str_eq(request.traceparent, STR("00-" TRACE "-" SPAN "-00")));
}

static void two_parents_are_none(void **state)
{
	ARENA(a);

	(void)state;
	assert_true(str_eq(taken(&a, NULL, PARENT, PARENT).trace_id, STR(ANEW)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sound_is_kept),
		cmocka_unit_test(without_names_both_are_made),
		cmocka_unit_test(ids_that_could_harm_a_log_are_replaced),
		cmocka_unit_test(only_a_sound_parent_is_followed),
		cmocka_unit_test(a_newer_version_is_read_as_far_as_it_is_known),
		cmocka_unit_test(two_parents_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
