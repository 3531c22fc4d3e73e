/* What the server asks of the application, so that it need not know it. */
#ifndef OSTIARY_HTTP_APP_H
#define OSTIARY_HTTP_APP_H

#include "http/reply.h"
#include "http/request.h"

/* Where a handler runs. */
enum lane {
	LANE_INLINE = 0, /* on the HTTP thread: microseconds, never waits */
	LANE_WORKER,     /* on a pool: may wait for a disk or a database */
	LANE_HASH,       /* on a pool as wide as the machine has cores: password hashing */
	LANES,
};

struct http_app {
	void *self;
	/* Called on the HTTP thread when the head is complete and before the body is read: finds the
	 * route, keeps it in request->route and says where it runs. */
	enum lane (*plan)(void *self, struct request *request);
	/* Called on that lane, once, with the whole body. Fills the reply; never fails otherwise. */
	void (*handle)(void *self, struct request *request, struct reply *reply);
	/* Called instead of handle() when the server refuses by itself, to word the answer in the
	 * manner of the route: 400 (framing), 413, 431, 503 (a lane is full). Headers of the
	 * connection (Retry-After, Connection) are the server's. */
	void (*refuse)(void *self, struct request *request, unsigned status, struct reply *reply);
};

#endif
