/* What every ceremony of WebAuthn is judged by, and how it may end. */
#ifndef OSTIARY_WEBAUTHN_DATA_VERDICT_H
#define OSTIARY_WEBAUTHN_DATA_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Bounds of what a browser sends, in bytes. Client data has some 200 bytes and the origin; the
 * largest attestation object, a TPM's with its certificates, has 6 KiB. An id has at most 1023
 * bytes (WebAuthn level 3 section 4), an RSA signature 1024. */
#define WEBAUTHN_CLIENT_DATA_MAX 4096
#define WEBAUTHN_ATTESTATION_MAX (16 << 10)
#define WEBAUTHN_AUTH_DATA_MAX   4096
#define WEBAUTHN_ID_MAX          1023
#define WEBAUTHN_SIGNATURE_MAX   1024

enum webauthn_verdict {
	WEBAUTHN_MALFORMED = 0,   /* not in the form of the specification, or beyond a bound */
	WEBAUTHN_BAD_CLIENT_DATA, /* another type, challenge or origin */
	WEBAUTHN_BAD_RP_ID,       /* made for another relying party */
	WEBAUTHN_NOT_PRESENT,     /* no person was there */
	WEBAUTHN_NOT_VERIFIED,    /* the authenticator did not verify the person, as was required */
	WEBAUTHN_BAD_KEY,         /* of an algorithm that is not supported, or weak */
	WEBAUTHN_BAD_ATTESTATION, /* an unknown format, or a statement that does not hold */
	WEBAUTHN_BAD_COUNTER,     /* not above the last one: the authenticator may be a copy */
	WEBAUTHN_BAD_SIGNATURE,
	WEBAUTHN_NO_MEMORY,
	WEBAUTHN_OK,
};

/* For the log: "bad counter". */
const char *webauthn_verdict_text(enum webauthn_verdict verdict);

struct webauthn_ceremony {
	struct str challenge;      /* base64url without padding, as the options had it */
	const struct str *origins; /* the ceremony is for one of them: "https://example.org" */
	size_t n_origins;
	struct str rp_id;           /* a host name */
	bool requires_verification; /* of the person: by PIN, fingerprint, face */
};

#endif
