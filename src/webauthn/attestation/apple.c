#include "webauthn/attestation/apple.h"

#include "webauthn/attestation/attestation.h"
#include "webauthn/attestation/certificate.h"
#include "webauthn/data/signed_data.h"

#define OID_NONCE "1.2.840.113635.100.8.2"

/* SEQUENCE { [1] { OCTET STRING } } with SHA-256 of what other formats sign. */
static bool nonce_is_ours(X509 *certificate, const struct attestation *a)
{
	static const char head[] = { 0x30, 0x24, (char)0xa1, 0x22, 0x04, SHA256_DIGEST_LENGTH };
	unsigned char hash[SHA256_DIGEST_LENGTH];
	struct signed_data memory;
	struct str data = signed_data_join(&memory, a->auth_data, a->client_data_hash);
	struct str nonce;

	SHA256((const unsigned char *)data.p, data.n, hash);
	return certificate_extension(certificate, OID_NONCE, &nonce) &&
	       str_starts(nonce, str_of(head, sizeof(head))) &&
	       str_eq(str_tail(nonce, sizeof(head)), str_of(hash, sizeof(hash)));
}

bool apple_holds(const struct attestation *a)
{
	struct certificates c;
	EVP_PKEY *key;
	bool holds;

	if (!certificates_read(&a->statement, &c))
		return false;
	key = X509_get0_pubkey(c.leaf);
	holds = key && EVP_PKEY_eq(key, a->key->public) == 1 && nonce_is_ours(c.leaf, a) &&
		certificates_lead_to_root(&c, a->roots, a->format, a->now_s);
	certificates_done(&c);
	return holds;
}
