#include "webauthn/attestation/attestation.h"

#include "base/cleanup.h"
#include "webauthn/attestation/android_key.h"
#include "webauthn/attestation/apple.h"
#include "webauthn/attestation/packed.h"
#include "webauthn/attestation/tpm.h"
#include "webauthn/attestation/u2f.h"

bool attestation_read(struct str object, struct attestation *out)
{
	struct attestation a = { 0 };
	struct cbor map;

	if (object.n > WEBAUTHN_ATTESTATION_MAX || !cbor_read(object, &map) || map.n != 3 ||
	    !cbor_text(&map, "fmt", &a.format) || !cbor_member(&map, "attStmt", &a.statement) ||
	    a.statement.kind != CBOR_MAP || !cbor_bytes(&map, "authData", &a.auth_data) ||
	    !auth_data_read(a.auth_data, &a.data))
		return false;
	*out = a;
	return true;
}

/* Section 8.7: nothing is said, and nothing may be. */
static bool none_holds(const struct attestation *a)
{
	return a->statement.n == 0;
}

enum webauthn_verdict attestation_verify(const struct attestation *a)
{
	static const struct {
		struct str name;
		bool (*holds)(const struct attestation *a);
	} formats[] = {
		{ STR_INIT("none"), none_holds },    { STR_INIT("packed"), packed_holds },
		{ STR_INIT("fido-u2f"), u2f_holds }, { STR_INIT("apple"), apple_holds },
		{ STR_INIT("tpm"), tpm_holds },      { STR_INIT("android-key"), android_key_holds },
	};

	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (str_eq(a->format, formats[i].name))
			return formats[i].holds(a) ? WEBAUTHN_OK : WEBAUTHN_BAD_ATTESTATION;
	return WEBAUTHN_BAD_ATTESTATION;
}
