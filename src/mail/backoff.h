/* How long to wait before the next attempt. */
#ifndef OSTIARY_MAIL_BACKOFF_H
#define OSTIARY_MAIL_BACKOFF_H

#include <stdint.h>

#include "core/random.h"

#define BACKOFF_FIRST_MS INT64_C(5000)
#define BACKOFF_MOST_MS  (INT64_C(15) * 60 * 1000)

/* After that many failed attempts (at least 1): the first wait, doubled for each further attempt up to
 * the longest, of which a random part between half and all is taken, so that mails that failed together do
 * not come back together. */
int64_t backoff_ms(int64_t attempts, const struct random *random);

#endif
