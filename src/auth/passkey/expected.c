#include "auth/passkey/expected.h"

struct webauthn_ceremony passkey_expected(const struct issuer *issuer, struct arena *a,
					  struct str challenge, struct str origin)
{
	const struct passkey_settings *s = &issuer->settings.passkey;
	struct webauthn_ceremony expected = {
		.challenge = challenge,
		.origins = s->origins,
		.n_origins = s->n_origins,
		.rp_id = s->rp_id,
	};

	if (s->n_origins == 0) {
		struct str *one = arena_array(a, 1, sizeof(*one));

		*one = origin;
		expected.origins = one;
		expected.n_origins = origin.n > 0;
	}
	return expected;
}
