#include "jose/keys/jwk.h"

#include <stdlib.h>

#include "jose/keys/jwk_public.h"
#include "jose/keys/signature.h"

/* The member with that name; JFLAT_NONE also for null, which .NET writes for what a key lacks. */
static uint32_t jwk_member(const struct jflat *doc, uint32_t value, struct str name)
{
	uint32_t member = jflat_member(doc, value, name);

	return jflat_kind(doc, member) == JSON_KIND_NULL ? JFLAT_NONE : member;
}

/* RFC 7518 sections 6.2.2, 6.3.2 and 6.4. A key whose private part was published proves nothing:
 * anyone can sign with it. */
static bool has_private_member(const struct jflat *doc, uint32_t value)
{
	static const struct str names[] = {
		STR_INIT("d"),  STR_INIT("p"),  STR_INIT("q"),   STR_INIT("dp"),
		STR_INIT("dq"), STR_INIT("qi"), STR_INIT("oth"), STR_INIT("k"),
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (jwk_member(doc, value, names[i]) != JFLAT_NONE)
			return true;
	return false;
}

/* RFC 7517 section 4.2: absent, or for signatures. */
static bool use_allows(const struct jflat *doc, uint32_t value)
{
	uint32_t use = jwk_member(doc, value, STR("use"));

	return use == JFLAT_NONE || (jflat_kind(doc, use) == JSON_KIND_STRING &&
				     str_eq(jflat_str(doc, use), STR("sig")));
}

/* RFC 7517 section 4.3: absent, or an array of strings with "verify" among them. An empty array,
 * which .NET writes for a key without the member, says nothing. */
static bool key_ops_allow(const struct jflat *doc, uint32_t value)
{
	uint32_t ops = jwk_member(doc, value, STR("key_ops"));
	bool found;

	if (ops == JFLAT_NONE)
		return true;
	if (jflat_kind(doc, ops) != JSON_KIND_ARRAY)
		return false;
	found = jflat_count(doc, ops) == 0;
	for (uint32_t left = jflat_count(doc, ops), at = ops + 1; left;
	     left--, at = jflat_next(doc, at)) {
		if (jflat_kind(doc, at) != JSON_KIND_STRING)
			return false;
		found = found || str_eq(jflat_str(doc, at), STR("verify"));
	}
	return found;
}

/* RFC 7517 section 4.4: a key with an alg is used with that algorithm only (RFC 8725 section 3.1).
 * False when the algorithm is unknown, or not one of the key's type. */
static bool narrow_to_alg(struct jwk *key, const struct jflat *doc, uint32_t value)
{
	uint32_t member = jwk_member(doc, value, STR("alg"));
	const struct alg *alg;

	if (member == JFLAT_NONE)
		return true;
	alg = jflat_kind(doc, member) == JSON_KIND_STRING ? alg_named(jflat_str(doc, member))
							  : NULL;
	if (!alg || !(key->algorithms & alg->bit))
		return false;
	key->algorithms = alg->bit;
	return true;
}

/* RFC 7517 section 4.5. A key without a kid is used for tokens without a kid; a key with a kid that
 * is no string of 1 to OST_KID_MAX_BYTES bytes is not used. */
static enum jwk_rc take_kid(struct jwk *key, const struct jflat *doc, uint32_t value)
{
	uint32_t member = jwk_member(doc, value, STR("kid"));
	struct str kid = jflat_str(doc, member);
	char *copy;

	if (member == JFLAT_NONE)
		return JWK_OK;
	if (jflat_kind(doc, member) != JSON_KIND_STRING || kid.n == 0 || kid.n > OST_KID_MAX_BYTES)
		return JWK_UNUSABLE;
	copy = malloc(kid.n + 1);
	if (!copy)
		return JWK_NO_MEMORY;
	memcpy(copy, kid.p, kid.n);
	copy[kid.n] = '\0';
	key->kid = str_of(copy, kid.n);
	return JWK_OK;
}

static enum jwk_rc take_public(struct jwk *key, const struct jflat *doc, uint32_t value)
{
	static const struct {
		struct str kty;
		enum jwk_rc (*read)(struct jwk *key, const struct jflat *doc, uint32_t value);
	} types[] = {
		{ STR_INIT("RSA"), jwk_public_rsa },
		{ STR_INIT("EC"), jwk_public_ec },
		{ STR_INIT("OKP"), jwk_public_okp },
	};
	struct str kty = jflat_str(doc, jwk_member(doc, value, STR("kty")));

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (str_eq(kty, types[i].kty))
			return types[i].read(key, doc, value);
	return JWK_UNUSABLE; /* oct as well: a set of public keys must not contain a secret */
}

static enum jwk_rc read_key(struct jwk *key, const struct jflat *doc, uint32_t value)
{
	enum jwk_rc rc;

	if (jflat_kind(doc, value) != JSON_KIND_OBJECT || has_private_member(doc, value) ||
	    !use_allows(doc, value) || !key_ops_allow(doc, value))
		return JWK_UNUSABLE;
	rc = take_public(key, doc, value);
	if (rc == JWK_OK && !narrow_to_alg(key, doc, value))
		rc = JWK_UNUSABLE;
	if (rc == JWK_OK)
		rc = take_kid(key, doc, value);
	return rc == JWK_OK ? signature_prepare(key) : rc;
}

enum jwk_rc jwk_init(struct jwk *key, const struct jflat *doc, uint32_t value)
{
	enum jwk_rc rc;

	*key = (struct jwk){ 0 };
	rc = read_key(key, doc, value);
	if (rc != JWK_OK)
		jwk_done(key);
	return rc;
}

void jwk_done(struct jwk *key)
{
	free((char *)(uintptr_t)key->kid.p);
	for (size_t i = 0; i < ALG_COUNT; i++)
		EVP_PKEY_CTX_free(key->contexts[i]);
	EVP_MD_CTX_free(key->ed25519);
	EVP_PKEY_free(key->public);
	rsa_v15_free(key->v15);
	*key = (struct jwk){ 0 };
}
