/* A thread that does something now and then. */
#ifndef OSTIARY_CORE_TICKER_H
#define OSTIARY_CORE_TICKER_H

#include <stdint.h>

#include "base/cleanup.h"

struct ticker;

/* Calls tick(arg) every so many milliseconds, the first time after that long; a call that takes longer
 * delays the next. NULL: there is no thread to be had. */
struct ticker *ticker_start(int64_t every_ms, void (*tick)(void *arg), void *arg);

/* Waits for a call that runs, and ends the thread. NULL is fine. */
void ticker_stop(struct ticker *ticker);
OWNER(struct ticker *, ticker_stop)

#endif
