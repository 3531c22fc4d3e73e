#include "webauthn/data/verdict.h"

const char *webauthn_verdict_text(enum webauthn_verdict verdict)
{
	static const char *const texts[] = {
		[WEBAUTHN_MALFORMED] = "malformed",
		[WEBAUTHN_BAD_CLIENT_DATA] = "another type, challenge or origin",
		[WEBAUTHN_BAD_RP_ID] = "another relying party",
		[WEBAUTHN_NOT_PRESENT] = "no person present",
		[WEBAUTHN_NOT_VERIFIED] = "person not verified",
		[WEBAUTHN_BAD_KEY] = "unsupported or weak key",
		[WEBAUTHN_BAD_ATTESTATION] = "bad attestation",
		[WEBAUTHN_BAD_COUNTER] = "bad counter",
		[WEBAUTHN_BAD_SIGNATURE] = "bad signature",
		[WEBAUTHN_NO_MEMORY] = "no memory",
		[WEBAUTHN_OK] = "ok",
	};

	return texts[verdict];
}
