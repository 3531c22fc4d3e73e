/* Rotation: when the next key is made, published and signs, and what becomes of the one before. */
#include "rings.h"

#include <pthread.h>

#include "core/limits.h"

static void a_rotated_key_is_published_first_and_signs_to_the_millisecond(void **state)
{
	struct fixture *f = *state;
	const char *first = signs(f, ring_of(f));
	uint64_t generation = keyring_generation(ring_of(f));
	struct key_turn turn = rotate(f);

	assert_true(turn.made);
	assert_int_equal(turn.starts_ms, TEST_NOW_MS + PENDING_MS);
	assert_int_equal(keyring_generation(ring_of(f)), generation + 1);
	assert_true(publishes(ring_of(f), turn.kid));
	assert_string_equal(signs(f, ring_of(f)), first);
	test_advance(f, PENDING_MS - 1);
	assert_string_equal(signs(f, ring_of(f)), first);
	assert_string_equal(better_auth_signs(f, "ES256"), first);
	test_advance(f, 1);
	assert_string_equal(signs(f, ring_of(f)), turn.kid);
	assert_string_equal(better_auth_signs(f, "ES256"), turn.kid);
	assert_true(publishes(ring_of(f), first));
	test_advance(f, KEYRING_GRACE_MS - 2);
	assert_true(publishes(ring_of(f), first));
	test_advance(f, 1);
	assert_false(publishes(ring_of(f), first));
	assert_true(publishes(ring_of(f), turn.kid));
}

static void a_second_rotation_finds_the_pending_key(void **state)
{
	struct fixture *f = *state;
	struct key_turn first, second;

	signs(f, ring_of(f));
	first = rotate(f);
	test_advance(f, 5);
	second = rotate(f);
	assert_false(second.made);
	assert_string_equal(second.kid, first.kid);
	assert_int_equal(second.starts_ms, first.starts_ms);
	assert_int_equal(rows_of(f).n, 2);
	test_advance(f, PENDING_MS);
	assert_true(rotate(f).made);
	assert_int_equal(rows_of(f).n, 3);
}

static void rotating_an_empty_table_makes_a_key_that_signs_at_once(void **state)
{
	struct fixture *f = *state;
	struct key_turn turn = rotate(f);

	assert_true(turn.made);
	assert_int_equal(turn.starts_ms, TEST_NOW_MS);
	assert_string_equal(signs(f, ring_of(f)), turn.kid);
}

static void better_auth_signs_with_the_same_key_through_many_rotations(void **state)
{
	struct fixture *f = *state;

	signs(f, ring_of(f));
	for (int i = 0; i < 6; i++) {
		struct key_turn turn = rotate(f);

		for (int64_t ms = 0; ms <= PENDING_MS + 3000; ms += 3000, test_advance(f, 3000)) {
			assert_string_equal(better_auth_signs(f, "ES256"), signs(f, ring_of(f)));
			assert_string_equal(better_auth_signs(f, "RS256"), signs(f, ring_of(f)));
		}
		assert_string_equal(signs(f, ring_of(f)), turn.kid);
	}
}

static void another_process_learns_of_it_at_its_next_look(void **state)
{
	struct fixture *f = *state;
	const char *first = signs(f, ring_of(f));
	struct instance other = another(f);
	struct key_turn turn = rotate(f);

	assert_false(publishes(other.issuer->keyring, turn.kid));
	keyring_tick(other.issuer->keyring);
	assert_true(publishes(other.issuer->keyring, turn.kid));
	assert_string_equal(signs(f, other.issuer->keyring), first);
	test_advance(f, PENDING_MS);
	assert_string_equal(signs(f, other.issuer->keyring), turn.kid);
	close_instance(&other);
}

static void a_look_without_news_writes_nothing_and_keeps_the_snapshot(void **state)
{
	struct fixture *f = *state;
	struct store_stats before, after;
	uint64_t generation;

	signs(f, ring_of(f));
	keyring_tick(ring_of(f));
	store_stats(f->store, &before);
	generation = keyring_generation(ring_of(f));
	for (int i = 0; i < 100; i++)
		keyring_tick(ring_of(f));
	store_stats(f->store, &after);
	assert_int_equal(after.writes, before.writes);
	assert_int_equal(keyring_generation(ring_of(f)), generation);
}

static void the_timer_rotates_when_it_is_due_and_not_before(void **state)
{
	struct fixture *f = *state;

	f->settings.keys.rotation_s = 86400;
	test_open(f);
	signs(f, ring_of(f));
	test_advance(f, DAY_MS - PENDING_MS - 1);
	keyring_tick(ring_of(f));
	assert_int_equal(rows_of(f).n, 1);
	test_advance(f, 1);
	keyring_tick(ring_of(f));
	keyring_tick(ring_of(f));
	assert_int_equal(rows_of(f).n, 2);
	test_advance(f, 100 * DAY_MS); /* the server was off for long: one key, not a hundred */
	keyring_tick(ring_of(f));
	keyring_tick(ring_of(f));
	assert_int_equal(rows_of(f).n, 3);
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
	struct instance of[INSTANCES];
	struct ticker tickers[INSTANCES];
	pthread_t threads[INSTANCES];
	pthread_barrier_t start;

	signs(f, ring_of(f));
	pthread_barrier_init(&start, NULL, INSTANCES);
	for (size_t i = 0; i < INSTANCES; i++) {
		of[i] = another(f);
		tickers[i] = (struct ticker){ &start, of[i].issuer->keyring };
	}
	for (int round = 1; round <= 3; round++) {
		test_advance(f, 30 * DAY_MS);
		for (size_t i = 0; i < INSTANCES; i++)
			pthread_create(&threads[i], NULL, tick, &tickers[i]);
		for (size_t i = 0; i < INSTANCES; i++)
			pthread_join(threads[i], NULL);
		assert_int_equal(rows_of(f).n, round + 1);
	}
	pthread_barrier_destroy(&start);
	for (size_t i = 0; i < INSTANCES; i++)
		close_instance(&of[i]);
}

static void the_algorithm_changes_by_rotation(void **state)
{
	struct fixture *f = *state;
	const char *old = signs(f, ring_of(f));
	struct instance changed;
	const char *new;

	f->settings.jwks_alg = SIGNING_ALG_EDDSA;
	changed = another(f);
	assert_string_equal(signs(f, changed.issuer->keyring), old);
	keyring_tick(changed.issuer->keyring);
	assert_int_equal(rows_of(f).n, 2);
	assert_string_equal(signs(f, changed.issuer->keyring), old);
	test_advance(f, PENDING_MS);
	new = signs(f, changed.issuer->keyring);
	assert_string_not_equal(new, old);
	assert_true(str_eq(row_of(f, new)->alg, STR("EdDSA")));
	assert_string_equal(signs(f, ring_of(f)),
			    old); /* both side by side, as long as both are used */
	assert_true(publishes(changed.issuer->keyring, old));
	test_advance(f, 31 * DAY_MS - PENDING_MS + 1);
	assert_int_equal(row_of(f, old)->expires_ms, 0);
	keyring_tick(changed.issuer->keyring);
	assert_int_equal(row_of(f, old)->expires_ms, now_of(f) - 1);
	assert_true(publishes(changed.issuer->keyring, old));
	close_instance(&changed);
}

static void a_key_with_an_end_is_followed_although_rotation_is_off(void **state)
{
	struct fixture *f = *state;
	const char *first;
	struct key_turn turn;

	f->settings.keys.rotation_s = 0;
	test_open(f);
	first = signs(f, ring_of(f));
	test_advance(f, 400 * DAY_MS);
	keyring_tick(ring_of(f));
	assert_string_equal(signs(f, ring_of(f)), first);
	assert_int_equal(rows_of(f).n, 1);
	turn = rotate(f);
	assert_true(turn.made);
	assert_int_equal(row_of(f, first)->expires_ms, turn.starts_ms - 1);
}

static void no_more_keys_than_verifiers_take(void **state)
{
	struct fixture *f = *state;
	struct key_turn turn;

	signs(f, ring_of(f));
	for (int i = 1; i < LIMIT_SIGNING_KEYS; i++) {
		assert_true(rotate(f).made);
		test_advance(f, PENDING_MS);
	}
	assert_int_equal(keyring_rotate(ring_of(f), &turn, &f->err), KEYRING_FULL);
	assert_non_null(strstr(f->err.text, "64"));
	test_advance(f, KEYRING_GRACE_MS - 40 * PENDING_MS);
	assert_true(rotate(f).made);
}

static void the_longest_life_of_tokens_is_remembered(void **state)
{
	struct fixture *f = *state;
	const char *kid = signs(f, ring_of(f));

	assert_int_equal(row_of(f, kid)->life_s, 900);
	f->settings.jwt_expires_s = 40 * 86400;
	test_close(f);
	test_open(f);
	assert_int_equal(row_of(f, kid)->life_s, 40 * 86400);
	f->settings.jwt_expires_s = 60;
	test_close(f);
	test_open(f);
	assert_int_equal(row_of(f, kid)->life_s, 40 * 86400);
	rotate(f);
	test_advance(f, PENDING_MS - 1 + 40 * DAY_MS + 59999);
	assert_true(publishes(ring_of(f), kid));
	test_advance(f, 1);
	assert_false(publishes(ring_of(f), kid));
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
