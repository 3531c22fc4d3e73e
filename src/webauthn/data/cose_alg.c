#include "webauthn/data/cose_alg.h"

#include <openssl/rsa.h>

#include "base/cleanup.h"

OWNER(EVP_MD_CTX *, EVP_MD_CTX_free)

static const struct cose_alg algs[] = {
	{ COSE_ALG_ES256, EVP_PKEY_EC, "SHA256", false, true },
	{ -35, EVP_PKEY_EC, "SHA384", false, false },
	{ -36, EVP_PKEY_EC, "SHA512", false, false },
	{ COSE_ALG_EDDSA, EVP_PKEY_ED25519, NULL, false, true },
	{ COSE_ALG_RS256, EVP_PKEY_RSA, "SHA256", false, true },
	{ -258, EVP_PKEY_RSA, "SHA384", false, false },
	{ -259, EVP_PKEY_RSA, "SHA512", false, false },
	{ -37, EVP_PKEY_RSA, "SHA256", true, false },
	{ -38, EVP_PKEY_RSA, "SHA384", true, false },
	{ -39, EVP_PKEY_RSA, "SHA512", true, false },
	{ -65535, EVP_PKEY_RSA, "SHA1", false, false },
};

const struct cose_alg *cose_alg_find(int64_t id)
{
	for (size_t i = 0; i < ARRAY_LEN(algs); i++)
		if (algs[i].id == id)
			return &algs[i];
	return NULL;
}

static bool set_padding(EVP_PKEY_CTX *ctx, const struct cose_alg *alg)
{
	if (alg->key_type != EVP_PKEY_RSA)
		return true;
	if (!alg->is_pss)
		return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1;
	return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1;
}

bool cose_alg_verify(const struct cose_alg *alg, EVP_PKEY *key, struct str data,
		     struct str signature)
{
	OWNED(EVP_MD_CTX_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *of_key; /* owned by ctx */

	return ctx && key && EVP_PKEY_get_base_id(key) == alg->key_type &&
	       EVP_DigestVerifyInit_ex(ctx, &of_key, alg->digest, NULL, NULL, key, NULL) == 1 &&
	       set_padding(of_key, alg) &&
	       EVP_DigestVerify(ctx, (const unsigned char *)signature.p, signature.n,
				(const unsigned char *)data.p, data.n) == 1;
}
