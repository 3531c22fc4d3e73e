#include "webauthn/attestation/packed.h"

#include "webauthn/attestation/attestation.h"
#include "webauthn/attestation/certificate.h"
#include "webauthn/data/signed_data.h"

/* Whether the subject has exactly one attribute of this kind, which is not empty; *out is its text,
 * which belongs to the certificate. */
static bool subject_has(X509 *certificate, int nid, struct str *out)
{
	const X509_NAME *subject = X509_get_subject_name(certificate);
	int at = X509_NAME_get_index_by_NID(subject, nid, -1);
	const ASN1_STRING *text;

	if (at < 0 || X509_NAME_get_index_by_NID(subject, nid, at) >= 0)
		return false;
	text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
	*out = str_of(ASN1_STRING_get0_data(text), (size_t)ASN1_STRING_length(text));
	return out->n > 0;
}

/* Section 8.2.1. */
static bool certificate_is_suitable(X509 *certificate, const struct attestation *a)
{
	struct str country, organisation, unit, name;

	return certificate_is_leaf(certificate, a->now_s) &&
	       subject_has(certificate, NID_countryName, &country) && country.n == 2 &&
	       subject_has(certificate, NID_organizationName, &organisation) &&
	       subject_has(certificate, NID_organizationalUnitName, &unit) &&
	       str_eq(unit, STR("Authenticator Attestation")) &&
	       subject_has(certificate, NID_commonName, &name) &&
	       certificate_allows_aaguid(certificate, a->data.aaguid);
}

static bool certificate_signed(const struct attestation *a, const struct cose_alg *alg,
			       struct str data, struct str signature)
{
	struct certificates c;
	bool holds;

	if (!certificates_read(&a->statement, &c))
		return false;
	holds = certificate_is_suitable(c.leaf, a) &&
		certificates_lead_to_root(&c, a->roots, a->format, a->now_s) &&
		cose_alg_verify(alg, X509_get0_pubkey(c.leaf), data, signature);
	certificates_done(&c);
	return holds;
}

bool packed_holds(const struct attestation *a)
{
	const struct cose_alg *alg;
	struct signed_data memory;
	struct str data = signed_data_join(&memory, a->auth_data, a->client_data_hash);
	struct str signature;
	struct cbor certificates;
	int64_t id;

	if (!cbor_integer(&a->statement, "alg", &id) ||
	    !cbor_bytes(&a->statement, "sig", &signature))
		return false;
	alg = cose_alg_find(id);
	if (!alg)
		return false;
	if (cbor_member(&a->statement, "x5c", &certificates))
		return certificate_signed(a, alg, data, signature);
	/* Self attestation: the credential's key signs, with the credential's algorithm. */
	return alg == a->key->alg && cose_alg_verify(alg, a->key->public, data, signature);
}
