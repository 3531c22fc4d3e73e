#include "jose/keys/sound.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <string.h>

#include "base/cleanup.h"
#include "jose/keys/openssl_fault.h"
#include "jose/keys/roca.h"

#define RSA_MIN_EXPONENT       65537
#define RSA_MAX_EXPONENT_BYTES 4

OWNER(BIGNUM *, BN_free)
OWNER(OSSL_PARAM_BLD *, OSSL_PARAM_BLD_free)
OWNER(OSSL_PARAM *, OSSL_PARAM_free)
OWNER(EVP_PKEY *, EVP_PKEY_free)
OWNER(EVP_PKEY_CTX *, EVP_PKEY_CTX_free)

static enum sound_rc refusal(void)
{
	return openssl_out_of_memory() ? SOUND_NO_MEMORY : SOUND_WEAK;
}

static enum sound_rc from_params(const char *type, OSSL_PARAM *params, EVP_PKEY **out)
{
	OWNED(EVP_PKEY_CTX_free) EVP_PKEY_CTX *ctx = NULL;
	EVP_PKEY *key = NULL;

	openssl_forget_errors();
	ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	if (!ctx)
		return SOUND_NO_MEMORY;
	if (EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		return refusal();
	*out = key;
	return SOUND_OK;
}

/* --- RSA -------------------------------------------------------------------------------------- */

static bool is_number(struct str octets, size_t most)
{
	return octets.n > 0 && octets.n <= most && octets.p[0] != 0;
}

static BIGNUM *number_of(struct str octets)
{
	return BN_bin2bn((const unsigned char *)octets.p, (int)octets.n, NULL);
}

static bool rsa_is_sound(const BIGNUM *n, const BIGNUM *e)
{
	int bits = BN_num_bits(n);

	return bits >= SOUND_RSA_MIN_BITS && bits <= SOUND_RSA_MAX_BITS && BN_is_odd(n) &&
	       BN_is_odd(e) && BN_get_word(e) >= RSA_MIN_EXPONENT && !roca_suspects(n);
}

static enum sound_rc rsa_from_numbers(const BIGNUM *n, const BIGNUM *e, EVP_PKEY **out)
{
	OWNED(OSSL_PARAM_BLD_free) OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OWNED(OSSL_PARAM_free) OSSL_PARAM *params = NULL;

	if (!build || !OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) ||
	    !OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e))
		return SOUND_NO_MEMORY;
	params = OSSL_PARAM_BLD_to_param(build);
	return params ? from_params("RSA", params, out) : SOUND_NO_MEMORY;
}

enum sound_rc sound_rsa(struct str n, struct str e, EVP_PKEY **out)
{
	OWNED(BN_free) BIGNUM *modulus = NULL;
	OWNED(BN_free) BIGNUM *exponent = NULL;

	if (!is_number(n, SOUND_RSA_MAX_BYTES) || !is_number(e, RSA_MAX_EXPONENT_BYTES))
		return SOUND_WEAK;
	modulus = number_of(n);
	exponent = number_of(e);
	if (!modulus || !exponent)
		return SOUND_NO_MEMORY;
	return rsa_is_sound(modulus, exponent) ? rsa_from_numbers(modulus, exponent, out)
					       : SOUND_WEAK;
}

/* --- Elliptic curves -------------------------------------------------------------------------- */

static enum sound_rc ec_from_point(const char *group, unsigned char *point, size_t n,
				   EVP_PKEY **out)
{
	/* OpenSSL only reads its parameters, although they are not const. */
	char *name = (char *)(uintptr_t)group;
	OSSL_PARAM params[3];

	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name, 0);
	params[1] = OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, n);
	params[2] = OSSL_PARAM_construct_end();
	return from_params("EC", params, out);
}

static enum sound_rc ec_is_sound(EVP_PKEY *key)
{
	OWNED(EVP_PKEY_CTX_free) EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);

	if (!ctx)
		return SOUND_NO_MEMORY;
	openssl_forget_errors();
	return EVP_PKEY_public_check(ctx) == 1 ? SOUND_OK : refusal();
}

enum sound_rc sound_ec(const char *group, size_t bytes, struct str x, struct str y, EVP_PKEY **out)
{
	unsigned char point[1 + 2 * SOUND_EC_MAX_BYTES] = { 4 }; /* uncompressed */
	OWNED(EVP_PKEY_free) EVP_PKEY *key = NULL;
	enum sound_rc rc;

	if (bytes > SOUND_EC_MAX_BYTES || x.n != bytes || y.n != bytes)
		return SOUND_WEAK;
	memcpy(point + 1, x.p, bytes);
	memcpy(point + 1 + bytes, y.p, bytes);
	rc = ec_from_point(group, point, 1 + 2 * bytes, &key);
	if (rc == SOUND_OK)
		rc = ec_is_sound(key);
	if (rc == SOUND_OK)
		*out = TAKE(key);
	return rc;
}

/* --- Ed25519 ---------------------------------------------------------------------------------- */

/* In their canonical and other encodings, without the sign bit. */
static bool ed25519_is_small_order(const unsigned char point[SOUND_ED25519_BYTES])
{
	static const unsigned char small[][SOUND_ED25519_BYTES] = {
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
	unsigned char plain[SOUND_ED25519_BYTES], large[SOUND_ED25519_BYTES];

	memcpy(plain, point, SOUND_ED25519_BYTES);
	plain[31] &= 0x7f;
	for (size_t i = 0; i < ARRAY_LEN(small); i++)
		if (memcmp(plain, small[i], SOUND_ED25519_BYTES) == 0)
			return true;
	memset(large, 0xff, SOUND_ED25519_BYTES);
	large[31] = 0x7f;
	for (size_t i = 0; i < ARRAY_LEN(near_prime); i++) {
		large[0] = near_prime[i];
		if (memcmp(plain, large, SOUND_ED25519_BYTES) == 0)
			return true;
	}
	return false;
}

enum sound_rc sound_ed25519(struct str point, EVP_PKEY **out)
{
	const unsigned char *octets = (const unsigned char *)point.p;
	EVP_PKEY *key;

	if (point.n != SOUND_ED25519_BYTES || ed25519_is_small_order(octets))
		return SOUND_WEAK;
	key = EVP_PKEY_new_raw_public_key_ex(NULL, "ED25519", NULL, octets, point.n);
	if (!key)
		return SOUND_NO_MEMORY;
	*out = key;
	return SOUND_OK;
}
