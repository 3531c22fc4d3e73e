#include "certs.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define YEAR_S (365L * 86400)

static void need(int good, const char *what)
{
	if (good)
		return;
	fprintf(stderr, "certs: %s\n", what);
	ERR_print_errors_fp(stderr);
	abort();
}

static void extend(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509_EXTENSION *extension;
	X509V3_CTX ctx;

	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	need(extension && X509_add_ext(cert, extension, -1), value);
	X509_EXTENSION_free(extension);
}

static X509 *draft(EVP_PKEY *key, const char *name, long from_s, long until_s)
{
	X509 *cert = X509_new();
	X509_NAME *subject;
	static long serial;

	need(cert != NULL, "memory");
	X509_set_version(cert, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), ++serial);
	X509_gmtime_adj(X509_getm_notBefore(cert), from_s);
	X509_gmtime_adj(X509_getm_notAfter(cert), until_s);
	X509_set_pubkey(cert, key);
	subject = X509_get_subject_name(cert);
	need(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name,
					-1, -1, 0),
	     name);
	return cert;
}

static void finish(X509 *cert, X509 *issuer, EVP_PKEY *key)
{
	X509_set_issuer_name(cert, X509_get_subject_name(issuer));
	need(X509_sign(cert, key, EVP_sha256()), "signature");
}

void certs_authority_init(struct certs_authority *authority, const char *name)
{
	FILE *file;
	int fd;

	authority->key = EVP_EC_gen("P-256");
	authority->cert = draft(authority->key, name, -YEAR_S, YEAR_S);
	extend(authority->cert, authority->cert, NID_basic_constraints, "critical,CA:TRUE");
	extend(authority->cert, authority->cert, NID_key_usage, "critical,keyCertSign");
	finish(authority->cert, authority->cert, authority->key);
	strcpy(authority->file, "/tmp/ostiary-test-XXXXXX");
	fd = mkstemp(authority->file);
	file = fdopen(fd, "w");
	need(file && PEM_write_X509(file, authority->cert), authority->file);
	fclose(file);
}

void certs_authority_done(struct certs_authority *authority)
{
	unlink(authority->file);
	X509_free(authority->cert);
	EVP_PKEY_free(authority->key);
}

SSL_CTX *certs_server(const struct certs_authority *authority, const char *names, long from_s,
		      long until_s)
{
	SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = draft(key, "ostiary test", from_s, until_s);

	extend(cert, authority->cert, NID_subject_alt_name, names);
	finish(cert, authority->cert, authority->key);
	need(tls && SSL_CTX_use_certificate(tls, cert) == 1, "certificate");
	need(SSL_CTX_use_PrivateKey(tls, key) == 1, "key");
	X509_free(cert);
	EVP_PKEY_free(key);
	return tls;
}
