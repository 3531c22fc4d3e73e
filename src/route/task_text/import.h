/* POST .../import. */
#ifndef OSTIARY_ROUTE_TASK_TEXT_IMPORT_H
#define OSTIARY_ROUTE_TASK_TEXT_IMPORT_H

#include "route/call.h"

/* ?format=, ?dry_run=true, ?time_zone=. */
void tasks_import(struct call *call);

#endif
