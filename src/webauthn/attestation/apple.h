/* Anonymous attestation of Apple (WebAuthn level 3 section 8.8). */
#ifndef OSTIARY_WEBAUTHN_ATTESTATION_APPLE_H
#define OSTIARY_WEBAUTHN_ATTESTATION_APPLE_H

#include <stdbool.h>

struct attestation; /* webauthn/attestation/attestation.h */

bool apple_holds(const struct attestation *a);

#endif
