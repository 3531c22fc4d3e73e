#include "jose/jwk_public.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <string.h>

#include "base/b64url.h"
#include "jose/openssl_fault.h"
#include "jose/roca.h"

#define RSA_MAX_EXPONENT UINT64_C(0x100000000)

OWNER(BIGNUM *, BN_free)
OWNER(OSSL_PARAM_BLD *, OSSL_PARAM_BLD_free)
OWNER(OSSL_PARAM *, OSSL_PARAM_free)
OWNER(EVP_PKEY_CTX *, EVP_PKEY_CTX_free)

/* Decodes a member of base64url text; false when there is none, or it is empty or too long. */
static bool octets_member(const struct jflat *doc, uint32_t jwk, struct str name,
			  unsigned char out[JWK_MAX_BYTES], size_t *out_n)
{
	uint32_t member = jflat_member(doc, jwk, name);
	struct str text = jflat_str(doc, member);
	size_t n = b64url_decoded_len(text.n);

	if (jflat_kind(doc, member) != JSON_KIND_STRING || n == 0 || n > JWK_MAX_BYTES)
		return false;
	*out_n = n;
	return b64url_decode(text, out);
}

/* Base64urlUInt (RFC 7518 section 2): no leading zero octet, so that a number has one spelling. */
static enum jwk_rc number_member(const struct jflat *doc, uint32_t jwk, struct str name,
				 BIGNUM **out)
{
	unsigned char octets[JWK_MAX_BYTES];
	size_t n;

	if (!octets_member(doc, jwk, name, octets, &n) || octets[0] == 0)
		return JWK_UNUSABLE;
	*out = BN_bin2bn(octets, (int)n, NULL);
	return *out ? JWK_OK : JWK_NO_MEMORY;
}

/* Makes the key of type from parameters. What they say was checked before, but for an elliptic curve
 * point, which OpenSSL checks to be on the curve. */
static enum jwk_rc from_params(struct jwk *key, const char *type, OSSL_PARAM *params)
{
	OWNED(EVP_PKEY_CTX_free) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);

	if (!ctx)
		return JWK_NO_MEMORY;
	if (EVP_PKEY_fromdata_init(ctx) == 1 &&
	    EVP_PKEY_fromdata(ctx, &key->public, EVP_PKEY_PUBLIC_KEY, params) == 1)
		return JWK_OK;
	return openssl_out_of_memory() ? JWK_NO_MEMORY : JWK_UNUSABLE;
}

/* --- RSA (RFC 7518 section 6.3.1) --- */

/* RFC 8725 section 3.4: odd, large enough to be safe and small enough to be checked; an exponent
 * that neither invites forgeries (3) nor is made to keep the checker busy. */
static bool rsa_is_sound(const BIGNUM *n, const BIGNUM *e)
{
	int bits = BN_num_bits(n);

	if (bits < JWK_RSA_MIN_BITS || bits > JWK_RSA_MAX_BITS || !BN_is_odd(n) || !BN_is_odd(e))
		return false;
	if (BN_num_bits(e) > 33 || BN_get_word(e) < RSA_V15_EXPONENT ||
	    BN_get_word(e) > RSA_MAX_EXPONENT)
		return false;
	return !roca_suspects(n);
}

static enum jwk_rc rsa_from_numbers(struct jwk *key, const BIGNUM *n, const BIGNUM *e)
{
	OWNED(OSSL_PARAM_BLD_free) OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OWNED(OSSL_PARAM_free) OSSL_PARAM *params = NULL;

	if (!build || !OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) ||
	    !OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e))
		return JWK_NO_MEMORY;
	params = OSSL_PARAM_BLD_to_param(build);
	if (!params)
		return JWK_NO_MEMORY;
	if (BN_is_word(e, RSA_V15_EXPONENT)) {
		key->v15 = rsa_v15_new(n);
		if (!key->v15)
			return JWK_NO_MEMORY;
	}
	return from_params(key, "RSA", params);
}

enum jwk_rc jwk_public_rsa(struct jwk *key, const struct jflat *doc, uint32_t value)
{
	OWNED(BN_free) BIGNUM *n = NULL;
	OWNED(BN_free) BIGNUM *e = NULL;
	enum jwk_rc rc = number_member(doc, value, STR("n"), &n);

	if (rc == JWK_OK)
		rc = number_member(doc, value, STR("e"), &e);
	if (rc != JWK_OK)
		return rc;
	if (!rsa_is_sound(n, e))
		return JWK_UNUSABLE;
	key->algorithms = OST_RS256 | OST_RS384 | OST_RS512 | OST_PS256 | OST_PS384 | OST_PS512;
	key->bits = (unsigned)BN_num_bits(n);
	return rsa_from_numbers(key, n, e);
}

/* --- Elliptic curves (RFC 7518 section 6.2.1) --- */

static const struct alg *alg_of_curve(struct str curve, enum alg_family family)
{
	for (size_t i = 0; i < ALG_COUNT; i++)
		if (algs[i].family == family && str_eq(algs[i].curve, curve))
			return &algs[i];
	return NULL;
}

static enum jwk_rc ec_from_point(struct jwk *key, const struct alg *alg, unsigned char *point)
{
	/* OpenSSL's parameters are not const, though it only reads them. */
	char *group = (char *)(uintptr_t)alg->group;
	OSSL_PARAM params[3];

	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
	params[1] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point,
						      1 + 2 * alg->half);
	params[2] = OSSL_PARAM_construct_end();
	return from_params(key, "EC", params);
}

/* The point is on the curve, is not the one at infinity, and has the group's order. */
static enum jwk_rc ec_is_sound(const struct jwk *key)
{
	OWNED(EVP_PKEY_CTX_free)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key->public, NULL);

	if (!ctx)
		return JWK_NO_MEMORY;
	if (EVP_PKEY_public_check(ctx) == 1)
		return JWK_OK;
	return openssl_out_of_memory() ? JWK_NO_MEMORY : JWK_UNUSABLE;
}

enum jwk_rc jwk_public_ec(struct jwk *key, const struct jflat *doc, uint32_t value)
{
	const struct alg *alg =
		alg_of_curve(jflat_str(doc, jflat_member(doc, value, STR("crv"))), ALG_ECDSA);
	unsigned char x[JWK_MAX_BYTES], y[JWK_MAX_BYTES], point[1 + 2 * 66] = { 4 };
	size_t x_n, y_n;
	enum jwk_rc rc;

	if (!alg || !octets_member(doc, value, STR("x"), x, &x_n) ||
	    !octets_member(doc, value, STR("y"), y, &y_n))
		return JWK_UNUSABLE;
	if (x_n != alg->half || y_n != alg->half) /* RFC 7518 section 6.2.1.2: the full size */
		return JWK_UNUSABLE;
	memcpy(point + 1, x, alg->half); /* 4: uncompressed, both coordinates follow */
	memcpy(point + 1 + alg->half, y, alg->half);
	rc = ec_from_point(key, alg, point);
	if (rc == JWK_OK)
		rc = ec_is_sound(key);
	key->algorithms = alg->bit;
	key->bits = key->public ? (unsigned)EVP_PKEY_get_bits(key->public) : 0;
	return rc;
}

/* --- Ed25519 (RFC 8037 section 2) --- */

#define ED25519_BYTES 32

/* Points whose order divides eight, the sign bit apart, with the spellings that are not reduced: with
 * one of them as the key, signatures can be made that fit many messages or all. */
static bool ed25519_is_small_order(const unsigned char point[ED25519_BYTES])
{
	static const unsigned char small[][ED25519_BYTES] = {
		{ 0 },
		{ 1 },
		{ 0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
		  0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
		  0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05 },
		{ 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
		  0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
		  0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a },
	};
	static const unsigned char near_prime[] = { 0xec, 0xed, 0xee }; /* p-1, p, p+1 */
	unsigned char plain[ED25519_BYTES], large[ED25519_BYTES];

	memcpy(plain, point, ED25519_BYTES);
	plain[31] &= 0x7f;
	for (size_t i = 0; i < ARRAY_LEN(small); i++)
		if (memcmp(plain, small[i], ED25519_BYTES) == 0)
			return true;
	memset(large, 0xff, ED25519_BYTES);
	large[31] = 0x7f;
	for (size_t i = 0; i < ARRAY_LEN(near_prime); i++) {
		large[0] = near_prime[i];
		if (memcmp(plain, large, ED25519_BYTES) == 0)
			return true;
	}
	return false;
}

enum jwk_rc jwk_public_okp(struct jwk *key, const struct jflat *doc, uint32_t value)
{
	const struct alg *alg =
		alg_of_curve(jflat_str(doc, jflat_member(doc, value, STR("crv"))), ALG_ED25519);
	unsigned char x[JWK_MAX_BYTES];
	size_t n;

	if (!alg || !octets_member(doc, value, STR("x"), x, &n) || n != ED25519_BYTES ||
	    ed25519_is_small_order(x))
		return JWK_UNUSABLE;
	key->algorithms = alg->bit;
	key->bits = 256;
	key->public = EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, x, n);
	return key->public ? JWK_OK : JWK_NO_MEMORY;
}
