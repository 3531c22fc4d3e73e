/* Structs of callers that were compiled with another version of the headers. Only the policy has
 * grown: of the others every size but this build's own is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/cleanup.h"
#include "mint.h"
#include "ostiary/revocations.h"

#define GARBAGE 0xA5

/* The sizes that a struct of `known` bytes refuses: forgotten, smaller than it was in 0.2, cut
 * within a word, and newer. */
#define UNKNOWN_SIZES(known)                                                                       \
	{                                                                                          \
		0, 4, 8, 24, (known)-8, (known)-1, (known) + 1, (known) + 8, SIZE_MAX              \
	}

/* Those of the policy, which has a smaller size that is good. */
#define UNKNOWN_POLICY_SIZES                                                                       \
	{                                                                                          \
		0, 4, 8, 24, OST_POLICY_SIZE_0_2 - 8, OST_POLICY_SIZE_0_2 - 1,                     \
			OST_POLICY_SIZE_0_2 + 1, sizeof(struct ost_policy) - 1,                    \
			sizeof(struct ost_policy) + 1, sizeof(struct ost_policy) + 8, SIZE_MAX     \
	}

/* A list that revokes the token of MINT_CLAIMS. */
static struct ost_revocations *revoking_list(struct mint_world *w)
{
	struct mint_list list = mint_list(1);

	list.users = mint_revoked(&w->arena, "ada", "1799999999");
	return mint_list_good(w, &list);
}

/* Else the members behind the size would count as zero: neither issuer nor audience nor age nor
 * revocation would be checked. */
static void a_policy_smaller_than_the_first_one_accepts_no_token(void **state)
{
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);
	struct ost_revocations *list = revoking_list(w);

	for (size_t size = 0; size < OST_POLICY_SIZE_0_2; size++) {
		w->policy.size = size;
		assert_verdict(mint_judge(w, token), OST_BAD_POLICY);
	}
	w->policy.size = OST_POLICY_SIZE_0_2;
	assert_verdict(mint_judge(w, token), OST_OK);
	w->policy.revocations = list;
	assert_verdict(mint_judge(w, token), OST_REVOKED);
	ost_revocations_unref(list);
}

/* It cannot have set the members that came later, whatever is in the memory behind it. */
static void an_older_policy_demands_nothing_of_the_sign_in(void **state)
{
	static const char *const names[] = { "mfa" };
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);

	w->policy.methods = names;
	w->policy.n_methods = 1;
	w->policy.max_auth_age_s = 1;
	assert_verdict(mint_judge(w, token), OST_MISSING_METHOD);
	w->policy.size = OST_POLICY_SIZE_0_2;
	assert_verdict(mint_judge(w, token), OST_OK);
	w->policy.size = OST_SIZE_TO(ost_policy, n_methods);
	assert_verdict(mint_judge(w, token), OST_MISSING_METHOD);
	w->policy.n_methods = 0;
	assert_verdict(mint_judge(w, token), OST_OK);
	w->policy.size = sizeof(struct ost_policy);
	assert_verdict(mint_judge(w, token), OST_AUTH_TOO_OLD);
	w->policy.max_auth_age_s = 0;
	assert_verdict(mint_judge(w, token), OST_OK);
}

static void a_policy_of_unknown_size_accepts_no_token(void **state)
{
	const size_t sizes[] = UNKNOWN_POLICY_SIZES;
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		w->policy.size = sizes[i];
		assert_verdict(mint_judge(w, token), OST_BAD_POLICY);
	}
	w->policy.size = sizeof(struct ost_policy);
	assert_verdict(mint_judge(w, token), OST_OK);
}

static void nor_does_the_cache_for_a_token_that_it_has(void **state)
{
	const size_t sizes[] = UNKNOWN_POLICY_SIZES;
	struct mint_world *w = *state;
	struct str token = mint_token(&w->arena, &w->rsa, MINT_CLAIMS);
	struct ost_cache *cache = ost_cache_new(16);
	struct ost_claims *claims = NULL;

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		w->policy.size = sizeof(struct ost_policy);
		assert_verdict(ost_cache_verify(cache, w->set, &w->policy, token.p, token.n,
						MINT_NOW, &claims),
			       OST_OK);
		ost_claims_unref(TAKE(claims));
		w->policy.size = sizes[i];
		assert_verdict(ost_cache_verify(cache, w->set, &w->policy, token.p, token.n,
						MINT_NOW, &claims),
			       OST_BAD_POLICY);
		assert_null(claims);
	}
	ost_cache_free(cache);
}

static void nor_is_a_list_read_by_it(void **state)
{
	const size_t sizes[] = UNKNOWN_POLICY_SIZES;
	struct mint_world *w = *state;
	struct mint_list list = mint_list(1);
	struct str text = mint_list_text(w, &list);
	struct ost_revocations *out = NULL;

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		w->policy.size = sizes[i];
		assert_verdict(
			ost_revocations_new(w->set, &w->policy, text.p, text.n, MINT_NOW, &out),
			OST_BAD_POLICY);
		assert_null(out);
	}
	w->policy.size = OST_POLICY_SIZE_0_2;
	assert_verdict(ost_revocations_new(w->set, &w->policy, text.p, text.n, MINT_NOW, &out),
		       OST_OK);
	ost_revocations_unref(out);
}

/* A struct that a function fills. */
struct filled {
	size_t known, first;
	bool (*fill)(struct mint_world *w, void *out);
};

static bool fill_key(struct mint_world *w, void *out)
{
	return ost_keyset_key(w->set, 0, out);
}

static bool fill_list(struct mint_world *w, void *out)
{
	struct ost_revocations *list = revoking_list(w);
	bool filled = ost_revocations_info(list, out);

	ost_revocations_unref(list);
	return filled;
}

static bool fill_counts(struct mint_world *w, void *out)
{
	struct ost_cache *cache = ost_cache_new(1);
	bool filled = ost_cache_counts(cache, out);

	(void)w;
	ost_cache_free(cache);
	return filled;
}

static const struct filled filled_structs[] = {
	{ sizeof(struct ost_key_info), OST_KEY_INFO_SIZE_0_2, fill_key },
	{ sizeof(struct ost_revocations_info), OST_REVOCATIONS_INFO_SIZE_0_2, fill_list },
	{ sizeof(struct ost_cache_counts), OST_CACHE_COUNTS_SIZE_0_2, fill_counts },
};

union room {
	size_t size;
	unsigned char bytes[256];
};

static void prepare(union room *room, size_t size)
{
	memset(room->bytes, GARBAGE, sizeof(room->bytes));
	room->size = size;
}

/* Whether all bytes from n on are still garbage. */
static bool is_untouched_from(const union room *room, size_t n)
{
	for (size_t i = n; i < sizeof(room->bytes); i++)
		if (room->bytes[i] != GARBAGE)
			return false;
	return true;
}

static void a_result_is_written_as_far_as_its_size_goes(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(filled_structs); i++) {
		const struct filled *f = &filled_structs[i];

		for (size_t size = f->first; size <= f->known; size += sizeof(size_t)) {
			union room room;

			prepare(&room, size);
			assert_true(f->fill(*state, &room));
			assert_int_equal(room.size, size);
			assert_false(is_untouched_from(&room, size - 1));
			assert_true(is_untouched_from(&room, size));
		}
	}
}

static void a_result_of_unknown_size_is_not_written(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(filled_structs); i++) {
		const struct filled *f = &filled_structs[i];
		const size_t sizes[] = UNKNOWN_SIZES(f->known);

		for (size_t j = 0; j < ARRAY_LEN(sizes); j++) {
			union room room;

			prepare(&room, sizes[j]);
			assert_false(f->fill(*state, &room));
			assert_int_equal(room.size, sizes[j]);
			assert_true(is_untouched_from(&room, sizeof(size_t)));
		}
	}
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, mint_set_up, mint_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(a_policy_smaller_than_the_first_one_accepts_no_token),
		HERE(an_older_policy_demands_nothing_of_the_sign_in),
		HERE(a_policy_of_unknown_size_accepts_no_token),
		HERE(nor_does_the_cache_for_a_token_that_it_has),
		HERE(nor_is_a_list_read_by_it),
		HERE(a_result_is_written_as_far_as_its_size_goes),
		HERE(a_result_of_unknown_size_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
