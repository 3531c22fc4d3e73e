#include "webauthn/attestation/tpm_structures.h"

#include "webauthn/data/octets.h"

#define TPM_GENERATED_VALUE   0xff544347
#define TPM_ST_ATTEST_CERTIFY 0x8017

#define RSA_EXPONENT 65537

static bool take_rsa(struct str *rest, struct tpm_public *p)
{
	struct str symmetric_scheme_bits;

	if (!octets_take(rest, 6, &symmetric_scheme_bits) ||
	    !octets_take_number(rest, 4, &p->exponent) || !octets_take_sized(rest, &p->n))
		return false;
	if (p->exponent == 0)
		p->exponent = RSA_EXPONENT;
	return true;
}

static bool take_ecc(struct str *rest, struct tpm_public *p)
{
	struct str symmetric_scheme, kdf;

	return octets_take(rest, 4, &symmetric_scheme) && octets_take_number(rest, 2, &p->curve) &&
	       octets_take(rest, 2, &kdf) && octets_take_sized(rest, &p->x) &&
	       octets_take_sized(rest, &p->y);
}

bool tpm_public_read(struct str text, struct tpm_public *out)
{
	struct tpm_public p = { 0 };
	struct str name_alg_and_attributes, policy;

	if (!octets_take_number(&text, 2, &p.type) ||
	    !octets_take(&text, 6, &name_alg_and_attributes) || !octets_take_sized(&text, &policy))
		return false;
	if (p.type == TPM_ALG_RSA ? !take_rsa(&text, &p)
				  : p.type != TPM_ALG_ECC || !take_ecc(&text, &p))
		return false;
	if (text.n > 0)
		return false;
	*out = p;
	return true;
}

bool tpm_certify_read(struct str text, struct tpm_certify *out)
{
	struct tpm_certify c = { 0 };
	struct str signer, clock_and_firmware, name, qualified_name;
	uint64_t magic, type;

	if (!octets_take_number(&text, 4, &magic) || magic != TPM_GENERATED_VALUE ||
	    !octets_take_number(&text, 2, &type) || type != TPM_ST_ATTEST_CERTIFY ||
	    !octets_take_sized(&text, &signer) || !octets_take_sized(&text, &c.extra_data) ||
	    !octets_take(&text, 25, &clock_and_firmware) || !octets_take_sized(&text, &name) ||
	    !octets_take_sized(&text, &qualified_name) || text.n > 0 ||
	    !octets_take_number(&name, 2, &c.name_alg))
		return false;
	c.name_digest = name;
	*out = c;
	return true;
}
