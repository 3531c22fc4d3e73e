#include "webauthn/registration.h"

#include <openssl/sha.h>

#include "webauthn/attestation/attestation.h"
#include "webauthn/data/client_data.h"

static enum webauthn_verdict attestation_check(struct attestation a, struct str client_data)
{
	unsigned char hash[SHA256_DIGEST_LENGTH];
	struct cose_key key;
	enum webauthn_verdict verdict = cose_key_read(a.data.public_key, &key);

	if (verdict != WEBAUTHN_OK)
		return verdict;
	SHA256((const unsigned char *)client_data.p, client_data.n, hash);
	a.client_data_hash = str_of(hash, sizeof(hash));
	a.key = &key;
	verdict = attestation_verify(&a);
	cose_key_done(&key);
	return verdict;
}

enum webauthn_verdict webauthn_register(const struct webauthn_registration *response,
					const struct webauthn_ceremony *expected,
					const struct webauthn_roots *roots, int64_t now_s,
					struct webauthn_credential *out)
{
	enum webauthn_verdict verdict =
		client_data_check(response->client_data, STR("webauthn.create"), expected);
	struct attestation a;

	if (verdict != WEBAUTHN_OK)
		return verdict;
	if (!attestation_read(response->attestation_object, &a) || a.data.credential_id.n == 0 ||
	    !str_eq(a.data.credential_id, response->id))
		return WEBAUTHN_MALFORMED;
	verdict = auth_data_check(&a.data, expected);
	if (verdict != WEBAUTHN_OK)
		return verdict;
	a.roots = roots;
	a.now_s = now_s;
	verdict = attestation_check(a, response->client_data);
	if (verdict != WEBAUTHN_OK)
		return verdict;
	*out = (struct webauthn_credential){
		.id = a.data.credential_id,
		.public_key = a.data.public_key,
		.aaguid = a.data.aaguid,
		.format = a.format,
		.counter = a.data.counter,
		.user_verified = a.data.user_verified,
		.backup_eligible = a.data.backup_eligible,
		.backed_up = a.data.backed_up,
	};
	return WEBAUTHN_OK;
}
