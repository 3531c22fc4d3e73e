/* POST .../tasks/parse: one line of text as a task, which is not made. */
#ifndef OSTIARY_ROUTE_TASK_TEXT_PARSE_H
#define OSTIARY_ROUTE_TASK_TEXT_PARSE_H

#include "route/call.h"

void tasks_parse(struct call *call);

#endif
