/* Attestation: a statement of what made a credential (WebAuthn level 3 section 6.5, formats of
 * section 8). A statement that is there has to hold, also when the relying party did not ask for
 * one. What kinds of authenticators are welcome is not decided here. */
#ifndef OSTIARY_WEBAUTHN_ATTESTATION_ATTESTATION_H
#define OSTIARY_WEBAUTHN_ATTESTATION_ATTESTATION_H

#include <stdint.h>

#include "base/str.h"
#include "webauthn/attestation/roots.h"
#include "webauthn/data/auth_data.h"
#include "webauthn/data/cbor.h"
#include "webauthn/data/cose_key.h"
#include "webauthn/data/verdict.h"

struct attestation {
	struct str format;
	struct cbor statement;       /* a map */
	struct str auth_data;        /* the octets */
	struct auth_data data;       /* what they say */
	struct str client_data_hash; /* SHA-256 of the client data */
	const struct cose_key *key;  /* the credential's, which is in data.public_key */
	const struct webauthn_roots *roots;
	int64_t now_s;
};

/* Reads the format, the statement and the authenticator data of an attestation object (section
 * 6.5.4); the caller adds the rest. Slices point into object. False, with *out untouched, when it
 * is not in the form of the specification, or has members that the specification does not. */
bool attestation_read(struct str object, struct attestation *out);

/* Verifies the statement: WEBAUTHN_OK or WEBAUTHN_BAD_ATTESTATION. The formats are none, packed,
 * fido-u2f, apple, tpm and android-key. */
enum webauthn_verdict attestation_verify(const struct attestation *a);

#endif
