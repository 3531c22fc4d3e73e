/* Answered lists are found again at their revision, for their owner and query, within a bound. */
#include "tasks/list_cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/limits.h"

static const struct owner ann = { STR_INIT("ann") }, bob = { STR_INIT("bob") };

static struct list_cache *cache_of(size_t bytes)
{
	struct list_cache *cache = list_cache_new(bytes, &random_kernel);

	assert_non_null(cache);
	return cache;
}

static void put(struct list_cache *cache, struct list_cache_key key, struct str body,
		struct str next)
{
	const struct list_answer answer = { body, next };

	list_cache_put(cache, &key, &answer);
}

static bool has(struct list_cache *cache, struct list_cache_key key, struct str body,
		struct str next)
{
	struct list_answer answer;
	ARENA(a);

	if (!list_cache_get(cache, &key, &a, &answer))
		return false;
	assert_true(str_eq(answer.body, body));
	assert_true(str_eq(answer.next, next));
	return true;
}

static const struct str none = STR_INIT(""), body = STR_INIT("[1]"), other = STR_INIT("[2]");

static void what_was_kept_is_found_for_its_owner_query_and_revision_alone(void **state)
{
	OWNED(list_cache_free) struct list_cache *cache = cache_of(1 << 20);
	const struct list_cache_key key = { &ann, STR("limit=1"), 7, 1 };
	const struct list_cache_key others[] = {
		{ &bob, STR("limit=1"), 7, 1 }, { &ann, STR("limit=2"), 7, 1 },
		{ &ann, STR(""), 7, 1 },        { &ann, STR("limit=1"), 6, 1 },
		{ &ann, STR("limit=1"), 8, 1 }, { &ann, STR("limit=1"), 0, 1 },
		{ &ann, STR("limit=1"), 7, 2 },
	};

	(void)state;
	assert_false(has(cache, key, body, none));
	put(cache, key, body, STR("<next>"));
	assert_true(has(cache, key, body, STR("<next>")));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(has(cache, others[i], body, none));
	put(cache, others[0], other, none);
	assert_true(has(cache, others[0], other, none));
	assert_true(has(cache, key, body, STR("<next>")));
}

/* The border between the two is not lost in the comparison. */
static void an_owner_and_a_query_are_not_taken_for_others_with_the_same_letters(void **state)
{
	OWNED(list_cache_free) struct list_cache *cache = cache_of(1 << 20);
	const struct owner longer = { STR("annl") };

	(void)state;
	put(cache, (struct list_cache_key){ &ann, STR("limit"), 1, 1 }, body, none);
	assert_false(has(cache, (struct list_cache_key){ &longer, STR("imit"), 1, 1 }, body, none));
}

static void a_later_revision_takes_the_place_and_an_earlier_one_does_not(void **state)
{
	OWNED(list_cache_free) struct list_cache *cache = cache_of(1 << 20);
	struct list_cache_key key = { &ann, none, 7, 1 }, later = { &ann, none, 8, 1 };
	size_t used;

	(void)state;
	put(cache, key, body, none);
	used = list_cache_used(cache);
	put(cache, later, other, none);
	assert_int_equal(list_cache_used(cache), used);
	assert_false(has(cache, key, body, none));
	put(cache, key, body, none);
	assert_true(has(cache, later, other, none));
	assert_int_equal(list_cache_used(cache), used);
}

static void what_is_not_to_be_kept_is_not(void **state)
{
	OWNED(list_cache_free) struct list_cache *cache = cache_of(1 << 20);
	static char long_body[LIMIT_ANSWER_BYTES + 1];
	struct list_cache_key key = { &ann, none, 0, 1 };

	(void)state;
	put(cache, key, body, none);
	key.revision = 1;
	put(cache, key, str_of(long_body, sizeof(long_body)), none);
	put(NULL, key, body, none);
	assert_false(has(NULL, key, body, none));
	assert_int_equal(list_cache_used(cache), 0);
	put(cache, key, str_of(long_body, sizeof(long_body) - 1), none);
	assert_true(list_cache_used(cache) > LIMIT_ANSWER_BYTES);
}

static void the_memory_is_bounded_and_what_was_used_longest_ago_goes(void **state)
{
	const size_t bytes = 20000;
	OWNED(list_cache_free) struct list_cache *cache = cache_of(bytes);
	static char text[1000];
	const struct list_cache_key first = { &ann, STR("first"), 1, 1 };
	char query[16];

	(void)state;
	put(cache, first, body, none);
	for (int i = 0; i < 1000; i++) {
		const struct list_cache_key key = { &ann, str_z(query), 1, 1 };

		snprintf(query, sizeof(query), "limit=%d", i);
		put(cache, key, str_of(text, sizeof(text)), none);
		assert_true(list_cache_used(cache) <= bytes);
		assert_true(has(cache, key, str_of(text, sizeof(text)), none));
		assert_true(has(cache, first, body, none)); /* it is used all the time */
	}
	assert_false(has(cache, (struct list_cache_key){ &ann, STR("limit=0"), 1, 1 }, body, none));
	assert_true(list_cache_used(cache) > bytes / 2);
}

static void one_that_is_longer_than_all_memory_is_not_kept(void **state)
{
	OWNED(list_cache_free) struct list_cache *cache = cache_of(100);
	static char text[1000];

	(void)state;
	put(cache, (struct list_cache_key){ &ann, none, 1, 1 }, str_of(text, sizeof(text)), none);
	assert_int_equal(list_cache_used(cache), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_kept_is_found_for_its_owner_query_and_revision_alone),
		cmocka_unit_test(
			an_owner_and_a_query_are_not_taken_for_others_with_the_same_letters),
		cmocka_unit_test(a_later_revision_takes_the_place_and_an_earlier_one_does_not),
		cmocka_unit_test(what_is_not_to_be_kept_is_not),
		cmocka_unit_test(the_memory_is_bounded_and_what_was_used_longest_ago_goes),
		cmocka_unit_test(one_that_is_longer_than_all_memory_is_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
