#include "webauthn/assertion.h"

#include "webauthn/data/auth_data.h"
#include "webauthn/data/client_data.h"
#include "webauthn/data/cose_key.h"
#include "webauthn/data/signed_data.h"

static enum webauthn_verdict signature_check(const struct webauthn_assertion *response,
					     struct str public_key)
{
	unsigned char hash[SHA256_DIGEST_LENGTH];
	struct signed_data memory;
	struct cose_key key;
	enum webauthn_verdict verdict = cose_key_read(public_key, &key);
	bool is_good;

	if (verdict != WEBAUTHN_OK)
		return verdict;
	SHA256((const unsigned char *)response->client_data.p, response->client_data.n, hash);
	is_good = cose_alg_verify(
		key.alg, key.public,
		signed_data_join(&memory, response->authenticator_data, str_of(hash, sizeof(hash))),
		response->signature);
	cose_key_done(&key);
	return is_good ? WEBAUTHN_OK : WEBAUTHN_BAD_SIGNATURE;
}

enum webauthn_verdict webauthn_authenticate(const struct webauthn_assertion *response,
					    const struct webauthn_ceremony *expected,
					    const struct webauthn_stored *stored,
					    struct webauthn_sign_in *out)
{
	enum webauthn_verdict verdict =
		client_data_check(response->client_data, STR("webauthn.get"), expected);
	struct auth_data data;

	if (verdict != WEBAUTHN_OK)
		return verdict;
	if (response->signature.n > WEBAUTHN_SIGNATURE_MAX ||
	    !auth_data_read(response->authenticator_data, &data))
		return WEBAUTHN_MALFORMED;
	verdict = auth_data_check(&data, expected);
	if (verdict != WEBAUTHN_OK)
		return verdict;
	if ((data.counter > 0 || stored->counter > 0) && data.counter <= stored->counter)
		return WEBAUTHN_BAD_COUNTER;
	verdict = signature_check(response, stored->public_key);
	if (verdict != WEBAUTHN_OK)
		return verdict;
	*out = (struct webauthn_sign_in){
		.counter = data.counter,
		.user_verified = data.user_verified,
		.backed_up = data.backed_up,
	};
	return WEBAUTHN_OK;
}
