/* What the requests of the task API have in common: ids in the path, bodies in JSON, conditions. */
#ifndef OSTIARY_ROUTE_TASK_API_GIVEN_H
#define OSTIARY_ROUTE_TASK_API_GIVEN_H

#include "route/call.h"
#include "tasks/input/etag.h"

/* The id in the parameter of the path with that index. A segment that is no id names nothing:
 * false, with 404 and the sentence answered. */
bool given_id(struct call *call, size_t index, struct str not_found, int64_t *out);

/* False, with 415 answered: the body is not application/json. */
bool given_json(struct call *call);

/* ---- conditions (RFC 9110 section 13) ---- */

/* What the headers If-Match and If-None-Match demand; one that stands there twice names nothing. */
struct etag_demand condition_of(struct call *call);

/* The ETag of all that the owner has, which each change gives another one; empty: it cannot be
 * read. */
struct revision;
struct str condition_of_all(struct call *call, struct revision *out);

/* Whether If-None-Match names the ETag: then the reply is the 304, and nothing need be read. */
bool condition_is_known(struct call *call, struct str etag);

#endif
