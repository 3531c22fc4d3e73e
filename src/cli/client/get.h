/* Asks a URL of a server, for commands that look at one from outside. */
#ifndef OSTIARY_CLI_CLIENT_GET_H
#define OSTIARY_CLI_CLIENT_GET_H

#include <stdbool.h>

#include "base/buf.h"
#include "core/arena.h"
#include "core/err.h"

#define GET_TIMEOUT_S  5L
#define GET_BODY_BYTES ((size_t)64 << 10) /* what an answer has beyond them is left out */

struct got {
	long status;
	struct str body; /* in the arena; another program may have written it */
};

/* Follows no redirect and uses no proxy. False: there is no answer within five seconds, and *err
 * says why. */
bool client_get(struct arena *a, const char *url, struct got *out, struct err *err);

#endif
