/* Rotation under load: sixteen threads judge tokens while keys come and go, and lose no good
 * one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdatomic.h>
#include <unistd.h>

#include "bench.h"

#define THREADS   16
#define ROTATIONS 8

struct rotation {
	struct bench *b;
	struct mint_key keys[ROTATIONS + 1];
	struct str tokens[ROTATIONS + 1];
	atomic_size_t signing; /* the key that signs now; it and the one before it are good */
	atomic_bool over;
	atomic_uint lost;
	unsigned wait_ms;
	struct worker {
		struct rotation *rotation;
		pthread_t thread;
		atomic_uint rounds;
	} workers[THREADS];
};

static bool is_good(struct rotation *r, size_t index)
{
	struct ost_claims *claims = NULL;
	struct bench *b = r->b;
	enum ost_verdict verdict =
		ost_remote_verify(b->remote, &b->world.policy, r->tokens[index].p,
				  r->tokens[index].n, MINT_NOW, r->wait_ms, &claims);

	ost_claims_unref(claims);
	return verdict == OST_OK;
}

static void *work(void *arg)
{
	struct worker *worker = arg;
	struct rotation *r = worker->rotation;
	struct ost_keyset *set;

	while (!atomic_load(&r->over)) {
		size_t index = atomic_load(&r->signing);

		if (!is_good(r, index))
			atomic_fetch_add(&r->lost, 1);
		set = ost_remote_keys(r->b->remote);
		if (!set || ost_keyset_count(set) == 0)
			atomic_fetch_add(&r->lost, 1);
		ost_keyset_unref(set);
		atomic_fetch_add(&worker->rounds, 1);
	}
	return NULL;
}

static void prepare(struct rotation *r, struct bench *b)
{
	*r = (struct rotation){ .b = b };
	for (size_t i = 0; i <= ROTATIONS; i++) {
		r->keys[i] =
			(struct mint_key){ mint_ed25519(),
					   arena_fmt(&b->world.arena, "key-%zu", i).p, "EdDSA" };
		r->tokens[i] = mint_token(&b->world.arena, &r->keys[i], MINT_CLAIMS);
	}
}

/* Publishes the keys from first to last. */
static void publish(struct rotation *r, size_t first, size_t last)
{
	const char *keys[ROTATIONS + 1];

	for (size_t i = first; i <= last; i++)
		keys[i - first] = mint_jwk(&r->b->world.arena, &r->keys[i], "");
	bench_publish(r->b, mint_jwks(&r->b->world.arena, keys, last - first + 1), NULL);
}

static void begin(struct rotation *r)
{
	bench_start(r->b);
	assert_outcome(bench_event(r->b, 1).outcome, OST_REMOTE_OUTCOME_NEW);
	for (size_t i = 0; i < THREADS; i++) {
		struct worker *worker = &r->workers[i];

		worker->rotation = r;
		assert_int_equal(pthread_create(&worker->thread, NULL, work, worker), 0);
	}
}

static void end(struct rotation *r)
{
	atomic_store(&r->over, true);
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(r->workers[i].thread, NULL);
	for (size_t i = 0; i <= ROTATIONS; i++)
		EVP_PKEY_free(r->keys[i].pkey);
	assert_int_equal(atomic_load(&r->lost), 0);
	assert_int_equal(hostile_most_at_once(r->b->server), 1);
}

/* Until each thread has begun and ended a round since: none is left with a key of long ago. */
static void let_them_work(struct rotation *r)
{
	for (size_t i = 0; i < THREADS; i++) {
		unsigned until = atomic_load(&r->workers[i].rounds) + 2;

		while (atomic_load(&r->workers[i].rounds) < until)
			usleep(1000);
	}
}

/* The issuer publishes a key for its max-age before it signs with it: no token ever causes a
 * request or a wait. */
static void a_key_that_was_published_first_loses_no_token(void **state)
{
	struct bench *b = *state;
	struct ost_remote_status status = { .size = sizeof(status) };
	struct rotation r;

	prepare(&r, b);
	publish(&r, 0, 0);
	begin(&r);
	for (size_t i = 1; i <= ROTATIONS; i++) {
		publish(&r, i - 1, i);
		bench_step_s(b, 300);
		assert_outcome(bench_event(b, i + 1).outcome, OST_REMOTE_OUTCOME_NEW);
		atomic_store(&r.signing, i);
		let_them_work(&r);
	}
	assert_true(ost_remote_status(b->remote, &status));
	assert_int_equal(status.unknown_keys, 0);
	assert_int_equal(bench_status(b, OST_REMOTE_SUBJECT_KEYS).fetches, ROTATIONS + 1);
	end(&r);
}

/* It signs with a new key at once, as others do: who waits gets its token through. */
static void a_key_that_signs_at_once_loses_no_token_of_those_who_wait(void **state)
{
	struct bench *b = *state;
	struct rotation r;

	prepare(&r, b);
	r.wait_ms = 30000;
	publish(&r, 0, 0);
	begin(&r);
	for (size_t i = 1; i <= ROTATIONS; i++) {
		struct bench_event event;

		bench_step_s(b, 60); /* less than a set's age, more than the cooldown */
		publish(&r, i - 1, i);
		atomic_store(&r.signing, i);
		event = bench_event(b, i + 1);
		assert_outcome(event.outcome, OST_REMOTE_OUTCOME_NEW);
		assert_int_equal(event.reason, OST_REMOTE_REASON_UNKNOWN_KEY);
		let_them_work(&r);
	}
	end(&r);
}

/* The server fails every other time, and is away for a while: what was good stays good. */
static void failures_in_between_lose_no_token(void **state)
{
	const struct hostile_answer bad = { .status = 500 };
	struct bench *b = *state;
	struct rotation r;

	prepare(&r, b);
	publish(&r, 0, ROTATIONS);
	begin(&r);
	for (size_t i = 1; i <= ROTATIONS; i++) {
		if (i % 2)
			hostile_say(b->server, HOSTILE_JWKS, &bad);
		else
			publish(&r, i / 2, ROTATIONS);
		bench_step_s(b, 300);
		assert_outcome(bench_event(b, i + 1).outcome,
			       i % 2 ? OST_REMOTE_OUTCOME_WRONG_STATUS : OST_REMOTE_OUTCOME_NEW);
		atomic_store(&r.signing, i);
		let_them_work(&r);
	}
	end(&r);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_set_up, bench_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_key_that_was_published_first_loses_no_token),
		TEST(a_key_that_signs_at_once_loses_no_token_of_those_who_wait),
		TEST(failures_in_between_lose_no_token),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
