/* Handlers of the task API. The guard has admitted the owner before any of them runs. */
#ifndef OSTIARY_ROUTE_TASKS_H
#define OSTIARY_ROUTE_TASKS_H

#include "route/call.h"

void tasks_get_list(struct call *call); /* ?limit=N&before=ID give a page; without: all */
void tasks_post(struct call *call);
void tasks_get_one(struct call *call);
void tasks_put(struct call *call);
void tasks_patch(struct call *call);
void tasks_remove(struct call *call);

#endif
