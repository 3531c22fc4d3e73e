/* Revocation lists: which are accepted, which replaces another, and that no token is one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "mint.h"
#include "ostiary/revocations.h"

OWNER(struct ost_revocations *, ost_revocations_unref)

#define MANY 10000

static enum ost_verdict read_text(struct mint_world *w, struct str text)
{
	return mint_list_read(w, text, MINT_NOW, NULL);
}

static enum ost_verdict read_list(struct mint_world *w, const struct mint_list *list)
{
	return read_text(w, mint_list_text(w, list));
}

static void a_list_tells_what_it_says(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(7);
	struct ost_revocations_info info = { .size = sizeof(info) };

	says.users = mint_revoked(&w->arena, "ada", "1799999995.25");
	says.deleted = arena_fmt(&w->arena, "[\"%s\",\"%s\"]", mint_digest(&w->arena, "ada"),
				 mint_digest(&w->arena, "bob"))
			       .p;
	OWNED(ost_revocations_unref) struct ost_revocations *list = mint_list_good(w, &says);

	ost_revocations_info(list, &info);
	assert_string_equal(info.issuer.p, MINT_ISSUER);
	assert_int_equal(info.version, 7);
	assert_int_equal(info.issued_s, MINT_LIST_IAT);
	assert_int_equal(info.expires_s, MINT_NOW + 3600);
	assert_int_equal(info.users, 1);
	assert_int_equal(info.deleted, 2);
	assert_int_equal(ost_revocations_is_deleted(list, "ada", 3), OST_DELETED_YES);
	assert_int_equal(ost_revocations_is_deleted(list, "bob", 3), OST_DELETED_YES);
	assert_int_equal(ost_revocations_is_deleted(list, "bo", 2), OST_DELETED_NO);
	assert_int_equal(ost_revocations_is_deleted(list, "", 0), OST_DELETED_NO);
}

static void it_is_refused_for_its_own_sake(void **state)
{
	struct mint_world *w = *state;
	const char *ada = mint_digest(&w->arena, "ada");
	const struct {
		const char *name, *users, *deleted, *cutoff;
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
		{ "cutoff as text", "[]", NULL, "\"1\"", OST_BAD_CLAIM },
		{ "broken", "[", NULL, NULL, OST_BAD_PAYLOAD },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct mint_list says = mint_list(1);

		says.users = rows[i].users;
		says.deleted = rows[i].deleted;
		says.cutoff = rows[i].cutoff;
		print_message("# %s\n", rows[i].name);
		assert_verdict(read_list(w, &says), rows[i].verdict);
	}
}

static void it_has_a_time_of_its_own(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);
	struct str text = mint_list_text(w, &says);

	assert_verdict(mint_list_read(w, text, says.exp + 29, NULL), OST_OK); /* the leeway is 30 */
	assert_verdict(mint_list_read(w, text, says.exp + 30, NULL), OST_EXPIRED);
	assert_verdict(mint_list_read(w, text, says.iat - 30, NULL), OST_OK);
	assert_verdict(mint_list_read(w, text, says.iat - 31, NULL), OST_ISSUED_IN_FUTURE);
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
		{ ",\"typ\":\"ostiary-revocations\"", OST_BAD_TYPE, OST_BAD_TYPE },
		{ ",\"typ\":\"ostiary-revocations+jwt\"", OST_BAD_TYPE, OST_OK },
		{ ",\"typ\":\"application/Ostiary-Revocations+JWT\"", OST_BAD_TYPE, OST_OK },
		{ ",\"typ\":\"ostiary-revocations+jwt\",\"cty\":\"JWT\"", OST_BAD_TYPE,
		  OST_BAD_TYPE },
		{ ",\"typ\":\"ostiary-revocations+jwt\",\"crit\":[\"x\"]", OST_BAD_CRITICAL,
		  OST_BAD_CRITICAL },
		{ ",\"typ\":\"ostiary-revocations+jwt\",\"enc\":\"A256GCM\"", OST_BAD_TYPE,
		  OST_BAD_TYPE },
	};
	static const char claims[] =
		"{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"ostiary-revocations\",\"sub\":\"ada\","
		"\"iat\":1799999990,\"exp\":1800000900,\"version\":1,\"revocations\":[]}";
	struct mint_world *w = *state;

	w->audience = "ostiary-revocations";
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
#define HEAD "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"ostiary-revocations\","
		{ HEAD "\"iat\":1799999990,\"exp\":1800000900,\"version\":1,\"revocations\":[]}",
		  OST_OK },
		{ HEAD "\"exp\":1800000900,\"version\":1,\"revocations\":[]}", OST_BAD_CLAIM },
		{ HEAD "\"iat\":1799999990,\"version\":1,\"revocations\":[]}", OST_BAD_CLAIM },
		{ HEAD "\"iat\":1799999990,\"exp\":1800000900,\"revocations\":[]}", OST_BAD_CLAIM },
		{ HEAD "\"iat\":1799999990,\"exp\":1800000900,\"version\":1.5,\"revocations\":[]}",
		  OST_BAD_CLAIM },
		{ HEAD "\"iat\":1799999990,\"exp\":1800000900,\"version\":1}", OST_BAD_CLAIM },
		{ "{\"aud\":\"ostiary-revocations\",\"iat\":1799999990,\"exp\":1800000900,"
		  "\"version\":1,\"revocations\":[]}",
		  OST_BAD_CLAIM },
		{ "{\"iss\":\"" MINT_ISSUER "\",\"iat\":1799999990,\"exp\":1800000900,"
		  "\"version\":1,\"revocations\":[]}",
		  OST_WRONG_AUDIENCE },
		{ "{\"iss\":\"" MINT_ISSUER "\",\"aud\":\"" MINT_AUDIENCE "\",\"iat\":1799999990,"
		  "\"exp\":1800000900,\"version\":1,\"revocations\":[]}",
		  OST_WRONG_AUDIENCE },
		{ "[]", OST_BAD_PAYLOAD },
		{ HEAD "\"iat\":1799999990,\"iat\":1,\"exp\":1800000900,\"version\":1,"
		       "\"revocations\":[]}",
		  OST_BAD_PAYLOAD },
#undef HEAD
	};
	struct mint_world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct str text = mint_with_header(
			w,
			"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"ostiary-revocations+jwt\"}",
			rows[i].claims);

		print_message("# %s\n", rows[i].claims);
		assert_verdict(read_text(w, text), rows[i].verdict);
	}
}

static bool follows(struct mint_world *w, const struct mint_list *next,
		    const struct mint_list *before, int64_t now_s)
{
	OWNED(ost_revocations_unref) struct ost_revocations *a = mint_list_good(w, next);
	OWNED(ost_revocations_unref) struct ost_revocations *b = mint_list_good(w, before);

	return ost_revocations_supersedes(a, b, now_s);
}

static void an_older_list_never_replaces_a_newer_one(void **state)
{
	struct mint_world *w = *state;
	struct mint_list one = mint_list(1), two = mint_list(2), again = mint_list(1);
	OWNED(ost_revocations_unref) struct ost_revocations *first = mint_list_good(w, &one);

	again.iat++;
	assert_true(ost_revocations_supersedes(first, NULL, MINT_NOW));
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

/* The list has every user but the last. */
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

static void ten_thousand_are_revoked_and_the_next_is_not(void **state)
{
	struct mint_world *w = *state;
	struct mint_list says = mint_list(1);
	struct ost_policy policy = w->policy;

	says.users = many_users(w, MANY);
	OWNED(ost_revocations_unref) struct ost_revocations *list = mint_list_good(w, &says);

	policy.revocations = list;
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

	says.users = many_users(w, OST_REVOCATIONS_MAX_USERS);
	text = mint_list_text(w, &says);
	print_message("# %zu octets\n", text.n);
	assert_verdict(read_text(w, text), OST_OK);
	says.users = many_users(w, OST_REVOCATIONS_MAX_USERS + 1);
	assert_verdict(read_list(w, &says), OST_BAD_CLAIM);
}

static void nothing_longer_than_the_bound_is_read(void **state)
{
	struct mint_world *w = *state;
	char *text = calloc(1, OST_REVOCATIONS_MAX_BYTES + 1);

	memset(text, 'a', OST_REVOCATIONS_MAX_BYTES + 1);
	text[5] = text[9] = '.';
	assert_verdict(read_text(w, str_of(text, OST_REVOCATIONS_MAX_BYTES)), OST_MALFORMED);
	assert_verdict(read_text(w, str_of(text, OST_REVOCATIONS_MAX_BYTES + 1)), OST_MALFORMED);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_tells_what_it_says),
		cmocka_unit_test(it_is_refused_for_its_own_sake),
		cmocka_unit_test(it_has_a_time_of_its_own),
		cmocka_unit_test(only_a_key_of_the_set_can_sign_it),
		cmocka_unit_test(no_list_is_a_token_and_no_token_a_list),
		cmocka_unit_test(what_lacks_a_member_is_no_list),
		cmocka_unit_test(an_older_list_never_replaces_a_newer_one),
		cmocka_unit_test(an_expired_list_gives_way_to_what_was_issued_later),
		cmocka_unit_test(ten_thousand_are_revoked_and_the_next_is_not),
		cmocka_unit_test(there_are_no_more_users_than_the_bound),
		cmocka_unit_test(nothing_longer_than_the_bound_is_read),
	};

	return cmocka_run_group_tests(tests, mint_set_up, mint_tear_down);
}
