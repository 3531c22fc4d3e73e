/* The bearer token of a request to a protected resource. */
#ifndef OSTIARY_HTTP_BEARER_H
#define OSTIARY_HTTP_BEARER_H

#include "base/str.h"
#include "http/request.h"

enum bearer_rc {
	BEARER_REFUSED = 0, /* two headers, another scheme, or not one token */
	BEARER_NONE,        /* no Authorization header */
	BEARER_TOKEN,
};

/* RFC 6750 section 2.1 to the letter: exactly one Authorization header, the scheme in any case, at
 * least one space, one b64token and nothing behind it. On BEARER_TOKEN *out lies in the request. */
enum bearer_rc bearer_token(const struct request *request, struct str *out);

#endif
