/* Cookies, read and written as the issuer's clients expect (RFC 6265 section 4). */
#ifndef OSTIARY_HTTP_COOKIE_H
#define OSTIARY_HTTP_COOKIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "http/request.h"

/* Walks the cookies of all Cookie headers in their order:
 *     for (struct cookie_walk w = cookie_walk(request); cookie_next(&w);) use(w.name, w.raw);
 * A part without '=' is skipped. raw is trimmed and otherwise as it arrived.
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

/* The decoded value: without its quotes when it starts with one, then percent-decoded. A value that
 * cannot be decoded is returned as it is. The result is in the arena or a part of raw. */
struct str cookie_value(struct arena *arena, struct str raw);

/* How many cookies of that name (case-sensitive) there are. A browser sends two when their domains
 * or paths differ, and anybody who controls a neighbouring host can add one (RFC 6265 section
 * 8.6). */
size_t cookie_count(const struct request *request, struct str name);

enum cookie_same_site {
	COOKIE_SAME_SITE_STRICT = 0,
	COOKIE_SAME_SITE_LAX,
	COOKIE_SAME_SITE_NONE,
};

#define COOKIE_OF_THE_SESSION (-1) /* for max_age_s: until the browser is closed */

/* One Set-Cookie. Zero is the strictest value of every member. */
struct cookie {
	struct str name;  /* an RFC 9110 token, one of our own constants */
	struct str value; /* any bytes; written as encodeURIComponent() does */
	int64_t max_age_s;
	struct str domain; /* empty: this host only */
	struct str path;
	bool script_readable; /* without HttpOnly */
	bool plain_http;      /* without Secure */
	enum cookie_same_site same_site;
};

/* Appends the value of the header: name=value, then Max-Age, Domain, Path, HttpOnly, Secure,
 * SameSite. */
void cookie_put(struct buf *b, const struct cookie *cookie);

/* The same cookie with an empty value and Max-Age=0, with which a browser deletes it. */
struct cookie cookie_expired(struct cookie cookie);

#endif
