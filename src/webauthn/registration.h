/* Registration of a credential (WebAuthn level 3 section 7.1). */
#ifndef OSTIARY_WEBAUTHN_REGISTRATION_H
#define OSTIARY_WEBAUTHN_REGISTRATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "webauthn/attestation/roots.h"
#include "webauthn/data/verdict.h"

/* What the browser sends, decoded. */
struct webauthn_registration {
	struct str id; /* of the credential, which the attestation object has as well */
	struct str client_data;
	struct str attestation_object;
};

/* Slices point into the attestation object. */
struct webauthn_credential {
	struct str id;         /* at most WEBAUTHN_ID_MAX bytes */
	struct str public_key; /* a COSE_Key */
	struct str aaguid;     /* 16 bytes: the authenticator's model, or zero */
	struct str format;     /* of the attestation */
	uint32_t counter;
	bool user_verified;
	bool backup_eligible;
	bool backed_up;
};

/* Verifies a response, including its attestation, whose certificates are judged at now_s. *out is
 * written on WEBAUTHN_OK. Whether the id is new is for the caller to check (step 26). */
enum webauthn_verdict webauthn_register(const struct webauthn_registration *response,
					const struct webauthn_ceremony *expected,
					const struct webauthn_roots *roots, int64_t now_s,
					struct webauthn_credential *out);

#endif
