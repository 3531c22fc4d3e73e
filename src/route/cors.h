/* Cross-origin requests (WHATWG Fetch): pages of trusted origins, and no others, may call both
 * APIs with the cookies that the browser keeps for the server. */
#ifndef OSTIARY_ROUTE_CORS_H
#define OSTIARY_ROUTE_CORS_H

#include <stdbool.h>

#include "http/reply.h"
#include "http/request.h"

struct app;

/* Adds the headers that let a page of a trusted origin read the reply. True when the request is a
 * preflight of such a page: the reply is then complete. */
bool cors_answers(const struct app *app, const struct request *request, struct reply *reply);

/* Whether cors_answers() will answer: the request is a preflight of a trusted origin. */
bool cors_will_answer(const struct app *app, const struct request *request);

/* Lets that page read the headers of the reply that scripts act on, which include those of a
 * refusal; to be called when the reply is complete. */
void cors_expose(const struct request *request, struct reply *reply);

/* Lets every page read a public document; to be called after cors_answers(). Below the APIs'
 * paths a trusted origin is named instead of "*", so the reply varies with Origin (RFC 9110
 * section 12.5.5): without that, a cache would answer one page with the name of another. */
void cors_for_all_origins(const struct app *app, const struct request *request,
			  struct reply *reply);

#endif
