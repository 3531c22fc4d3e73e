/* Attestation of Android's hardware keystore (WebAuthn level 3 section 8.4). */
#ifndef OSTIARY_WEBAUTHN_ATTESTATION_ANDROID_KEY_H
#define OSTIARY_WEBAUTHN_ATTESTATION_ANDROID_KEY_H

#include <stdbool.h>

struct attestation; /* webauthn/attestation/attestation.h */

bool android_key_holds(const struct attestation *a);

#endif
