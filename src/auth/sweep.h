/* Deletes expired rows: sessions that were not used again, and links that were not followed.
 *
 * I1  Only rows that expired SWEEP_KEPT_S ago are deleted, so that a clock that is slightly wrong
 *     ends no session.
 * I2  A row that was extended after it was found stays.
 * I3  One transaction deletes a bounded number of rows, and other writers run between two of them.
 */
#ifndef OSTIARY_AUTH_SWEEP_H
#define OSTIARY_AUTH_SWEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/issuer/issuer.h"
#include "core/ticker.h"

#define SWEEP_EVERY_MS 600000
#define SWEEP_KEPT_S   86400
#define SWEEP_BATCHES  40

/* Deletes at most SWEEP_BATCHES batches of each kind. True with *out_n the number of deleted rows;
 * false: see *err. */
bool sweep_expired(struct issuer *issuer, size_t *out_n, struct err *err);

/* Starts a thread that calls sweep_expired() every SWEEP_EVERY_MS. NULL: no thread could be
 * started. The issuer must outlive the ticker. */
struct ticker *sweep_timer_start(struct issuer *issuer);

#endif
