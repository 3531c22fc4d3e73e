#include "webauthn/attestation/tpm.h"

#include "webauthn/attestation/attestation.h"
#include "webauthn/attestation/certificate.h"
#include "webauthn/attestation/tpm_certificate.h"
#include "webauthn/attestation/tpm_structures.h"
#include "webauthn/data/octets.h"
#include "webauthn/data/signed_data.h"

/* What the statement has (section 8.3). */
struct statement {
	const struct cose_alg *alg;
	struct str signature, public_area, certify_info;
	struct tpm_public public;
	struct tpm_certify certify;
};

static bool statement_read(const struct cbor *map, struct statement *s)
{
	struct str version;
	int64_t id;

	if (!cbor_text(map, "ver", &version) || !str_eq(version, STR("2.0")) ||
	    !cbor_integer(map, "alg", &id) || !cbor_bytes(map, "sig", &s->signature) ||
	    !cbor_bytes(map, "pubArea", &s->public_area) ||
	    !cbor_bytes(map, "certInfo", &s->certify_info))
		return false;
	s->alg = cose_alg_find(id);
	return s->alg && s->alg->digest && tpm_public_read(s->public_area, &s->public) &&
	       tpm_certify_read(s->certify_info, &s->certify);
}

/* The TPM speaks of the credential's key. */
static bool key_is_ours(const struct tpm_public *public, const struct cose_key *key)
{
	struct str e = key->e;
	uint64_t exponent;

	if (public->type == TPM_ALG_RSA)
		return key->alg->id == COSE_ALG_RS256 && str_eq(public->n, key->n) &&
		       octets_take_number(&e, (unsigned)e.n, &exponent) &&
		       exponent == public->exponent;
	return key->alg->id == COSE_ALG_ES256 && public->curve == TPM_ECC_NIST_P256 &&
	       str_eq(public->x, key->x) && str_eq(public->y, key->y);
}

static bool is_digest_of(struct str digest, const char *name, struct str data)
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	size_t n;

	return EVP_Q_digest(NULL, name, NULL, data.p, data.n, hash, &n) == 1 &&
	       str_eq(digest, str_of(hash, n));
}

/* The name of the key that was certified is the digest of its public area (part 1 section 16). */
static bool name_is_ours(const struct statement *s)
{
	switch (s->certify.name_alg) {
	case TPM_ALG_SHA256:
		return is_digest_of(s->certify.name_digest, "SHA256", s->public_area);
	case TPM_ALG_SHA384:
		return is_digest_of(s->certify.name_digest, "SHA384", s->public_area);
	case TPM_ALG_SHA512:
		return is_digest_of(s->certify.name_digest, "SHA512", s->public_area);
	default:
		return false;
	}
}

static bool certificate_signed(const struct attestation *a, const struct statement *s)
{
	struct certificates c;
	bool holds;

	if (!certificates_read(&a->statement, &c))
		return false;
	holds = tpm_certificate_is_suitable(c.leaf, a->now_s) &&
		certificate_allows_aaguid(c.leaf, a->data.aaguid) &&
		certificates_lead_to_root(&c, a->roots, a->format, a->now_s) &&
		cose_alg_verify(s->alg, X509_get0_pubkey(c.leaf), s->certify_info, s->signature);
	certificates_done(&c);
	return holds;
}

bool tpm_holds(const struct attestation *a)
{
	struct signed_data memory;
	struct statement s;

	return statement_read(&a->statement, &s) && key_is_ours(&s.public, a->key) &&
	       name_is_ours(&s) &&
	       is_digest_of(s.certify.extra_data, s.alg->digest,
			    signed_data_join(&memory, a->auth_data, a->client_data_hash)) &&
	       certificate_signed(a, &s);
}
