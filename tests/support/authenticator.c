#include "support/authenticator.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/statements.h"

#define CEREMONY_MAX 65536

void cbor_put_head(struct buf *out, unsigned major, uint64_t n)
{
	static const unsigned sizes[] = { 1, 2, 4, 8 };
	unsigned i = n < 256 ? 0 : n < 65536 ? 1 : n <= UINT32_MAX ? 2 : 3;

	if (n < 24) {
		buf_char(out, (char)(major << 5 | n));
		return;
	}
	buf_char(out, (char)(major << 5 | (24 + i)));
	for (unsigned at = sizes[i]; at > 0; at--)
		buf_char(out, (char)(n >> 8 * (at - 1)));
}

void cbor_put_integer(struct buf *out, int64_t n)
{
	if (n < 0)
		cbor_put_head(out, 1, (uint64_t)(-1 - n));
	else
		cbor_put_head(out, 0, (uint64_t)n);
}

void cbor_put_text(struct buf *out, const char *text)
{
	cbor_put_head(out, 3, strlen(text));
	buf_z(out, text);
}

void cbor_put_bytes(struct buf *out, struct str bytes)
{
	cbor_put_head(out, 2, bytes.n);
	buf_str(out, bytes);
}

static EVP_PKEY *generate(int64_t alg)
{
	switch (alg) {
	case -7:
		return EVP_EC_gen("P-256");
	case -8:
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	default:
		return EVP_RSA_gen(2048);
	}
}

void authenticator_init(struct authenticator *a, int64_t alg)
{
	*a = (struct authenticator){ .alg = alg, .counter = 1 };
	a->flags = AUTHENTICATOR_UP | AUTHENTICATOR_UV;
	a->key = generate(alg);
	assert_non_null(a->key);
	assert_int_equal(RAND_bytes(a->id, sizeof(a->id)), 1);
	assert_int_equal(RAND_bytes(a->aaguid, sizeof(a->aaguid)), 1);
}

void authenticator_done(struct authenticator *a)
{
	EVP_PKEY_free(a->key);
}

bool authenticator_has_flaw(const struct authenticator *a, const char *flaw)
{
	return a->flaw && strcmp(a->flaw, flaw) == 0;
}

void browser_response_init(struct browser_response *c)
{
	buf_init_heap(&c->client_data, CEREMONY_MAX);
	buf_init_heap(&c->attestation_object, CEREMONY_MAX);
	buf_init_heap(&c->authenticator_data, CEREMONY_MAX);
	buf_init_heap(&c->signature, CEREMONY_MAX);
}

void browser_response_done(struct browser_response *c)
{
	buf_done(&c->client_data);
	buf_done(&c->attestation_object);
	buf_done(&c->authenticator_data);
	buf_done(&c->signature);
}

void cose_sign(EVP_PKEY *key, int64_t alg, struct str data, struct buf *out)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char signature[1024];
	size_t n = sizeof(signature);

	assert_int_equal(EVP_DigestSignInit_ex(ctx, NULL,
					       alg == -8       ? NULL
					       : alg == -65535 ? "SHA1"
							       : "SHA256",
					       NULL, NULL, key, NULL),
			 1);
	assert_int_equal(EVP_DigestSign(ctx, signature, &n, (const unsigned char *)data.p, data.n),
			 1);
	buf_str(out, str_of(signature, n));
	EVP_MD_CTX_free(ctx);
}

static void put_number(struct buf *out, int64_t label, EVP_PKEY *key, const char *name, int bytes)
{
	unsigned char octets[1024];
	BIGNUM *n = NULL;

	assert_int_equal(EVP_PKEY_get_bn_param(key, name, &n), 1);
	if (bytes == 0)
		bytes = BN_num_bytes(n);
	assert_int_equal(BN_bn2binpad(n, octets, bytes), bytes);
	cbor_put_integer(out, label);
	cbor_put_bytes(out, str_of(octets, (size_t)bytes));
	BN_free(n);
}

static void put_kty_alg(struct buf *out, unsigned members, int64_t kty, int64_t alg)
{
	cbor_put_head(out, 5, members);
	cbor_put_integer(out, 1);
	cbor_put_integer(out, kty);
	cbor_put_integer(out, 3);
	cbor_put_integer(out, alg);
}

static void put_crv(struct buf *out, int64_t crv)
{
	cbor_put_integer(out, -1);
	cbor_put_integer(out, crv);
}

void authenticator_put_key(const struct authenticator *a, struct buf *out)
{
	unsigned char x[32];
	size_t n = sizeof(x);

	switch (a->alg) {
	case -7:
		put_kty_alg(out, 5, 2, a->alg);
		put_crv(out, 1);
		put_number(out, -2, a->key, OSSL_PKEY_PARAM_EC_PUB_X, 32);
		put_number(out, -3, a->key, OSSL_PKEY_PARAM_EC_PUB_Y, 32);
		break;
	case -8:
		put_kty_alg(out, 4, 1, a->alg);
		put_crv(out, 6);
		assert_int_equal(EVP_PKEY_get_raw_public_key(a->key, x, &n), 1);
		cbor_put_integer(out, -2);
		cbor_put_bytes(out, str_of(x, n));
		break;
	default:
		put_kty_alg(out, 4, 3, a->alg);
		put_number(out, -1, a->key, OSSL_PKEY_PARAM_RSA_N, 0);
		put_number(out, -2, a->key, OSSL_PKEY_PARAM_RSA_E, 0);
		break;
	}
}

static void put_client_data(struct buf *out, const char *type, struct str challenge,
			    struct str origin)
{
	buf_fmt(out, "{\"type\":\"%s\",\"challenge\":\"%.*s\",\"origin\":\"%.*s\"", type,
		STR_FMT(challenge), STR_FMT(origin));
	buf_z(out, ",\"crossOrigin\":false}");
}

/* The head of the authenticator data; the counter is used up. */
static void put_auth_data(struct authenticator *a, struct str rp_id, unsigned flags,
			  struct buf *out)
{
	unsigned char hash[SHA256_DIGEST_LENGTH];

	SHA256((const unsigned char *)rp_id.p, rp_id.n, hash);
	buf_str(out, str_of(hash, sizeof(hash)));
	buf_char(out, (char)flags);
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_char(out, (char)(a->counter >> shift));
	if (a->counter)
		a->counter++;
}

static void put_credential(const struct authenticator *a, struct buf *out)
{
	buf_str(out, str_of(a->aaguid, sizeof(a->aaguid)));
	buf_char(out, 0);
	buf_char(out, sizeof(a->id));
	buf_str(out, str_of(a->id, sizeof(a->id)));
	authenticator_put_key(a, out);
}

/* {"credProtect": 2} */
static void put_extensions(const struct authenticator *a, struct buf *out)
{
	if (!(a->flags & AUTHENTICATOR_ED))
		return;
	cbor_put_head(out, 5, 1);
	cbor_put_text(out, "credProtect");
	cbor_put_integer(out, 2);
}

void authenticator_register(struct authenticator *a, struct str challenge, struct str origin,
			    struct str rp_id, const char *format, struct browser_response *out)
{
	unsigned char hash[SHA256_DIGEST_LENGTH];
	struct buf auth_data;
	struct str client_data;

	browser_response_init(out);
	buf_init_heap(&auth_data, CEREMONY_MAX);
	put_client_data(&out->client_data, "webauthn.create", challenge, origin);
	client_data = buf_text(&out->client_data);
	SHA256((const unsigned char *)client_data.p, client_data.n, hash);
	put_auth_data(a, rp_id, a->flags | AUTHENTICATOR_AT, &auth_data);
	put_credential(a, &auth_data);
	put_extensions(a, &auth_data);
	statement_put(a, format, buf_text(&auth_data), str_of(hash, sizeof(hash)),
		      &out->attestation_object);
	assert_true(buf_ok(&out->attestation_object));
	buf_done(&auth_data);
}

void authenticator_sign_in(struct authenticator *a, struct str challenge, struct str origin,
			   struct str rp_id, struct browser_response *out)
{
	unsigned char hash[SHA256_DIGEST_LENGTH];
	struct str client_data;
	struct buf data;

	browser_response_init(out);
	put_client_data(&out->client_data, "webauthn.get", challenge, origin);
	put_auth_data(a, rp_id, a->flags, &out->authenticator_data);
	put_extensions(a, &out->authenticator_data);
	client_data = buf_text(&out->client_data);
	SHA256((const unsigned char *)client_data.p, client_data.n, hash);
	buf_init_heap(&data, CEREMONY_MAX);
	buf_str(&data, buf_text(&out->authenticator_data));
	buf_str(&data, str_of(hash, sizeof(hash)));
	cose_sign(a->key, a->alg, buf_text(&data), &out->signature);
	buf_done(&data);
}
