/* The verdicts as words and sentences: ost_verdict_name() and ost_verdict_text() of
 * ostiary/verify.h. */
#ifndef OSTIARY_JOSE_VERDICT_H
#define OSTIARY_JOSE_VERDICT_H

#include "ostiary/verify.h"

#define VERDICT_COUNT (OST_AUTH_TOO_OLD + 1)

#endif
