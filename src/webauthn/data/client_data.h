/* The client data: what the browser says of a ceremony (WebAuthn level 3 section 5.8.1). */
#ifndef OSTIARY_WEBAUTHN_DATA_CLIENT_DATA_H
#define OSTIARY_WEBAUTHN_DATA_CLIENT_DATA_H

#include <stdbool.h>

#include "base/str.h"
#include "webauthn/data/verdict.h"

/* Judges the JSON text against the ceremony's type ("webauthn.create", "webauthn.get"), challenge
 * and origins. It also refuses a ceremony in a frame of another site, and a token binding of an
 * unknown state. */
enum webauthn_verdict client_data_check(struct str json, struct str type,
					const struct webauthn_ceremony *expected);

#endif
