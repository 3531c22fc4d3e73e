/* Client data: what is accepted for one ceremony is refused for every other. */
#include "base/str.h"
#include "fuzz.h"
#include "webauthn/data/client_data.h"

static const struct str origin = STR_INIT("https://example.org");

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct webauthn_ceremony expected = { STR("AAECAw"), &origin, 1, STR("example.org"),
					      false };
	struct str json = str_of(data, n);

	if (client_data_check(json, STR("webauthn.get"), &expected) != WEBAUTHN_OK)
		return 0;
	HOLDS(n <= WEBAUTHN_CLIENT_DATA_MAX);
	HOLDS(client_data_check(json, STR("webauthn.create"), &expected) != WEBAUTHN_OK);
	expected.challenge = STR("AAECAg");
	HOLDS(client_data_check(json, STR("webauthn.get"), &expected) != WEBAUTHN_OK);
	expected.challenge = STR("AAECAw");
	expected.n_origins = 0;
	HOLDS(client_data_check(json, STR("webauthn.get"), &expected) != WEBAUTHN_OK);
	return 0;
}
