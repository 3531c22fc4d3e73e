/* The bare signature: no JSON, no base64, no claims. */
#include <openssl/ecdsa.h>
#include <openssl/opensslv.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "judge.h"

OWNER(ECDSA_SIG *, ECDSA_SIG_free)
OWNER(EVP_MD_CTX *, EVP_MD_CTX_free)

struct openssl {
	EVP_PKEY *key;
	EVP_PKEY_CTX *context;
	const EVP_MD *md; /* NULL for Ed25519 */
	bool pss;
	unsigned char hash[32], signature[512];
	size_t signature_n;
};

static bool knows_digest(const char *alg)
{
	return strcmp(alg, "EdDSA") == 0 || strcmp(alg + 2, "256") == 0;
}

/* Ed25519 takes no digest that was made before. */
static bool knows_verify(const char *alg)
{
	return strcmp(alg, "EdDSA") != 0 && knows_digest(alg);
}

/* RFC 7518 section 3.4: OpenSSL wants r and s in DER. */
static void to_der(struct openssl *o)
{
	OWNED(ECDSA_SIG_free) ECDSA_SIG *pair = ECDSA_SIG_new();
	int half = (int)o->signature_n / 2;
	unsigned char *at = o->signature;

	judge_need(
		ECDSA_SIG_set0(pair, BN_bin2bn(at, half, NULL), BN_bin2bn(at + half, half, NULL)),
		"r and s");
	o->signature_n = (size_t)i2d_ECDSA_SIG(pair, &at);
}

static void take_signature(struct openssl *o, struct str token)
{
	struct str text = str_tail(token, (size_t)str_rfind(token, '.') + 1);

	o->signature_n = b64url_decoded_len(text.n);
	judge_need(o->signature_n <= sizeof(o->signature) && b64url_decode(text, o->signature),
		   "signature");
	if (EVP_PKEY_is_a(o->key, "EC"))
		to_der(o);
}

static struct str signed_part(struct str token)
{
	return str_head(token, (size_t)str_rfind(token, '.'));
}

static void set_padding(const struct openssl *o, EVP_PKEY_CTX *context)
{
	if (o->pss)
		judge_need(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
				   EVP_PKEY_CTX_set_rsa_pss_saltlen(context,
								    RSA_PSS_SALTLEN_DIGEST) == 1,
			   "padding");
}

static void *ready(const struct task *task)
{
	struct openssl *o = calloc(1, sizeof(*o));
	unsigned n;

	judge_need(o, "memory");
	o->key = task->key;
	o->pss = strcmp(task->alg, "PS256") == 0;
	o->md = strcmp(task->alg, "EdDSA") ? EVP_sha256() : NULL;
	take_signature(o, task->token);
	if (!o->md)
		return o;
	EVP_Digest(signed_part(task->token).p, signed_part(task->token).n, o->hash, &n, o->md,
		   NULL);
	o->context = EVP_PKEY_CTX_new(o->key, NULL);
	judge_need(o->context && EVP_PKEY_verify_init(o->context) == 1, "context");
	set_padding(o, o->context);
	judge_need(EVP_PKEY_CTX_set_signature_md(o->context, o->md) == 1, "digest");
	return o;
}

/* With the digest and the signature that were made before: of another token they are not. */
static bool accepts_verify(void *self, struct str token)
{
	struct openssl *o = self;

	(void)token;
	return EVP_PKEY_verify(o->context, o->signature, o->signature_n, o->hash,
			       sizeof(o->hash)) == 1;
}

/* With the hashing of the token's text. */
static bool accepts_digest(void *self, struct str token)
{
	struct openssl *o = self;
	OWNED(EVP_MD_CTX_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	struct str input = signed_part(token);
	EVP_PKEY_CTX *context;

	judge_need(EVP_DigestVerifyInit(ctx, &context, o->md, NULL, o->key) == 1, "context");
	set_padding(o, context);
	return EVP_DigestVerify(ctx, o->signature, o->signature_n, (const unsigned char *)input.p,
				input.n) == 1;
}

static void done(void *self)
{
	struct openssl *o = self;

	EVP_PKEY_CTX_free(o->context);
	free(o);
}

const struct judge judge_openssl_verify = {
	.name = "OpenSSL: EVP_PKEY_verify",
	.version = OPENSSL_VERSION_STR,
	.checks = "a digest's signature only",
	.bare = true,
	.knows = knows_verify,
	.ready = ready,
	.accepts = accepts_verify,
	.done = done,
};

const struct judge judge_openssl_digest = {
	.name = "OpenSSL: EVP_DigestVerify",
	.checks = "a text's signature only",
	.bare = true,
	.knows = knows_digest,
	.ready = ready,
	.accepts = accepts_digest,
	.done = done,
};
