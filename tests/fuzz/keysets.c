#include "keysets.h"

#include <openssl/sha.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "core/arena.h"
#include "fuzz.h"
#include "mint.h"
#include "ostiary/verify.h"

#define DEPTH        16
#define MEMBERS_SURE 1400 /* a shorter text has no object with more members than the set allows */
#define TEXT_MAX     ((size_t)1 << 20)

OWNER(struct ost_keyset *, ost_keyset_unref)

/* The oracle: one JSON object whose member "keys" is an array that is not too long. */
static bool is_a_set(const struct json *tree)
{
	const struct json *keys = json_member(tree, "keys");

	return json_kind(tree) == JSON_KIND_OBJECT && json_kind(keys) == JSON_KIND_ARRAY &&
	       json_count(keys) <= OST_JWKS_MAX_KEYS;
}

static bool is_given(const struct json *member)
{
	return member && json_kind(member) != JSON_KIND_NULL;
}

/* May this entry be behind the key? */
static bool can_be(const struct json *entry, const struct ost_key_info *key)
{
	static const char *const private[] = { "d", "p", "q", "dp", "dq", "qi", "oth", "k" };
	const struct json *alg = json_member(entry, "alg"), *kid = json_member(entry, "kid");
	const struct json *use = json_member(entry, "use");

	for (size_t i = 0; i < ARRAY_LEN(private); i++)
		if (is_given(json_member(entry, private[i])))
			return false;
	if (!is_given(kid))
		kid = NULL;
	if ((kid != NULL) != (key->kid.p != NULL) ||
	    !str_eq(json_to_str(kid), str_of(key->kid.p, key->kid.n)))
		return false;
	if (is_given(use) && !str_eq(json_to_str(use), STR("sig")))
		return false;
	return !is_given(alg) ||
	       str_eq(json_to_str(alg), str_z(ost_algorithm_name(key->algorithms)));
}

static void key_is_sound(const struct ost_key_info *key, const struct json *entries)
{
	bool found = false;

	HOLDS(key->algorithms && !(key->algorithms & ~(unsigned)OST_ALGORITHMS_ALL));
	HOLDS(key->kid.n <= OST_KID_MAX_BYTES && (!key->kid.p || key->kid.n > 0));
	HOLDS(key->bits >= 256 && key->bits <= 8192);
	HOLDS(key->bits >= 2048 || !(key->algorithms & (OST_RS256 | OST_RS384 | OST_RS512 |
							OST_PS256 | OST_PS384 | OST_PS512)));
	for (size_t i = 0; i < json_count(entries); i++)
		found = found || can_be(json_element(entries, i), key);
	HOLDS(found);
}

/* No id and algorithm name two keys. */
static void keys_are_distinct(const struct ost_keyset *set)
{
	struct ost_key_info a = { .size = sizeof(a) }, b = { .size = sizeof(b) };

	for (size_t i = 0; ost_keyset_key(set, i, &a); i++)
		for (size_t j = 0; j < i && ost_keyset_key(set, j, &b); j++)
			HOLDS(!a.kid.p || !(a.algorithms & b.algorithms) ||
			      !str_eq(str_of(a.kid.p, a.kid.n), str_of(b.kid.p, b.kid.n)));
}

/* A signature of one octet sort, with each algorithm of the key: refused for what it is. */
static void signs_nothing(const struct ost_keyset *set, const struct ost_key_info *key,
			  unsigned algorithm)
{
	static const unsigned char fillings[] = { 0x00, 0x01, 0xff };
	unsigned char signature[1024];
	size_t n = key->bits > 521 ? (key->bits + 7) / 8 : (key->bits + 7) / 8 * 2;
	struct arena arena;
	struct buf header, token;

	for (size_t i = 0; i < sizeof(fillings); i++) {
		arena_init(&arena, NULL, 0);
		arena_buf(&arena, &header, 256, TEXT_MAX);
		arena_buf(&arena, &token, 2048, TEXT_MAX);
		buf_fmt(&header, "{\"alg\":\"%s\",\"kid\":", ost_algorithm_name(algorithm));
		json_put_string(&header, str_of(key->kid.p, key->kid.n));
		buf_char(&header, '}');
		memset(signature, fillings[i], sizeof(signature));
		buf_str(&token, mint_b64(&arena, buf_text(&header)));
		buf_z(&token, ".e30.");
		buf_str(&token, mint_b64(&arena, str_of(signature, n)));
		HOLDS(ost_jws_verify(set, algorithm, OST_KID_RULE_REQUIRED, buf_text(&token).p,
				     buf_text(&token).n) == OST_BAD_SIGNATURE);
		arena_done(&arena);
	}
}

static void keys_are_sound(const struct ost_keyset *set, const struct json *entries)
{
	struct ost_key_info key = { .size = sizeof(key) };

	HOLDS(ost_keyset_count(set) <= json_count(entries));
	HOLDS(!ost_keyset_key(set, ost_keyset_count(set), &key));
	for (size_t i = 0; ost_keyset_key(set, i, &key); i++) {
		key_is_sound(&key, entries);
		for (unsigned bit = 1; bit < OST_ALGORITHMS_ALL; bit <<= 1)
			if (key.kid.p && (key.algorithms & bit))
				signs_nothing(set, &key, bit);
	}
	keys_are_distinct(set);
}

/* However a set is spelled, it holds the same keys. */
static void spelling_does_not_matter(const struct ost_keyset *set, const struct json *tree)
{
	OWNED(ost_keyset_unref) struct ost_keyset *again = NULL;
	struct ost_key_info a = { .size = sizeof(a) }, b = { .size = sizeof(b) };
	struct buf b_text;

	buf_init_heap(&b_text, TEXT_MAX);
	json_put(&b_text, tree);
	HOLDS(buf_ok(&b_text));
	HOLDS(ost_keyset_new(buf_text(&b_text).p, buf_text(&b_text).n, &again) == OST_KEYSET_OK);
	HOLDS(ost_keyset_count(again) == ost_keyset_count(set));
	for (size_t i = 0; ost_keyset_key(set, i, &a); i++)
		HOLDS(ost_keyset_key(again, i, &b) && a.algorithms == b.algorithms &&
		      a.bits == b.bits &&
		      str_eq(str_of(a.kid.p, a.kid.n), str_of(b.kid.p, b.kid.n)));
	buf_done(&b_text);
}

void keysets_check(struct str jwks)
{
	OWNED(ost_keyset_unref) struct ost_keyset *set = NULL;
	OWNED(json_free) struct json *tree = NULL;
	enum ost_keyset_rc rc = ost_keyset_new(jwks.p, jwks.n, &set);
	bool expected =
		json_parse(str_without_mark(jwks), DEPTH, &tree) == JSON_OK && is_a_set(tree);
	unsigned char digest[SHA256_DIGEST_LENGTH];

	HOLDS(rc != OST_KEYSET_NO_MEMORY && (rc == OST_KEYSET_OK) == (set != NULL));
	if (!tree && fuzz_has_long_number(jwks))
		return;
	HOLDS(rc == OST_KEYSET_OK ? expected : !expected || jwks.n > MEMBERS_SURE);
	if (!set)
		return;
	SHA256((const unsigned char *)jwks.p, jwks.n, digest);
	HOLDS(memcmp(ost_keyset_identity(set), digest, sizeof(digest)) == 0);
	keys_are_sound(set, json_member(tree, "keys"));
	spelling_does_not_matter(set, tree);
}
