/* The certificate of a TPM's attestation identity key (WebAuthn level 3 section 8.3.1, TCG EK
 * Credential Profile section 3.2.9). */
#ifndef OSTIARY_WEBAUTHN_ATTESTATION_TPM_CERTIFICATE_H
#define OSTIARY_WEBAUTHN_ATTESTATION_TPM_CERTIFICATE_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stdint.h>

/* Whether it is a current leaf without a subject, whose alternative name has a registered
 * manufacturer, a model and a version, and whose purpose is attestation. */
bool tpm_certificate_is_suitable(X509 *certificate, int64_t now_s);

#endif
