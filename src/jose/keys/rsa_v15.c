#include "jose/keys/rsa_v15.h"

#include <string.h>

struct rsa_v15 {
	BIGNUM *n;
	BN_MONT_CTX *mont; /* immutable */
	size_t bytes;      /* of n, and of every signature */
};

OWNER(BN_CTX *, BN_CTX_free)

static bool rsa_v15_prepare(struct rsa_v15 *key, const BIGNUM *n)
{
	OWNED(BN_CTX_free) BN_CTX *ctx = BN_CTX_new();

	key->n = BN_dup(n);
	key->mont = BN_MONT_CTX_new();
	key->bytes = (size_t)BN_num_bytes(n);
	return ctx && key->n && key->mont && BN_MONT_CTX_set(key->mont, n, ctx);
}

struct rsa_v15 *rsa_v15_new(const BIGNUM *n)
{
	struct rsa_v15 *key = calloc(1, sizeof(*key));

	if (key && !rsa_v15_prepare(key, n)) {
		rsa_v15_free(key);
		return NULL;
	}
	return key;
}

void rsa_v15_free(struct rsa_v15 *key)
{
	if (!key)
		return;
	BN_free(key->n);
	BN_MONT_CTX_free(key->mont);
	free(key);
}

/* The octets before the digest (RFC 8017 section 9.2, note 1). */
static struct str digest_info(enum alg_digest digest)
{
	static const struct str infos[ALG_DIGEST_COUNT] = {
		[ALG_SHA256] = STR_INIT("\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02"
					"\x01\x05\x00\x04\x20"),
		[ALG_SHA384] = STR_INIT("\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02"
					"\x02\x05\x00\x04\x30"),
		[ALG_SHA512] = STR_INIT("\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02"
					"\x03\x05\x00\x04\x40"),
	};

	return infos[digest];
}

/* EMSA-PKCS1-v1_5 (RFC 8017 section 9.2): 00 01 FF ... FF 00, DigestInfo, digest. Keys have at
 * least 2048 bits, so that there is always room. */
static void emsa_encode(enum alg_digest digest, struct str hash, unsigned char *out, size_t n)
{
	struct str info = digest_info(digest);
	size_t padding = n - 3 - info.n - hash.n;

	*out++ = 0;
	*out++ = 1;
	memset(out, 0xFF, padding);
	out += padding;
	*out++ = 0;
	memcpy(out, info.p, info.n);
	memcpy(out + info.n, hash.p, hash.n);
}

/* x = base^65537 mod n. In Montgomery's form each product carries a factor that the last
 * multiplication, by the plain base, takes out again: no conversion back is needed. */
static bool rsa_power(const struct rsa_v15 *key, BIGNUM *x, const BIGNUM *base, BN_CTX *ctx)
{
	if (!BN_to_montgomery(x, base, key->mont, ctx))
		return false;
	for (int i = 0; i < 16; i++)
		if (!BN_mod_mul_montgomery(x, x, x, key->mont, ctx))
			return false;
	return BN_mod_mul_montgomery(x, x, base, key->mont, ctx);
}

enum ost_verdict rsa_v15_check(const struct rsa_v15 *key, enum alg_digest digest, struct str hash,
			       struct str signature)
{
	OWNED(BN_CTX_free) BN_CTX *ctx = NULL;
	unsigned char expected[RSA_V15_MAX_BYTES], opened[RSA_V15_MAX_BYTES];
	BIGNUM *s, *x;

	if (signature.n != key->bytes)
		return OST_BAD_SIGNATURE;
	ctx = BN_CTX_new();
	if (!ctx)
		return OST_NO_MEMORY;
	BN_CTX_start(ctx);
	s = BN_CTX_get(ctx);
	x = BN_CTX_get(ctx);
	if (!x || !BN_bin2bn((const unsigned char *)signature.p, (int)signature.n, s))
		return OST_NO_MEMORY;
	if (BN_cmp(s, key->n) >= 0) /* RFC 8017 section 5.2.2: out of range */
		return OST_BAD_SIGNATURE;
	if (!rsa_power(key, x, s, ctx) || BN_bn2binpad(x, opened, (int)key->bytes) < 0)
		return OST_NO_MEMORY;
	emsa_encode(digest, hash, expected, key->bytes);
	return memcmp(opened, expected, key->bytes) == 0 ? OST_OK : OST_BAD_SIGNATURE;
}
