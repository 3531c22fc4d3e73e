/* The handlers that read a user's tasks as a list, and their counts. */
#ifndef OSTIARY_ROUTE_TASK_API_LIST_H
#define OSTIARY_ROUTE_TASK_API_LIST_H

#include "route/call.h"

/* The tasks that the query asks for (route/task_api/query.h), with Link (RFC 8288) when it asks for
 * a part and there is more; without a query all, newest first. */
void tasks_get_list(struct call *call);

/* The counts of tasks/read/summary.h. */
void tasks_get_summary(struct call *call);

#endif
