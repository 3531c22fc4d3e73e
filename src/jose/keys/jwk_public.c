#include "jose/keys/jwk_public.h"

#include "base/b64url.h"
#include "jose/keys/sound.h"

/* Of a decoded member: the longest is a modulus. */
#define OCTETS_MAX SOUND_RSA_MAX_BYTES

struct octets {
	unsigned char bytes[OCTETS_MAX];
	size_t n;
};

static struct str octets_str(const struct octets *o)
{
	return str_of(o->bytes, o->n);
}

/* Decodes a member of base64url text; false when there is none, or it is empty or too long. */
static bool octets_member(const struct jflat *doc, uint32_t jwk, struct str name,
			  struct octets *out)
{
	uint32_t member = jflat_member(doc, jwk, name);
	struct str text = jflat_str(doc, member);

	out->n = b64url_decoded_len(text.n);
	return jflat_kind(doc, member) == JSON_KIND_STRING && out->n > 0 && out->n <= OCTETS_MAX &&
	       b64url_decode(text, out->bytes);
}

static enum jwk_rc jwk_rc_of(enum sound_rc rc)
{
	switch (rc) {
	case SOUND_OK:
		return JWK_OK;
	case SOUND_NO_MEMORY:
		return JWK_NO_MEMORY;
	case SOUND_WEAK:
		break;
	}
	return JWK_UNUSABLE;
}

/* --- RSA (RFC 7518 section 6.3.1) ------------------------------------------------------------- */

OWNER(BIGNUM *, BN_free)

/* The quick way of verification, for the usual exponent. */
static enum jwk_rc prepare_v15(struct jwk *key, struct str n)
{
	OWNED(BN_free) BIGNUM *modulus = BN_bin2bn((const unsigned char *)n.p, (int)n.n, NULL);

	key->v15 = modulus ? rsa_v15_new(modulus) : NULL;
	return key->v15 ? JWK_OK : JWK_NO_MEMORY;
}

enum jwk_rc jwk_public_rsa(struct jwk *key, const struct jflat *doc, uint32_t value)
{
	static const struct str usual = STR_INIT("\x01\x00\x01"); /* RSA_V15_EXPONENT */
	struct octets n, e;
	enum jwk_rc rc;

	if (!octets_member(doc, value, STR("n"), &n) || !octets_member(doc, value, STR("e"), &e))
		return JWK_UNUSABLE;
	rc = jwk_rc_of(sound_rsa(octets_str(&n), octets_str(&e), &key->public));
	if (rc == JWK_OK && str_eq(octets_str(&e), usual))
		rc = prepare_v15(key, octets_str(&n));
	if (rc != JWK_OK)
		return rc;
	key->algorithms = OST_RS256 | OST_RS384 | OST_RS512 | OST_PS256 | OST_PS384 | OST_PS512;
	key->bits = (unsigned)EVP_PKEY_get_bits(key->public);
	return JWK_OK;
}

/* --- Elliptic curves (RFC 7518 section 6.2.1, RFC 8037 section 2) ----------------------------- */

/* Finishes a key of the algorithm, the only one of its curve. */
static enum jwk_rc of_curve(struct jwk *key, const struct alg *alg, enum sound_rc rc)
{
	if (rc != SOUND_OK)
		return jwk_rc_of(rc);
	key->algorithms = alg->bit;
	key->bits = (unsigned)EVP_PKEY_get_bits(key->public);
	return JWK_OK;
}

static const struct alg *alg_of_curve(const struct jflat *doc, uint32_t value,
				      enum alg_family family)
{
	struct str curve = jflat_str(doc, jflat_member(doc, value, STR("crv")));

	for (size_t i = 0; i < ALG_COUNT; i++)
		if (algs[i].family == family && str_eq(algs[i].curve, curve))
			return &algs[i];
	return NULL;
}

enum jwk_rc jwk_public_ec(struct jwk *key, const struct jflat *doc, uint32_t value)
{
	const struct alg *alg = alg_of_curve(doc, value, ALG_ECDSA);
	struct octets x, y;

	if (!alg || !octets_member(doc, value, STR("x"), &x) ||
	    !octets_member(doc, value, STR("y"), &y))
		return JWK_UNUSABLE;
	return of_curve(
		key, alg,
		sound_ec(alg->group, alg->half, octets_str(&x), octets_str(&y), &key->public));
}

enum jwk_rc jwk_public_okp(struct jwk *key, const struct jflat *doc, uint32_t value)
{
	const struct alg *alg = alg_of_curve(doc, value, ALG_ED25519);
	struct octets x;

	if (!alg || !octets_member(doc, value, STR("x"), &x))
		return JWK_UNUSABLE;
	return of_curve(key, alg, sound_ed25519(octets_str(&x), &key->public));
}
