/* Trusted origins: those whose pages may send requests to the issuer, and to which it may redirect
 * a browser.
 *
 * A trusted origin is a URL origin (https://app.example.org), a pattern of one (the same with
 * wildcards), a pattern of a host for https ("*.example.org"), or another scheme with or without
 * authority and path ("myapp:", "exp:" and so on). In patterns '*' stands for any run of
 * characters but '/' and '\', '?' for one such character, '**' for whole path segments.
 */
#ifndef OSTIARY_AUTH_ORIGIN_ORIGIN_H
#define OSTIARY_AUTH_ORIGIN_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "base/url.h"

struct trusted_origins {
	struct str own;             /* the issuer's origin, always trusted; may be empty */
	const struct str *patterns; /* as entry.h spells them; empty ones match nothing */
	size_t n_patterns;
};

/* The origin of an http(s) URL as browsers serialise it (WHATWG URL): scheme, lower-case host, and
 * the port unless it is the scheme's. User info, path, query and fragment are ignored; a backslash
 * counts as a slash. Writes at most ORIGIN_MAX bytes to out and returns the slice of them; the
 * empty slice when the text has no such origin. */
struct str origin_of_url(struct str url, char out[ORIGIN_MAX]);

/* Whether a URL that starts with '/' may be trusted: as a redirect yes, as an Origin header
 * never. */
enum relative_urls {
	RELATIVE_URLS_REFUSED = 0,
	RELATIVE_URLS_ALLOWED,
};

/* Checks C and D: whether the browser may be sent to url. A relative URL must stay on its site: no
 * "//" at the front, no backslash, no control character, no encoded slash or backslash in its path.
 * The empty URL is refused: callers skip a parameter that is absent or empty. */
bool origin_trusts_url(const struct trusted_origins *trusted, struct str url,
		       enum relative_urls relative);

/* The headers by which a browser says where a request comes from; empty when absent. */
struct origin_headers {
	struct str origin;
	struct str referer;
	struct str sec_fetch_site;
	struct str sec_fetch_mode;
	struct str sec_fetch_dest;
	struct str
		request_origin; /* scheme and host this request was sent to; empty: trusted->own */
	bool has_cookie;        /* there is a Cookie header, whatever it holds */
};

enum origin_rc {
	ORIGIN_UNTRUSTED = 0,         /* 403 INVALID_ORIGIN */
	ORIGIN_TRUSTED,               /* go on */
	ORIGIN_MISSING,               /* 403 MISSING_OR_NULL_ORIGIN */
	ORIGIN_CROSS_SITE_NAVIGATION, /* 403 CROSS_SITE_NAVIGATION_LOGIN_BLOCKED */
};

/* Check A, for every request that is not GET, HEAD or OPTIONS: with a cookie, Origin (else Referer)
 * must be trusted. Without one nothing is checked. */
enum origin_rc origin_check(const struct trusted_origins *trusted,
			    const struct origin_headers *headers);

/* Check B, for sign-in and sign-up, after the body was validated: without a cookie a browser must
 * still come from a trusted origin, so that no other site can sign its visitor in (login CSRF).
 * Programs that send neither Origin nor Fetch Metadata pass. With a cookie: as check A. */
enum origin_rc origin_check_form(const struct trusted_origins *trusted,
				 const struct origin_headers *headers);

#endif
