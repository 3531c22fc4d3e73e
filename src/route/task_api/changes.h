/* The handler of the feed of changes (tasks/sync/changes.h). */
#ifndef OSTIARY_ROUTE_TASK_API_CHANGES_H
#define OSTIARY_ROUTE_TASK_API_CHANGES_H

#include "route/call.h"

void changes_get(struct call *call); /* ?since=CURSOR; without it only the present cursor */

#endif
