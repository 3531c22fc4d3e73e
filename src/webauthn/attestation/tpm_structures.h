/* The structures of a TPM that an attestation has: what it signs, and the key it speaks of (TPM 2.0
 * Library part 2, sections 10.12.8 and 12.2.4). */
#ifndef OSTIARY_WEBAUTHN_ATTESTATION_TPM_STRUCTURES_H
#define OSTIARY_WEBAUTHN_ATTESTATION_TPM_STRUCTURES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* TPM_ALG_ID and TPM_ECC_CURVE. */
#define TPM_ALG_RSA       0x0001
#define TPM_ALG_SHA256    0x000b
#define TPM_ALG_SHA384    0x000c
#define TPM_ALG_SHA512    0x000d
#define TPM_ALG_ECC       0x0023
#define TPM_ECC_NIST_P256 0x0003

/* TPMT_PUBLIC. */
struct tpm_public {
	uint64_t type;     /* TPM_ALG_RSA or TPM_ALG_ECC */
	uint64_t exponent; /* RSA: never 0, which TPMs write for 65537 */
	uint64_t curve;    /* ECC */
	struct str n;      /* RSA: the modulus */
	struct str x, y;   /* ECC: the point */
};

/* TPMS_ATTEST of the type TPM_ST_ATTEST_CERTIFY. */
struct tpm_certify {
	struct str extra_data;
	uint64_t name_alg; /* TPM_ALG_SHA256 and so on */
	struct str name_digest;
};

/* Read the whole text. False, with *out untouched, when it is anything else. */
bool tpm_public_read(struct str text, struct tpm_public *out);
bool tpm_certify_read(struct str text, struct tpm_certify *out);

#endif
