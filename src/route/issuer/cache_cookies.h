/* The cookie session_data, which holds the cookie cache (auth/session/cookie_cache.h). A cache that
 * is too long for one cookie is cut into session_data.0, session_data.1 and so on. */
#ifndef OSTIARY_ROUTE_ISSUER_CACHE_COOKIES_H
#define OSTIARY_ROUTE_ISSUER_CACHE_COOKIES_H

#include "route/call.h"

/* The caches of the request: the value of each session_data cookie, and the pieces put together.
 * A browser may send two pieces of one name, so they are put together twice: from the first and
 * from the last of each name. Returns how many caches there are; none is empty. */
#define CACHE_COOKIES_READ 6
size_t cache_cookies_read(const struct call *call, struct str out[CACHE_COOKIES_READ]);

/* Writes the cache of that session and expires the request's pieces that it no longer
 * uses. The cache is left out when all cookies together would not fit into a request's head.
 * Does nothing while the cache is off. */
void cache_cookies_set(struct call *call, const struct signed_in *signed_in,
		       enum remember remember);

/* Expires the session_data cookies that the request carries, by their names; of very many, some. */
void cache_cookies_expire_stray(struct call *call);

#endif
