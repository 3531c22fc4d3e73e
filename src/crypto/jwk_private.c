#include "crypto/jwk_private.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/b64url.h"
#include "base/cleanup.h"
#include "base/json.h"

/* OSSL_PARAM_free() does not wipe the secret numbers. */
static void params_wipe_free(OSSL_PARAM *params)
{
	for (OSSL_PARAM *p = params; p && p->key; p++)
		OPENSSL_cleanse(p->data, p->data_size);
	OSSL_PARAM_free(params);
}

OWNER(BIGNUM *, BN_clear_free)
OWNER(EVP_PKEY *, EVP_PKEY_free)
OWNER(EVP_PKEY_CTX *, EVP_PKEY_CTX_free)
OWNER(OSSL_PARAM *, params_wipe_free)
OWNER(OSSL_PARAM_BLD *, OSSL_PARAM_BLD_free)

#define NUMBER_MAX   1024 /* bytes: 8192 bits */
#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192

enum member_kind {
	MEMBER_END = 0,
	MEMBER_FIXED,  /* a constant: kty, crv */
	MEMBER_NUMBER, /* an unsigned number */
	MEMBER_BYTES,  /* an octet string */
};

struct member {
	const char *name;       /* in the JWK */
	const char *of_openssl; /* the name of the parameter, or the constant of MEMBER_FIXED */
	enum member_kind kind;
	bool secret;
};

/* In the order in which Better Auth writes them. */
static const struct member rsa_members[] = {
	{ "kty", "RSA", MEMBER_FIXED, false },
	{ "n", OSSL_PKEY_PARAM_RSA_N, MEMBER_NUMBER, false },
	{ "e", OSSL_PKEY_PARAM_RSA_E, MEMBER_NUMBER, false },
	{ "d", OSSL_PKEY_PARAM_RSA_D, MEMBER_NUMBER, true },
	{ "p", OSSL_PKEY_PARAM_RSA_FACTOR1, MEMBER_NUMBER, true },
	{ "q", OSSL_PKEY_PARAM_RSA_FACTOR2, MEMBER_NUMBER, true },
	{ "dp", OSSL_PKEY_PARAM_RSA_EXPONENT1, MEMBER_NUMBER, true },
	{ "dq", OSSL_PKEY_PARAM_RSA_EXPONENT2, MEMBER_NUMBER, true },
	{ "qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1, MEMBER_NUMBER, true },
	{ NULL, NULL, MEMBER_END, false },
};

static const struct member p256_members[] = {
	{ "kty", "EC", MEMBER_FIXED, false },
	{ "x", OSSL_PKEY_PARAM_EC_PUB_X, MEMBER_NUMBER, false },
	{ "y", OSSL_PKEY_PARAM_EC_PUB_Y, MEMBER_NUMBER, false },
	{ "crv", "P-256", MEMBER_FIXED, false },
	{ "d", OSSL_PKEY_PARAM_PRIV_KEY, MEMBER_NUMBER, true },
	{ NULL, NULL, MEMBER_END, false },
};

static const struct member p521_members[] = {
	{ "kty", "EC", MEMBER_FIXED, false },
	{ "x", OSSL_PKEY_PARAM_EC_PUB_X, MEMBER_NUMBER, false },
	{ "y", OSSL_PKEY_PARAM_EC_PUB_Y, MEMBER_NUMBER, false },
	{ "crv", "P-521", MEMBER_FIXED, false },
	{ "d", OSSL_PKEY_PARAM_PRIV_KEY, MEMBER_NUMBER, true },
	{ NULL, NULL, MEMBER_END, false },
};

static const struct member ed25519_members[] = {
	{ "crv", "Ed25519", MEMBER_FIXED, false },
	{ "d", OSSL_PKEY_PARAM_PRIV_KEY, MEMBER_BYTES, true },
	{ "x", OSSL_PKEY_PARAM_PUB_KEY, MEMBER_BYTES, false },
	{ "kty", "OKP", MEMBER_FIXED, false },
	{ NULL, NULL, MEMBER_END, false },
};

/* The parts of the keys of each algorithm. */
static const struct form {
	const char *keytype; /* name in OpenSSL */
	const char *group;   /* NULL: no EC key */
	size_t number_bytes; /* length of each number; 0: as short as possible */
	const struct member *members;
} forms[] = {
	[SIGNING_ALG_RS256] = { "RSA", NULL, 0, rsa_members },
	[SIGNING_ALG_PS256] = { "RSA", NULL, 0, rsa_members },
	[SIGNING_ALG_ES256] = { "EC", "P-256", 32, p256_members },
	[SIGNING_ALG_ES512] = { "EC", "P-521", 66, p521_members },
	[SIGNING_ALG_EDDSA] = { "ED25519", NULL, 0, ed25519_members },
};

static bool put_number(struct buf *out, const EVP_PKEY *pkey, const char *name, size_t fixed)
{
	unsigned char bytes[NUMBER_MAX];
	OWNED(BN_clear_free) BIGNUM *number = NULL;
	size_t n;

	if (!EVP_PKEY_get_bn_param(pkey, name, &number))
		return false;
	n = fixed ? fixed : (size_t)BN_num_bytes(number);
	if (n > sizeof(bytes) || BN_bn2binpad(number, bytes, (int)n) < 0)
		return false;
	b64url_write(out, bytes, n);
	OPENSSL_cleanse(bytes, n);
	return true;
}

static bool put_bytes(struct buf *out, const EVP_PKEY *pkey, const char *name)
{
	unsigned char bytes[64];
	size_t n;

	if (!EVP_PKEY_get_octet_string_param(pkey, name, bytes, sizeof(bytes), &n))
		return false;
	b64url_write(out, bytes, n);
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return true;
}

static bool jwk_put_value(struct buf *out, const struct form *form, const struct member *m,
			  const EVP_PKEY *pkey)
{
	switch (m->kind) {
	case MEMBER_FIXED:
		buf_z(out, m->of_openssl);
		return true;
	case MEMBER_NUMBER:
		return put_number(out, pkey, m->of_openssl, form->number_bytes);
	case MEMBER_BYTES:
		return put_bytes(out, pkey, m->of_openssl);
	case MEMBER_END:
		break;
	}
	return false;
}

bool jwk_put(enum signing_alg alg, enum jwk_half half, const EVP_PKEY *pkey, struct buf *out,
	     struct err *err)
{
	const struct form *form = &forms[alg];
	const char *between = "{\"";

	for (const struct member *m = form->members; m->kind != MEMBER_END; m++) {
		if (m->secret && half == JWK_PUBLIC)
			continue;
		buf_z(out, between);
		buf_z(out, m->name);
		buf_z(out, "\":\"");
		if (!jwk_put_value(out, form, m, pkey)) {
			ERR_clear_error();
			err_set(err, "the member %s of the key cannot be read", m->name);
			return false;
		}
		buf_char(out, '"');
		between = ",\"";
	}
	buf_char(out, '}');
	if (!buf_ok(out))
		err_set(err, "the key does not fit into its buffer");
	return buf_ok(out);
}

/* The decoded bytes of a member, on the reader's stack. */
struct octets {
	unsigned char bytes[NUMBER_MAX];
	size_t n;
};

static bool read_octets(const struct json *jwk, const char *name, struct octets *out)
{
	struct str text = json_to_str(json_member(jwk, name));

	out->n = b64url_decoded_len(text.n);
	return text.n && out->n <= sizeof(out->bytes) && b64url_decode(text, out->bytes);
}

/* Collects the numbers of an RSA key. They must stay in *numbers until the parameters are built. */
static bool push_numbers(OSSL_PARAM_BLD *build, const struct form *form, const struct json *jwk,
			 BIGNUM *numbers[16])
{
	struct octets octets;
	bool ok = true;

	for (size_t i = 0; ok && form->members[i].kind != MEMBER_END; i++) {
		const struct member *m = &form->members[i];

		if (m->kind != MEMBER_NUMBER)
			continue;
		ok = read_octets(jwk, m->name, &octets) &&
		     (numbers[i] = BN_bin2bn(octets.bytes, (int)octets.n, NULL)) &&
		     OSSL_PARAM_BLD_push_BN(build, m->of_openssl, numbers[i]);
	}
	OPENSSL_cleanse(&octets, sizeof(octets));
	return ok;
}

/* Collects the parts of an EC key: the uncompressed public point (SEC 1 section 2.3.3), and d. */
static bool push_point(OSSL_PARAM_BLD *build, const struct form *form, const struct json *jwk,
		       unsigned char point[1 + 2 * 66], BIGNUM **d)
{
	size_t width = form->number_bytes;
	struct octets x, y, k = { .n = 0 };
	bool ok;

	ok = read_octets(jwk, "x", &x) && read_octets(jwk, "y", &y) && read_octets(jwk, "d", &k) &&
	     x.n == width && y.n == width && k.n == width;
	if (ok) {
		point[0] = POINT_CONVERSION_UNCOMPRESSED;
		memcpy(point + 1, x.bytes, width);
		memcpy(point + 1 + width, y.bytes, width);
		*d = BN_bin2bn(k.bytes, (int)k.n, NULL);
	}
	OPENSSL_cleanse(&k, sizeof(k));
	return ok && *d &&
	       OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, form->group, 0) &&
	       OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point,
						1 + 2 * width) &&
	       OSSL_PARAM_BLD_push_BN_pad(build, OSSL_PKEY_PARAM_PRIV_KEY, *d, width);
}

static EVP_PKEY *from_builder(const struct form *form, OSSL_PARAM_BLD *build)
{
	OWNED(params_wipe_free) OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	OWNED(EVP_PKEY_CTX_free)
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, form->keytype, NULL);
	EVP_PKEY *pkey = NULL;

	if (!params || !ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_KEYPAIR, params) != 1)
		return NULL;
	return pkey;
}

static EVP_PKEY *read_rsa(const struct form *form, const struct json *jwk)
{
	OWNED(OSSL_PARAM_BLD_free) OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OWNED(EVP_PKEY_free) EVP_PKEY *pkey = NULL;
	BIGNUM *numbers[16] = { NULL };

	if (build && push_numbers(build, form, jwk, numbers))
		pkey = from_builder(form, build);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		BN_clear_free(numbers[i]);
	/* The seal guarantees that the numbers belong together, and OpenSSL verifies each signature
	 * with the public exponent before it returns it. */
	if (!pkey || EVP_PKEY_get_bits(pkey) < RSA_BITS_MIN ||
	    EVP_PKEY_get_bits(pkey) > RSA_BITS_MAX)
		return NULL;
	return TAKE(pkey);
}

static EVP_PKEY *read_ec(const struct form *form, const struct json *jwk)
{
	OWNED(OSSL_PARAM_BLD_free) OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OWNED(BN_clear_free) BIGNUM *d = NULL;
	OWNED(EVP_PKEY_free) EVP_PKEY *pkey = NULL;
	OWNED(EVP_PKEY_CTX_free) EVP_PKEY_CTX *check = NULL;
	unsigned char point[1 + 2 * 66];

	if (build && push_point(build, form, jwk, point, &d))
		pkey = from_builder(form, build);
	if (pkey)
		check = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
	return check && EVP_PKEY_pairwise_check(check) == 1 ? TAKE(pkey) : NULL;
}

static EVP_PKEY *read_ed25519(const struct json *jwk)
{
	OWNED(EVP_PKEY_free) EVP_PKEY *pkey = NULL;
	unsigned char derived[32];
	size_t n = sizeof(derived);
	struct octets d, x;

	if (read_octets(jwk, "d", &d) && read_octets(jwk, "x", &x) && d.n == 32 && x.n == 32)
		pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, d.bytes, d.n);
	OPENSSL_cleanse(&d, sizeof(d));
	if (!pkey || EVP_PKEY_get_raw_public_key(pkey, derived, &n) != 1 ||
	    !str_eq(str_of(derived, n), str_of(x.bytes, x.n)))
		return NULL;
	return TAKE(pkey);
}

static EVP_PKEY *read_numbers(const struct form *form, const struct json *jwk)
{
	if (form->group)
		return read_ec(form, jwk);
	return form->members == rsa_members ? read_rsa(form, jwk) : read_ed25519(jwk);
}

/* Whether kty and crv are those of the algorithm. */
static bool fixed_members_match(const struct form *form, const struct json *jwk)
{
	for (const struct member *m = form->members; m->kind != MEMBER_END; m++)
		if (m->kind == MEMBER_FIXED &&
		    !str_eq(json_to_str(json_member(jwk, m->name)), str_z(m->of_openssl)))
			return false;
	return true;
}

/* Overwrites the strings of the parser, the last copies of the secret numbers, before the tree is
 * freed. */
static void wipe(struct json *jwk)
{
	for (struct json_walk w = json_walk(jwk); json_next(&w);)
		if (json_kind(w.value) == JSON_KIND_STRING) {
			struct str s = json_to_str(w.value);

			OPENSSL_cleanse((void *)(uintptr_t)s.p, s.n);
		}
}

EVP_PKEY *jwk_read_private(enum signing_alg alg, struct str text, struct err *err)
{
	const struct form *form = &forms[alg];
	OWNED(json_free) struct json *jwk = NULL;
	EVP_PKEY *pkey = NULL;

	if (json_parse(text, 1, &jwk) != JSON_OK || json_kind(jwk) != JSON_KIND_OBJECT) {
		err_set(err, "the private key is not a JSON object");
		return NULL;
	}
	if (fixed_members_match(form, jwk))
		pkey = read_numbers(form, jwk);
	if (!pkey)
		err_set(err, "the private key is damaged, or not of its algorithm");
	ERR_clear_error();
	wipe(jwk);
	return pkey;
}
