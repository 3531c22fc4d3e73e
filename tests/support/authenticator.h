/* An authenticator in software, which does what a security key or a phone does, and on request does
 * it wrongly. It has one credential, of any of the three algorithms, and makes every format of
 * attestation. */
#ifndef OSTIARY_TESTS_AUTHENTICATOR_H
#define OSTIARY_TESTS_AUTHENTICATOR_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "support/certificates.h"

#define AUTHENTICATOR_ID_BYTES     32
#define AUTHENTICATOR_AAGUID_BYTES 16

/* Flags of the authenticator data. */
#define AUTHENTICATOR_UP 0x01
#define AUTHENTICATOR_UV 0x04
#define AUTHENTICATOR_BE 0x08
#define AUTHENTICATOR_BS 0x10
#define AUTHENTICATOR_AT 0x40
#define AUTHENTICATOR_ED 0x80

struct authenticator {
	int64_t alg; /* -7, -8, -257 */
	EVP_PKEY *key;
	unsigned char id[AUTHENTICATOR_ID_BYTES];
	unsigned char aaguid[AUTHENTICATOR_AAGUID_BYTES];
	unsigned flags;   /* without AUTHENTICATOR_AT, which is set where it belongs */
	uint32_t counter; /* of the next ceremony; it then grows, unless it is 0 */
	const struct authority *authority; /* of certificates */
	/* One thing that is done wrongly; NULL: nothing. Its names are in the tests that use it. */
	const char *flaw;
};

/* A new credential with verification of the person and a growing counter. */
void authenticator_init(struct authenticator *a, int64_t alg);
void authenticator_done(struct authenticator *a);
bool authenticator_has_flaw(const struct authenticator *a, const char *flaw);

/* What a browser sends; the buffers are the caller's to release with browser_response_done(). */
struct browser_response {
	struct buf client_data;
	struct buf attestation_object; /* of a registration */
	struct buf authenticator_data; /* of an assertion, as the next */
	struct buf signature;
};
void browser_response_init(struct browser_response *c);
void browser_response_done(struct browser_response *c);

/* Registers with the format's attestation: "none", "packed" (by a certificate), "packed-self",
 * "fido-u2f", "apple", "tpm", "android-key". */
void authenticator_register(struct authenticator *a, struct str challenge, struct str origin,
			    struct str rp_id, const char *format, struct browser_response *out);
void authenticator_sign_in(struct authenticator *a, struct str challenge, struct str origin,
			   struct str rp_id, struct browser_response *out);

/* The public key as a COSE_Key. */
void authenticator_put_key(const struct authenticator *a, struct buf *out);

/* CBOR in its shortest form. */
void cbor_put_head(struct buf *out, unsigned major, uint64_t n);
void cbor_put_integer(struct buf *out, int64_t n);
void cbor_put_text(struct buf *out, const char *text);
void cbor_put_bytes(struct buf *out, struct str bytes);

/* Signs with the key in the way of the COSE algorithm. */
void cose_sign(EVP_PKEY *key, int64_t alg, struct str data, struct buf *out);

#endif
