#include "webauthn/data/cose_key.h"

#include "jose/keys/sound.h"
#include "webauthn/data/cbor.h"

/* Labels (RFC 9052 section 7.1, RFC 9053 section 7.1, RFC 8230 section 4). */
enum label {
	LABEL_KTY = 1,
	LABEL_ALG = 3,
	LABEL_CRV = -1,
	LABEL_X = -2,
	LABEL_Y = -3,
	LABEL_N = -1,
	LABEL_E = -2,
};

enum {
	KTY_OKP = 1,
	KTY_EC2 = 2,
	KTY_RSA = 3
};
enum {
	CRV_P256 = 1,
	CRV_ED25519 = 6
};

#define COORDINATE_BYTES 32

static bool is_on_curve(const struct cbor *map, int64_t kty, int64_t crv)
{
	int64_t its_kty, its_crv;

	return cbor_labelled_integer(map, LABEL_KTY, &its_kty) && its_kty == kty &&
	       cbor_labelled_integer(map, LABEL_CRV, &its_crv) && its_crv == crv;
}

static enum sound_rc read_es256(const struct cbor *map, struct cose_key *key)
{
	if (!is_on_curve(map, KTY_EC2, CRV_P256) || !cbor_labelled_bytes(map, LABEL_X, &key->x) ||
	    !cbor_labelled_bytes(map, LABEL_Y, &key->y))
		return SOUND_WEAK;
	return sound_ec("P-256", COORDINATE_BYTES, key->x, key->y, &key->public);
}

static enum sound_rc read_eddsa(const struct cbor *map, struct cose_key *key)
{
	if (!is_on_curve(map, KTY_OKP, CRV_ED25519) || !cbor_labelled_bytes(map, LABEL_X, &key->x))
		return SOUND_WEAK;
	return sound_ed25519(key->x, &key->public);
}

static enum sound_rc read_rs256(const struct cbor *map, struct cose_key *key)
{
	int64_t kty;

	if (!cbor_labelled_integer(map, LABEL_KTY, &kty) || kty != KTY_RSA ||
	    !cbor_labelled_bytes(map, LABEL_N, &key->n) ||
	    !cbor_labelled_bytes(map, LABEL_E, &key->e))
		return SOUND_WEAK;
	return sound_rsa(key->n, key->e, &key->public);
}

enum webauthn_verdict cose_key_read(struct str text, struct cose_key *out)
{
	static enum sound_rc (*const readers[])(const struct cbor *, struct cose_key *) = {
		[-COSE_ALG_ES256] = read_es256,
		[-COSE_ALG_EDDSA] = read_eddsa,
		[-COSE_ALG_RS256] = read_rs256,
	};
	struct cose_key key = { 0 };
	struct cbor map;
	int64_t id;

	if (!cbor_read(text, &map) || !cbor_labelled_integer(&map, LABEL_ALG, &id))
		return WEBAUTHN_MALFORMED;
	key.alg = cose_alg_find(id);
	if (!key.alg || !key.alg->is_for_credentials)
		return WEBAUTHN_BAD_KEY;
	switch (readers[-id](&map, &key)) {
	case SOUND_OK:
		*out = key;
		return WEBAUTHN_OK;
	case SOUND_NO_MEMORY:
		return WEBAUTHN_NO_MEMORY;
	case SOUND_WEAK:
		break;
	}
	return WEBAUTHN_BAD_KEY;
}

void cose_key_done(struct cose_key *key)
{
	EVP_PKEY_free(key->public);
	*key = (struct cose_key){ 0 };
}
