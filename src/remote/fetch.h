/* One bounded GET over libcurl. */
#ifndef OSTIARY_REMOTE_FETCH_H
#define OSTIARY_REMOTE_FETCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "ostiary/remote.h"
#include "remote/head.h"

#define FETCH_STALL_BYTES  64 /* per second: a JWKS of one key would take half a minute */
#define FETCH_DETAIL_BYTES 256

struct fetcher; /* used by one thread; only fetcher_stop() may come from another */

/* settings must outlive it. NULL when libcurl has no memory. */
struct fetcher *fetcher_new(const struct ost_remote_settings *settings);
void fetcher_free(struct fetcher *fetcher);

/* Breaks off the request that runs, and all later ones. */
void fetcher_stop(struct fetcher *fetcher);

struct fetch {
	const char *url;
	const struct validators *validators; /* NULL: unconditional */
	size_t max_bytes;
	enum head_type type; /* that it must have */
	/* The answer. */
	int status; /* 0: none */
	struct head head;
	struct buf body;
	char detail[FETCH_DETAIL_BYTES]; /* libcurl's words for a failure, else "" */
};

/* Fetches into the answer's members, which fetch_done() releases whatever came of it.
 * OST_FETCH_NEW: 200, and body is all of it. OST_FETCH_NOT_MODIFIED: 304 to a conditional request.
 * Everything else is a failure. */
enum ost_remote_outcome fetcher_get(struct fetcher *fetcher, struct fetch *fetch);
void fetch_done(struct fetch *fetch);

#endif
