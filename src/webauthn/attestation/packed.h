/* Packed attestation, by a certificate or by the credential itself (WebAuthn level 3 section
 * 8.2). */
#ifndef OSTIARY_WEBAUTHN_ATTESTATION_PACKED_H
#define OSTIARY_WEBAUTHN_ATTESTATION_PACKED_H

#include <stdbool.h>

struct attestation; /* webauthn/attestation/attestation.h */

bool packed_holds(const struct attestation *a);

#endif
