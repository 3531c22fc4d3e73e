/* URLs as far as origin rules need them: taken apart the way browsers do (WHATWG URL), and stricter
 * where browsers repair. For origin.c. */
#ifndef OSTIARY_AUTH_URL_H
#define OSTIARY_AUTH_URL_H

#include <stdbool.h>

#include "auth/origin.h"
#include "base/str.h"

/* An absolute URL in pieces, as written. */
struct url {
	struct str scheme;    /* without the colon */
	struct str authority; /* without user info; empty when there is none */
	struct str path;      /* up to '?' or '#' */
};

/* False when there is no scheme, or a control character, blank or byte beyond ASCII before the path,
 * which browsers would drop or rewrite. */
bool url_split(struct str text, struct url *out);

/* http and https: the schemes that have origins. */
bool url_is_http(const struct url *url);

/* A copy in lower case in out; empty when it is longer than ORIGIN_MAX. */
struct str url_lower(struct str text, char out[ORIGIN_MAX]);

/* The host without its port ("[::1]" with its brackets). */
struct str url_host(struct str authority);

/* Exactly four decimal numbers below 256, without leading zeros. */
bool url_is_ipv4(struct str host);

/* Writes the canonical host[:port] of an http(s) authority; the empty slice when it has none. */
struct str url_http_authority(struct str scheme, struct str authority, char out[ORIGIN_MAX]);

/* Decodes %XX once and then removes the segments "." and "..", as a program that opens the URL may do;
 * backslashes become slashes. Written to out; empty when the path is longer
 * than bytes. */
struct str url_plain_path(struct str path, char *out, size_t bytes);

#endif
