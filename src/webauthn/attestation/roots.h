/* The certificates to which those of an attestation have to lead. */
#ifndef OSTIARY_WEBAUTHN_ATTESTATION_ROOTS_H
#define OSTIARY_WEBAUTHN_ATTESTATION_ROOTS_H

#include <openssl/x509.h>
#include <stddef.h>

#include "base/str.h"

struct webauthn_root {
	struct str format; /* of the statements that it is a root for: "apple" */
	struct str pem;
};

/* A format without a root has its certificates' paths not checked. */
struct webauthn_roots {
	const struct webauthn_root *rows;
	size_t n;
};

/* Those that are published: Apple's for apple, Google's for android-key. */
extern const struct webauthn_roots webauthn_published_roots;

/* The certificate, which the caller frees with X509_free(). NULL when the text is no certificate or
 * there is no memory. */
X509 *webauthn_root_read(const struct webauthn_root *root);

#endif
