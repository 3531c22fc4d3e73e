/* Whether the numbers that the database keeps are those of its rows. */
#ifndef OSTIARY_STORE_COUNTERS_H
#define OSTIARY_STORE_COUNTERS_H

#include "store/store.h"

/* *out: the number of users whose number of tasks is not that of their rows; 0 where there are no
 * tables of tasks yet. STORE_OK, STORE_FAULT. */
enum store_rc counters_wrong(struct sql *sql, int64_t *out, struct err *err);

#endif
