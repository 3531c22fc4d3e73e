/* Rotation: when the next key is made, published and signs, and what becomes of the one before. */
#include "auth/keys/keyring.h"
#include "support/rings.h"

#include <pthread.h>

#include "core/limits.h"

static void a_rotated_key_is_published_first_and_signs_to_the_millisecond(void **state)
{
	struct fixture *f = *state;
	const char *first = rings_signing_kid(f, rings_keyring(f));
	uint64_t generation = keyring_generation(rings_keyring(f));
	struct key_rotation rotation = rings_rotate(f);

	assert_true(rotation.created);
	assert_int_equal(rotation.starts_ms, TEST_NOW_MS + PENDING_MS);
	assert_int_equal(keyring_generation(rings_keyring(f)), generation + 1);
	assert_true(rings_publishes(rings_keyring(f), rotation.kid));
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), first);
	test_advance(f, PENDING_MS - 1);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), first);
	assert_string_equal(rings_better_auth_kid(f, "ES256"), first);
	test_advance(f, 1);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), rotation.kid);
	assert_string_equal(rings_better_auth_kid(f, "ES256"), rotation.kid);
	assert_true(rings_publishes(rings_keyring(f), first));
	test_advance(f, KEYS_GRACE_MS - 2);
	assert_true(rings_publishes(rings_keyring(f), first));
	test_advance(f, 1);
	assert_false(rings_publishes(rings_keyring(f), first));
	assert_true(rings_publishes(rings_keyring(f), rotation.kid));
}

static void a_second_rotation_finds_the_pending_key(void **state)
{
	struct fixture *f = *state;
	struct key_rotation first, second;

	rings_signing_kid(f, rings_keyring(f));
	first = rings_rotate(f);
	test_advance(f, 5);
	second = rings_rotate(f);
	assert_false(second.created);
	assert_string_equal(second.kid, first.kid);
	assert_int_equal(second.starts_ms, first.starts_ms);
	assert_int_equal(rings_rows(f).n, 2);
	test_advance(f, PENDING_MS);
	assert_true(rings_rotate(f).created);
	assert_int_equal(rings_rows(f).n, 3);
}

static void rotating_an_empty_table_makes_a_key_that_signs_at_once(void **state)
{
	struct fixture *f = *state;
	struct key_rotation rotation = rings_rotate(f);

	assert_true(rotation.created);
	assert_int_equal(rotation.starts_ms, TEST_NOW_MS);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), rotation.kid);
	assert_true(rotation.first);
	assert_false(rings_rotate(f).first);
}

static void better_auth_signs_with_the_same_key_through_many_rotations(void **state)
{
	struct fixture *f = *state;

	rings_signing_kid(f, rings_keyring(f));
	for (int i = 0; i < 6; i++) {
		struct key_rotation rotation = rings_rotate(f);

		for (int64_t ms = 0; ms <= PENDING_MS + 3000; ms += 3000, test_advance(f, 3000)) {
			assert_string_equal(rings_better_auth_kid(f, "ES256"),
					    rings_signing_kid(f, rings_keyring(f)));
			assert_string_equal(rings_better_auth_kid(f, "RS256"),
					    rings_signing_kid(f, rings_keyring(f)));
		}
		assert_string_equal(rings_signing_kid(f, rings_keyring(f)), rotation.kid);
	}
}

static void another_process_learns_of_it_at_its_next_look(void **state)
{
	struct fixture *f = *state;
	const char *first = rings_signing_kid(f, rings_keyring(f));
	struct rings_instance other = rings_open_instance(f);
	struct key_rotation rotation = rings_rotate(f);

	assert_false(rings_publishes(other.issuer->keyring, rotation.kid));
	keyring_tick(other.issuer->keyring);
	assert_true(rings_publishes(other.issuer->keyring, rotation.kid));
	assert_string_equal(rings_signing_kid(f, other.issuer->keyring), first);
	test_advance(f, PENDING_MS);
	assert_string_equal(rings_signing_kid(f, other.issuer->keyring), rotation.kid);
	rings_close_instance(&other);
}

static void a_look_without_news_writes_nothing_and_keeps_the_snapshot(void **state)
{
	struct fixture *f = *state;
	struct store_stats before, after;
	uint64_t generation;

	rings_signing_kid(f, rings_keyring(f));
	keyring_tick(rings_keyring(f));
	store_stats(f->store, &before);
	generation = keyring_generation(rings_keyring(f));
	for (int i = 0; i < 100; i++)
		keyring_tick(rings_keyring(f));
	store_stats(f->store, &after);
	assert_int_equal(after.writes, before.writes);
	assert_int_equal(keyring_generation(rings_keyring(f)), generation);
}

static void the_timer_rotates_when_it_is_due_and_not_before(void **state)
{
	struct fixture *f = *state;

	f->settings.keys.rules.rotation_s = 86400;
	test_open(f);
	rings_signing_kid(f, rings_keyring(f));
	test_advance(f, DAY_MS - PENDING_MS - 1);
	keyring_tick(rings_keyring(f));
	assert_int_equal(rings_rows(f).n, 1);
	test_advance(f, 1);
	keyring_tick(rings_keyring(f));
	keyring_tick(rings_keyring(f));
	assert_int_equal(rings_rows(f).n, 2);
	test_advance(f, 100 * DAY_MS); /* the server was off for long: one key, not a hundred */
	keyring_tick(rings_keyring(f));
	keyring_tick(rings_keyring(f));
	assert_int_equal(rings_rows(f).n, 3);
}

struct ticker {
	pthread_barrier_t *start;
	struct keyring *keyring;
};

static void *tick(void *arg)
{
	struct ticker *ticker = arg;

	pthread_barrier_wait(ticker->start);
	for (int i = 0; i < 3; i++)
		keyring_tick(ticker->keyring);
	return NULL;
}

static void many_timers_are_due_at_once_and_one_key_follows(void **state)
{
	enum {
		INSTANCES = 8
	};
	struct fixture *f = *state;
	struct rings_instance of[INSTANCES];
	struct ticker tickers[INSTANCES];
	pthread_t threads[INSTANCES];
	pthread_barrier_t start;

	rings_signing_kid(f, rings_keyring(f));
	pthread_barrier_init(&start, NULL, INSTANCES);
	for (size_t i = 0; i < INSTANCES; i++) {
		of[i] = rings_open_instance(f);
		tickers[i] = (struct ticker){ &start, of[i].issuer->keyring };
	}
	for (int round = 1; round <= 3; round++) {
		test_advance(f, 30 * DAY_MS);
		for (size_t i = 0; i < INSTANCES; i++)
			pthread_create(&threads[i], NULL, tick, &tickers[i]);
		for (size_t i = 0; i < INSTANCES; i++)
			pthread_join(threads[i], NULL);
		assert_int_equal(rings_rows(f).n, round + 1);
	}
	pthread_barrier_destroy(&start);
	for (size_t i = 0; i < INSTANCES; i++)
		rings_close_instance(&of[i]);
}

static void the_algorithm_changes_by_rotation(void **state)
{
	struct fixture *f = *state;
	const char *old = rings_signing_kid(f, rings_keyring(f));
	struct rings_instance changed;
	const char *new;

	f->settings.keys.alg = SIGNING_ALG_EDDSA;
	changed = rings_open_instance(f);
	assert_string_equal(rings_signing_kid(f, changed.issuer->keyring), old);
	keyring_tick(changed.issuer->keyring);
	assert_int_equal(rings_rows(f).n, 2);
	assert_string_equal(rings_signing_kid(f, changed.issuer->keyring), old);
	test_advance(f, PENDING_MS);
	new = rings_signing_kid(f, changed.issuer->keyring);
	assert_string_not_equal(new, old);
	assert_true(str_eq(rings_row(f, new)->alg, STR("EdDSA")));
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)),
			    old); /* both side by side, as long as both are used */
	assert_true(rings_publishes(changed.issuer->keyring, old));
	test_advance(f, 31 * DAY_MS - PENDING_MS + 1);
	assert_int_equal(rings_row(f, old)->expires_ms, 0);
	keyring_tick(changed.issuer->keyring);
	assert_int_equal(rings_row(f, old)->expires_ms, rings_now_ms(f) - 1);
	assert_true(rings_publishes(changed.issuer->keyring, old));
	rings_close_instance(&changed);
}

static void a_key_with_an_end_is_followed_although_rotation_is_off(void **state)
{
	struct fixture *f = *state;
	const char *first;
	struct key_rotation rotation;

	f->settings.keys.rules.rotation_s = 0;
	test_open(f);
	first = rings_signing_kid(f, rings_keyring(f));
	test_advance(f, 400 * DAY_MS);
	keyring_tick(rings_keyring(f));
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), first);
	assert_int_equal(rings_rows(f).n, 1);
	rotation = rings_rotate(f);
	assert_true(rotation.created);
	assert_int_equal(rings_row(f, first)->expires_ms, rotation.starts_ms - 1);
}

static void no_more_keys_than_verifiers_take(void **state)
{
	struct fixture *f = *state;
	struct key_rotation rotation;

	rings_signing_kid(f, rings_keyring(f));
	for (int i = 1; i < LIMIT_SIGNING_KEYS; i++) {
		assert_true(rings_rotate(f).created);
		test_advance(f, PENDING_MS);
	}
	assert_int_equal(keyring_rotate(rings_keyring(f), &rotation, &f->err), KEYRING_FULL);
	assert_non_null(strstr(f->err.text, "64"));
	test_advance(f, KEYS_GRACE_MS - 40 * PENDING_MS);
	assert_true(rings_rotate(f).created);
}

static void the_longest_life_of_tokens_is_remembered(void **state)
{
	struct fixture *f = *state;
	const char *kid = rings_signing_kid(f, rings_keyring(f));

	assert_int_equal(rings_row(f, kid)->life_s, 900);
	f->settings.token.life_s = 40 * 86400;
	test_close(f);
	test_open(f);
	assert_int_equal(rings_row(f, kid)->life_s, 40 * 86400);
	f->settings.token.life_s = 60;
	test_close(f);
	test_open(f);
	assert_int_equal(rings_row(f, kid)->life_s, 40 * 86400);
	rings_rotate(f);
	test_advance(f, PENDING_MS - 1 + 40 * DAY_MS + 59999);
	assert_true(rings_publishes(rings_keyring(f), kid));
	test_advance(f, 1);
	assert_false(rings_publishes(rings_keyring(f), kid));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(a_rotated_key_is_published_first_and_signs_to_the_millisecond),
		TEST_WITH_ISSUER(a_second_rotation_finds_the_pending_key),
		TEST_WITH_ISSUER(rotating_an_empty_table_makes_a_key_that_signs_at_once),
		TEST_WITH_ISSUER(better_auth_signs_with_the_same_key_through_many_rotations),
		TEST_WITH_ISSUER(another_process_learns_of_it_at_its_next_look),
		TEST_WITH_ISSUER(a_look_without_news_writes_nothing_and_keeps_the_snapshot),
		TEST_WITH_FILES(the_timer_rotates_when_it_is_due_and_not_before),
		TEST_WITH_ISSUER(many_timers_are_due_at_once_and_one_key_follows),
		TEST_WITH_ISSUER(the_algorithm_changes_by_rotation),
		TEST_WITH_FILES(a_key_with_an_end_is_followed_although_rotation_is_off),
		TEST_WITH_ISSUER(no_more_keys_than_verifiers_take),
		TEST_WITH_ISSUER(the_longest_life_of_tokens_is_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
