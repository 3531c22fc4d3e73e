#include "crypto/hkdf.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "base/cleanup.h"

OWNER(EVP_KDF *, EVP_KDF_free)
OWNER(EVP_KDF_CTX *, EVP_KDF_CTX_free)

static OSSL_PARAM octets(const char *name, struct str value)
{
	return OSSL_PARAM_construct_octet_string(name, (void *)(uintptr_t)value.p, value.n);
}

bool hkdf_sha256(struct str secret, struct str salt, struct str info, unsigned char *out, size_t n)
{
	OWNED(EVP_KDF_free) EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	OWNED(EVP_KDF_CTX_free) EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
	char digest[] = "SHA256";
	const OSSL_PARAM parameters[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
		octets(OSSL_KDF_PARAM_KEY, secret),
		octets(OSSL_KDF_PARAM_SALT, salt),
		octets(OSSL_KDF_PARAM_INFO, info),
		OSSL_PARAM_construct_end(),
	};

	return ctx && EVP_KDF_derive(ctx, out, n, parameters) == 1;
}
