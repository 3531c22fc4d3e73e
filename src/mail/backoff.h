/* The time to wait before the next attempt to send a mail or a push. */
#ifndef OSTIARY_MAIL_BACKOFF_H
#define OSTIARY_MAIL_BACKOFF_H

#include <stdint.h>

#include "core/random.h"

#define BACKOFF_FIRST_MS INT64_C(5000)
#define BACKOFF_MAX_MS   (INT64_C(15) * 60 * 1000)

/* The wait after this number of failed attempts (at least 1): BACKOFF_FIRST_MS, doubled for each
 * further attempt up to BACKOFF_MAX_MS, and then shortened by a random part of at most half, so
 * that those that failed together are not sent again together. */
int64_t backoff_ms(int64_t attempts, const struct random *random);

#endif
