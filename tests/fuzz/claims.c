/* A header, a line feed, a payload: signed by a trusted key, and judged as the second judge does;
 * what is accepted says what it said. An empty header stands for the usual one. */
#include <math.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "fuzz.h"
#include "keys.h"
#include "mint.h"
#include "oracle.h"

#define PAYLOAD_MAX 1500 /* too short for the verifier's bound on members */

/* Any member by its own name and type, and by no other type. */
static void member_is_the_same(const struct ost_claims *claims, struct str name,
			       const struct json *value)
{
	enum json_kind kind = json_kind(value);
	struct ost_text text;
	int64_t integer;
	bool flag;

	HOLDS(ost_claims_text(claims, name.p, &text) == (kind == JSON_KIND_STRING));
	HOLDS(kind != JSON_KIND_STRING || str_eq(str_of(text.p, text.n), json_to_str(value)));
	HOLDS(ost_claims_integer(claims, name.p, &integer) == (kind == JSON_KIND_INTEGER));
	HOLDS(kind != JSON_KIND_INTEGER || integer == json_to_i64(value));
	HOLDS(ost_claims_bool(claims, name.p, &flag) == (kind == JSON_KIND_BOOL));
	HOLDS(kind != JSON_KIND_BOOL || flag == json_to_bool(value));
}

static void says_the_same(const struct ost_claims *claims, struct str payload)
{
	struct ost_text text = ost_claims_payload(claims);
	OWNED(json_free) struct json *tree = NULL;

	HOLDS(str_eq(str_of(text.p, text.n), payload) && text.p[text.n] == '\0');
	if (json_parse(payload, 32, &tree) != JSON_OK) {
		HOLDS(fuzz_has_long_number(payload));
		return;
	}
	text = ost_claims_subject(claims);
	HOLDS(text.n && str_eq(str_of(text.p, text.n), json_to_str(json_member(tree, "sub"))));
	text = ost_claims_issuer(claims);
	HOLDS(str_eq(str_of(text.p, text.n), STR(MINT_ISSUER)));
	HOLDS(ost_claims_has_audience(claims, MINT_AUDIENCE));
	HOLDS(ost_claims_algorithm(claims) == OST_EDDSA);
	HOLDS(ost_claims_expires_s(claims) > MINT_NOW - OST_LEEWAY_DEFAULT_S);
	for (struct json_walk w = json_walk(tree); json_next(&w);)
		member_is_the_same(claims, w.name, w.value);
}

/* Methods are listed and demanded alike: those of an array of strings, and of nothing else. */
static void demands_agree(const struct keys *keys, struct str token,
			  const struct ost_claims *claims)
{
	struct ost_policy policy = keys->policy;
	struct ost_text text = { 0 };
	const char *method = "mfa";
	struct ost_claims *again = NULL;
	bool listed = false;

	for (size_t i = 0; ost_claims_method(claims, i, &text); i++)
		listed = listed || str_eq(str_of(text.p, text.n), str_z(method));
	HOLDS(ost_claims_has_method(claims, method) == listed);
	policy.methods = &method;
	policy.n_methods = 1;
	HOLDS(ost_verify(keys->set, &policy, token.p, token.n, MINT_NOW, &again) ==
	      (listed ? OST_OK : OST_MISSING_METHOD));
	ost_claims_unref(again);
}

/* The first time and from memory, and again when the time is over. */
static void cache_agrees(const struct keys *keys, struct str token, enum ost_verdict expected)
{
	struct ost_cache *cache = ost_cache_new(4);
	struct ost_claims *claims = NULL;
	int64_t over_s = INT64_MAX;

	HOLDS(cache != NULL);
	for (int i = 0; i < 2; i++, claims = NULL) {
		HOLDS(ost_cache_verify(cache, keys->set, &keys->policy, token.p, token.n, MINT_NOW,
				       &claims) == expected);
		HOLDS((expected == OST_OK) == (claims != NULL));
		if (claims)
			over_s = ost_claims_expires_s(claims);
		ost_claims_unref(claims);
	}
	if (over_s < INT64_MAX - OST_LEEWAY_DEFAULT_S)
		HOLDS(ost_cache_verify(cache, keys->set, &keys->policy, token.p, token.n,
				       over_s + OST_LEEWAY_DEFAULT_S, &claims) == OST_EXPIRED);
	ost_cache_free(cache);
}

static void judge(const struct keys *keys, struct arena *arena, struct str header,
		  struct str payload)
{
	struct str token = mint_sign(arena, keys->ed, "EdDSA", header, payload);
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict =
		ost_verify(keys->set, &keys->policy, token.p, token.n, MINT_NOW, &claims);
	enum oracle_answer answer = oracle_jws(keys, token);

	if (answer != ORACLE_NO && !oracle_is_plain_jwt(header))
		answer = ORACLE_NO;
	if (answer != ORACLE_NO)
		answer = oracle_claims(&keys->policy, payload, MINT_NOW);
	HOLDS(verdict != OST_UNJUDGED && verdict != OST_NO_MEMORY);
	HOLDS(verdict != OST_BAD_SIGNATURE || answer == ORACLE_NO);
	HOLDS(verdict == OST_OK ? answer != ORACLE_NO : answer != ORACLE_YES);
	HOLDS((verdict == OST_OK) == (claims != NULL));
	if (claims) {
		says_the_same(claims, payload);
		demands_agree(keys, token, claims);
	}
	cache_agrees(keys, token, verdict);
	ost_claims_unref(claims);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str header, payload;
	struct arena arena;

	if (!str_cut(str_of(data, n), '\n', &header, &payload))
		return 0;
	if (header.n == 0)
		header = STR("{\"alg\":\"EdDSA\",\"kid\":\"ed-1\"}");
	if (header.n > ORACLE_HEADER_MAX || payload.n > PAYLOAD_MAX)
		return 0;
	arena_init(&arena, NULL, 0);
	judge(keys_of_the_corpus(), &arena, header, payload);
	arena_done(&arena);
	return 0;
}
