/* POST .../tasks/batch: several operations, all of them or none (tasks/batch/batch.h). */
#ifndef OSTIARY_ROUTE_TASK_API_WRITING_BATCH_H
#define OSTIARY_ROUTE_TASK_API_WRITING_BATCH_H

#include "route/call.h"

void tasks_batch(struct call *call);

#endif
