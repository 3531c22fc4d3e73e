/* Attestation of FIDO U2F security keys (WebAuthn level 3 section 8.6). */
#ifndef OSTIARY_WEBAUTHN_ATTESTATION_U2F_H
#define OSTIARY_WEBAUTHN_ATTESTATION_U2F_H

#include <stdbool.h>

struct attestation; /* webauthn/attestation/attestation.h */

bool u2f_holds(const struct attestation *a);

#endif
