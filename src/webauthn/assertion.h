/* Authentication by a credential (WebAuthn level 3 section 7.2). */
#ifndef OSTIARY_WEBAUTHN_ASSERTION_H
#define OSTIARY_WEBAUTHN_ASSERTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "webauthn/data/verdict.h"

/* What the browser sends, decoded. */
struct webauthn_assertion {
	struct str client_data;
	struct str authenticator_data;
	struct str signature;
};

/* What was stored of the credential that the response names. */
struct webauthn_stored {
	struct str public_key; /* a COSE_Key */
	uint32_t counter;      /* of the last ceremony */
};

struct webauthn_sign_in {
	uint32_t counter; /* to be stored */
	bool user_verified;
	bool backed_up;
};

/* Verifies a response. *out is written on WEBAUTHN_OK. The counter has to grow, unless the
 * authenticator has none, so that it is 0 both times (step 22). */
enum webauthn_verdict webauthn_authenticate(const struct webauthn_assertion *response,
					    const struct webauthn_ceremony *expected,
					    const struct webauthn_stored *stored,
					    struct webauthn_sign_in *out);

#endif
