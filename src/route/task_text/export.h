/* GET .../export. */
#ifndef OSTIARY_ROUTE_TASK_TEXT_EXPORT_H
#define OSTIARY_ROUTE_TASK_TEXT_EXPORT_H

#include "route/call.h"

/* Everything of the owner as a file: ?format=json, csv or ics; ?list=ID for one list. A short file
 * is one body. Of a long one a piece is made when the client has taken the one before, so that a
 * client that reads slowly holds no more than that, and no worker and no connection to the
 * database. */
void tasks_export(struct call *call);

#endif
