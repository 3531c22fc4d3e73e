#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/hash.h"

/* The test values of draft-eastlake-fnv, section 6. */
static void the_hash_is_fnv_1a_of_64_bits(void **state)
{
	static const struct {
		struct str text;
		uint64_t hash;
	} cases[] = {
		{ STR_INIT(""), UINT64_C(0xcbf29ce484222325) },
		{ STR_INIT("a"), UINT64_C(0xaf63dc4c8601ec8c) },
		{ STR_INIT("foobar"), UINT64_C(0x85944171f73967e8) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(hash_str(HASH_START, cases[i].text), cases[i].hash);
}

static void a_text_in_pieces_has_the_hash_of_the_whole(void **state)
{
	uint64_t number = UINT64_C(0x0102030405060708);

	(void)state;
	assert_int_equal(hash_str(hash_str(HASH_START, STR("foo")), STR("bar")),
			 hash_str(HASH_START, STR("foobar")));
	assert_int_equal(hash_u64(HASH_START, number),
			 hash_str(HASH_START, str_of(&number, sizeof(number))));
	assert_int_not_equal(hash_u64(HASH_START, 1), hash_u64(HASH_START, 2));
}

static void another_seed_puts_a_text_elsewhere(void **state)
{
	(void)state;
	assert_int_equal(hash_keyed(1, STR("a")), hash_keyed(1, STR("a")));
	assert_int_not_equal(hash_keyed(1, STR("a")), hash_keyed(2, STR("a")));
	assert_int_not_equal(hash_keyed(1, STR("ab")), hash_keyed(1, STR("ba")));
	assert_int_equal(hash_keyed(7, str_of(NULL, 0)), 7);
}

/* 4096 similar texts in 256 buckets, 16 in each on average: no bucket gets 48. */
static void similar_texts_spread_over_the_buckets_of_a_table(void **state)
{
	unsigned buckets[256] = { 0 };

	(void)state;
	for (uint64_t i = 0; i < 4096; i++) {
		char text[] = { '1', '0', '.', (char)('a' + i / 256), '.', (char)(i % 256) };

		buckets[hash_keyed(12345, str_of(text, sizeof(text))) % ARRAY_LEN(buckets)]++;
	}
	for (size_t i = 0; i < ARRAY_LEN(buckets); i++)
		assert_in_range(buckets[i], 1, 48);
}

static void mixing_loses_nothing(void **state)
{
	(void)state;
	assert_int_equal(hash_mix(0), 0);
	for (int bit = 0; bit < 64; bit++) /* a bijection: no two of these are the same */
		for (int other = 0; other < bit; other++)
			assert_int_not_equal(hash_mix(UINT64_C(1) << bit),
					     hash_mix(UINT64_C(1) << other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hash_is_fnv_1a_of_64_bits),
		cmocka_unit_test(a_text_in_pieces_has_the_hash_of_the_whole),
		cmocka_unit_test(another_seed_puts_a_text_elsewhere),
		cmocka_unit_test(similar_texts_spread_over_the_buckets_of_a_table),
		cmocka_unit_test(mixing_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
