#include "support/statements.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define STATEMENT_MAX 16384

/* What the statements are made of. */
struct making {
	const struct authenticator *a;
	struct str auth_data, client_data_hash;
	EVP_PKEY *attestation;  /* the key of the leaf certificate */
	struct buf signed_data; /* of most formats */
	struct buf *out;
};

#define HAS(m, name) authenticator_has_flaw((m)->a, name)

static void put_signature(struct making *m, int64_t alg, EVP_PKEY *key, struct str data)
{
	EVP_PKEY *other = EVP_EC_gen("P-256");
	struct buf signature;

	buf_init_heap(&signature, STATEMENT_MAX);
	if (HAS(m, "signed by another key"))
		cose_sign(other, -7, data, &signature);
	else
		cose_sign(key, alg, data, &signature);
	cbor_put_text(m->out, "sig");
	cbor_put_bytes(m->out, buf_text(&signature));
	buf_done(&signature);
	EVP_PKEY_free(other);
}

static void put_alg(struct making *m, int64_t alg)
{
	cbor_put_text(m->out, "alg");
	cbor_put_integer(m->out, HAS(m, "another alg") ? -36 : alg);
}

/* Signs the leaf, writes it as the list x5c, and frees it. */
static void put_leaf(struct making *m, X509 *leaf)
{
	int64_t day_s = (int64_t)24 * 60 * 60;
	struct authority stranger;
	struct str der;

	if (HAS(m, "expired"))
		ASN1_TIME_set(X509_getm_notAfter(leaf),
			      (time_t)(m->a->authority->now_s - day_s / 2));
	if (HAS(m, "not yet valid"))
		ASN1_TIME_set(X509_getm_notBefore(leaf),
			      (time_t)(m->a->authority->now_s + day_s / 2));
	authority_init(&stranger, m->a->authority->now_s);
	leaf_sign(HAS(m, "of another root") ? &stranger : m->a->authority, leaf);
	authority_done(&stranger);
	der = leaf_der(leaf);
	cbor_put_text(m->out, "x5c");
	cbor_put_head(m->out, 4, HAS(m, "no certificate") ? 0 : 1);
	if (!HAS(m, "no certificate"))
		cbor_put_bytes(m->out, der);
	OPENSSL_free((void *)(uintptr_t)der.p);
	X509_free(leaf);
}

static void put_none(struct making *m)
{
	cbor_put_head(m->out, 5, HAS(m, "a statement") ? 1 : 0);
	if (HAS(m, "a statement"))
		put_alg(m, -7);
}

static void put_packed_self(struct making *m)
{
	cbor_put_head(m->out, 5, 2);
	put_alg(m, m->a->alg);
	put_signature(m, m->a->alg, m->a->key, buf_text(&m->signed_data));
}

static void extend_aaguid(struct making *m, X509 *leaf)
{
	unsigned char value[2 + AUTHENTICATOR_AAGUID_BYTES] = { 4, AUTHENTICATOR_AAGUID_BYTES };

	if (!HAS(m, "another aaguid"))
		memcpy(value + 2, m->a->aaguid, AUTHENTICATOR_AAGUID_BYTES);
	leaf_extend_raw(leaf, "1.3.6.1.4.1.45724.1.1.4", str_of(value, sizeof(value)));
}

static void put_packed(struct making *m)
{
	X509 *leaf = leaf_new(m->a->authority, m->attestation);

	if (HAS(m, "version 1"))
		X509_set_version(leaf, 0);
	leaf_name(leaf, "C", HAS(m, "long country") ? "SEA" : "SE");
	leaf_name(leaf, "O", "Keys of the tests");
	leaf_name(leaf, "OU", HAS(m, "another unit") ? "Attestation" : "Authenticator Attestation");
	if (!HAS(m, "no name"))
		leaf_name(leaf, "CN", "Key 1");
	if (!HAS(m, "version 1")) {
		leaf_extend(leaf, "basicConstraints",
			    HAS(m, "an authority") ? "critical,CA:TRUE" : "critical,CA:FALSE");
		extend_aaguid(m, leaf);
	}
	cbor_put_head(m->out, 5, 3);
	put_alg(m, -7);
	put_signature(m, -7, m->attestation, buf_text(&m->signed_data));
	put_leaf(m, leaf);
}

static struct str coordinate(EVP_PKEY *key, const char *name, unsigned char out[32])
{
	BIGNUM *n = NULL;

	assert_int_equal(EVP_PKEY_get_bn_param(key, name, &n), 1);
	assert_int_equal(BN_bn2binpad(n, out, 32), 32);
	BN_free(n);
	return str_of(out, 32);
}

static void put_u2f(struct making *m)
{
	X509 *leaf = leaf_new(m->a->authority, m->attestation);
	unsigned char octets[32];
	struct buf data;

	leaf_name(leaf, "CN", "U2F key");
	buf_init_heap(&data, STATEMENT_MAX);
	buf_char(&data, 0);
	buf_str(&data, str_head(m->auth_data, 32));
	buf_str(&data, m->client_data_hash);
	buf_str(&data, str_of(m->a->id, sizeof(m->a->id)));
	buf_char(&data, 4);
	buf_str(&data, coordinate(m->a->key, OSSL_PKEY_PARAM_EC_PUB_X, octets));
	buf_str(&data, coordinate(m->a->key, OSSL_PKEY_PARAM_EC_PUB_Y, octets));
	cbor_put_head(m->out, 5, 2);
	put_signature(m, -7, m->attestation, buf_text(&data));
	put_leaf(m, leaf);
	buf_done(&data);
}

static void put_apple(struct making *m)
{
	unsigned char nonce[6 + SHA256_DIGEST_LENGTH] = { 0x30, 0x24, 0xa1, 0x22, 0x04, 0x20 };
	struct str data = buf_text(&m->signed_data);
	X509 *leaf =
		leaf_new(m->a->authority, HAS(m, "of another key") ? m->attestation : m->a->key);

	SHA256((const unsigned char *)data.p, data.n, nonce + 6);
	if (HAS(m, "another nonce"))
		nonce[6] ^= 1;
	leaf_name(leaf, "CN", "Apple's");
	if (!HAS(m, "no nonce"))
		leaf_extend_raw(leaf, "1.2.840.113635.100.8.2", str_of(nonce, sizeof(nonce)));
	cbor_put_head(m->out, 5, 1);
	put_leaf(m, leaf);
}

/* KeyDescription in DER, with one entry in each list: [1] purpose, [600] allApplications, [702]
 * origin. */
static void put_description(struct making *m, struct buf *out)
{
	static const char purpose[] = "\xa1\x05\x31\x03\x02\x01\x02";
	static const char all[] = "\xbf\x84\x58\x02\x05\x00";
	static const char origin[] = "\xbf\x85\x3e\x03\x02\x01\x00";
	struct str software = str_of(purpose, sizeof(purpose) - 1);
	struct str trusted = str_of(origin, sizeof(origin) - 1);
	char challenge[SHA256_DIGEST_LENGTH];
	struct buf body;

	if (HAS(m, "software for all"))
		software = str_of(all, sizeof(all) - 1);
	if (HAS(m, "hardware for all"))
		trusted = str_of(all, sizeof(all) - 1);
	memcpy(challenge, m->client_data_hash.p, sizeof(challenge));
	challenge[0] ^= HAS(m, "another challenge");
	buf_init_heap(&body, STATEMENT_MAX);
	buf_str(&body, STR("\x02\x01\x03\x0a\x01\x01\x02\x01\x04\x0a\x01\x01\x04\x20"));
	buf_str(&body, str_of(challenge, sizeof(challenge)));
	buf_str(&body, STR("\x04\x00\x30"));
	buf_char(&body, (char)software.n);
	buf_str(&body, software);
	buf_char(&body, 0x30);
	buf_char(&body, (char)trusted.n);
	buf_str(&body, trusted);
	buf_char(out, 0x30);
	buf_char(out, (char)body.n);
	buf_str(out, buf_text(&body));
	buf_done(&body);
}

static void put_android_key(struct making *m)
{
	X509 *leaf =
		leaf_new(m->a->authority, HAS(m, "of another key") ? m->attestation : m->a->key);
	struct buf description;

	buf_init_heap(&description, STATEMENT_MAX);
	put_description(m, &description);
	leaf_name(leaf, "CN", "Android Keystore Key");
	if (!HAS(m, "no description"))
		leaf_extend_raw(leaf, "1.3.6.1.4.1.11129.2.1.17", buf_text(&description));
	buf_done(&description);
	cbor_put_head(m->out, 5, 3);
	put_alg(m, m->a->alg);
	put_signature(m, m->a->alg, m->a->key, buf_text(&m->signed_data));
	put_leaf(m, leaf);
}

static void put_u16(struct buf *out, size_t n)
{
	buf_char(out, (char)(n >> 8));
	buf_char(out, (char)n);
}

static void put_sized(struct buf *out, struct str s)
{
	put_u16(out, s.n);
	buf_str(out, s);
}

/* TPMT_PUBLIC. */
static void put_public_area(struct making *m, struct buf *out)
{
	EVP_PKEY *key = HAS(m, "of another key") ? m->attestation : m->a->key;
	unsigned char octets[256];
	BIGNUM *n = NULL;

	put_u16(out, m->a->alg == -7 ? 0x23 : 1);
	buf_str(out, STR("\x00\x0b\x00\x06\x04\x72\x00\x00"));
	if (m->a->alg == -7) {
		buf_str(out, STR("\x00\x10\x00\x10"));
		put_u16(out, HAS(m, "another curve") ? 4 : 3);
		put_u16(out, 0x10);
		put_sized(out, coordinate(key, OSSL_PKEY_PARAM_EC_PUB_X, octets));
		put_sized(out, coordinate(key, OSSL_PKEY_PARAM_EC_PUB_Y, octets));
		return;
	}
	buf_str(out, STR("\x00\x10\x00\x10\x08\x00\x00\x00\x00"));
	buf_char(out, HAS(m, "another exponent") ? 3 : 0);
	assert_int_equal(EVP_PKEY_get_bn_param(m->a->key, OSSL_PKEY_PARAM_RSA_N, &n), 1);
	assert_int_equal(BN_bn2binpad(n, octets, sizeof(octets)), (int)sizeof(octets));
	BN_free(n);
	put_sized(out, str_of(octets, sizeof(octets)));
}

/* TPMS_ATTEST. */
static void put_certify_info(struct making *m, struct str public_area, struct buf *out)
{
	struct str data = buf_text(&m->signed_data);
	unsigned char hash[SHA256_DIGEST_LENGTH];

	buf_str(out, HAS(m, "not of a TPM") ? STR("\xff\x54\x43\x48") : STR("\xff\x54\x43\x47"));
	put_u16(out, HAS(m, "a quote") ? 0x8018 : 0x8017);
	put_sized(out, STR("signer"));
	SHA256((const unsigned char *)data.p, data.n, hash);
	hash[0] ^= HAS(m, "another challenge");
	put_sized(out, str_of(hash, sizeof(hash)));
	buf_str(out, str_of("clock...\0\0\0\1\0\0\0\1\1firmware", 25));
	SHA256((const unsigned char *)public_area.p, public_area.n, hash);
	hash[0] ^= HAS(m, "another name");
	put_u16(out, 2 + sizeof(hash));
	put_u16(out, HAS(m, "a name by SHA-1") ? 4 : 0x0b);
	buf_str(out, str_of(hash, sizeof(hash)));
	put_sized(out, STR("qualified"));
	if (HAS(m, "something after"))
		buf_char(out, 0);
}

static X509 *tpm_leaf(struct making *m)
{
	X509 *leaf = leaf_new(m->a->authority, m->attestation);

	if (HAS(m, "a subject"))
		leaf_name(leaf, "CN", "TPM");
	leaf_extend(leaf, "basicConstraints",
		    HAS(m, "an authority") ? "critical,CA:TRUE" : "critical,CA:FALSE");
	leaf_extend(leaf, "extendedKeyUsage",
		    HAS(m, "another purpose") ? "serverAuth" : "2.23.133.8.3");
	if (!HAS(m, "no TPM's name"))
		leaf_name_tpm(leaf, HAS(m, "unknown maker") ? "id:00000000" : "id:FFFFF1D0", "TPM",
			      "id:13");
	extend_aaguid(m, leaf);
	return leaf;
}

static void put_tpm(struct making *m)
{
	struct buf public_area, certify_info;

	buf_init_heap(&public_area, STATEMENT_MAX);
	buf_init_heap(&certify_info, STATEMENT_MAX);
	put_public_area(m, &public_area);
	put_certify_info(m, buf_text(&public_area), &certify_info);
	cbor_put_head(m->out, 5, 6);
	cbor_put_text(m->out, "ver");
	cbor_put_text(m->out, HAS(m, "version 1.2") ? "1.2" : "2.0");
	put_alg(m, -7);
	put_signature(m, -7, m->attestation, buf_text(&certify_info));
	put_leaf(m, tpm_leaf(m));
	cbor_put_text(m->out, "pubArea");
	cbor_put_bytes(m->out, buf_text(&public_area));
	cbor_put_text(m->out, "certInfo");
	cbor_put_bytes(m->out, buf_text(&certify_info));
	buf_done(&public_area);
	buf_done(&certify_info);
}

static void put_statement(struct making *m, const char *format)
{
	static const struct {
		const char *format;
		void (*put)(struct making *m);
	} rows[] = {
		{ "none", put_none },
		{ "packed", put_packed },
		{ "packed-self", put_packed_self },
		{ "fido-u2f", put_u2f },
		{ "apple", put_apple },
		{ "tpm", put_tpm },
		{ "android-key", put_android_key },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].format, format) == 0)
			rows[i].put(m);
}

void statement_put(const struct authenticator *a, const char *format, struct str auth_data,
		   struct str client_data_hash, struct buf *out)
{
	struct making m = { a, auth_data, client_data_hash, EVP_EC_gen("P-256"), { 0 }, out };

	buf_init_heap(&m.signed_data, STATEMENT_MAX);
	buf_str(&m.signed_data, auth_data);
	buf_str(&m.signed_data, client_data_hash);
	cbor_put_head(out, 5, 3);
	cbor_put_text(out, "fmt");
	cbor_put_text(out, strcmp(format, "packed-self") == 0 ? "packed"
			   : HAS(&m, "another format")        ? "android-safetynet"
							      : format);
	cbor_put_text(out, "attStmt");
	put_statement(&m, format);
	cbor_put_text(out, "authData");
	cbor_put_bytes(out, auth_data);
	buf_done(&m.signed_data);
	EVP_PKEY_free(m.attestation);
}
