/* Puts a reminder on its way to the devices of its owner, in the transaction that takes it. */
#ifndef OSTIARY_PUSH_QUEUE_H
#define OSTIARY_PUSH_QUEUE_H

#include "store/store.h"
#include "store/tables/tasks/reminders.h"

/* The longest time in which sending is attempted. */
#define PUSH_TRIES_MS (INT64_C(24) * 3600 * 1000)

/* Adds a message for each device; *out_n is their number. STORE_OK, STORE_NONE (the owner has had
 * as many within the hour as LIMIT_REMINDERS_PER_HOUR allows for each device, or LIMIT_PUSHES wait:
 * nothing is added), STORE_FAULT. */
enum store_rc push_queue_add(struct sql *sql, struct arena *a, const struct reminder *reminder,
			     int64_t now_ms, size_t *out_n, struct err *err);

#endif
