/* Taking away what has expired: sessions that nobody came back for, and rows of links that nobody followed.
 *
 * I1  Only what ended SWEEP_KEPT_S ago goes: a clock that is a little wrong ends nothing.
 * I2  A row that was given more time since it was found stays.
 * I3  What is deleted at one time is bounded, and other writers come in between.
 */
#ifndef OSTIARY_AUTH_SWEEP_H
#define OSTIARY_AUTH_SWEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/issuer.h"
#include "core/ticker.h"

#define SWEEP_EVERY_MS 600000
#define SWEEP_KEPT_S   86400
#define SWEEP_BATCHES  40

/* How many rows went; at most SWEEP_BATCHES batches of each kind. False: see *err. */
bool sweep_expired(struct issuer *issuer, size_t *out_n, struct err *err);

/* Does that every SWEEP_EVERY_MS. NULL: there is no thread. The issuer outlives it. */
struct ticker *sweep_timer_start(struct issuer *issuer);

#endif
