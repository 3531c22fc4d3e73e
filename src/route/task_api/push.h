/* The devices of a user to which reminders are pushed: /api/users/{user_id}/push/... */
#ifndef OSTIARY_ROUTE_TASK_API_PUSH_H
#define OSTIARY_ROUTE_TASK_API_PUSH_H

#include "route/call.h"

void push_get_key(struct call *call);
void push_get_all(struct call *call);
void push_post(struct call *call);
void push_remove(struct call *call);

#endif
