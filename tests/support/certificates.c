#include "support/certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define DAY_S ((int64_t)24 * 60 * 60)

static void set_times(X509 *certificate, int64_t now_s)
{
	assert_non_null(ASN1_TIME_set(X509_getm_notBefore(certificate), (time_t)(now_s - DAY_S)));
	assert_non_null(ASN1_TIME_set(X509_getm_notAfter(certificate), (time_t)(now_s + DAY_S)));
}

static void write_pem(struct authority *a)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int n;

	assert_int_equal(PEM_write_bio_X509(bio, a->root), 1);
	n = BIO_read(bio, a->pem, sizeof(a->pem) - 1);
	assert_in_range(n, 1, sizeof(a->pem) - 2);
	a->pem[n] = '\0';
	BIO_free(bio);
}

void authority_init(struct authority *a, int64_t now_s)
{
	*a = (struct authority){ .now_s = now_s, .key = EVP_EC_gen("P-256") };
	a->root = X509_new();
	assert_int_equal(X509_set_version(a->root, 2), 1);
	leaf_name(a->root, "CN", "Root of the tests");
	assert_int_equal(X509_set_issuer_name(a->root, X509_get_subject_name(a->root)), 1);
	assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(a->root), 1), 1);
	set_times(a->root, now_s);
	assert_int_equal(X509_set_pubkey(a->root, a->key), 1);
	leaf_extend(a->root, "basicConstraints", "critical,CA:TRUE");
	leaf_sign(a, a->root);
	write_pem(a);
}

void authority_done(struct authority *a)
{
	X509_free(a->root);
	EVP_PKEY_free(a->key);
}

X509 *leaf_new(const struct authority *a, EVP_PKEY *key)
{
	X509 *leaf = X509_new();

	assert_int_equal(X509_set_version(leaf, 2), 1);
	assert_int_equal(X509_set_issuer_name(leaf, X509_get_subject_name(a->root)), 1);
	assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(leaf), 2), 1);
	set_times(leaf, a->now_s);
	assert_int_equal(X509_set_pubkey(leaf, key), 1);
	return leaf;
}

void leaf_sign(const struct authority *a, X509 *leaf)
{
	assert_int_not_equal(X509_sign(leaf, a->key, EVP_sha256()), 0);
}

void leaf_extend(X509 *leaf, const char *name, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf(NULL, NULL, name, value);

	assert_non_null(extension);
	assert_int_equal(X509_add_ext(leaf, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

void leaf_extend_raw(X509 *leaf, const char *oid, struct str der)
{
	ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *extension;

	assert_int_equal(ASN1_OCTET_STRING_set(value, (const unsigned char *)der.p, (int)der.n), 1);
	extension = X509_EXTENSION_create_by_OBJ(NULL, object, 0, value);
	assert_int_equal(X509_add_ext(leaf, extension, -1), 1);
	X509_EXTENSION_free(extension);
	ASN1_OCTET_STRING_free(value);
	ASN1_OBJECT_free(object);
}

static void add_attribute(X509_NAME *name, const char *attribute, const char *text)
{
	ASN1_OBJECT *object = OBJ_txt2obj(attribute, 0);

	assert_int_equal(X509_NAME_add_entry_by_OBJ(name, object, V_ASN1_UTF8STRING,
						    (const unsigned char *)text, -1, -1, 0),
			 1);
	ASN1_OBJECT_free(object);
}

void leaf_name(X509 *leaf, const char *attribute, const char *text)
{
	add_attribute(X509_get_subject_name(leaf), attribute, text);
}

void leaf_name_tpm(X509 *leaf, const char *manufacturer, const char *model, const char *version)
{
	GENERAL_NAMES *names = GENERAL_NAMES_new();
	GENERAL_NAME *directory = GENERAL_NAME_new();
	X509_NAME *name = X509_NAME_new();

	add_attribute(name, "2.23.133.2.1", manufacturer);
	add_attribute(name, "2.23.133.2.2", model);
	add_attribute(name, "2.23.133.2.3", version);
	GENERAL_NAME_set0_value(directory, GEN_DIRNAME, name);
	assert_int_equal(sk_GENERAL_NAME_push(names, directory), 1);
	assert_int_equal(X509_add1_ext_i2d(leaf, NID_subject_alt_name, names, 1, 0), 1);
	GENERAL_NAMES_free(names);
}

struct str leaf_der(X509 *certificate)
{
	unsigned char *der = NULL;
	int n = i2d_X509(certificate, &der);

	assert_true(n > 0);
	return str_of(der, (size_t)n);
}
