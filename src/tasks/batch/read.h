/* Reads one operation of a batch. */
#ifndef OSTIARY_TASKS_BATCH_READ_H
#define OSTIARY_TASKS_BATCH_READ_H

#include "base/json.h"
#include "tasks/batch/batch.h"

/* Reads element `index` of the batch; those before it have been read. False with out->refusal. */
bool batch_read_operation(struct arena *a, const struct json *json, struct batch *out,
			  size_t index);

#endif
