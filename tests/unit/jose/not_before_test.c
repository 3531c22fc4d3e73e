/* Lists of who was thrown out: which are taken, whom they refuse, and that no token is one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "mint.h"
#include "ostiary/not_before.h"

OWNER(struct ost_not_before *, ost_not_before_unref)

#define MANY 10000

static enum ost_verdict read_at(struct mint_world *w, struct str text, int64_t now_s,
				struct ost_not_before **out)
{
	struct ost_not_before *list = NULL;
	enum ost_verdict verdict =
		ost_not_before_new(w->set, &w->policy, text.p, text.n, now_s, &list);

	assert_int_equal(verdict == OST_OK, list != NULL);
	if (out)
		*out = list;
	else
		ost_not_before_unref(list);
	return verdict;
}

static enum ost_verdict read_text(struct mint_world *w, struct str text)
{
	return read_at(w, text, MINT_NOW, NULL);
}

static enum ost_verdict read_list(struct mint_world *w, const struct mint_list *list)
{
	return read_text(w, mint_list_text(w, list));
}

static struct ost_not_before *good(struct mint_world *w, const struct mint_list *list)
{
	struct ost_not_before *out;

	assert_verdict(read_at(w, mint_list_text(w, list), MINT_NOW, &out), OST_OK);
	return out;
}

/* [["ada's digest", time]] */
static const char *thrown_out(struct mint_world *w, const char *subject, const char *time)
{
	return arena_fmt(&w->arena, "[[\"%s\",%s]]", mint_digest(&w->arena, subject), time).p;
}

/* The verdict on a token of ada's that was issued then. */
static enum ost_verdict judge_issued(struct mint_world *w, const struct ost_not_before *list,
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

	policy.not_before = list;
	verdict = ost_verify(w->set, &policy, token.p, token.n, MINT_NOW, &out);
	ost_claims_unref(out);
	return verdict;
}

static void a_list_tells_what_it_says(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(7);
	struct ost_not_before_info info;

	says.users = thrown_out(w, "ada", "1799999995.25");
	says.deleted = arena_fmt(&w->arena, "[\"%s\",\"%s\"]", mint_digest(&w->arena, "ada"),
				 mint_digest(&w->arena, "bob"))
			       .p;
	OWNED(ost_not_before_unref) struct ost_not_before *list = good(w, &says);

	ost_not_before_about(list, &info);
	assert_string_equal(info.issuer.p, MINT_ISSUER);
	assert_int_equal(info.version, 7);
	assert_int_equal(info.issued_s, MINT_LIST_IAT);
	assert_int_equal(info.expires_s, MINT_NOW + 3600);
	assert_int_equal(info.users, 1);
	assert_int_equal(info.deleted, 2);
	assert_int_equal(ost_not_before_departed(list, "ada", 3), OST_DEPARTED_YES);
	assert_int_equal(ost_not_before_departed(list, "bob", 3), OST_DEPARTED_YES);
	assert_int_equal(ost_not_before_departed(list, "bo", 2), OST_DEPARTED_NO);
	assert_int_equal(ost_not_before_departed(list, "", 0), OST_DEPARTED_NO);
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
		{ "1799999995.300", NULL, OST_REVOKED }, /* who knows when */
		{ "1799999995.300", "-1", OST_REVOKED },
		{ "9e300", "1800000000", OST_REVOKED },
		{ "-9e300", "1800000000", OST_OK },
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct mint_list says = mint_list(1);
		struct ost_not_before *list;

		says.users = thrown_out(w, "ada", rows[i].at);
		list = good(w, &says);
		print_message("# %s, issued %s\n", rows[i].at, rows[i].iat ? rows[i].iat : "-");
		assert_verdict(judge_issued(w, list, rows[i].iat), rows[i].verdict);
		ost_not_before_unref(list);
	}
}

static void nobody_else_is_concerned(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);
	struct ost_not_before *list;

	says.users = thrown_out(w, "adam", "1799999999");
	list = good(w, &says);
	assert_verdict(judge_issued(w, list, "1799999990"), OST_OK);
	assert_verdict(judge_issued(w, list, NULL), OST_OK);
	ost_not_before_unref(list);

	says.users = thrown_out(w, "ada", "1799999999"); /* the twin */
	list = good(w, &says);
	assert_verdict(judge_issued(w, list, "1799999990"), OST_REVOKED);
	ost_not_before_unref(list);

	says.users = NULL;
	list = good(w, &says);
	assert_verdict(judge_issued(w, list, "1799999990"), OST_OK);
	ost_not_before_unref(list);
}

static void who_was_deleted_but_not_thrown_out_is_not_refused(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);

	says.users = thrown_out(w, "bob", "1799999999");
	says.deleted = arena_fmt(&w->arena, "[\"%s\"]", mint_digest(&w->arena, "ada")).p;
	OWNED(ost_not_before_unref) struct ost_not_before *list = good(w, &says);

	assert_verdict(judge_issued(w, list, "1799999990"), OST_OK);
}

static void everybody_is_everybody(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);

	says.everybody = "1799999995.5";
	OWNED(ost_not_before_unref) struct ost_not_before *list = good(w, &says);

	assert_verdict(judge_issued(w, list, "1799999995"), OST_REVOKED);
	assert_verdict(judge_issued(w, list, NULL), OST_REVOKED);
	assert_verdict(judge_issued(w, list, "1799999996"), OST_OK);
}

static void a_list_says_nothing_of_another_issuers_tokens(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);
	struct ost_not_before *list;

	says.users = thrown_out(w, "ada", "1799999999");
	says.everybody = "1799999999";
	list = good(w, &says);
	assert_verdict(judge_issued(w, list, "1799999990"), OST_REVOKED);
	ost_not_before_unref(list);

	says.issuer = MINT_ISSUER "/other";
	assert_verdict(read_list(w, &says), OST_WRONG_ISSUER);
	w->policy.issuer = NULL;
	list = good(w, &says);
	assert_verdict(judge_issued(w, list, "1799999990"), OST_OK);
	ost_not_before_unref(list);
	w->policy.issuer = MINT_ISSUER;
}

static void it_is_refused_for_its_own_sake(void **state)
{
	struct mint_world *w = *state;
	const char *ada = mint_digest(&w->arena, "ada");
	const struct {
		const char *name, *users, *deleted, *everybody;
		enum ost_verdict verdict;
	} rows[] = {
		{ "nobody", "[]", NULL, NULL, OST_OK },
		{ "one", arena_fmt(&w->arena, "[[\"%s\",1]]", ada).p, NULL, NULL, OST_OK },
		{ "no array", "{}", NULL, NULL, OST_BAD_CLAIM },
		{ "no pair", arena_fmt(&w->arena, "[\"%s\"]", ada).p, NULL, NULL, OST_BAD_CLAIM },
		{ "a pair of three", arena_fmt(&w->arena, "[[\"%s\",1,2]]", ada).p, NULL, NULL,
		  OST_BAD_CLAIM },
		{ "twice", arena_fmt(&w->arena, "[[\"%s\",1],[\"%s\",2]]", ada, ada).p, NULL, NULL,
		  OST_BAD_CLAIM },
		{ "a time as text", arena_fmt(&w->arena, "[[\"%s\",\"1\"]]", ada).p, NULL, NULL,
		  OST_BAD_CLAIM },
		{ "short", "[[\"AAAAAAAAAAAAAAAAAAAAA\",1]]", NULL, NULL, OST_BAD_CLAIM },
		{ "long", "[[\"AAAAAAAAAAAAAAAAAAAAAAA\",1]]", NULL, NULL, OST_BAD_CLAIM },
		{ "another spelling", "[[\"AAAAAAAAAAAAAAAAAAAAAB\",1]]", NULL, NULL,
		  OST_BAD_CLAIM },
		{ "a number", "[[1,1]]", NULL, NULL, OST_BAD_CLAIM },
		{ "deleted no array", "[]", "1", NULL, OST_BAD_CLAIM },
		{ "deleted pairs", "[]", arena_fmt(&w->arena, "[[\"%s\",1]]", ada).p, NULL,
		  OST_BAD_CLAIM },
		{ "deleted twice", "[]", arena_fmt(&w->arena, "[\"%s\",\"%s\"]", ada, ada).p, NULL,
		  OST_BAD_CLAIM },
		{ "everybody as text", "[]", NULL, "\"1\"", OST_BAD_CLAIM },
		{ "broken", "[", NULL, NULL, OST_BAD_PAYLOAD },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct mint_list says = mint_list(1);

		says.users = rows[i].users;
		says.deleted = rows[i].deleted;
		says.everybody = rows[i].everybody;
		print_message("# %s\n", rows[i].name);
		assert_verdict(read_list(w, &says), rows[i].verdict);
	}
}

static void it_has_a_time_of_its_own(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);
	struct str text = mint_list_text(w, &says);

	assert_verdict(read_at(w, text, says.exp + 29, NULL), OST_OK); /* the leeway is 30 */
	assert_verdict(read_at(w, text, says.exp + 30, NULL), OST_EXPIRED);
	assert_verdict(read_at(w, text, says.iat - 30, NULL), OST_OK);
	assert_verdict(read_at(w, text, says.iat - 31, NULL), OST_ISSUED_LATER);
}

static void only_a_key_of_the_set_can_sign_it(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);
	struct str text = mint_list_text(w, &says);
	char *copy = malloc(text.n);
	struct mint_key own = w->rsa;

	assert_verdict(read_text(w, text), OST_OK);
	for (size_t i = 0; i < text.n; i++) {
		memcpy(copy, text.p, text.n);
		copy[i] = copy[i] == 'A' ? 'B' : 'A';
		assert_verdict(read_text(w, text), OST_OK);
		assert_int_not_equal(read_text(w, str_of(copy, text.n)), OST_OK);
	}
	free(copy);
	w->rsa.pkey = w->stranger.pkey;
	assert_verdict(read_list(w, &says), OST_BAD_SIGNATURE);
	w->rsa = own;
	w->policy.algorithms = OST_ES256;
	assert_verdict(read_text(w, text), OST_BAD_ALGORITHM);
	w->policy.algorithms = 0;
	assert_verdict(read_text(w, text), OST_BAD_ALGORITHM);
	w->policy.algorithms = OST_ALGORITHMS_ALL;
	assert_verdict(read_text(w, STR("")), OST_MALFORMED);
	assert_verdict(read_text(w, str_of(NULL, 0)), OST_MALFORMED);
}

/* The same claims would do for both, so that only the type keeps them apart. */
static void no_list_is_a_token_and_no_token_a_list(void **state)
{
	static const struct {
		const char *header;
		enum ost_verdict as_token, as_list;
	} rows[] = {
		{ "", OST_OK, OST_BAD_TYPE },
		{ ",\"typ\":\"JWT\"", OST_OK, OST_BAD_TYPE },
		{ ",\"typ\":\"at+jwt\"", OST_BAD_TYPE, OST_BAD_TYPE },
		{ ",\"typ\":\"ostiary-not-before\"", OST_BAD_TYPE, OST_BAD_TYPE },
		{ ",\"typ\":\"ostiary-not-before+jwt\"", OST_BAD_TYPE, OST_OK },
		{ ",\"typ\":\"application/Ostiary-Not-Before+JWT\"", OST_BAD_TYPE, OST_OK },
		{ ",\"typ\":\"ostiary-not-before+jwt\",\"cty\":\"JWT\"", OST_BAD_TYPE,
		  OST_BAD_TYPE },
		{ ",\"typ\":\"ostiary-not-before+jwt\",\"crit\":[\"x\"]", OST_BAD_CRITICAL,
		  OST_BAD_CRITICAL },
		{ ",\"typ\":\"ostiary-not-before+jwt\",\"enc\":\"A256GCM\"", OST_BAD_TYPE,
		  OST_BAD_TYPE },
	};
	static const char claims[] =
		"{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"ostiary-not-before\",\"sub\":\"ada\","
		"\"iat\":1799999990,\"exp\":1800000900,\"version\":1,\"not_before\":[]}";
	struct mint_world *w = *state;

	w->audience = "ostiary-not-before";
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *header = arena_fmt(&w->arena, "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"%s}",
					       rows[i].header)
					     .p;
		struct str text = mint_with_header(w, header, claims);

		print_message("# %s\n", header);
		assert_verdict(mint_judge(w, text), rows[i].as_token);
		assert_verdict(read_text(w, text), rows[i].as_list);
	}
	w->audience = MINT_AUDIENCE;
}

static void what_lacks_a_member_is_no_list(void **state)
{
	static const struct {
		const char *claims;
		enum ost_verdict verdict;
	} rows[] = {
#define HEAD "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"ostiary-not-before\","
		{ HEAD "\"iat\":1799999990,\"exp\":1800000900,\"version\":1,\"not_before\":[]}",
		  OST_OK },
		{ HEAD "\"exp\":1800000900,\"version\":1,\"not_before\":[]}", OST_BAD_CLAIM },
		{ HEAD "\"iat\":1799999990,\"version\":1,\"not_before\":[]}", OST_BAD_CLAIM },
		{ HEAD "\"iat\":1799999990,\"exp\":1800000900,\"not_before\":[]}", OST_BAD_CLAIM },
		{ HEAD "\"iat\":1799999990,\"exp\":1800000900,\"version\":1.5,\"not_before\":[]}",
		  OST_BAD_CLAIM },
		{ HEAD "\"iat\":1799999990,\"exp\":1800000900,\"version\":1}", OST_BAD_CLAIM },
		{ "{\"aud\":\"ostiary-not-before\",\"iat\":1799999990,\"exp\":1800000900,"
		  "\"version\":1,\"not_before\":[]}",
		  OST_BAD_CLAIM },
		{ "{\"iss\":\"" MINT_ISSUER "\",\"iat\":1799999990,\"exp\":1800000900,"
		  "\"version\":1,\"not_before\":[]}",
		  OST_WRONG_AUDIENCE },
		{ "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE "\",\"iat\":1799999990,"
		  "\"exp\":1800000900,\"version\":1,\"not_before\":[]}",
		  OST_WRONG_AUDIENCE },
		{ "[]", OST_BAD_PAYLOAD },
		{ HEAD "\"iat\":1799999990,\"iat\":1,\"exp\":1800000900,\"version\":1,"
		       "\"not_before\":[]}",
		  OST_BAD_PAYLOAD },
#undef HEAD
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str text = mint_with_header(
			w,
			"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"ostiary-not-before+jwt\"}",
			rows[i].claims);

		print_message("# %s\n", rows[i].claims);
		assert_verdict(read_text(w, text), rows[i].verdict);
	}
}

static bool follows(struct mint_world *w, const struct mint_list *next,
		    const struct mint_list *before, int64_t now_s)
{
	OWNED(ost_not_before_unref) struct ost_not_before *a = good(w, next);
	OWNED(ost_not_before_unref) struct ost_not_before *b = good(w, before);

	return ost_not_before_follows(a, b, now_s);
}

static void an_older_list_never_replaces_a_newer_one(void **state)
{
	struct mint_world *w = *state;
	struct mint_list one = mint_list(1), two = mint_list(2), again = mint_list(1);
	OWNED(ost_not_before_unref) struct ost_not_before *first = good(w, &one);

	again.iat++;
	assert_true(ost_not_before_follows(first, NULL, MINT_NOW));
	assert_true(follows(w, &two, &one, MINT_NOW));
	assert_false(follows(w, &one, &two, MINT_NOW));
	assert_false(follows(w, &one, &one, MINT_NOW));
	assert_true(follows(w, &again, &one, MINT_NOW)); /* signed anew */
	assert_false(follows(w, &one, &again, MINT_NOW));
	assert_false(follows(w, &again, &two, MINT_NOW));
}

static void an_expired_list_gives_way_to_what_was_issued_later(void **state)
{
	struct mint_world *w = *state;
	struct mint_list before = mint_list(9), later = mint_list(1), older = mint_list(1);

	later.iat++;
	older.iat--;
	assert_false(follows(w, &later, &before, before.exp - 1));
	assert_true(follows(w, &later, &before, before.exp));
	assert_false(follows(w, &older, &before, before.exp));
	assert_false(follows(w, &before, &before, before.exp));
}

/* Everybody but the last one of them is in it. */
static const char *many_users(struct mint_world *w, size_t n)
{
	struct buf b;

	arena_buf(&w->arena, &b, 1024, (size_t)8 << 20);
	for (size_t i = 0; i < n; i++) {
		char subject[32];

		snprintf(subject, sizeof(subject), "user-%zu", i);
		buf_fmt(&b, "%c[\"%s\",1799999995.%03zu]", i ? ',' : '[',
			mint_digest(&w->arena, subject), i % 1000);
	}
	buf_z(&b, n ? "]" : "[]");
	assert_non_null(buf_cstr(&b));
	return b.p;
}

static void ten_thousand_are_thrown_out_and_the_next_is_not(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);
	struct ost_policy policy = w->policy;

	says.users = many_users(w, MANY);
	OWNED(ost_not_before_unref) struct ost_not_before *list = good(w, &says);

	policy.not_before = list;
	for (size_t i = 0; i <= MANY; i += 100) {
		struct str token = mint_token(
			&w->arena, &w->ed,
			arena_fmt(&w->arena,
				  "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE
				  "\",\"sub\":\"user-%zu\",\"iat\":1799999995,\"exp\":1800000900}",
				  i)
				.p);
		struct ost_claims *claims = NULL;

		assert_verdict(ost_verify(w->set, &policy, token.p, token.n, MINT_NOW, &claims),
			       i < MANY ? OST_REVOKED : OST_OK);
		ost_claims_unref(claims);
	}
}

static void there_are_no_more_users_than_the_bound(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);
	struct str text;

	says.users = many_users(w, OST_NOT_BEFORE_MAX_USERS);
	text = mint_list_text(w, &says);
	print_message("# %zu octets\n", text.n);
	assert_verdict(read_text(w, text), OST_OK);
	says.users = many_users(w, OST_NOT_BEFORE_MAX_USERS + 1);
	assert_verdict(read_list(w, &says), OST_BAD_CLAIM);
}

static void nothing_longer_than_the_bound_is_read(void **state)
{
	struct mint_world *w = *state;
	char *text = calloc(1, OST_NOT_BEFORE_MAX_BYTES + 1);

	memset(text, 'a', OST_NOT_BEFORE_MAX_BYTES + 1);
	text[5] = text[9] = '.';
	assert_verdict(read_text(w, str_of(text, OST_NOT_BEFORE_MAX_BYTES)), OST_MALFORMED);
	assert_verdict(read_text(w, str_of(text, OST_NOT_BEFORE_MAX_BYTES + 1)), OST_MALFORMED);
	free(text);
}

static enum ost_verdict judge_cached(struct mint_world *w, struct ost_cache *cache,
				     struct str token, const struct ost_not_before *list)
{
	struct ost_policy policy = w->policy;
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict;

	policy.not_before = list;
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
	struct ost_cache_counts counts;
	struct ost_not_before *list = good(w, &says), *next;

	assert_verdict(judge_cached(w, cache, token, list), OST_OK);
	assert_verdict(judge_cached(w, cache, token, list), OST_OK);
	says.users = thrown_out(w, "ada", "1799999990");
	next = good(w, &says);
	assert_verdict(judge_cached(w, cache, token, next), OST_REVOKED);
	ost_cache_counts(cache, &counts);
	assert_int_equal(counts.entries, 0); /* it never becomes good again */
	assert_verdict(judge_cached(w, cache, token, next), OST_REVOKED);
	ost_not_before_unref(list);
	ost_not_before_unref(next);
	ost_cache_free(cache);
}

struct crowd {
	struct mint_world *world;
	struct ost_cache *cache;
	struct str token, other;
	const struct ost_not_before *list;
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

	says.users = thrown_out(w, "bob", "1799999999");
	OWNED(ost_not_before_unref) struct ost_not_before *list = good(w, &says);

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
		cmocka_unit_test(a_list_tells_what_it_says),
		cmocka_unit_test(a_token_from_before_is_refused_and_one_from_after_is_not),
		cmocka_unit_test(nobody_else_is_concerned),
		cmocka_unit_test(who_was_deleted_but_not_thrown_out_is_not_refused),
		cmocka_unit_test(everybody_is_everybody),
		cmocka_unit_test(a_list_says_nothing_of_another_issuers_tokens),
		cmocka_unit_test(it_is_refused_for_its_own_sake),
		cmocka_unit_test(it_has_a_time_of_its_own),
		cmocka_unit_test(only_a_key_of_the_set_can_sign_it),
		cmocka_unit_test(no_list_is_a_token_and_no_token_a_list),
		cmocka_unit_test(what_lacks_a_member_is_no_list),
		cmocka_unit_test(an_older_list_never_replaces_a_newer_one),
		cmocka_unit_test(an_expired_list_gives_way_to_what_was_issued_later),
		cmocka_unit_test(ten_thousand_are_thrown_out_and_the_next_is_not),
		cmocka_unit_test(there_are_no_more_users_than_the_bound),
		cmocka_unit_test(nothing_longer_than_the_bound_is_read),
		cmocka_unit_test(a_remembered_token_is_refused_by_the_next_list),
		cmocka_unit_test(many_threads_see_the_same),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
