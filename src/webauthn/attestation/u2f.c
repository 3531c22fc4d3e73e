#include "webauthn/attestation/u2f.h"

#include "base/buf.h"
#include "webauthn/attestation/attestation.h"
#include "webauthn/attestation/certificate.h"

/* A zero, the hashes of the relying party and of the client data, the id, the point. */
#define SIGNED_MAX (1 + 32 + 32 + WEBAUTHN_ID_MAX + 65)

/* FIDO U2F Raw Message Formats section 4.3. */
static void put_signed(const struct attestation *a, struct buf *out)
{
	buf_char(out, 0);
	buf_str(out, a->data.rp_id_hash);
	buf_str(out, a->client_data_hash);
	buf_str(out, a->data.credential_id);
	buf_char(out, 4); /* an uncompressed point */
	buf_str(out, a->key->x);
	buf_str(out, a->key->y);
}

static bool certificate_is_p256(X509 *certificate)
{
	EVP_PKEY *key = X509_get0_pubkey(certificate);
	char group[32];
	size_t n;

	return key && EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
	       EVP_PKEY_get_group_name(key, group, sizeof(group), &n) == 1 &&
	       str_eq(str_of(group, n), STR("prime256v1"));
}

/* Such keys have no model number: the aaguid is zero. */
static bool aaguid_is_zero(const struct attestation *a)
{
	static const char zero[AUTH_DATA_AAGUID_BYTES];

	return str_eq(a->data.aaguid, str_of(zero, sizeof(zero)));
}

bool u2f_holds(const struct attestation *a)
{
	const struct cose_alg *es256 = cose_alg_find(COSE_ALG_ES256);
	char memory[SIGNED_MAX];
	struct certificates c;
	struct str signature;
	struct buf data;
	bool holds;

	if (a->key->alg != es256 || !aaguid_is_zero(a) ||
	    !cbor_bytes(&a->statement, "sig", &signature) || !certificates_read(&a->statement, &c))
		return false;
	buf_init_fixed(&data, memory, sizeof(memory));
	put_signed(a, &data);
	holds = sk_X509_num(c.others) == 0 && certificate_is_p256(c.leaf) &&
		certificates_lead_to_root(&c, a->roots, a->format, a->now_s) &&
		cose_alg_verify(es256, X509_get0_pubkey(c.leaf), buf_text(&data), signature);
	certificates_done(&c);
	return holds;
}
