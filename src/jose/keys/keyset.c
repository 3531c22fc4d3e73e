#include "jose/keys/keyset.h"

#include <stdlib.h>

#include "base/jflat.h"
#include "base/sized.h"

#define JWKS_MAX_DEPTH   16
#define JWKS_MAX_MEMBERS 256 /* of one object */

OWNER(struct ost_keyset *, ost_keyset_unref)

struct ost_keyset *ost_keyset_ref(struct ost_keyset *set)
{
	refcount_ref(&set->references);
	return set;
}

void ost_keyset_unref(struct ost_keyset *set)
{
	if (!set || !refcount_unref(&set->references))
		return;
	for (size_t i = 0; i < set->n_keys; i++)
		jwk_done(&set->keys[i]);
	digests_done(&set->digests);
	free(set);
}

/* RFC 7517 section 4.5: keys of different types may share a kid as alternatives. The earlier key
 * keeps the algorithms of both, so that a kid and an algorithm never name two keys. */
static void leave_to_earlier(const struct ost_keyset *set, struct jwk *key)
{
	for (size_t i = 0; i < set->n_keys; i++)
		if (key->kid.p && str_eq(set->keys[i].kid, key->kid))
			key->algorithms &= ~set->keys[i].algorithms;
}

static bool add_key(struct ost_keyset *set, const struct jflat *doc, uint32_t value)
{
	struct jwk *key = &set->keys[set->n_keys];

	switch (jwk_init(key, doc, value)) {
	case JWK_OK:
		break;
	case JWK_UNUSABLE:
		return true;
	case JWK_NO_MEMORY:
		return false;
	}
	leave_to_earlier(set, key);
	if (key->algorithms)
		set->n_keys++;
	else
		jwk_done(key);
	return true;
}

/* keys is an array. */
static enum ost_keyset_rc add_keys(struct ost_keyset *set, const struct jflat *doc, uint32_t keys)
{
	uint32_t at = keys + 1;

	for (uint32_t left = jflat_count(doc, keys); left; left--, at = jflat_next(doc, at))
		if (!add_key(set, doc, at))
			return OST_KEYSET_NO_MEMORY;
	return OST_KEYSET_OK;
}

static struct ost_keyset *allocate(uint32_t n_keys)
{
	struct ost_keyset *set = calloc(1, sizeof(*set) + n_keys * sizeof(set->keys[0]));

	if (set)
		refcount_init(&set->references);
	return set;
}

static enum ost_keyset_rc read_keys(const struct jflat *doc, struct str jwks,
				    struct ost_keyset **out)
{
	uint32_t keys = jflat_member(doc, JFLAT_ROOT, STR("keys"));
	OWNED(ost_keyset_unref) struct ost_keyset *set = NULL;
	enum ost_keyset_rc rc;

	if (jflat_kind(doc, keys) != JSON_KIND_ARRAY || jflat_count(doc, keys) > OST_JWKS_MAX_KEYS)
		return OST_KEYSET_UNREADABLE;
	set = allocate(jflat_count(doc, keys));
	if (!set || !digests_init(&set->digests) ||
	    EVP_Digest(jwks.p, jwks.n, set->identity, NULL, set->digests.md[ALG_SHA256], NULL) != 1)
		return OST_KEYSET_NO_MEMORY;
	rc = add_keys(set, doc, keys);
	if (rc == OST_KEYSET_OK)
		*out = TAKE(set);
	return rc;
}

/* The parser works on a copy, which is in one block with its nodes. */
static enum ost_keyset_rc read_jwks(struct str jwks, struct ost_keyset **out)
{
	struct str json = str_without_mark(jwks); /* some write one before the set */
	uint32_t max_nodes = jflat_nodes_for(json);
	size_t nodes_bytes = max_nodes * sizeof(struct jflat_node);
	char *memory = malloc(nodes_bytes + json.n + 1); /* bounded by the text */
	enum ost_keyset_rc rc = OST_KEYSET_UNREADABLE;
	struct jflat doc;

	if (!memory)
		return OST_KEYSET_NO_MEMORY;
	memcpy(memory + nodes_bytes, json.p, json.n);
	doc = (struct jflat){ .text = memory + nodes_bytes,
			      .n = json.n,
			      .nodes = (struct jflat_node *)(void *)memory,
			      .max_nodes = max_nodes,
			      .max_members = JWKS_MAX_MEMBERS,
			      .max_depth = JWKS_MAX_DEPTH };
	if (jflat_parse(&doc) == JFLAT_OK)
		rc = read_keys(&doc, jwks, out);
	free(memory);
	return rc;
}

enum ost_keyset_rc ost_keyset_new(const char *jwks, size_t len, struct ost_keyset **out)
{
	if (!jwks || len == 0 || len > OST_JWKS_MAX_BYTES)
		return OST_KEYSET_UNREADABLE;
	return read_jwks(str_of(jwks, len), out);
}

size_t ost_keyset_count(const struct ost_keyset *set)
{
	return set->n_keys;
}

bool ost_keyset_key(const struct ost_keyset *set, size_t index, struct ost_key_info *out)
{
	struct ost_key_info info = { .size = sizeof(info) };
	const struct jwk *key;

	if (index >= set->n_keys)
		return false;
	key = &set->keys[index];
	info.kid = (struct ost_text){ key->kid.p, key->kid.n };
	info.algorithms = key->algorithms;
	info.bits = key->bits;
	return sized_write(out, sizeof(info), OST_KEY_INFO_SIZE_0_2, &info);
}

const unsigned char *ost_keyset_identity(const struct ost_keyset *set)
{
	return set->identity;
}

enum ost_verdict keyset_find(const struct ost_keyset *set, struct str kid, const struct alg *alg,
			     const struct jwk **out)
{
	enum ost_verdict verdict = OST_UNKNOWN_KEY;

	for (size_t i = 0; i < set->n_keys; i++) {
		const struct jwk *key = &set->keys[i];

		if (!key->kid.p || !str_eq(key->kid, kid))
			continue;
		if (key->algorithms & alg->bit) {
			*out = key;
			return OST_OK;
		}
		verdict = OST_BAD_ALGORITHM;
	}
	return verdict;
}

enum ost_verdict keyset_find_only(const struct ost_keyset *set, const struct alg *alg,
				  const struct jwk **out)
{
	const struct jwk *found = NULL;

	for (size_t i = 0; i < set->n_keys; i++) {
		if (!(set->keys[i].algorithms & alg->bit))
			continue;
		if (found)
			return OST_UNKNOWN_KEY;
		found = &set->keys[i];
	}
	if (!found)
		return OST_UNKNOWN_KEY;
	*out = found;
	return OST_OK;
}
