/* The interface through which the server calls the application. */
#ifndef OSTIARY_HTTP_APP_H
#define OSTIARY_HTTP_APP_H

#include "http/reply.h"
#include "http/request.h"

/* The threads on which a handler runs. */
enum lane {
	LANE_INLINE = 0, /* the HTTP thread, for handlers of microseconds that never wait */
	LANE_WORKER,     /* a pool, for handlers that may wait for a disk or a database */
	LANE_HASH,       /* a pool of one thread per core, for password hashing */
	LANES,
};

struct http_app {
	void *self;
	/* Called on the HTTP thread when the head is complete and before the body is read. Finds
	 * the route, stores it in request->route and returns the lane of its handler. With
	 * request->ignores_body a client that waits with its body is not asked for it. */
	enum lane (*plan)(void *self, struct request *request);
	/* Whether the peer of a socket is a proxy, which hands on the requests of many clients.
	 * NULL: none is. */
	bool (*relays)(void *self, const struct address *peer);
	/* Called after plan(), on the same thread and before the body is read. False: the reply is
	 * complete without the body, and handle() is not called. NULL: it always needs the body. */
	bool (*admit)(void *self, struct request *request, struct reply *reply);
	/* Called on that lane, with the whole body. Fills the reply, also when something fails.
	 * When it sets reply->longer, it is called once more, on LANE_WORKER or the route's own
	 * lane. */
	void (*handle)(void *self, struct request *request, struct reply *reply);
	/* Called when the server itself refuses a request, so that the answer has the format of the
	 * route: 400 (framing), 413, 414, 415, 417, 431, 503 (a lane or the memory is full), 505.
	 * The server adds Retry-After, Accept-Encoding and Connection. */
	void (*refuse)(void *self, struct request *request, unsigned status, struct reply *reply);
	/* Called once for each request, when it is logged, on any thread: with status 0 when the
	 * client left before there was an answer. micros are from the complete head to the answer;
	 * 0 when there was no head. It must not wait. NULL: nobody counts. */
	void (*answered)(void *self, const struct request *request, const struct reply *reply,
			 int64_t micros);
};

#endif
