/* The cookie session_data, which holds the cookie cache (auth/session_cache.h). A cache too long for one
 * cookie is cut into session_data.0, session_data.1 and so on. */
#ifndef OSTIARY_ROUTE_AUTH_COOKIE_DATA_H
#define OSTIARY_ROUTE_AUTH_COOKIE_DATA_H

#include "route/call.h"

/* The cache that the request carries, its pieces put together; empty when there is none. */
struct str auth_data_of(const struct call *call);

/* Writes the cache of that session, and expires what remains of the one that the request carries. It is
 * left out where all cookies together would not fit into the head of a request any more. Nothing happens
 * while the cache is off. */
void auth_data_set(struct call *call, const struct signed_in *who, enum remember remember);

/* Expires the session_data cookies that the request carries, each by its name. */
void auth_data_expire_stray(struct call *call);

#endif
