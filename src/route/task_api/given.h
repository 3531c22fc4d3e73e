/* What the requests of the task API have in common: ids in the path, bodies in JSON. */
#ifndef OSTIARY_ROUTE_TASK_API_GIVEN_H
#define OSTIARY_ROUTE_TASK_API_GIVEN_H

#include "route/call.h"

/* The id in the parameter of the path with that index. A segment that is no id names nothing:
 * false, with 404 and the sentence answered. */
bool given_id(struct call *call, size_t index, struct str not_found, int64_t *out);

/* False, with 415 answered: the body is not application/json. */
bool given_json(struct call *call);

#endif
