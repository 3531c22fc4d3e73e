/* Authorities and certificates of our own, good ones and wrong ones. */
#ifndef OSTIARY_TESTS_CERTS_H
#define OSTIARY_TESTS_CERTS_H

#include <openssl/ssl.h>

#define CERTS_HERE "IP:127.0.0.1,DNS:localhost"

struct certs_authority {
	EVP_PKEY *key;
	X509 *cert;
	char file[32]; /* the certificate in PEM */
};

void certs_authority_init(struct certs_authority *authority, const char *name);
void certs_authority_done(struct certs_authority *authority);

/* A server's side of TLS with a certificate for these names (subjectAltName), valid from from_s
 * until until_s, in seconds from now. */
SSL_CTX *certs_server(const struct certs_authority *authority, const char *names, long from_s,
		      long until_s);

#endif
