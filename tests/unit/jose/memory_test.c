/* Each allocation fails once: the answer is "no memory" or, where what was wanted is optional, the
 * right one; never a crash, never a leak (the sanitizers look), never a token let in or called
 * forged.
 *
 * The linker sends this program's allocations here, and OpenSSL is set to use the same calls.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "mint.h"
#include "ostiary/revocations.h"

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void *__real_aligned_alloc(size_t alignment, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_aligned_alloc(size_t alignment, size_t n);

/* How many allocations succeed before one fails; negative: none fails. */
static long countdown = -1;
static bool failed;

static bool fails_now(void)
{
	if (countdown < 0 || countdown-- > 0)
		return false;
	failed = true;
	errno = ENOMEM; /* as malloc(3) does */
	return true;    /* and the countdown is negative: those that follow succeed */
}

void *__wrap_malloc(size_t n)
{
	return fails_now() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t count, size_t n)
{
	return fails_now() ? NULL : __real_calloc(count, n);
}

void *__wrap_realloc(void *p, size_t n)
{
	return fails_now() ? NULL : __real_realloc(p, n);
}

void *__wrap_aligned_alloc(size_t alignment, size_t n)
{
	return fails_now() ? NULL : __real_aligned_alloc(alignment, n);
}

static void *openssl_malloc(size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return n ? __wrap_malloc(n) : NULL;
}

static void *openssl_realloc(void *p, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return __wrap_realloc(p, n);
}

static void openssl_free(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	free(p);
}

struct work {
	struct mint_world world;
	struct str tokens[5];
	size_t n_tokens;
	struct ost_keyset *set;
	struct ost_cache *cache;
	struct str list; /* that names the tokens' subject */
};

static int set_up(void **state)
{
	struct work *work = calloc(1, sizeof(*work));
	struct mint_world *w = &work->world;
	struct mint_key pss = { NULL, "pss-1", "PS256" };
	struct mint_key p521 = { NULL, "ec-2", "ES512" };
	struct mint_list says = mint_list(1);
	const char *jwks[5];

	mint_init(w);
	pss.pkey = w->rsa.pkey;
	p521.pkey = mint_ec("P-521");
	jwks[0] = mint_jwk(&w->arena, &w->rsa, "");
	jwks[1] = mint_jwk(&w->arena, &w->ec, "");
	jwks[2] = mint_jwk(&w->arena, &w->ed, "");
	jwks[3] = mint_jwk(&w->arena, &pss, "");
	jwks[4] = mint_jwk(&w->arena, &p521, "");
	w->jwks = mint_jwks(&w->arena, jwks, ARRAY_LEN(jwks));
	work->set = mint_keyset(w->jwks);
	work->tokens[0] = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);
	work->tokens[1] = mint_token(&w->arena, &w->ec, MINT_CLAIMS);
	work->tokens[2] = mint_token(&w->arena, &w->ed, MINT_CLAIMS);
	work->tokens[3] = mint_token(&w->arena, &pss, MINT_CLAIMS);
	work->tokens[4] = mint_token(&w->arena, &p521, MINT_CLAIMS);
	work->n_tokens = 5;
	EVP_PKEY_free(p521.pkey);
	says.users = arena_fmt(&w->arena, "[[\"%s\",1799999999]]", mint_digest(&w->arena, "ada")).p;
	work->list = mint_list_text(w, &says);
	*state = work;
	return 0;
}

static int tear_down(void **state)
{
	struct work *work = *state;

	ost_keyset_unref(work->set);
	mint_done(&work->world);
	free(work);
	return 0;
}

/* Runs step with its first, second, third ... allocation failing until it gets through. */
static long fail_each(bool (*step)(struct work *work, size_t which), struct work *work,
		      size_t which)
{
	for (long n = 0;; n++) {
		bool good;

		failed = false;
		countdown = n;
		good = step(work, which);
		countdown = -1;
		ERR_clear_error();
		if (!failed) {
			assert_true(good);
			return n;
		}
		assert_true(n < 100000);
	}
}

static bool make_set(struct work *work, size_t which)
{
	struct ost_keyset *set = NULL;
	enum ost_keyset_rc rc = ost_keyset_new(work->world.jwks, strlen(work->world.jwks), &set);
	size_t count = set ? ost_keyset_count(set) : 0;

	(void)which;
	ost_keyset_unref(set);
	countdown = -1;
	if (rc == OST_KEYSET_OK)
		assert_int_equal(count, 5); /* never a set that silently lacks a key */
	else
		assert_int_equal(rc, OST_KEYSET_NO_MEMORY);
	return rc == OST_KEYSET_OK;
}

static bool judge(struct work *work, size_t which)
{
	struct str token = work->tokens[which];
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict =
		ost_verify(work->set, &work->world.policy, token.p, token.n, MINT_NOW, &claims);

	ost_claims_unref(claims);
	countdown = -1;
	if (verdict != OST_OK)
		assert_verdict(verdict, OST_NO_MEMORY);
	return verdict == OST_OK;
}

static bool judge_cached(struct work *work, size_t which)
{
	struct str token = work->tokens[which];
	struct ost_cache *cache = ost_cache_new(64);
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict;

	if (!cache)
		return false;
	verdict = ost_cache_verify(cache, work->set, &work->world.policy, token.p, token.n,
				   MINT_NOW, &claims);
	ost_claims_unref(claims);
	ost_cache_free(cache);
	countdown = -1;
	if (verdict != OST_OK)
		assert_verdict(verdict, OST_NO_MEMORY);
	return verdict == OST_OK;
}

static bool judge_by_list(struct work *work, size_t which)
{
	struct mint_world *w = &work->world;
	struct ost_policy policy = w->policy;
	struct str token = work->tokens[which];
	struct ost_revocations *list = NULL;
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict = ost_revocations_new(work->set, &policy, work->list.p,
						       work->list.n, MINT_NOW, &list);

	if (verdict == OST_OK) {
		policy.revocations = list;
		verdict = ost_verify(work->set, &policy, token.p, token.n, MINT_NOW, &claims);
	}
	ost_claims_unref(claims);
	ost_revocations_unref(list);
	countdown = -1;
	if (verdict != OST_REVOKED)
		assert_verdict(verdict, OST_NO_MEMORY); /* never let in */
	return verdict == OST_REVOKED;
}

static void making_a_key_set_survives_each_failing_allocation(void **state)
{
	long n = fail_each(make_set, *state, 0);

	print_message("# %ld allocations\n", n);
	assert_true(n > 100);
}

static void judging_a_token_survives_each_failing_allocation(void **state)
{
	struct work *work = *state;

	for (size_t i = 0; i < work->n_tokens; i++) {
		long n = fail_each(judge, work, i);

		print_message("# %ld allocations\n", n);
		assert_true(n > 0);
	}
}

static void the_cache_survives_each_failing_allocation(void **state)
{
	struct work *work = *state;

	for (size_t i = 0; i < work->n_tokens; i++)
		assert_true(fail_each(judge_cached, work, i) > 17);
}

static void a_list_survives_each_failing_allocation(void **state)
{
	assert_true(fail_each(judge_by_list, *state, 0) > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(making_a_key_set_survives_each_failing_allocation),
		cmocka_unit_test(judging_a_token_survives_each_failing_allocation),
		cmocka_unit_test(the_cache_survives_each_failing_allocation),
		cmocka_unit_test(a_list_survives_each_failing_allocation),
	};

	if (!CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free))
		return 1;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
