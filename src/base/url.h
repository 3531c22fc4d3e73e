/* URLs, parsed as browsers parse them (WHATWG URL), and refused where browsers would repair
 * them. */
#ifndef OSTIARY_BASE_URL_H
#define OSTIARY_BASE_URL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

#define ORIGIN_MAX 512

/* The parts of an absolute URL, as written. */
struct url {
	struct str scheme;    /* without the colon */
	struct str authority; /* without user info; empty when there is none */
	struct str path;      /* up to '?' or '#' */
};

/* False when there is no scheme, a control character anywhere, or a space or a byte beyond ASCII in
 * the authority: browsers would drop or rewrite these. */
bool url_split(struct str text, struct url *out);

/* Whether the scheme is http or https, the two that have origins. */
bool url_is_http(const struct url *url);

/* A copy in lower case, in out; empty when the text is longer than ORIGIN_MAX. */
struct str url_lower(struct str text, char out[ORIGIN_MAX]);

/* The host of the authority, without the port; an IPv6 address keeps its brackets. */
struct str url_host(struct str authority);

/* Whether the host is four decimal numbers below 256 without leading zeros. */
bool url_is_ipv4(struct str host);

/* Writes the canonical host[:port] of the authority of an http or https URL to out; empty when it
 * has no valid host or port. */
struct str url_http_authority(struct str scheme, struct str authority, char out[ORIGIN_MAX]);

/* Writes to out the path with %XX decoded once and the segments "." and ".." removed, as a program
 * that opens the URL may do; backslashes become slashes. Empty when the path is longer than
 * bytes. */
struct str url_plain_path(struct str path, char *out, size_t bytes);

/* Whether text has an escape %XX at position i, whose byte is then in *out. */
bool url_escape_at(struct str text, size_t i, char *out);

/* Decodes each %XX once into out. False, with *out_text untouched, when a '%' begins no escape or
 * the result is longer than bytes; it is never longer than text. */
bool url_decode(struct str text, char *out, size_t bytes, struct str *out_text);

/* Appends text as JavaScript's encodeURIComponent() does: everything but A-Z a-z 0-9 - _ . ! ~ * '
 * ( ) as %XX in upper case. */
void url_put_component(struct buf *b, struct str text);

#endif
