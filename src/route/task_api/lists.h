/* Handlers of lists and their sections. access_check() has admitted the owner before any of them
 * runs. */
#ifndef OSTIARY_ROUTE_TASK_API_LISTS_H
#define OSTIARY_ROUTE_TASK_API_LISTS_H

#include "route/call.h"

void lists_get_all(struct call *call);
void lists_post(struct call *call);
void lists_get_one(struct call *call);
void lists_patch(struct call *call);
void lists_remove(struct call *call); /* ?tasks=keep (the default) or delete */

void sections_get_all(struct call *call);
void sections_post(struct call *call);
void sections_get_one(struct call *call);
void sections_patch(struct call *call);
void sections_remove(struct call *call);

#endif
