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
#include "crypto/jwk_private.h"

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
	EVP_MD_CTX *ready; /* initialised for signing; it is only copied */

	const struct keeper *keeper; /* has the key, in place of the two above; NULL: none */
	uint64_t number;
	bool kept_signs;
	char *kept_public; /* the public JWK */
};

static const struct alg {
	struct str name;
	struct str curve;
	const char *digest; /* NULL: hashing is part of the algorithm */
	bool pss;
	size_t half; /* bytes of r and of s; 0: the signature is used as OpenSSL makes it */
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

/* --- keys of the keeper ----------------------------------------------------------------------- */

static void forget_kept(const struct signing_key *key)
{
	const struct str number = keeper_number(&key->number);
	char memory[64];
	struct buf answer;

	buf_init_fixed(&answer, memory, sizeof(memory));
	(void)key->keeper->call(key->keeper, KEEPER_FORGET, &number, 1, &answer);
}

static bool sign_kept(const struct signing_key *key, struct str input, struct buf *out,
		      struct err *err)
{
	const struct str parts[] = { keeper_number(&key->number), input };
	char memory[SIGNING_KEY_SIGNATURE_MAX + 1];
	struct buf answer;

	buf_init_fixed(&answer, memory, sizeof(memory));
	if (!key->keeper->call(key->keeper, KEEPER_SIGN, parts, ARRAY_LEN(parts), &answer)) {
		err_set(err, "signing failed: %.*s", STR_FMT(buf_text(&answer)));
		return false;
	}
	buf_str(out, buf_text(&answer));
	if (!buf_ok(out))
		err_set(err, "the signature does not fit into its buffer");
	return buf_ok(out);
}

struct signing_key *signing_key_kept(const struct keeper *keeper, struct str description,
				     struct err *err)
{
	struct signing_key *key = calloc(1, sizeof(*key));
	struct str alg, number, signs, jwk;

	if (!keeper_cut_part(&description, &alg) || !keeper_cut_part(&description, &number) ||
	    !keeper_cut_part(&description, &signs) || !keeper_cut_part(&description, &jwk) ||
	    !key || !signing_alg_parse(alg, &key->alg)) {
		err_set(err, key ? "the keeper's description of a signing key cannot be read"
				 : "no memory for a signing key");
		free(key);
		return NULL;
	}
	key->keeper = keeper;
	key->number = keeper_read_number(number);
	key->kept_signs = keeper_read_number(signs) != 0;
	key->kept_public = strndup(jwk.p, jwk.n);
	if (key->kept_public)
		return key;
	signing_key_free(key);
	err_set(err, "no memory for a signing key");
	return NULL;
}

bool signing_key_describe(const struct signing_key *key, uint64_t number, struct buf *out,
			  struct err *err)
{
	const uint64_t signs = signing_key_can_sign(key);
	char memory[SIGNING_KEY_JWK_MAX];
	struct buf jwk;

	buf_init_fixed(&jwk, memory, sizeof(memory));
	if (!signing_key_put_public(key, &jwk, err))
		return false;
	keeper_put_part(out, signing_alg_name(key->alg));
	keeper_put_part(out, keeper_number(&number));
	keeper_put_part(out, keeper_number(&signs));
	keeper_put_part(out, buf_text(&jwk));
	return buf_ok(out);
}

void signing_key_free(struct signing_key *key)
{
	if (!key)
		return;
	EVP_MD_CTX_free(key->ready);
	EVP_PKEY_free(key->pkey); /* OpenSSL wipes it */
	if (key->keeper)
		forget_kept(key);
	free(key->kept_public);
	free(key);
}

static void openssl_fault(struct err *err, const char *what)
{
	char reason[160];

	ERR_error_string_n(ERR_peek_last_error(), reason, sizeof(reason));
	ERR_clear_error();
	err_set(err, "%s: %s", what, reason);
}

static bool prepare_signing(struct signing_key *key)
{
	const struct alg *alg = &algs[key->alg];
	EVP_PKEY_CTX *options = NULL; /* owned by the digest context */

	key->ready = EVP_MD_CTX_new();
	if (!key->ready || EVP_DigestSignInit_ex(key->ready, &options, alg->digest, NULL, NULL,
						 key->pkey, NULL) != 1)
		return false;
	return !alg->pss ||
	       (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
		EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1);
}

/* A key that does not sign. Takes ownership of pkey, also when it fails. */
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

/* The same for a key that signs. */
static struct signing_key *with_pkey(enum signing_alg alg, EVP_PKEY *pkey, struct err *err)
{
	OWNED(signing_key_free) struct signing_key *key = public_only(alg, pkey, err);

	if (!key || prepare_signing(key))
		return TAKE(key);
	openssl_fault(err, "a signing key cannot be prepared");
	return NULL;
}

struct signing_key *signing_key_generate(enum signing_alg alg, unsigned rsa_bits, struct err *err)
{
	unsigned bits = rsa_bits ? rsa_bits : SIGNING_KEY_RSA_BITS;
	EVP_PKEY *pkey = NULL;

	switch (alg) {
	case SIGNING_ALG_RS256:
	case SIGNING_ALG_PS256:
		if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX) {
			err_set(err, "an RSA key has %d to %d bits", RSA_BITS_MIN, RSA_BITS_MAX);
			return NULL;
		}
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
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

/* Keeps OpenSSL from asking for a passphrase on the terminal. */
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

struct signing_key *signing_key_from_pem(enum signing_alg wanted, struct str pem, struct err *err)
{
	EVP_PKEY *private = pem.n <= PEM_MAX ? read_pem(pem, true) : NULL;
	EVP_PKEY *pkey = private || pem.n > PEM_MAX ? private : read_pem(pem, false);
	enum signing_alg alg;

	ERR_clear_error();
	if (!pkey) {
		err_set(err,
			"there is no PEM block of a private or public key without a passphrase");
		return NULL;
	}
	if (!alg_of(pkey, wanted, &alg)) {
		EVP_PKEY_free(pkey);
		err_set(err,
			"the key is neither RSA of %d to %d bits nor of the curves P-256, "
			"P-521 and Ed25519",
			RSA_BITS_MIN, RSA_BITS_MAX);
		return NULL;
	}
	return private ? with_pkey(alg, pkey, err) : public_only(alg, pkey, err);
}

bool signing_key_can_sign(const struct signing_key *key)
{
	return key->ready || key->kept_signs;
}

uint64_t signing_key_number(const struct signing_key *key)
{
	return key->number;
}

enum signing_alg signing_key_alg(const struct signing_key *key)
{
	return key->alg;
}

bool signing_key_put_public(const struct signing_key *key, struct buf *out, struct err *err)
{
	if (!key->kept_public)
		return jwk_put(key->alg, JWK_PUBLIC, key->pkey, out, err);
	buf_z(out, key->kept_public);
	if (!buf_ok(out))
		err_set(err, "a public key does not fit into its buffer");
	return buf_ok(out);
}

bool signing_key_put_private(const struct signing_key *key, struct buf *out, struct err *err)
{
	if (key->pkey)
		return jwk_put(key->alg, JWK_PRIVATE, key->pkey, out, err);
	err_set(err, "the keeper does not give private keys away");
	return false;
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

static bool sign_here(const struct signing_key *key, struct str input, struct buf *out,
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

bool signing_key_sign(const struct signing_key *key, struct str input, struct buf *out,
		      struct err *err)
{
	return key->keeper ? sign_kept(key, input, out, err) : sign_here(key, input, out, err);
}
