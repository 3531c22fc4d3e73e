#include "jose/keys/signature.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <string.h>

#include "jose/keys/openssl_fault.h"

#define ED25519_SIGNATURE_BYTES 64
#define ECDSA_MAX_HALF          66 /* P-521 */
/* SEQUENCE with two octets of length, two INTEGERs with a zero octet before a high bit. */
#define ECDSA_MAX_DER (3 + 2 * (2 + 1 + ECDSA_MAX_HALF))

OWNER(EVP_PKEY_CTX *, EVP_PKEY_CTX_free)
OWNER(EVP_MD_CTX *, EVP_MD_CTX_free)

bool digests_init(struct digests *d)
{
	*d = (struct digests){ 0 };
	for (size_t i = 0; i < ALG_DIGEST_COUNT; i++) {
		d->md[i] = EVP_MD_fetch(NULL, alg_digest_names[i], NULL);
		if (!d->md[i]) {
			digests_done(d);
			return false;
		}
	}
	return true;
}

void digests_done(struct digests *d)
{
	for (size_t i = 0; i < ALG_DIGEST_COUNT; i++)
		EVP_MD_free(d->md[i]);
	*d = (struct digests){ 0 };
}

static bool set_digest(EVP_PKEY_CTX *ctx, const struct alg *alg)
{
	/* OpenSSL only reads its parameters, although they are not const. */
	char *name = (char *)(uintptr_t)alg_digest_names[alg->digest];
	OSSL_PARAM params[2];

	params[0] = OSSL_PARAM_construct_utf8_string(OSSL_SIGNATURE_PARAM_DIGEST, name, 0);
	params[1] = OSSL_PARAM_construct_end();
	return EVP_PKEY_CTX_set_params(ctx, params) == 1;
}

/* RFC 7518 section 3.5: MGF1 with the same digest, and a salt of the digest's length. OpenSSL uses
 * the digest of the signature for the mask unless another one is set. */
static bool set_padding(EVP_PKEY_CTX *ctx, const struct alg *alg)
{
	switch (alg->family) {
	case ALG_RSA_V15:
		return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1;
	case ALG_RSA_PSS:
		return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
		       EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1;
	case ALG_ECDSA:
	case ALG_ED25519:
		break;
	}
	return true;
}

static bool prepare_context(struct jwk *key, const struct alg *alg)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key->public, NULL);

	key->contexts[alg_index(alg)] = ctx; /* released with the key, also after a failure */
	return ctx && EVP_PKEY_verify_init(ctx) == 1 && set_digest(ctx, alg) &&
	       set_padding(ctx, alg);
}

static bool prepare_ed25519(struct jwk *key)
{
	key->ed25519 = EVP_MD_CTX_new();
	return key->ed25519 && EVP_DigestVerifyInit_ex(key->ed25519, NULL, NULL, NULL, NULL,
						       key->public, NULL) == 1;
}

static bool signature_prepare_alg(struct jwk *key, const struct alg *alg)
{
	if (alg->family == ALG_ED25519)
		return prepare_ed25519(key);
	if (alg->family == ALG_RSA_V15 && key->v15)
		return true;
	return prepare_context(key, alg);
}

enum jwk_rc signature_prepare(struct jwk *key)
{
	for (size_t i = 0; i < ALG_COUNT; i++)
		if ((key->algorithms & algs[i].bit) && !signature_prepare_alg(key, &algs[i]))
			return JWK_NO_MEMORY;
	return JWK_OK;
}

/* Writes one INTEGER of DER from a number of fixed length. False for zero, which no signature
 * contains. */
static bool put_integer(unsigned char **w, const unsigned char *p, size_t n)
{
	bool sign_octet;

	while (n && *p == 0) {
		p++;
		n--;
	}
	if (n == 0)
		return false;
	sign_octet = *p & 0x80;
	*(*w)++ = 0x02;
	*(*w)++ = (unsigned char)(n + sign_octet);
	if (sign_octet)
		*(*w)++ = 0;
	memcpy(*w, p, n);
	*w += n;
	return true;
}

/* Converts r and s in sequence (RFC 7518 section 3.4) to the DER that OpenSSL reads (RFC 3279
 * section 2.2.3), which *out is. */
static bool ecdsa_to_der(struct str signature, size_t half, unsigned char der[ECDSA_MAX_DER],
			 struct str *out)
{
	const unsigned char *p = (const unsigned char *)signature.p;
	unsigned char *body = der + 3, *w = body, *head = body;
	size_t n;

	if (signature.n != 2 * half || !put_integer(&w, p, half) ||
	    !put_integer(&w, p + half, half))
		return false;
	n = (size_t)(w - body);
	*--head = (unsigned char)n;
	if (n > 127) /* the long form: one octet of length follows */
		*--head = 0x81;
	*--head = 0x30;
	*out = str_of(head, (size_t)(w - head));
	return true;
}

/* The verdict of OpenSSL's result: 1, or a refusal, for which a lack of memory may be the
 * reason. */
static enum ost_verdict verdict_of(int answer)
{
	if (answer == 1)
		return OST_OK;
	return openssl_out_of_memory() ? OST_NO_MEMORY : OST_BAD_SIGNATURE;
}

static enum ost_verdict check_by_context(const struct jwk *key, const struct alg *alg,
					 struct str hash, struct str signature)
{
	OWNED(EVP_PKEY_CTX_free)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_dup(key->contexts[alg_index(alg)]);

	if (!ctx)
		return OST_NO_MEMORY;
	openssl_forget_errors();
	return verdict_of(EVP_PKEY_verify(ctx, (const unsigned char *)signature.p, signature.n,
					  (const unsigned char *)hash.p, hash.n));
}

static enum ost_verdict check_ed25519(const struct jwk *key, struct str input, struct str signature)
{
	OWNED(EVP_MD_CTX_free) EVP_MD_CTX *ctx = NULL;

	if (signature.n != ED25519_SIGNATURE_BYTES)
		return OST_BAD_SIGNATURE;
	ctx = EVP_MD_CTX_new();
	if (!ctx || EVP_MD_CTX_copy_ex(ctx, key->ed25519) != 1)
		return OST_NO_MEMORY;
	openssl_forget_errors();
	return verdict_of(EVP_DigestVerify(ctx, (const unsigned char *)signature.p, signature.n,
					   (const unsigned char *)input.p, input.n));
}

static enum ost_verdict check_digest(const struct jwk *key, const struct alg *alg, struct str hash,
				     struct str signature)
{
	unsigned char der[ECDSA_MAX_DER];

	if (alg->family == ALG_RSA_V15 && key->v15)
		return rsa_v15_check(key->v15, alg->digest, hash, signature);
	if (alg->family == ALG_ECDSA && !ecdsa_to_der(signature, alg->half, der, &signature))
		return OST_BAD_SIGNATURE;
	return check_by_context(key, alg, hash, signature);
}

enum ost_verdict signature_check(const struct jwk *key, const struct alg *alg,
				 const struct digests *digests, struct str input,
				 struct str signature)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned n;

	if (alg->family == ALG_ED25519)
		return check_ed25519(key, input, signature);
	if (EVP_Digest(input.p, input.n, hash, &n, digests->md[alg->digest], NULL) != 1)
		return OST_NO_MEMORY;
	return check_digest(key, alg, str_of(hash, n), signature);
}
