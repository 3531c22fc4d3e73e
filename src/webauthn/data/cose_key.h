/* The public key of a credential: a COSE_Key (RFC 9052 section 7) for ES256 on P-256, for EdDSA on
 * Ed25519, or for RS256. */
#ifndef OSTIARY_WEBAUTHN_DATA_COSE_KEY_H
#define OSTIARY_WEBAUTHN_DATA_COSE_KEY_H

#include <openssl/evp.h>

#include "base/str.h"
#include "webauthn/data/cose_alg.h"
#include "webauthn/data/verdict.h"

struct cose_key {
	const struct cose_alg *alg;
	EVP_PKEY *public;
	/* The numbers as they were written, in the text that was read; empty when the type has none
	 * of that name. */
	struct str x, y; /* of a point; Ed25519 has only x */
	struct str n, e; /* of an RSA key */
};

/* Reads the text. WEBAUTHN_OK: the caller releases *out with cose_key_done(). Otherwise *out is
 * untouched: WEBAUTHN_MALFORMED when the text is no COSE_Key; WEBAUTHN_BAD_KEY when the algorithm
 * is not one of the three, the type or the curve is not the algorithm's, or the key is not sound
 * (jose/keys/sound.h); WEBAUTHN_NO_MEMORY. */
enum webauthn_verdict cose_key_read(struct str text, struct cose_key *out);
void cose_key_done(struct cose_key *key);

#endif
