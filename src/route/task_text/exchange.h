/* GET .../tasks/export and POST .../tasks/import. */
#ifndef OSTIARY_ROUTE_TASK_TEXT_EXCHANGE_H
#define OSTIARY_ROUTE_TASK_TEXT_EXCHANGE_H

#include "route/call.h"

/* Everything of the owner as a file: ?format=json, csv or ics; ?list=ID for one list. */
void tasks_export(struct call *call);

/* ?format=, ?dry_run=true, ?time_zone=. */
void tasks_import(struct call *call);

#endif
