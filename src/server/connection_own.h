/* Inside the connections. Their parts: connection_phase.c has the change from one phase to the
 * next, connection.c one connection and what it does in its phases, connection_stream.c the same
 * for streams, and connection_host.c all connections of one thread. */
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

enum connection_step {
	STEP_ON = 0,
	STEP_WAIT, /* for the socket or a lane */
	STEP_END,
};

/* Begins a phase, with its deadline. */
void connection_enter(struct connection *c, enum connection_phase phase);

/* Takes it out of its phase: it has no deadline any more. */
void connection_leave(struct connection *c);

/* The answer is sent. `closes`: the connection ends with it; `unread`: there may be input. */
enum connection_step connection_end_exchange(struct connection *c, bool closes, bool unread);

static inline bool connection_is_stopping(const struct connection *c)
{
	return atomic_load_explicit(&c->host->shared->stopping, memory_order_relaxed);
}

/* The head is sent, and the answer of the exchange is a stream. */
enum connection_step connection_begin_stream(struct connection *c);
enum connection_step connection_step_stream(struct connection *c);

/* Also when there is none. */
void connection_drop_stream(struct connection *c);

/* Closing the socket resets the connection. */
void connection_will_reset(struct connection *c);

/* Does what can be done at once. Afterwards the connection may be gone. */
void connection_run(struct connection *c);

/* Begins to send the answer of its exchange. */
void connection_answer(struct connection *c);

/* Has the stream call next(), and starts its time anew. */
void connection_ask_stream(struct connection *c, enum http_stream_why why);

/* The server stops: a stream of events ends, and one with an end of its own goes on as long as
 * other answers. */
void connection_stop_stream(struct connection *c);

/* Ends it because of a deadline or a stop. */
void connection_cut(struct connection *c);

#endif
