#include "crypto/signing_key.h"

#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "base/b64url.h"
#include "crypto/jwk_text.h"

OWNER(ECDSA_SIG *, ECDSA_SIG_free)
OWNER(EVP_MD_CTX *, EVP_MD_CTX_free)
OWNER(BIO *, BIO_free)

#define RSA_BITS_MIN  2048
#define RSA_BITS_MAX  8192
#define PEM_MAX       16384 /* bytes: a private RSA key of 8192 bits has 6,500 */
#define SIGNATURE_MAX 1024  /* bytes: RSA with 8192 bits */

struct signing_key {
	enum signing_alg alg;
	EVP_PKEY *pkey;
	EVP_MD_CTX *ready; /* initialised for signing, and only ever copied */
};

static const struct alg {
	struct str name;
	struct str curve;
	const char *digest; /* NULL: the algorithm hashes by itself */
	bool pss;
	size_t half; /* bytes of r and of s; 0: the signature is what OpenSSL gives */
} algs[] = {
	[SIGNING_ALG_RS256] = { .name = STR_INIT("RS256"), .digest = "SHA256" },
	[SIGNING_ALG_PS256] = { .name = STR_INIT("PS256"), .digest = "SHA256", .pss = true },
	[SIGNING_ALG_ES256] = { STR_INIT("ES256"), STR_INIT("P-256"), "SHA256", false, 32 },
	[SIGNING_ALG_ES512] = { STR_INIT("ES512"), STR_INIT("P-521"), "SHA512", false, 66 },
	[SIGNING_ALG_EDDSA] = { STR_INIT("EdDSA"), STR_INIT("Ed25519"), NULL, false, 0 },
};

bool signing_alg_parse(struct str name, enum signing_alg *out)
{
	for (size_t i = 0; i < ARRAY_LEN(algs); i++)
		if (str_eq(name, algs[i].name)) {
			*out = (enum signing_alg)i;
			return true;
		}
	return false;
}

struct str signing_alg_name(enum signing_alg alg)
{
	return algs[alg].name;
}

struct str signing_alg_curve(enum signing_alg alg)
{
	return algs[alg].curve;
}

void signing_key_free(struct signing_key *key)
{
	if (!key)
		return;
	EVP_MD_CTX_free(key->ready);
	EVP_PKEY_free(key->pkey); /* OpenSSL wipes it */
	free(key);
}

static void openssl_fault(struct err *err, const char *what)
{
	char reason[160];

	ERR_error_string_n(ERR_peek_last_error(), reason, sizeof(reason));
	ERR_clear_error();
	err_set(err, "%s: %s", what, reason);
}

static bool make_ready(struct signing_key *key)
{
	const struct alg *alg = &algs[key->alg];
	EVP_PKEY_CTX *options = NULL; /* belongs to the digest context */

	key->ready = EVP_MD_CTX_new();
	if (!key->ready || EVP_DigestSignInit_ex(key->ready, &options, alg->digest, NULL, NULL,
						 key->pkey, NULL) != 1)
		return false;
	return !alg->pss ||
	       (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
		EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1);
}

/* Takes pkey, also when it fails. */
static struct signing_key *with_pkey(enum signing_alg alg, EVP_PKEY *pkey, struct err *err)
{
	struct signing_key *key = calloc(1, sizeof(*key));

	if (!key) {
		EVP_PKEY_free(pkey);
		err_set(err, "no memory for a signing key");
		return NULL;
	}
	key->alg = alg;
	key->pkey = pkey;
	if (make_ready(key))
		return key;
	openssl_fault(err, "a signing key cannot be made ready");
	signing_key_free(key);
	return NULL;
}

struct signing_key *signing_key_generate(enum signing_alg alg, unsigned rsa_bits, struct err *err)
{
	EVP_PKEY *pkey = NULL;

	switch (alg) {
	case SIGNING_ALG_RS256:
	case SIGNING_ALG_PS256:
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "RSA",
					 (size_t)(rsa_bits ? rsa_bits : SIGNING_KEY_RSA_BITS));
		break;
	case SIGNING_ALG_ES256:
	case SIGNING_ALG_ES512:
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "EC", algs[alg].curve.p);
		break;
	case SIGNING_ALG_EDDSA:
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
		break;
	}
	if (pkey)
		return with_pkey(alg, pkey, err);
	openssl_fault(err, "a signing key cannot be generated");
	return NULL;
}

struct signing_key *signing_key_from_jwk(enum signing_alg alg, struct str private_jwk,
					 struct err *err)
{
	EVP_PKEY *pkey = jwk_read_private(alg, private_jwk, err);

	return pkey ? with_pkey(alg, pkey, err) : NULL;
}

/* A passphrase would be asked for on the terminal. */
static int no_passphrase(char *out, int room, int writing, void *arg)
{
	(void)out;
	(void)room;
	(void)writing;
	(void)arg;
	return -1;
}

static EVP_PKEY *read_pem(struct str pem, bool private)
{
	OWNED(BIO_free) BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);

	if (!bio)
		return NULL;
	return private ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL)
		       : PEM_read_bio_PUBKEY(bio, NULL, no_passphrase, NULL);
}

static bool alg_of(const EVP_PKEY *pkey, enum signing_alg wanted, enum signing_alg *out)
{
	char group[32] = "";
	int bits = EVP_PKEY_get_bits(pkey);

	if (EVP_PKEY_is_a(pkey, "RSA")) {
		*out = wanted == SIGNING_ALG_PS256 ? wanted : SIGNING_ALG_RS256;
		return bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX;
	}
	if (EVP_PKEY_is_a(pkey, "ED25519")) {
		*out = SIGNING_ALG_EDDSA;
		return true;
	}
	if (!EVP_PKEY_is_a(pkey, "EC") ||
	    EVP_PKEY_get_group_name(pkey, group, sizeof(group), NULL) != 1)
		return false;
	*out = strcmp(group, "secp521r1") == 0 ? SIGNING_ALG_ES512 : SIGNING_ALG_ES256;
	return *out == SIGNING_ALG_ES512 || strcmp(group, "prime256v1") == 0;
}

static struct signing_key *public_only(enum signing_alg alg, EVP_PKEY *pkey, struct err *err)
{
	struct signing_key *key = calloc(1, sizeof(*key));

	if (!key) {
		EVP_PKEY_free(pkey);
		err_set(err, "no memory for a signing key");
		return NULL;
	}
	key->alg = alg;
	key->pkey = pkey;
	return key;
}

struct signing_key *signing_key_from_pem(enum signing_alg wanted, struct str pem, struct err *err)
{
	EVP_PKEY *private = pem.n <= PEM_MAX ? read_pem(pem, true) : NULL;
	EVP_PKEY *pkey = private || pem.n > PEM_MAX ? private : read_pem(pem, false);
	enum signing_alg alg;

	ERR_clear_error();
	if (!pkey) {
		err_set(err, "there is no private or public key in PEM (without a passphrase)");
		return NULL;
	}
	if (!alg_of(pkey, wanted, &alg)) {
		EVP_PKEY_free(pkey);
		err_set(err,
			"the key is neither RSA of %d to %d bits nor on P-256, P-521 or "
			"Ed25519",
			RSA_BITS_MIN, RSA_BITS_MAX);
		return NULL;
	}
	return private ? with_pkey(alg, pkey, err) : public_only(alg, pkey, err);
}

bool signing_key_can_sign(const struct signing_key *key)
{
	return key->ready;
}

enum signing_alg signing_key_alg(const struct signing_key *key)
{
	return key->alg;
}

bool signing_key_put_public(const struct signing_key *key, struct buf *out, struct err *err)
{
	return jwk_put(key->alg, JWK_PUBLIC, key->pkey, out, err);
}

bool signing_key_put_private(const struct signing_key *key, struct buf *out, struct err *err)
{
	return jwk_put(key->alg, JWK_PRIVATE, key->pkey, out, err);
}

/* DER to r || s (RFC 7518 section 3.4). */
static bool put_halves(const unsigned char *der, size_t n, size_t half, struct buf *out)
{
	OWNED(ECDSA_SIG_free) ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)n);
	unsigned char raw[2 * 66];

	if (!sig || BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, (int)half) < 0 ||
	    BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + half, (int)half) < 0)
		return false;
	b64url_write(out, raw, 2 * half);
	return true;
}

bool signing_key_sign(const struct signing_key *key, struct str input, struct buf *out,
		      struct err *err)
{
	OWNED(EVP_MD_CTX_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char signature[SIGNATURE_MAX];
	size_t n = sizeof(signature);
	size_t half = algs[key->alg].half;

	if (!ctx || EVP_MD_CTX_copy_ex(ctx, key->ready) != 1 ||
	    EVP_DigestSign(ctx, signature, &n, (const unsigned char *)input.p, input.n) != 1) {
		openssl_fault(err, "signing failed");
		return false;
	}
	if (!half)
		b64url_write(out, signature, n);
	else if (!put_halves(signature, n, half, out)) {
		openssl_fault(err, "an ECDSA signature cannot be read");
		return false;
	}
	if (!buf_ok(out))
		err_set(err, "the signature does not fit into its buffer");
	return buf_ok(out);
}
