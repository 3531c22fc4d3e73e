/* The checks that every request to the issuer passes before its handler runs. They are the rows
 * of one table, in Better Auth's order, because the first check that fails decides which error
 * the client sees:
 *
 *   query        reads the query; one that cannot be read counts as empty
 *   body         media type (415) and JSON (400)
 *   origin       Origin or Referer of a request with a cookie (403)
 *   urls         URLs in the body must be trusted (400, 403)
 *   credential   reads the session token; refuses nothing
 *   schema       members of the body and of the query (400)
 *   form-origin  Origin or Sec-Fetch-... of a sign-in or sign-up without a cookie (403)
 *   link         the callbackURL of a link must be trusted (403)
 *   session      the session that the route's access column demands (401), and its role (403)
 */
#ifndef OSTIARY_ROUTE_ISSUER_PIPELINE_H
#define OSTIARY_ROUTE_ISSUER_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "route/call.h"

/* False: the step has answered. */
typedef bool pipeline_check_fn(struct call *call);

struct pipeline_step {
	const char *name;
	pipeline_check_fn *check;
	/* The same as far as the head decides it: what it refuses, check() would refuse alike. It
	 * does not wait for a disk or a database. NULL: only the body decides. */
	pipeline_check_fn *by_head;
};

/* The steps in their order. */
const struct pipeline_step *pipeline_steps(size_t *out_n);

/* Runs the steps up to the first that answers. True: all passed, and the handler runs. */
bool pipeline_run(struct call *call);

/* Runs by_head() of the steps in their order, for a client that waits with the body until it is
 * told to go on. False: the reply is complete. */
bool pipeline_preview(struct call *call);

/* Wipes and frees what the steps have read. */
void pipeline_done(struct call *call);

#endif
