#include "mint.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "ostiary/revocations.h"

#define MINT_MAX ((size_t)8 << 20)

OWNER(EVP_MD_CTX *, EVP_MD_CTX_free)
OWNER(ECDSA_SIG *, ECDSA_SIG_free)
OWNER(BIGNUM *, BN_free)

/* The mint is not what is tested: when it cannot work, there is nothing to go on with. */
static void need(bool good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "mint: %s\n", what);
	ERR_print_errors_fp(stderr);
	abort();
}

EVP_PKEY *mint_rsa(unsigned bits)
{
	EVP_PKEY *key = EVP_RSA_gen(bits);

	need(key, "RSA key");
	return key;
}

EVP_PKEY *mint_ec(const char *curve)
{
	EVP_PKEY *key = EVP_EC_gen(curve);

	need(key, "EC key");
	return key;
}

EVP_PKEY *mint_ed25519(void)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

	need(key, "Ed25519 key");
	return key;
}

struct str mint_b64(struct arena *a, struct str bytes)
{
	struct buf b;

	arena_buf(a, &b, b64url_encoded_len(bytes.n) + 1, MINT_MAX);
	b64url_write(&b, bytes.p, bytes.n);
	need(buf_cstr(&b), "room");
	return buf_text(&b);
}

static void put_number(struct arena *a, struct buf *b, const char *name, EVP_PKEY *key,
		       const char *param, size_t width)
{
	OWNED(BN_free) BIGNUM *n = NULL;
	unsigned char octets[2048];

	need(EVP_PKEY_get_bn_param(key, param, &n), param);
	if (!width)
		width = (size_t)BN_num_bytes(n);
	need(BN_bn2binpad(n, octets, (int)width) >= 0, param);
	buf_fmt(b, ",\"%s\":\"", name);
	buf_str(b, mint_b64(a, str_of(octets, width)));
	buf_char(b, '"');
}

static void put_ec(struct arena *a, struct buf *b, EVP_PKEY *key)
{
	static const struct {
		int bits;
		const char *curve;
		size_t width;
	} curves[] = { { 256, "P-256", 32 }, { 384, "P-384", 48 }, { 521, "P-521", 66 } };

	for (size_t i = 0; i < ARRAY_LEN(curves); i++) {
		if (EVP_PKEY_get_bits(key) != curves[i].bits)
			continue;
		buf_fmt(b, "\"kty\":\"EC\",\"crv\":\"%s\"", curves[i].curve);
		put_number(a, b, "x", key, OSSL_PKEY_PARAM_EC_PUB_X, curves[i].width);
		put_number(a, b, "y", key, OSSL_PKEY_PARAM_EC_PUB_Y, curves[i].width);
	}
}

static void put_public(struct arena *a, struct buf *b, EVP_PKEY *key)
{
	unsigned char raw[32];
	size_t n = sizeof(raw);

	if (EVP_PKEY_is_a(key, "RSA")) {
		buf_z(b, "\"kty\":\"RSA\"");
		put_number(a, b, "n", key, OSSL_PKEY_PARAM_RSA_N, 0);
		put_number(a, b, "e", key, OSSL_PKEY_PARAM_RSA_E, 0);
	} else if (EVP_PKEY_is_a(key, "EC")) {
		put_ec(a, b, key);
	} else {
		need(EVP_PKEY_get_raw_public_key(key, raw, &n), "raw public key");
		buf_z(b, "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"");
		buf_str(b, mint_b64(a, str_of(raw, n)));
		buf_char(b, '"');
	}
}

const char *mint_jwk(struct arena *a, const struct mint_key *key, const char *more)
{
	struct buf b;

	arena_buf(a, &b, 512, MINT_MAX);
	buf_char(&b, '{');
	put_public(a, &b, key->pkey);
	if (key->kid)
		buf_fmt(&b, ",\"kid\":\"%s\"", key->kid);
	buf_z(&b, more);
	buf_char(&b, '}');
	need(buf_cstr(&b), "room");
	return b.p;
}

const char *mint_jwks(struct arena *a, const char *const *jwks, size_t count)
{
	struct buf b;

	arena_buf(a, &b, 1024, MINT_MAX);
	buf_z(&b, "{\"keys\":[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_char(&b, ',');
		buf_z(&b, jwks[i]);
	}
	buf_z(&b, "]}");
	need(buf_cstr(&b), "room");
	return b.p;
}

struct ost_keyset *mint_keyset(const char *jwks)
{
	struct ost_keyset *set = NULL;

	need(ost_keyset_new(jwks, strlen(jwks), &set) == OST_KEYSET_OK, "key set");
	return set;
}

/* From DER to r and s, one behind the other. */
static size_t ecdsa_raw(const unsigned char *der, size_t n, EVP_PKEY *key, unsigned char *out)
{
	OWNED(ECDSA_SIG_free) ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, (long)n);
	int half = (EVP_PKEY_get_bits(key) + 7) / 8;

	need(signature, "ECDSA signature");
	BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, half);
	BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + half, half);
	return (size_t)half * 2;
}

static size_t sign_octets(EVP_PKEY *key, const char *alg, struct str input, unsigned char *out,
			  size_t room)
{
	static const struct {
		const char *bits, *digest;
	} digests[] = { { "256", "SHA256" }, { "384", "SHA384" }, { "512", "SHA512" } };
	OWNED(EVP_MD_CTX_free) EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pkey_ctx;
	const char *digest = NULL;
	unsigned char der[2048];
	size_t n = sizeof(der);

	for (size_t i = 0; i < ARRAY_LEN(digests); i++)
		if (str_ends(str_z(alg), str_z(digests[i].bits)))
			digest = digests[i].digest;
	need(EVP_DigestSignInit_ex(ctx, &pkey_ctx, digest, NULL, NULL, key, NULL) == 1, alg);
	if (alg[0] == 'P') {
		EVP_PKEY_CTX_set_rsa_padding(pkey_ctx, RSA_PKCS1_PSS_PADDING);
		EVP_PKEY_CTX_set_rsa_pss_saltlen(pkey_ctx, RSA_PSS_SALTLEN_DIGEST);
	}
	need(EVP_DigestSign(ctx, der, &n, (const unsigned char *)input.p, input.n) == 1, alg);
	if (str_starts(str_z(alg), STR("ES")))
		return ecdsa_raw(der, n, key, out);
	need(n <= room, "room");
	memcpy(out, der, n);
	return n;
}

struct str mint_sign(struct arena *a, EVP_PKEY *key, const char *alg, struct str header,
		     struct str payload)
{
	unsigned char signature[2048];
	struct buf b;

	arena_buf(a, &b, 1024, MINT_MAX);
	b64url_write(&b, header.p, header.n);
	buf_char(&b, '.');
	b64url_write(&b, payload.p, payload.n);
	if (strcmp(alg, "none") != 0) {
		size_t n = sign_octets(key, alg, buf_text(&b), signature, sizeof(signature));

		buf_char(&b, '.');
		b64url_write(&b, signature, n);
	} else {
		buf_char(&b, '.');
	}
	need(buf_cstr(&b), "room");
	return buf_text(&b);
}

struct str mint_token(struct arena *a, const struct mint_key *key, const char *claims)
{
	struct str header =
		key->kid ? arena_fmt(a, "{\"alg\":\"%s\",\"kid\":\"%s\"}", key->alg, key->kid)
			 : arena_fmt(a, "{\"alg\":\"%s\"}", key->alg);

	return mint_sign(a, key->pkey, key->alg, header, str_z(claims));
}

struct str mint_with_header(struct mint_world *w, const char *header, const char *claims)
{
	return mint_sign(&w->arena, w->rsa.pkey, "RS256", str_z(header), str_z(claims));
}

struct mint_list mint_list(int64_t version)
{
	return (struct mint_list){ .issuer = MINT_ISSUER,
				   .version = version,
				   .iat = MINT_LIST_IAT,
				   .exp = MINT_NOW + 3600 };
}

struct str mint_list_text(struct mint_world *w, const struct mint_list *list)
{
	struct buf b;

	arena_buf(&w->arena, &b, 1024, MINT_MAX);
	buf_fmt(&b,
		"{\"iss\":\"%s\",\"aud\":\"ostiary-revocations\",\"iat\":%lld,\"exp\":%lld,"
		"\"version\":%lld,\"revocations\":",
		list->issuer, (long long)list->iat, (long long)list->exp, (long long)list->version);
	buf_z(&b, list->users ? list->users : "[]");
	if (list->deleted) {
		buf_z(&b, ",\"deleted\":");
		buf_z(&b, list->deleted);
	}
	if (list->cutoff) {
		buf_z(&b, ",\"cutoff\":");
		buf_z(&b, list->cutoff);
	}
	buf_char(&b, '}');
	need(buf_cstr(&b), "room");
	return mint_sign(
		&w->arena, w->rsa.pkey, "RS256",
		STR("{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":\"ostiary-revocations+jwt\"}"),
		buf_text(&b));
}

const char *mint_digest(struct arena *a, const char *subject)
{
	unsigned char digest[32];

	need(EVP_Digest(subject, strlen(subject), digest, NULL, EVP_sha256(), NULL), "digest");
	return mint_b64(a, str_of(digest, 16)).p;
}

const char *mint_revoked(struct arena *a, const char *subject, const char *time)
{
	return arena_fmt(a, "[[\"%s\",%s]]", mint_digest(a, subject), time).p;
}

enum ost_verdict mint_list_read(struct mint_world *w, struct str text, int64_t now_s,
				struct ost_revocations **out)
{
	struct ost_revocations *list = NULL;
	enum ost_verdict verdict;

	verdict = ost_revocations_new(w->set, &w->policy, text.p, text.n, now_s, &list);
	need((verdict == OST_OK) == (list != NULL), "a list without OST_OK, or none with it");
	if (out)
		*out = list;
	else
		ost_revocations_unref(list);
	return verdict;
}

struct ost_revocations *mint_list_good(struct mint_world *w, const struct mint_list *list)
{
	struct ost_revocations *out = NULL;

	need(mint_list_read(w, mint_list_text(w, list), MINT_NOW, &out) == OST_OK,
	     "a list that should be accepted is refused");
	return out;
}

enum ost_verdict mint_judge(const struct mint_world *w, struct str token)
{
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict;

	verdict = ost_verify(w->set, &w->policy, token.p, token.n, MINT_NOW, &claims);
	need((verdict == OST_OK) == (claims != NULL), "claims without OST_OK, or none with it");
	ost_claims_unref(claims);
	return verdict;
}

void mint_init(struct mint_world *w)
{
	const char *jwks[3];

	*w = (struct mint_world){ .rsa = { mint_rsa(2048), "rsa-1", "RS256" },
				  .ec = { mint_ec("P-256"), "ec-1", "ES256" },
				  .ed = { mint_ed25519(), "ed-1", "EdDSA" },
				  .stranger = { mint_rsa(2048), "rsa-1", "RS256" },
				  .audience = MINT_AUDIENCE };
	arena_init(&w->arena, NULL, 0);
	jwks[0] = mint_jwk(&w->arena, &w->rsa, ",\"alg\":\"RS256\"");
	jwks[1] = mint_jwk(&w->arena, &w->ec, ",\"alg\":\"ES256\",\"use\":\"sig\"");
	jwks[2] = mint_jwk(&w->arena, &w->ed, ",\"alg\":\"EdDSA\"");
	w->jwks = mint_jwks(&w->arena, jwks, ARRAY_LEN(jwks));
	w->set = mint_keyset(w->jwks);
	w->policy = (struct ost_policy){ .size = sizeof(struct ost_policy),
					 .algorithms = OST_ALGORITHMS_ALL,
					 .issuer = MINT_ISSUER,
					 .audiences = &w->audience,
					 .n_audiences = 1,
					 .leeway_s = OST_LEEWAY_DEFAULT_S };
}

void mint_done(struct mint_world *w)
{
	ost_keyset_unref(w->set);
	EVP_PKEY_free(w->rsa.pkey);
	EVP_PKEY_free(w->ec.pkey);
	EVP_PKEY_free(w->ed.pkey);
	EVP_PKEY_free(w->stranger.pkey);
	arena_done(&w->arena);
}

int mint_set_up(void **state)
{
	struct mint_world *w = calloc(1, sizeof(*w));

	need(w, "memory");
	mint_init(w);
	*state = w;
	return 0;
}

int mint_tear_down(void **state)
{
	mint_done(*state);
	free(*state);
	return 0;
}
