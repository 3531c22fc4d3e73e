/* Project Wycheproof's JOSE vectors and the IETF cookbook (RFC 7520). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/cleanup.h"
#include "mint.h"
#include "support/data.h"

/* Verdicts that the file has wrong (tests/data/vectors/README.md): the token's algorithm is not the
 * key's, or there is a character in the base64url text that has no place there. */
static bool is_slip(int64_t id)
{
	static const int slips[] = { 346, 347, 350, 351, 372, 373 };

	for (size_t i = 0; i < ARRAY_LEN(slips); i++)
		if (slips[i] == id)
			return true;
	return false;
}

static struct str text_of(struct arena *a, const struct json *v)
{
	struct buf b;

	arena_buf(a, &b, 1024, 1 << 20);
	json_put(&b, v);
	return arena_copy(a, buf_text(&b));
}

/* The key of a group as a JWKS: the file has single keys and sets. */
static struct ost_keyset *set_of_group(struct arena *a, const struct json *group)
{
	const struct json *key = json_member(group, "public");
	struct str text;
	const char *one;

	if (!key)
		key = json_member(group, "private");
	text = text_of(a, key);
	if (json_member(key, "keys"))
		return mint_keyset(text.p);
	one = text.p;
	return mint_keyset(mint_jwks(a, &one, 1));
}

/* HMAC and other secrets are nothing that this library checks: such tokens are always refused. */
static bool is_public(const struct json *group)
{
	return json_member(group, "public") != NULL;
}

struct tally {
	size_t accepted, refused;
};

static void judge_group(struct arena *a, const struct json *group, struct tally *tally)
{
	const struct json *tests = json_member(group, "tests");
	struct ost_keyset *set = set_of_group(a, group);

	for (size_t i = 0; i < json_count(tests); i++) {
		const struct json *test = json_element(tests, i);
		int64_t id = json_to_i64(json_member(test, "tcId"));
		struct str jws = json_to_str(json_member(test, "jws"));
		bool good = str_eq(json_to_str(json_member(test, "result")), STR("valid")) &&
			    is_public(group) && !is_slip(id);
		enum ost_verdict verdict;

		verdict = ost_jws_verify(set, OST_ALGORITHMS_ALL, OST_KID_RULE_OPTIONAL, jws.p,
					 jws.n);
		if (good != (verdict == OST_OK))
			fail_msg("case %d is %s", (int)id, ost_verdict_name(verdict));
		tally->accepted += good;
		tally->refused += !good;
	}
	ost_keyset_unref(set);
}

static struct tally judge_file(const char *name)
{
	struct tally tally = { 0 };
	struct arena arena;
	struct json *root;
	const struct json *groups;

	arena_init(&arena, NULL, 0);
	root = data_json(name);
	groups = json_member(root, "testGroups");
	for (size_t i = 0; i < json_count(groups); i++) {
		const struct json *group = json_element(groups, i);
		const struct json *first = json_element(json_member(group, "tests"), 0);

		if (json_member(first, "jws")) /* the others are encrypted */
			judge_group(&arena, group, &tally);
	}
	json_free(root);
	arena_done(&arena);
	print_message("# %zu accepted, %zu refused\n", tally.accepted, tally.refused);
	return tally;
}

static void wycheproof_s_signatures_are_judged_as_they_should(void **state)
{
	struct tally tally = judge_file("vectors/wycheproof/json_web_signature_test.json");

	(void)state;
	assert_int_equal(tally.accepted + tally.refused, 401);
	assert_true(tally.accepted >= 30);
}

static void wycheproof_s_keys_are_used_as_they_should(void **state)
{
	struct tally tally = judge_file("vectors/wycheproof/json_web_key_test.json");

	(void)state;
	assert_true(tally.accepted >= 1 && tally.refused >= 20);
}

static void wycheproof_s_mixed_cases_are_judged_as_they_should(void **state)
{
	struct tally tally = judge_file("vectors/wycheproof/json_web_crypto_test.json");

	(void)state;
	assert_true(tally.accepted >= 2 && tally.refused >= 30);
}

/* The public part of a JWK. */
static const char *public_part(struct arena *a, const struct json *key)
{
	static const char *const names[] = { "kty", "kid", "use", "crv", "x", "y", "n", "e" };
	struct buf b;

	arena_buf(a, &b, 1024, 65536);
	buf_char(&b, '{');
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct str value = json_to_str(json_member(key, names[i]));

		if (!value.p)
			continue;
		buf_fmt(&b, "%s\"%s\":", b.n > 1 ? "," : "", names[i]);
		json_put_string(&b, value);
	}
	buf_char(&b, '}');
	return buf_cstr(&b);
}

static const struct json *at(const struct json *v, const char *a, const char *b)
{
	return json_member(json_member(v, a), b);
}

static enum ost_verdict judge_with(struct arena *a, const char *jwk, struct str jws)
{
	struct ost_keyset *set = mint_keyset(mint_jwks(a, &jwk, 1));
	enum ost_verdict verdict =
		ost_jws_verify(set, OST_ALGORITHMS_ALL, OST_KID_RULE_REQUIRED, jws.p, jws.n);

	ost_keyset_unref(set);
	return verdict;
}

static void the_cookbook_s_signatures_are_good_and_its_private_keys_unused(void **state)
{
	static const char *const names[] = { "vectors/jose/jws/4_1.rsa_v15_signature.json",
					     "vectors/jose/jws/4_2.rsa-pss_signature.json",
					     "vectors/jose/jws/4_3.ecdsa_signature.json" };
	struct arena arena;

	(void)state;
	arena_init(&arena, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct json *root = data_json(names[i]);
		const struct json *key = at(root, "input", "key");
		struct str jws = json_to_str(at(root, "output", "compact"));

		assert_verdict(judge_with(&arena, public_part(&arena, key), jws), OST_OK);
		assert_non_null(json_member(key, "d"));
		assert_verdict(judge_with(&arena, text_of(&arena, key).p, jws), OST_UNKNOWN_KEY);
		json_free(root);
	}
	arena_done(&arena);
}

static void what_is_no_public_key_signature_is_refused(void **state)
{
	static const struct {
		const char *name;
		enum ost_verdict verdict;
	} rows[] = {
		{ "vectors/jose/jws/4_4.hmac-sha2_integrity_protection.json", OST_BAD_ALGORITHM },
		/* Its payload stands there as it is, with a dot in it. */
		{ "vectors/jose/rfc7797/hmac-sha2_b64_false.json", OST_MALFORMED },
	};
	struct arena arena;

	(void)state;
	arena_init(&arena, NULL, 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct json *root = data_json(rows[i].name);
		const struct json *key = at(root, "input", "key");
		struct str jws = json_to_str(at(root, "output", "compact"));

		assert_non_null(jws.p);
		assert_verdict(judge_with(&arena, text_of(&arena, key).p, jws), rows[i].verdict);
		json_free(root);
	}
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wycheproof_s_signatures_are_judged_as_they_should),
		cmocka_unit_test(wycheproof_s_keys_are_used_as_they_should),
		cmocka_unit_test(wycheproof_s_mixed_cases_are_judged_as_they_should),
		cmocka_unit_test(the_cookbook_s_signatures_are_good_and_its_private_keys_unused),
		cmocka_unit_test(what_is_no_public_key_signature_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
