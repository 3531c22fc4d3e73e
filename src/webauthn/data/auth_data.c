#include "webauthn/data/auth_data.h"

#include <openssl/sha.h>

#include "webauthn/data/cbor.h"
#include "webauthn/data/octets.h"

enum flag {
	FLAG_USER_PRESENT = 1 << 0,
	FLAG_USER_VERIFIED = 1 << 2,
	FLAG_BACKUP_ELIGIBLE = 1 << 3,
	FLAG_BACKED_UP = 1 << 4,
	FLAG_CREDENTIAL = 1 << 6,
	FLAG_EXTENSIONS = 1 << 7,
};

/* Takes one CBOR map; *out is its text. */
static bool take_map(struct str *rest, struct str *out)
{
	struct str start = *rest;
	struct cbor map;

	if (!cbor_take(rest, &map) || map.kind != CBOR_MAP)
		return false;
	*out = str_head(start, (size_t)(rest->p - start.p));
	return true;
}

/* The attested credential data (section 6.5.1). */
static bool take_credential(struct str *rest, struct auth_data *out)
{
	uint64_t id_bytes;

	return octets_take(rest, AUTH_DATA_AAGUID_BYTES, &out->aaguid) &&
	       octets_take_number(rest, 2, &id_bytes) && id_bytes > 0 &&
	       id_bytes <= WEBAUTHN_ID_MAX && octets_take(rest, id_bytes, &out->credential_id) &&
	       take_map(rest, &out->public_key);
}

bool auth_data_read(struct str bytes, struct auth_data *out)
{
	struct str rest = bytes, extensions;
	struct auth_data data = { 0 };
	uint64_t flags, counter;

	if (bytes.n > WEBAUTHN_AUTH_DATA_MAX ||
	    !octets_take(&rest, SHA256_DIGEST_LENGTH, &data.rp_id_hash) ||
	    !octets_take_number(&rest, 1, &flags) || !octets_take_number(&rest, 4, &counter) ||
	    ((flags & FLAG_CREDENTIAL) && !take_credential(&rest, &data)) ||
	    ((flags & FLAG_EXTENSIONS) && !take_map(&rest, &extensions)) || rest.n > 0)
		return false;
	data.user_present = flags & FLAG_USER_PRESENT;
	data.user_verified = flags & FLAG_USER_VERIFIED;
	data.backup_eligible = flags & FLAG_BACKUP_ELIGIBLE;
	data.backed_up = flags & FLAG_BACKED_UP;
	data.counter = (uint32_t)counter;
	if (data.backed_up && !data.backup_eligible)
		return false;
	*out = data;
	return true;
}

enum webauthn_verdict auth_data_check(const struct auth_data *data,
				      const struct webauthn_ceremony *expected)
{
	unsigned char hash[SHA256_DIGEST_LENGTH];

	SHA256((const unsigned char *)expected->rp_id.p, expected->rp_id.n, hash);
	if (!str_eq(data->rp_id_hash, str_of(hash, sizeof(hash))))
		return WEBAUTHN_BAD_RP_ID;
	if (!data->user_present)
		return WEBAUTHN_NOT_PRESENT;
	if (expected->requires_verification && !data->user_verified)
		return WEBAUTHN_NOT_VERIFIED;
	return WEBAUTHN_OK;
}
