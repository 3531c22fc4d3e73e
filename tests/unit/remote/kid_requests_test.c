/* Keys that the set does not have: one fetch per cooldown, however many tokens name them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "bench.h"

#define THREADS    8
#define IDS        64
#define ROUNDS     5
#define COOLDOWN_S 30

static const char *jwks_of_two(struct bench *b, const struct mint_key *more)
{
	const char *keys[] = { mint_jwk(&b->world.arena, &b->world.rsa, ""),
			       mint_jwk(&b->world.arena, more, "") };

	return mint_jwks(&b->world.arena, keys, 2);
}

static void an_unknown_key_brings_the_new_set(void **state)
{
	struct bench *b = *state;
	struct mint_key fresh = b->world.stranger;
	struct str token;
	struct bench_event event;

	fresh.kid = "rsa-2";
	token = mint_token(&b->world.arena, &fresh, MINT_CLAIMS);
	bench_start_good(b, NULL);
	bench_publish(b, jwks_of_two(b, &fresh), NULL);
	bench_step_s(b, COOLDOWN_S);
	assert_verdict(bench_judge(b, token, 0), OST_UNKNOWN_KEY); /* no call waits */
	event = bench_event(b, 2);
	assert_outcome(event.outcome, OST_REMOTE_OUTCOME_NEW);
	assert_int_equal(event.reason, OST_REMOTE_REASON_UNKNOWN_KEY);
	assert_verdict(bench_judge(b, token, 0), OST_OK);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
}

static void who_asks_to_wait_gets_the_new_key_at_once(void **state)
{
	struct bench *b = *state;
	struct mint_key fresh = b->world.stranger;

	fresh.kid = "rsa-2";
	bench_start_good(b, NULL);
	bench_publish(b, jwks_of_two(b, &fresh), NULL);
	bench_step_s(b, COOLDOWN_S);
	assert_verdict(bench_judge(b, mint_token(&b->world.arena, &fresh, MINT_CLAIMS), 20000),
		       OST_OK);
	assert_int_equal(hostile_requests(b->server, HOSTILE_JWKS), 2);
}

/* The clock stands still, so that within the cooldown there is nothing to wait for. */
static void no_caller_waits_for_keys_that_cannot_come_in_time(void **state)
{
	struct bench *b = *state;

	bench_start_good(b, NULL);
	alarm(10);
	assert_verdict(bench_judge(b, bench_token_of(b, "rsa-2"), 20000), OST_UNKNOWN_KEY);
	bench_step_s(b, COOLDOWN_S); /* the fetch that was asked for */
	bench_event(b, 2);
	bench_step_s(b, COOLDOWN_S);
	assert_verdict(bench_judge(b, bench_token_of(b, "rsa-2"), 20000), OST_UNKNOWN_KEY);
	alarm(0);
	assert_int_equal(bench_events_settled(b), 2);
}

static _Thread_local int readings; /* of the clock by this thread, until the set comes */
static int64_t (*tell_time)(void *arg);

static int64_t tell_time_late(void *arg)
{
	if (readings && --readings == 0) {
		bench_step_s(arg, COOLDOWN_S);
		bench_event(arg, 2);
	}
	return tell_time(arg);
}

/* The fetch that was asked for ends while a token is judged: before its set is taken (the first
 * reading of the clock, and the second), and between that and the question whether the key is
 * missing. */
static void a_set_that_comes_meanwhile_counts(void **state)
{
	for (int when = 1; when <= 3; when++) {
		struct bench *b;
		struct mint_key fresh;
		struct str token;
		void *bench;

		bench_set_up(&bench);
		b = bench;
		fresh = b->world.stranger;
		fresh.kid = "rsa-2";
		token = mint_token(&b->world.arena, &fresh, MINT_CLAIMS);
		tell_time = b->settings.clock_ms;
		b->settings.clock_ms = tell_time_late;
		bench_start_good(b, NULL);
		bench_publish(b, jwks_of_two(b, &fresh), NULL);
		assert_verdict(bench_judge(b, token, 0), OST_UNKNOWN_KEY);
		readings = when;
		assert_verdict(bench_judge(b, token, 1), OST_OK);
		bench_tear_down(&bench);
	}
	(void)state;
}

static void who_waits_at_the_start_gets_the_first_set(void **state)
{
	struct bench *b = *state;
	const struct hostile_answer answer = { .body = str_z(b->world.jwks), .delay_ms = 100 };

	hostile_say(b->server, HOSTILE_JWKS, &answer);
	bench_start(b);
	assert_verdict(bench_judge(b, bench_token(b), 20000), OST_OK);
}

static void a_missing_key_is_requested_once_in_kid_cooldown_s(void **state)
{
	struct bench *b = *state;
	struct str token = bench_token_of(b, "rsa-2");

	b->settings.default_age_s = 3600;
	bench_start_good(b, NULL);
	bench_step_s(b, COOLDOWN_S);
	for (int i = 0; i < 8; i++) { /* 30 s to 270 s after the first time */
		assert_verdict(bench_judge(b, token, 0), OST_UNKNOWN_KEY);
		bench_event(b, 2);
		bench_step_s(b, COOLDOWN_S);
	}
	assert_int_equal(bench_events_settled(b), 2);
	bench_step_s(b, 60);
	assert_verdict(bench_judge(b, token, 0), OST_UNKNOWN_KEY);
	assert_int_equal(bench_event(b, 3).reason, OST_REMOTE_REASON_UNKNOWN_KEY);
	/* The accepted twin: another key that is missing is worth a fetch. */
	bench_step_s(b, COOLDOWN_S);
	assert_verdict(bench_judge(b, bench_token_of(b, "rsa-3"), 0), OST_UNKNOWN_KEY);
	assert_int_equal(bench_event(b, 4).reason, OST_REMOTE_REASON_UNKNOWN_KEY);
}

static void a_failed_fetch_does_not_make_a_key_missing(void **state)
{
	const struct hostile_answer bad = { .status = 500 };
	struct bench *b = *state;
	struct mint_key fresh = b->world.stranger;

	fresh.kid = "rsa-2";
	bench_start_good(b, NULL);
	hostile_say(b->server, HOSTILE_JWKS, &bad);
	bench_step_s(b, COOLDOWN_S);
	assert_verdict(bench_judge(b, bench_token_of(b, "rsa-2"), 0), OST_UNKNOWN_KEY);
	assert_outcome(bench_event(b, 2).outcome, OST_REMOTE_OUTCOME_WRONG_STATUS);
	bench_publish(b, jwks_of_two(b, &fresh), NULL);
	bench_step_s(b, COOLDOWN_S);
	assert_verdict(bench_judge(b, bench_token_of(b, "rsa-2"), 20000), OST_OK);
}

/* No key can have them, so nothing is asked. */
static void tokens_that_no_key_can_have_signed_ask_for_nothing(void **state)
{
	struct bench *b = *state;
	struct arena *a = &b->world.arena;
	char long_kid[OST_KID_MAX_BYTES + 2];

	memset(long_kid, 'k', sizeof(long_kid) - 1);
	long_kid[sizeof(long_kid) - 1] = '\0';
	bench_start_good(b, NULL);
	bench_step_s(b, COOLDOWN_S);
	assert_verdict(bench_judge(b, bench_token_of(b, long_kid), 0), OST_UNKNOWN_KEY);
	assert_verdict(bench_judge(b, STR("no.token.atall"), 0), OST_MALFORMED);
	assert_verdict(
		bench_judge(b, mint_with_header(&b->world, "{\"alg\":\"RS256\"}", MINT_CLAIMS), 0),
		OST_NO_KEY_ID);
	assert_verdict(bench_judge(b, mint_token(a, &b->world.stranger, MINT_CLAIMS), 0),
		       OST_BAD_SIGNATURE);
	assert_int_equal(bench_events_settled(b), 1);
	long_kid[OST_KID_MAX_BYTES] = '\0';
	assert_verdict(bench_judge(b, bench_token_of(b, long_kid), 0), OST_UNKNOWN_KEY);
	assert_int_equal(bench_event(b, 2).reason, OST_REMOTE_REASON_UNKNOWN_KEY);
}

struct flood {
	struct bench *b;
	struct str tokens[IDS];
	atomic_bool over;
	atomic_uint judged, wrong;
};

static void *pour(void *arg)
{
	struct flood *f = arg;
	struct bench *b = f->b;

	while (!atomic_load(&f->over)) {
		for (size_t i = 0; i < IDS; i++) {
			struct ost_claims *claims = NULL;
			enum ost_verdict verdict =
				ost_remote_verify(b->remote, &b->world.policy, f->tokens[i].p,
						  f->tokens[i].n, MINT_NOW, i % 8 ? 0 : 1, &claims);

			atomic_fetch_add(&f->judged, 1);
			if (verdict != OST_UNKNOWN_KEY)
				atomic_fetch_add(&f->wrong, 1);
		}
	}
	return NULL;
}

/* The cost of a flood of kids: with a short memory for missing keys, so that only the cooldown
 * protects. */
static void a_flood_of_random_ids_makes_one_fetch_per_cooldown(void **state)
{
	struct bench *b = *state;
	struct flood f = { .b = b };
	pthread_t threads[THREADS];

	b->settings.default_age_s = 3600;
	b->settings.kid_cooldown_s = 1;
	for (size_t i = 0; i < IDS; i++)
		f.tokens[i] = bench_token_of(b, arena_fmt(&b->world.arena, "id-%zu", i * 7919).p);
	bench_start_good(b, NULL);
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, pour, &f), 0);
	assert_int_equal(bench_events_settled(b), 1); /* within the cooldown of the first */
	for (size_t round = 1; round <= ROUNDS; round++) {
		bench_step_s(b, COOLDOWN_S);
		assert_int_equal(bench_event(b, round + 1).reason, OST_REMOTE_REASON_UNKNOWN_KEY);
		assert_int_equal(bench_events_settled(b), round + 1);
	}
	atomic_store(&f.over, true);
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(hostile_requests(b->server, HOSTILE_JWKS), ROUNDS + 1);
	assert_int_equal(hostile_most_at_once(b->server), 1);
	assert_true(atomic_load(&f.judged) >= THREADS * IDS);
	assert_int_equal(atomic_load(&f.wrong), 0);
	assert_verdict(bench_judge(b, bench_token(b), 0), OST_OK);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_unknown_key_brings_the_new_set),
		TEST(who_asks_to_wait_gets_the_new_key_at_once),
		TEST(no_caller_waits_for_keys_that_cannot_come_in_time),
		cmocka_unit_test(a_set_that_comes_meanwhile_counts),
		TEST(who_waits_at_the_start_gets_the_first_set),
		TEST(a_missing_key_is_requested_once_in_kid_cooldown_s),
		TEST(a_failed_fetch_does_not_make_a_key_missing),
		TEST(tokens_that_no_key_can_have_signed_ask_for_nothing),
		TEST(a_flood_of_random_ids_makes_one_fetch_per_cooldown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
