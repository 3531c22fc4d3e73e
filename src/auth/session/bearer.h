/* The session token in an Authorization header (RFC 6750 section 2.1), for programs that have no
 * cookies. */
#ifndef OSTIARY_AUTH_SESSION_BEARER_H
#define OSTIARY_AUTH_SESSION_BEARER_H

#include <stdbool.h>

#include "base/str.h"
#include "core/arena.h"
#include "crypto/cookie_mac.h"

/* Reads the header's value: "Bearer " in any case, then a session token. The token is either plain
 * as in the JSON answers (it contains no dot), or signed as in cookies and `set-auth-token`,
 * percent-encoded or not, with a valid signature. True with *out_token (in the arena or a slice of
 * authorization), which takes the place of the session cookie. False: the header counts as
 * absent. */
bool bearer_session_token(const struct cookie_key *key, struct arena *a, struct str authorization,
			  struct str *out_token);

#endif
