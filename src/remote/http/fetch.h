/* One bounded GET with libcurl. */
#ifndef OSTIARY_REMOTE_HTTP_FETCH_H
#define OSTIARY_REMOTE_HTTP_FETCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "ostiary/remote.h"
#include "remote/http/response_head.h"

#define FETCH_STALL_BYTES  64 /* per second: at this rate a JWKS of one key takes half a minute */
#define FETCH_DETAIL_BYTES 256

struct fetcher; /* used by one thread; only fetcher_stop() may be called by another */

/* settings must outlive it. NULL when libcurl has no memory. */
struct fetcher *fetcher_new(const struct ost_remote_settings *settings);
void fetcher_free(struct fetcher *fetcher);

/* Aborts the running request and all later ones. */
void fetcher_stop(struct fetcher *fetcher);

struct fetch {
	const char *url;
	const struct validators *validators; /* NULL: unconditional */
	size_t max_bytes;
	enum response_type type; /* the Content-Type that the answer must have */
	/* The answer. */
	int status; /* 0: none */
	struct response_head head;
	struct buf body;
	char detail[FETCH_DETAIL_BYTES]; /* libcurl's text about a failure, or "" */
};

/* Fetches into the members of the answer, which fetch_done() releases after every outcome.
 *
 * OST_REMOTE_OUTCOME_NEW           200, and body is complete
 * OST_REMOTE_OUTCOME_NOT_MODIFIED  304 to a conditional request
 * Every other outcome is a failure. */
enum ost_remote_outcome fetcher_get(struct fetcher *fetcher, struct fetch *fetch);
void fetch_done(struct fetch *fetch);

#endif
