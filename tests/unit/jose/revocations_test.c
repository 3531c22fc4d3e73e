/* Which tokens a revocation list refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/cleanup.h"
#include "mint.h"
#include "ostiary/revocations.h"

OWNER(struct ost_revocations *, ost_revocations_unref)

/* The verdict on a token of ada that was issued at that time. */
static enum ost_verdict judge_issued(struct mint_world *w, const struct ost_revocations *list,
				     const char *iat)
{
	const char *claims = arena_fmt(&w->arena,
				       "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE
				       "\",\"sub\":\"ada\"%s%s,\"exp\":1800000900}",
				       iat ? ",\"iat\":" : "", iat ? iat : "")
				     .p;
	struct ost_policy policy = w->policy;
	struct ost_claims *out = NULL;
	struct str token = mint_token(&w->arena, &w->ed, claims);
	enum ost_verdict verdict;

	policy.revocations = list;
	verdict = ost_verify(w->set, &policy, token.p, token.n, MINT_NOW, &out);
	ost_claims_unref(out);
	return verdict;
}

static void a_token_from_before_is_refused_and_one_from_after_is_not(void **state)
{
	static const struct {
		const char *at, *iat;
		enum ost_verdict verdict;
	} rows[] = {
		{ "1799999995", "1799999994", OST_REVOKED },
		{ "1799999995", "1799999995", OST_REVOKED },
		{ "1799999995", "1799999996", OST_OK },
		{ "1799999995.300", "1799999995", OST_REVOKED }, /* any time of that second */
		{ "1799999995.300", "1799999995.300", OST_REVOKED },
		{ "1799999995.300", "1799999995.299", OST_REVOKED },
		{ "1799999995.300", "1799999995.301", OST_OK },
		{ "1799999995.300", "1799999995.3001", OST_OK },
		{ "1799999995.300", "179999999530.00e-2", OST_REVOKED },
		{ "1799999995.300", "17999999953.1e-1", OST_OK },
		{ "1799999995.300", "1799999996", OST_OK },
		{ "1799999995.300", NULL, OST_REVOKED }, /* issued at an unknown time */
		{ "1799999995.300", "-1", OST_REVOKED },
		{ "9e300", "1800000000", OST_REVOKED },
		{ "-9e300", "1800000000", OST_OK },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct mint_list says = mint_list(1);
		struct ost_revocations *list;

		says.users = mint_revoked(&w->arena, "ada", rows[i].at);
		list = mint_list_good(w, &says);
		print_message("# %s, issued %s\n", rows[i].at, rows[i].iat ? rows[i].iat : "-");
		assert_verdict(judge_issued(w, list, rows[i].iat), rows[i].verdict);
		ost_revocations_unref(list);
	}
}

static void no_other_user_is_concerned(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);
	struct ost_revocations *list;

	says.users = mint_revoked(&w->arena, "adam", "1799999999");
	list = mint_list_good(w, &says);
	assert_verdict(judge_issued(w, list, "1799999990"), OST_OK);
	assert_verdict(judge_issued(w, list, NULL), OST_OK);
	ost_revocations_unref(list);

	says.users = mint_revoked(&w->arena, "ada", "1799999999"); /* the twin */
	list = mint_list_good(w, &says);
	assert_verdict(judge_issued(w, list, "1799999990"), OST_REVOKED);
	ost_revocations_unref(list);

	says.users = NULL;
	list = mint_list_good(w, &says);
	assert_verdict(judge_issued(w, list, "1799999990"), OST_OK);
	ost_revocations_unref(list);
}

static void who_was_deleted_but_not_revoked_is_not_refused(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);

	says.users = mint_revoked(&w->arena, "bob", "1799999999");
	says.deleted = arena_fmt(&w->arena, "[\"%s\"]", mint_digest(&w->arena, "ada")).p;
	OWNED(ost_revocations_unref) struct ost_revocations *list = mint_list_good(w, &says);

	assert_verdict(judge_issued(w, list, "1799999990"), OST_OK);
}

static void a_cutoff_concerns_every_subject(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);

	says.cutoff = "1799999995.5";
	OWNED(ost_revocations_unref) struct ost_revocations *list = mint_list_good(w, &says);

	assert_verdict(judge_issued(w, list, "1799999995"), OST_REVOKED);
	assert_verdict(judge_issued(w, list, NULL), OST_REVOKED);
	assert_verdict(judge_issued(w, list, "1799999996"), OST_OK);
}

static void a_list_says_nothing_of_another_issuers_tokens(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);
	struct ost_revocations *list;

	says.users = mint_revoked(&w->arena, "ada", "1799999999");
	says.cutoff = "1799999999";
	list = mint_list_good(w, &says);
	assert_verdict(judge_issued(w, list, "1799999990"), OST_REVOKED);
	ost_revocations_unref(list);

	says.issuer = MINT_ISSUER "/other";
	assert_verdict(mint_list_read(w, mint_list_text(w, &says), MINT_NOW, NULL),
		       OST_WRONG_ISSUER);
	w->policy.issuer = NULL;
	list = mint_list_good(w, &says);
	assert_verdict(judge_issued(w, list, "1799999990"), OST_OK);
	ost_revocations_unref(list);
	w->policy.issuer = MINT_ISSUER;
}

static enum ost_verdict judge_cached(struct mint_world *w, struct ost_cache *cache,
				     struct str token, const struct ost_revocations *list)
{
	struct ost_policy policy = w->policy;
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict;

	policy.revocations = list;
	verdict = ost_cache_verify(cache, w->set, &policy, token.p, token.n, MINT_NOW, &claims);
	ost_claims_unref(claims);
	return verdict;
}

static void a_remembered_token_is_refused_by_the_next_list(void **state)
{
	struct mint_world *w = *state;
	struct ost_cache *cache = ost_cache_new(16);
	struct str token = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);
	struct mint_list says = mint_list(1);
	struct ost_cache_counts counts = { .size = sizeof(counts) };
	struct ost_revocations *list = mint_list_good(w, &says), *next;

	assert_verdict(judge_cached(w, cache, token, list), OST_OK);
	assert_verdict(judge_cached(w, cache, token, list), OST_OK);
	says.users = mint_revoked(&w->arena, "ada", "1799999990");
	next = mint_list_good(w, &says);
	assert_verdict(judge_cached(w, cache, token, next), OST_REVOKED);
	ost_cache_counts(cache, &counts);
	assert_int_equal(counts.entries, 0); /* it never becomes good again */
	assert_verdict(judge_cached(w, cache, token, next), OST_REVOKED);
	ost_revocations_unref(list);
	ost_revocations_unref(next);
	ost_cache_free(cache);
}

struct crowd {
	struct mint_world *world;
	struct ost_cache *cache;
	struct str token, other;
	const struct ost_revocations *list;
	atomic_int refused, admitted;
};

static void *judge_often(void *arg)
{
	struct crowd *c = arg;

	for (int i = 0; i < 500; i++) {
		atomic_fetch_add(&c->refused, judge_cached(c->world, c->cache, c->token, c->list) ==
						      OST_REVOKED);
		atomic_fetch_add(&c->admitted,
				 judge_cached(c->world, c->cache, c->other, c->list) == OST_OK);
	}
	return NULL;
}

/* They share the claims, with which the digest of the subject is kept. */
static void many_threads_see_the_same(void **state)
{
	struct mint_world *w = *state;
	struct crowd c = { .world = w, .cache = ost_cache_new(64) };
	struct mint_list says = mint_list(1);
	pthread_t threads[4];

	says.users = mint_revoked(&w->arena, "bob", "1799999999");
	OWNED(ost_revocations_unref) struct ost_revocations *list = mint_list_good(w, &says);

	c.list = list;
	c.other = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);
	c.token = mint_token(&w->arena, &w->rsa,
			     "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE
			     "\",\"sub\":\"bob\",\"iat\":1799999990,\"exp\":1800000900}");
	assert_verdict(judge_cached(w, c.cache, c.token, NULL), OST_OK);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, judge_often, &c), 0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&c.refused), 500 * ARRAY_LEN(threads));
	assert_int_equal(atomic_load(&c.admitted), 500 * ARRAY_LEN(threads));
	ost_cache_free(c.cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_from_before_is_refused_and_one_from_after_is_not),
		cmocka_unit_test(no_other_user_is_concerned),
		cmocka_unit_test(who_was_deleted_but_not_revoked_is_not_refused),
		cmocka_unit_test(a_cutoff_concerns_every_subject),
		cmocka_unit_test(a_list_says_nothing_of_another_issuers_tokens),
		cmocka_unit_test(a_remembered_token_is_refused_by_the_next_list),
		cmocka_unit_test(many_threads_see_the_same),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
