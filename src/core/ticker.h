/* A thread that calls a function at regular intervals. */
#ifndef OSTIARY_CORE_TICKER_H
#define OSTIARY_CORE_TICKER_H

#include <stdint.h>

#include "base/cleanup.h"

struct ticker;

/* Calls tick(arg) every_ms after the start and every_ms after each call has returned. NULL: no
 * memory or no thread. */
struct ticker *ticker_start(int64_t every_ms, void (*tick)(void *arg), void *arg);

/* Waits for a running call and ends the thread. NULL is fine. */
void ticker_stop(struct ticker *ticker);
OWNER(struct ticker *, ticker_stop)

#endif
