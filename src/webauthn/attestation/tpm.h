/* Attestation of a Trusted Platform Module (WebAuthn level 3 section 8.3, TPM 2.0 Library part
 * 2). */
#ifndef OSTIARY_WEBAUTHN_ATTESTATION_TPM_H
#define OSTIARY_WEBAUTHN_ATTESTATION_TPM_H

#include <stdbool.h>

struct attestation; /* webauthn/attestation/attestation.h */

bool tpm_holds(const struct attestation *a);

#endif
