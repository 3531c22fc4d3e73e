/* The session token in an Authorization header (RFC 6750 section 2.1), for programs that have no cookies. */
#ifndef OSTIARY_AUTH_BEARER_H
#define OSTIARY_AUTH_BEARER_H

#include <stdbool.h>

#include "base/str.h"
#include "core/arena.h"
#include "crypto/cookie_mac.h"

/* Reads the header's value. "Bearer " in any case, then either a session token as the JSON answers give
 * it (it contains no dot), or a signed one as cookies and `set-auth-token` give it, percent-encoded or
 * not, whose signature must be right. True with *out_token (in the arena or a slice of authorization):
 * it then stands for the session cookie of the request. False: the header counts as absent. */
bool bearer_session_token(const struct cookie_key *key, struct arena *a, struct str authorization,
			  struct str *out_token);

#endif
