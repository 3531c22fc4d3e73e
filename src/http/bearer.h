/* The bearer token of a request to a protected resource. */
#ifndef OSTIARY_HTTP_BEARER_H
#define OSTIARY_HTTP_BEARER_H

#include "base/str.h"
#include "http/request.h"

enum bearer_rc {
	BEARER_REFUSED = 0, /* two headers, another scheme, or no single token */
	BEARER_NONE,        /* no Authorization header */
	BEARER_TOKEN,
};

/* Strictly RFC 6750 section 2.1: exactly one Authorization header with the scheme in any case, at
 * least one space, one b64token and nothing after it. On BEARER_TOKEN *out points into the
 * request. */
enum bearer_rc bearer_token(const struct request *request, struct str *out);

#endif
