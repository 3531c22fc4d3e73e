/* Cross-origin requests (WHATWG Fetch): pages of the trusted origins may call both APIs with what the
 * browser keeps for us, and nobody else's may. */
#ifndef OSTIARY_ROUTE_CORS_H
#define OSTIARY_ROUTE_CORS_H

#include <stdbool.h>

#include "http/reply.h"
#include "http/request.h"

struct app;

/* Adds to the reply what lets a page of a trusted origin read it. True when the request was a preflight
 * for such a page, which is answered by this. */
bool cors_answers(const struct app *app, const struct request *request, struct reply *reply);

/* For a document that is for everybody, after cors_answers(): any page may read it. Where a page of a
 * trusted origin would have been named instead, a cache is told that the answer depends on who asks
 * (RFC 9110 section 12.5.5), or it would give one page what names another. */
void cors_for_everybody(const struct app *app, const struct request *request, struct reply *reply);

#endif
