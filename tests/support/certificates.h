/* Certificates for attestation: a root, and leaves that it signed. */
#ifndef OSTIARY_TESTS_CERTIFICATES_H
#define OSTIARY_TESTS_CERTIFICATES_H

#include <openssl/x509.h>
#include <stdint.h>

#include "base/str.h"

struct authority {
	EVP_PKEY *key;
	X509 *root;
	char pem[2048]; /* of the root, followed by a NUL */
	int64_t now_s;
};

/* A root that is valid around now_s. */
void authority_init(struct authority *a, int64_t now_s);
void authority_done(struct authority *a);

/* A certificate of version 3 for the key, with an empty subject, valid around the authority's
 * now_s. The caller adds to it, has it signed, and frees it. */
X509 *leaf_new(const struct authority *a, EVP_PKEY *key);
void leaf_sign(const struct authority *a, X509 *leaf);

/* "basicConstraints", "critical,CA:FALSE", in OpenSSL's words. */
void leaf_extend(X509 *leaf, const char *name, const char *value);

/* An extension by its object identifier and the DER of its value. */
void leaf_extend_raw(X509 *leaf, const char *oid, struct str der);

/* An attribute of the subject. */
void leaf_name(X509 *leaf, const char *attribute, const char *text);

/* The critical alternative name of a TPM: three attributes of a directory name. */
void leaf_name_tpm(X509 *leaf, const char *manufacturer, const char *model, const char *version);

/* DER in memory of libcrypto, which the caller frees with OPENSSL_free(). */
struct str leaf_der(X509 *certificate);

#endif
