/* Cookies, read and written as the issuer's clients know them (RFC 6265 section 4). */
#ifndef OSTIARY_HTTP_COOKIE_H
#define OSTIARY_HTTP_COOKIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "http/request.h"

/* Walks all cookies of all Cookie headers in their order:
 *     for (struct cookie_walk w = cookie_walk(request); cookie_next(&w);) use(w.name, w.raw);
 * A piece without '=' is skipped. raw is trimmed and otherwise as it arrived.
 */
struct cookie_walk {
	const struct request *request;
	size_t next_header;
	struct str rest;
	struct str name;
	struct str raw;
};
struct cookie_walk cookie_walk(const struct request *request);
bool cookie_next(struct cookie_walk *w);

/* What the raw value means: without its quotes when it begins with one, then percent-decoded; a value
 * that cannot be decoded stands for itself. Lives in the arena or where raw does. */
struct str cookie_value(struct arena *arena, struct str raw);

/* The value of the first cookie of that name (case-sensitive). False when there is none. */
bool cookie_first(const struct request *request, struct str name, struct str *out);

enum cookie_same_site {
	COOKIE_SAME_SITE_STRICT = 0,
	COOKIE_SAME_SITE_LAX,
	COOKIE_SAME_SITE_NONE,
};

#define COOKIE_OF_THE_SESSION (-1) /* as max_age_s: gone when the browser ends */

/* One Set-Cookie. A member that is forgotten gets the strictest meaning. */
struct cookie {
	struct str name;  /* an RFC 9110 token: one of our own constants */
	struct str value; /* any bytes; written by encodeURIComponent()'s rule */
	int64_t max_age_s;
	struct str domain; /* empty: this host only */
	struct str path;
	bool script_readable; /* without HttpOnly */
	bool plain_http;      /* without Secure */
	enum cookie_same_site same_site;
};

/* Appends the header's value: name=value, then Max-Age, Domain, Path, HttpOnly, Secure, SameSite. */
void cookie_put(struct buf *b, const struct cookie *cookie);

/* The same cookie with an empty value and Max-Age=0, which makes a browser forget it. */
struct cookie cookie_expired(struct cookie cookie);

#endif
