/* The certificates of an attestation statement, "x5c" (WebAuthn level 3 section 6.5.4, RFC
 * 5280). */
#ifndef OSTIARY_WEBAUTHN_ATTESTATION_CERTIFICATE_H
#define OSTIARY_WEBAUTHN_ATTESTATION_CERTIFICATE_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "webauthn/attestation/roots.h"
#include "webauthn/data/cbor.h"

#define CERTIFICATES_MAX 8

struct certificates {
	X509 *leaf; /* the attestation's own */
	STACK_OF(X509) * others;
};

/* Reads the member x5c of the statement. True: the caller releases *out with certificates_done().
 * False, with *out untouched: there is none, or it is not a list of certificates in DER. */
bool certificates_read(const struct cbor *statement, struct certificates *out);
void certificates_done(struct certificates *c);

/* Whether the leaf leads to one of the roots for this format, with all certificates on the way
 * valid at now_s. True as well when there is no root for the format: the statement then says
 * whether the certificate's key signed, and nothing of whose it is. Revocation is not checked,
 * which would need the network. */
bool certificates_lead_to_root(const struct certificates *c, const struct webauthn_roots *roots,
			       struct str format, int64_t now_s);

/* A certificate of version 3 that is no authority's and is valid at now_s. */
bool certificate_is_leaf(X509 *certificate, int64_t now_s);

/* The value of the extension with the object identifier: "1.3.6.1.4.1.45724.1.1.4". The slice
 * belongs to the certificate. False, with *out untouched, when it has none. */
bool certificate_extension(X509 *certificate, const char *oid, struct str *out);

/* Whether the extension id-fido-gen-ce-aaguid is absent, or names this model. */
bool certificate_allows_aaguid(X509 *certificate, struct str aaguid);

#endif
