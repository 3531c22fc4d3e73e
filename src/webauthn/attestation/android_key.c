#include "webauthn/attestation/android_key.h"

#include <openssl/asn1.h>

#include "webauthn/attestation/attestation.h"
#include "webauthn/attestation/certificate.h"
#include "webauthn/data/signed_data.h"

#define OID_KEY_DESCRIPTION "1.3.6.1.4.1.11129.2.1.17"

#define TAG_ALL_APPLICATIONS 600 /* of an authorization list */

struct element {
	int tag;
	int class;
	struct str content;
};

/* Takes one element of DER from the front of *rest; none has an indefinite length. */
static bool take_element(struct str *rest, struct element *out)
{
	const unsigned char *p = (const unsigned char *)rest->p;
	const unsigned char *end = p + rest->n;
	long n;
	int flags = rest->n ? ASN1_get_object(&p, &n, &out->tag, &out->class, (long)rest->n) : 0x80;

	if (flags & 0x81) /* an error, an indefinite length */
		return false;
	out->content = str_of(p, (size_t)n);
	*rest = str_of(p + n, (size_t)(end - p - n));
	return true;
}

static bool take_universal(struct str *rest, int tag, struct str *out)
{
	struct element e;

	if (!take_element(rest, &e) || e.class != V_ASN1_UNIVERSAL || e.tag != tag)
		return false;
	*out = e.content;
	return true;
}

/* A credential is for one relying party, so no key may be open to all applications. */
static bool list_is_scoped(struct str list)
{
	struct element e;

	while (list.n > 0)
		if (!take_element(&list, &e) ||
		    (e.class == V_ASN1_CONTEXT_SPECIFIC && e.tag == TAG_ALL_APPLICATIONS))
			return false;
	return true;
}

/* KeyDescription: four numbers, the challenge, an id, and two authorization lists, of software and
 * of the trusted environment. */
static bool description_suits(struct str der, struct str challenge)
{
	static const int numbers[] = { V_ASN1_INTEGER, V_ASN1_ENUMERATED, V_ASN1_INTEGER,
				       V_ASN1_ENUMERATED };
	struct str rest, part, software, trusted;

	if (!take_universal(&der, V_ASN1_SEQUENCE, &rest) || der.n > 0)
		return false;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (!take_universal(&rest, numbers[i], &part))
			return false;
	return take_universal(&rest, V_ASN1_OCTET_STRING, &part) && str_eq(part, challenge) &&
	       take_universal(&rest, V_ASN1_OCTET_STRING, &part) &&
	       take_universal(&rest, V_ASN1_SEQUENCE, &software) && list_is_scoped(software) &&
	       take_universal(&rest, V_ASN1_SEQUENCE, &trusted) && list_is_scoped(trusted);
}

static bool leaf_suits(X509 *leaf, const struct attestation *a)
{
	EVP_PKEY *key = X509_get0_pubkey(leaf);
	struct str description;

	return key && EVP_PKEY_eq(key, a->key->public) == 1 &&
	       certificate_extension(leaf, OID_KEY_DESCRIPTION, &description) &&
	       description_suits(description, a->client_data_hash);
}

bool android_key_holds(const struct attestation *a)
{
	const struct cose_alg *alg;
	struct certificates c;
	struct signed_data memory;
	struct str signature;
	int64_t id;
	bool holds;

	if (!cbor_integer(&a->statement, "alg", &id) ||
	    !cbor_bytes(&a->statement, "sig", &signature))
		return false;
	alg = cose_alg_find(id);
	if (!alg || !certificates_read(&a->statement, &c))
		return false;
	holds = leaf_suits(c.leaf, a) &&
		certificates_lead_to_root(&c, a->roots, a->format, a->now_s) &&
		cose_alg_verify(alg, X509_get0_pubkey(c.leaf),
				signed_data_join(&memory, a->auth_data, a->client_data_hash),
				signature);
	certificates_done(&c);
	return holds;
}
