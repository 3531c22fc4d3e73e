/* Ids of tasks, lists and sections: the number of milliseconds since 2025, then 12 random bits.
 * They stay below 2^53, up to which JavaScript counts exactly, until the year 2094. */
#ifndef OSTIARY_TASKS_IDS_H
#define OSTIARY_TASKS_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/random.h"

#define IDS_MAX ((INT64_C(1) << 53) - 1)

/* The next id of an owner, larger than the largest that one of the owner's rows has had. False when
 * none is left. */
bool ids_next(const struct random *random, int64_t now_ms, int64_t newest, int64_t *out);

#endif
