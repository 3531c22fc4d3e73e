/* The handlers of a user's preferences (tasks/preferences/preferences.h). */
#ifndef OSTIARY_ROUTE_TASK_API_PREFERENCES_H
#define OSTIARY_ROUTE_TASK_API_PREFERENCES_H

#include "route/call.h"

void preferences_get_all(struct call *call);
void preferences_patch(struct call *call);

#endif
