/* One request and its answer, from the request line to the answer's last byte. */
#ifndef OSTIARY_SERVER_EXCHANGE_H
#define OSTIARY_SERVER_EXCHANGE_H

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "core/clock.h"
#include "core/log.h"
#include "http/app.h"
#include "server/answers.h"
#include "server/connections.h"
#include "server/lane.h"

/* What all exchanges of one server share. */
struct exchange_shared {
	const struct http_app *app;
	const struct log *log;
	const struct clock *clock;
	struct lane_pool *lanes[LANES]; /* LANE_INLINE has none */
	/* Set once, by server_stop(): from then on each answer ends its connection. Atomic, because
	 * every HTTP thread reads it and nothing depends on the moment. */
	atomic_bool stopping;
	struct answers *answers; /* the long ones that are under way */
};

/* The HTTP library's callbacks; cls is the struct exchange_shared. Each connection's socket context is
 * its struct connection. */

/* The request line is there: makes the exchange. */
void *exchange_begin(void *cls, const char *target, struct MHD_Connection *mhd);

/* The head is there, a piece of the body is there, the body is complete, or a lane has finished. */
enum MHD_Result exchange_step(void *cls, struct MHD_Connection *mhd, const char *url,
			      const char *method, const char *version, const char *upload,
			      size_t *upload_bytes, void **context);

/* The answer has been taken, or the connection is gone: releases the exchange. */
void exchange_end(void *cls, struct MHD_Connection *mhd, void **context,
		  enum MHD_RequestTerminationCode why);

#endif
