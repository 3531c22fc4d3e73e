/* The cache: what it remembers, what it judges again, when it forgets, and many threads at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "mint.h"

struct fixture {
	struct mint_world world;
	struct ost_cache *cache;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	mint_init(&f->world);
	f->cache = ost_cache_new(256);
	assert_non_null(f->cache);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	ost_cache_free(f->cache);
	mint_done(&f->world);
	free(f);
	return 0;
}

static enum ost_verdict judge_with(struct fixture *f, struct ost_keyset *set, struct str token,
				   int64_t now_s)
{
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict =
		ost_cache_verify(f->cache, set, &f->world.policy, token.p, token.n, now_s, &claims);

	assert_int_equal(verdict == OST_OK, claims != NULL);
	ost_claims_unref(claims);
	return verdict;
}

static enum ost_verdict judge(struct fixture *f, struct str token)
{
	return judge_with(f, f->world.set, token, MINT_NOW);
}

static struct ost_cache_counts counts(struct fixture *f)
{
	struct ost_cache_counts out = { .size = sizeof(out) };

	ost_cache_counts(f->cache, &out);
	return out;
}

static void a_good_token_is_found_again_with_the_same_claims(void **state)
{
	struct fixture *f = *state;
	struct str token = mint_token(&f->world.arena, &f->world.rsa, MINT_CLAIMS);
	struct ost_claims *first, *second;

	assert_verdict(ost_cache_verify(f->cache, f->world.set, &f->world.policy, token.p, token.n,
					MINT_NOW, &first),
		       OST_OK);
	assert_verdict(ost_cache_verify(f->cache, f->world.set, &f->world.policy, token.p, token.n,
					MINT_NOW, &second),
		       OST_OK);
	assert_ptr_equal(first, second);
	assert_int_equal(counts(f).hits, 1);
	assert_int_equal(counts(f).misses, 1);
	assert_int_equal(counts(f).entries, 1);
	ost_claims_unref(first);
	assert_string_equal(ost_claims_subject(second).p, "ada");
	ost_claims_unref(second);
}

static void a_refused_token_is_judged_anew_each_time(void **state)
{
	struct fixture *f = *state;
	struct str token = mint_token(&f->world.arena, &f->world.stranger, MINT_CLAIMS);

	assert_verdict(judge(f, token), OST_BAD_SIGNATURE);
	assert_verdict(judge(f, token), OST_BAD_SIGNATURE);
	assert_int_equal(counts(f).hits, 0);
	assert_int_equal(counts(f).entries, 0);
	assert_verdict(judge(f, str_of(NULL, 0)), OST_MALFORMED);
	assert_verdict(judge(f, STR("a.b.c")), OST_MALFORMED);
}

/* The end of a token says where to look; all of it is compared. */
static void a_token_that_ends_like_a_remembered_one_is_not_taken_for_it(void **state)
{
	struct fixture *f = *state;
	struct str token = mint_token(&f->world.arena, &f->world.rsa, MINT_CLAIMS);
	char *copy = malloc(token.n);

	assert_verdict(judge(f, token), OST_OK);
	for (size_t i = 0; i < token.n; i++) {
		memcpy(copy, token.p, token.n);
		copy[i] = copy[i] == 'A' ? 'B' : 'A';
		assert_true(judge(f, str_of(copy, token.n)) != OST_OK);
	}
	assert_verdict(judge(f, token), OST_OK);
	free(copy);
}

static void time_is_judged_again_and_the_expired_are_forgotten(void **state)
{
	struct fixture *f = *state;
	struct str token =
		mint_token(&f->world.arena, &f->world.rsa, MINT_CLAIMS_WITH(",\"nbf\":1799999900"));

	assert_verdict(judge(f, token), OST_OK);
	assert_verdict(judge_with(f, f->world.set, token, 1800000929), OST_OK);
	assert_verdict(judge_with(f, f->world.set, token, 1799999800), OST_NOT_YET_VALID);
	assert_int_equal(counts(f).entries, 1);
	assert_verdict(judge_with(f, f->world.set, token, 1800000930), OST_EXPIRED);
	assert_int_equal(counts(f).entries, 0);
	assert_verdict(judge_with(f, f->world.set, token, 1800000930), OST_EXPIRED);
	assert_int_equal(counts(f).entries, 0);
	assert_verdict(judge(f, token), OST_OK);
}

static void the_policy_is_judged_again(void **state)
{
	struct fixture *f = *state;
	struct mint_key nameless = f->world.rsa;
	struct ost_policy before = f->world.policy;
	struct str token = mint_token(&f->world.arena, &f->world.rsa, MINT_CLAIMS);
	struct str without_kid;

	nameless.kid = NULL;
	without_kid = mint_token(&f->world.arena, &nameless, MINT_CLAIMS);
	assert_verdict(judge(f, token), OST_OK);
	f->world.policy.issuer = "https://other.example";
	assert_verdict(judge(f, token), OST_WRONG_ISSUER);
	f->world.policy = before;
	f->world.policy.algorithms = OST_ES256;
	assert_verdict(judge(f, token), OST_BAD_ALGORITHM);
	f->world.policy = before;
	f->world.policy.max_age_s = 1;
	f->world.policy.leeway_s = 0;
	assert_verdict(judge(f, token), OST_TOO_OLD);
	f->world.policy = before;
	f->world.policy.kid_rule = OST_KID_RULE_OPTIONAL;
	assert_verdict(judge(f, without_kid), OST_OK);
	f->world.policy = before;
	assert_verdict(judge(f, without_kid), OST_NO_KEY_ID);
	assert_verdict(judge(f, token), OST_OK);
}

/* A verdict is no part of the cache: neither does it outlive the age that one policy allows, nor
 * does one policy profit from another. */
static void what_a_policy_demands_of_the_sign_in_is_judged_again(void **state)
{
	static const char *const methods[] = { "mfa" }, *const classes[] = { "phr" };
	struct fixture *f = *state;
	struct ost_policy before = f->world.policy, *policy = &f->world.policy;
	struct str token = mint_token(&f->world.arena, &f->world.rsa,
				      MINT_CLAIMS_WITH(",\"amr\":[\"pwd\"],\"acr\":\"1fa\","
						       "\"auth_time\":1799999990"));

	assert_verdict(judge(f, token), OST_OK);
	policy->max_auth_age_s = 100;
	assert_verdict(judge_with(f, f->world.set, token, 1800000120), OST_OK);
	assert_verdict(judge_with(f, f->world.set, token, 1800000121), OST_AUTH_TOO_OLD);
	assert_verdict(judge_with(f, f->world.set, token, 1800000120), OST_OK);
	*policy = before;
	policy->methods = methods;
	policy->n_methods = 1;
	assert_verdict(judge(f, token), OST_MISSING_METHOD);
	*policy = before;
	policy->classes = classes;
	policy->n_classes = 1;
	assert_verdict(judge(f, token), OST_WRONG_CLASS);
	*policy = before;
	assert_verdict(judge(f, token), OST_OK);
	assert_int_equal(counts(f).misses, 1);
	assert_int_equal(counts(f).entries, 1);
}

static void another_key_set_empties_the_cache(void **state)
{
	struct fixture *f = *state;
	struct mint_world *w = &f->world;
	const char *jwk = mint_jwk(&w->arena, &w->stranger, "");
	struct ost_keyset *other = mint_keyset(mint_jwks(&w->arena, &jwk, 1));
	struct ost_keyset *same = mint_keyset(w->jwks);
	struct str token = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);

	assert_verdict(judge(f, token), OST_OK);
	assert_verdict(judge_with(f, same, token, MINT_NOW), OST_OK);
	assert_int_equal(counts(f).hits, 1); /* the same text: the same keys */
	assert_verdict(judge_with(f, other, token, MINT_NOW), OST_BAD_SIGNATURE);
	assert_int_equal(counts(f).entries, 0);
	assert_verdict(judge(f, token), OST_OK);
	assert_int_equal(counts(f).hits, 1);
	ost_keyset_unref(other);
	ost_keyset_unref(same);
}

static void a_set_may_go_before_the_cache_does(void **state)
{
	struct fixture *f = *state;
	struct ost_keyset *set = mint_keyset(f->world.jwks);
	struct str token = mint_token(&f->world.arena, &f->world.ed, MINT_CLAIMS);

	assert_verdict(judge_with(f, set, token, MINT_NOW), OST_OK);
	ost_keyset_unref(set);
	assert_verdict(judge(f, token), OST_OK);
	assert_int_equal(counts(f).hits, 1);
}

static void the_number_of_remembered_tokens_is_bounded(void **state)
{
	struct fixture *f = *state;
	struct mint_world *w = &f->world;

	for (int i = 0; i < 1000; i++) {
		struct str claims =
			arena_fmt(&w->arena,
				  "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE
				  "\",\"sub\":\"ada\",\"exp\":1800000900,\"n\":%d}",
				  i);
		struct str token = mint_token(&w->arena, &w->ed, claims.p);

		assert_verdict(judge(f, token), OST_OK);
		assert_verdict(judge(f, token), OST_OK);
	}
	assert_int_equal(counts(f).hits, 1000);
	assert_true(counts(f).entries > 200 && counts(f).entries <= 256);
}

static void a_cache_has_a_sensible_size_or_is_not_made(void **state)
{
	(void)state;
	assert_null(ost_cache_new(0));
	assert_null(ost_cache_new(OST_CACHE_MAX_ENTRIES + 1));
	assert_null(ost_cache_new(SIZE_MAX));
	ost_cache_free(NULL);
}

#define THREADS 8
#define TOKENS  24
#define ROUNDS  400

struct crowd {
	struct fixture *f;
	struct ost_keyset *sets[2]; /* of different texts with the same keys */
	struct str tokens[TOKENS];  /* every third is not good */
	atomic_uint wrong;
};

static void *one_of_the_crowd(void *argument)
{
	struct crowd *crowd = argument;
	struct mint_world *w = &crowd->f->world;

	for (unsigned i = 0; i < ROUNDS; i++) {
		struct str token = crowd->tokens[i * 7 % TOKENS];
		struct ost_keyset *set = crowd->sets[i / 100 % 2];
		struct ost_claims *claims = NULL;
		enum ost_verdict verdict;

		if (i % 3 == 0)
			verdict = ost_verify(set, &w->policy, token.p, token.n, MINT_NOW, &claims);
		else
			verdict = ost_cache_verify(crowd->f->cache, set, &w->policy, token.p,
						   token.n, MINT_NOW, &claims);
		if ((verdict == OST_OK) != (i * 7 % TOKENS % 3 != 0))
			atomic_fetch_add(&crowd->wrong, 1);
		if (claims && ost_claims_subject(claims).n != 3)
			atomic_fetch_add(&crowd->wrong, 1);
		ost_claims_unref(claims);
	}
	return NULL;
}

static void eight_threads_share_key_sets_and_a_cache(void **state)
{
	struct crowd crowd = { .f = *state };
	struct mint_world *w = &crowd.f->world;
	const struct mint_key *keys[] = { &w->rsa, &w->ec, &w->ed };
	struct str other = arena_fmt(&w->arena, "%s ", w->jwks);
	pthread_t threads[THREADS];

	crowd.sets[0] = w->set;
	crowd.sets[1] = mint_keyset(other.p);
	for (int i = 0; i < TOKENS; i++)
		crowd.tokens[i] =
			mint_token(&w->arena, i % 3 ? keys[i / 3 % 3] : &w->stranger, MINT_CLAIMS);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, one_of_the_crowd, &crowd), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&crowd.wrong), 0);
	ost_keyset_unref(crowd.sets[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define ROW(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
		ROW(a_good_token_is_found_again_with_the_same_claims),
		ROW(a_refused_token_is_judged_anew_each_time),
		ROW(a_token_that_ends_like_a_remembered_one_is_not_taken_for_it),
		ROW(time_is_judged_again_and_the_expired_are_forgotten),
		ROW(the_policy_is_judged_again),
		ROW(what_a_policy_demands_of_the_sign_in_is_judged_again),
		ROW(another_key_set_empties_the_cache),
		ROW(a_set_may_go_before_the_cache_does),
		ROW(the_number_of_remembered_tokens_is_bounded),
		ROW(a_cache_has_a_sensible_size_or_is_not_made),
		ROW(eight_threads_share_key_sets_and_a_cache),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
