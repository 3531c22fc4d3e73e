/* Handlers of the task API. access_check() has admitted the owner before any of them runs. */
#ifndef OSTIARY_ROUTE_TASK_API_TASKS_H
#define OSTIARY_ROUTE_TASK_API_TASKS_H

#include "route/call.h"

void tasks_post(struct call *call);
void tasks_get_one(struct call *call);
void tasks_put(struct call *call);
void tasks_patch(struct call *call);
void tasks_remove(struct call *call); /* to the trash; with ?purge=true at once */
void tasks_restore(struct call *call);

#endif
