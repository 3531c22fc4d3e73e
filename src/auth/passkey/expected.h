/* What a response to a challenge has to be for: the relying party and the pages of the settings. */
#ifndef OSTIARY_AUTH_PASSKEY_EXPECTED_H
#define OSTIARY_AUTH_PASSKEY_EXPECTED_H

#include "auth/issuer/issuer.h"
#include "base/str.h"
#include "core/arena.h"
#include "webauthn/data/verdict.h"

/* Where the settings name no origins, the page is that of the request, which the caller has found
 * to be a trusted one. The result is in the arena; verification of the person is not demanded. */
struct webauthn_ceremony passkey_expected(const struct issuer *issuer, struct arena *a,
					  struct str challenge, struct str origin);

#endif
