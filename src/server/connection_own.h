/* Inside the connections. Their parts: connection.c has one connection and its phases, and
 * connection_host.c all those of one thread. */
#ifndef OSTIARY_SERVER_CONNECTION_OWN_H
#define OSTIARY_SERVER_CONNECTION_OWN_H

#include <sys/uio.h>

#include "server/connection.h"
#include "server/input.h"
#include "server/stream/stream.h"

struct connection {
	struct connection_queue *queue; /* that it stands in, with its neighbours */
	struct connection *next, *previous;
	struct connection *next_again;
	bool again;
	struct connection_host *host;
	struct budget_share *share;
	struct address peer;
	struct input input;
	bool writable;
	enum connection_phase phase;
	int64_t deadline_ms;
	uint64_t next_request;
	struct head_scan scan;
	struct exchange *x;
	struct iovec out[2];                /* the rest of the answer */
	struct stream *stream;              /* a long-lived answer; NULL: none */
	struct budget_share *stream_client; /* its place among the requests of its client */
	size_t discarded;
};

/* Does what can be done at once. Afterwards the connection may be gone. */
void connection_run(struct connection *c);

/* Begins to send the answer of its exchange. */
void connection_answer(struct connection *c);

/* Has the stream call next(), and starts its time anew. */
void connection_ask_stream(struct connection *c, enum http_stream_why why);

/* Ends it because of a deadline or a stop. */
void connection_cut(struct connection *c);

#endif
