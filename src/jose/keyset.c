#include "jose/keyset.h"

#include <stdlib.h>

#include "base/jflat.h"
#include "jose/openssl_fault.h"

#define JWKS_MAX_DEPTH   16
#define JWKS_MAX_MEMBERS 256 /* of one object */

OWNER(struct ost_keyset *, ost_keyset_unref)

struct ost_keyset *ost_keyset_ref(struct ost_keyset *set)
{
	atomic_fetch_add_explicit(&set->references, 1, memory_order_relaxed);
	return set;
}

void ost_keyset_unref(struct ost_keyset *set)
{
	if (!set || atomic_fetch_sub_explicit(&set->references, 1, memory_order_acq_rel) != 1)
		return;
	for (size_t i = 0; i < set->n_keys; i++)
		jwk_done(&set->keys[i]);
	digests_done(&set->digests);
	free(set);
}

/* RFC 7517 section 4.5: two keys may share an id when they are alternatives of different types. The
 * earlier one keeps the algorithms that both could do, so that no id and algorithm ever name two keys. */
static void leave_to_earlier(const struct ost_keyset *set, struct jwk *key)
{
	for (size_t i = 0; i < set->n_keys; i++)
		if (key->kid.p && str_eq(set->keys[i].kid, key->kid))
			key->algorithms &= ~set->keys[i].algorithms;
}

static bool add_key(struct ost_keyset *set, const struct jflat *doc, uint32_t value)
{
	struct jwk *key = &set->keys[set->n_keys];

	openssl_forget_errors();
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

static enum ost_keyset_rc add_keys(struct ost_keyset *set, const struct jflat *doc)
{
	uint32_t keys = jflat_member(doc, JFLAT_ROOT, STR("keys"));
	uint32_t at = keys + 1;

	if (jflat_kind(doc, keys) != JSON_KIND_ARRAY || jflat_count(doc, keys) > OST_JWKS_MAX_KEYS)
		return OST_KEYSET_UNREADABLE;
	for (uint32_t left = jflat_count(doc, keys); left; left--, at = jflat_next(doc, at))
		if (!add_key(set, doc, at))
			return OST_KEYSET_NO_MEMORY;
	return OST_KEYSET_OK;
}

/* Parses a copy of the text, which stands behind the nodes in one block, and adds the keys. */
static enum ost_keyset_rc read_jwks(struct ost_keyset *set, struct str jwks)
{
	uint32_t max_nodes = jflat_nodes_for(jwks);
	size_t nodes_bytes = max_nodes * sizeof(struct jflat_node);
	char *memory = malloc(nodes_bytes + jwks.n + 1); /* the text is bounded, and so is this */
	enum ost_keyset_rc rc = OST_KEYSET_UNREADABLE;
	struct jflat doc;

	if (!memory)
		return OST_KEYSET_NO_MEMORY;
	memcpy(memory + nodes_bytes, jwks.p, jwks.n);
	doc = (struct jflat){ .text = memory + nodes_bytes,
			      .n = jwks.n,
			      .nodes = (struct jflat_node *)(void *)memory,
			      .max_nodes = max_nodes,
			      .max_members = JWKS_MAX_MEMBERS,
			      .max_depth = JWKS_MAX_DEPTH };
	if (jflat_parse(&doc) == JFLAT_OK)
		rc = add_keys(set, &doc);
	free(memory);
	return rc;
}

enum ost_keyset_rc ost_keyset_new(const char *jwks, size_t len, struct ost_keyset **out)
{
	OWNED(ost_keyset_unref) struct ost_keyset *set = NULL;
	enum ost_keyset_rc rc;

	if (!jwks || len == 0 || len > OST_JWKS_MAX_BYTES)
		return OST_KEYSET_UNREADABLE;
	set = calloc(1, sizeof(*set));
	if (!set)
		return OST_KEYSET_NO_MEMORY;
	atomic_init(&set->references, 1);
	if (!digests_init(&set->digests) ||
	    EVP_Digest(jwks, len, set->identity, NULL, set->digests.md[ALG_SHA256], NULL) != 1)
		return OST_KEYSET_NO_MEMORY;
	rc = read_jwks(set, str_of(jwks, len));
	if (rc == OST_KEYSET_OK)
		*out = TAKE(set);
	return rc;
}

size_t ost_keyset_count(const struct ost_keyset *set)
{
	return set->n_keys;
}

bool ost_keyset_key(const struct ost_keyset *set, size_t index, struct ost_key_info *out)
{
	const struct jwk *key;

	if (index >= set->n_keys)
		return false;
	key = &set->keys[index];
	*out = (struct ost_key_info){ .kid = { key->kid.p, key->kid.n },
				      .algorithms = key->algorithms,
				      .bits = key->bits };
	return true;
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
