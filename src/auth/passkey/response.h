/* What a browser posts after a ceremony: PublicKeyCredential as JSON (WebAuthn level 3 section
 * 5.1.8), with octets in base64url, whose padding is left out or complete. */
#ifndef OSTIARY_AUTH_PASSKEY_RESPONSE_H
#define OSTIARY_AUTH_PASSKEY_RESPONSE_H

#include <stdbool.h>

#include "base/json.h"
#include "base/str.h"
#include "core/arena.h"
#include "webauthn/assertion.h"
#include "webauthn/registration.h"

/* The credential's id as it was sent; empty when it is no string. It belongs to the JSON. */
struct str response_id(const struct json *response);

/* The challenge that the response says it answers, in the arena; empty when there is none. It is
 * not verified. */
struct str response_challenge(struct arena *a, const struct json *response);

/* Decode into the arena. False when a member is missing, of another type, longer than WebAuthn
 * allows or no base64url, when id and rawId differ, or the type is not "public-key". */
bool response_registration(struct arena *a, const struct json *response,
			   struct webauthn_registration *out);
bool response_assertion(struct arena *a, const struct json *response,
			struct webauthn_assertion *out);

/* The transports as the table has them, "internal,hybrid"; empty when there are none, or they are
 * no list of short words. */
struct str response_transports(struct arena *a, const struct json *response);

#endif
