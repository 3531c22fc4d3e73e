/* One client's connection: what it sends becomes exchanges, one after the other, and what they
 * answer is sent. All connections of one thread have one host; only that thread uses them. Its
 * parts: connection.c has one connection, and connection_host.c all those of a host.
 *
 *   CONNECTION_HEAD ----------+----------> CONNECTION_ANSWER ----> CONNECTION_HEAD
 *        |                    |                 ^       |
 *        v                    |                 |       v
 *   CONNECTION_BODY ----------+---------> CONNECTION_   CONNECTION_LINGER
 *                                         HANDLER
 *
 * An answer that is a stream (http/stream.h) is followed by CONNECTION_STREAM, with
 * CONNECTION_STREAM_SENDS whenever the socket does not take all at once. When the stream ends, the
 * connection goes on as after any other answer.
 *
 * Each phase has one absolute deadline, counted from its start and not from the last byte, so that
 * no client keeps a connection for ever with one byte now and then. A stream has the time of its
 * tick instead, and while it sends that of an answer.
 */
#ifndef OSTIARY_SERVER_CONNECTION_H
#define OSTIARY_SERVER_CONNECTION_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/budget.h"
#include "server/exchange.h"
#include "server/stream/woken.h"

struct sockaddr;
struct connection;

/* The party that a connection waits for. */
enum connection_phase {
	CONNECTION_HEAD = 0,     /* the client, until the next request's head is complete */
	CONNECTION_BODY,         /* the client, until the body is complete */
	CONNECTION_HANDLER,      /* our handler: no deadline */
	CONNECTION_ANSWER,       /* the client, until it has received the answer */
	CONNECTION_STREAM,       /* our source of events, and for the client to close */
	CONNECTION_STREAM_SENDS, /* the client, until it has received what the stream sends */
	CONNECTION_LINGER,       /* the client, until it has read its answer and closes */
	CONNECTION_PHASES,
};

/* Connections in the order of their deadlines, because all in one phase have the same time. */
struct connection_queue {
	struct connection *first, *last;
};

/* The exchanges that lanes have finished. */
struct connection_finished {
	pthread_mutex_t mutex; /* guards what follows */
	struct lane_job *first;
	int wake; /* an eventfd, written when the first is added */
};

struct connection_host {
	struct exchange_shared *shared;
	struct budget *connections;
	unsigned ipv6_prefix;                 /* bits of an IPv6 address that count as one client */
	unsigned phase_ms[CONNECTION_PHASES]; /* 0: no deadline */
	_Atomic uint64_t *numbers;            /* of all connections, for request ids */
	int64_t now_ms;                       /* steady time, as the thread knows it */
	char *scratch;                        /* for what is read */
	struct connection_queue phases[CONNECTION_PHASES];
	struct connection *again; /* those with more to do after others had their turn */
	struct connection_finished finished;
	struct woken woken;
};

/* False, with errno set: no memory or no descriptor. The caller has set the fields up to
 * numbers. */
bool connection_host_init(struct connection_host *host);

/* To be called when there are no connections, and no lane has a thread that might finish an
 * exchange of this host. */
void connection_host_done(struct connection_host *host);

/* Takes over the socket, which does not block. NULL, with the socket closed: a bound is reached, or
 * there is no memory. */
struct connection *connection_new(struct connection_host *host, int fd,
				  const struct sockaddr *address);
void connection_drop(struct connection *c);

/* What epoll has seen of it. Afterwards the connection may be gone. */
struct connection_events {
	bool readable, writable, hung_up;
};
void connection_ready(struct connection *c, struct connection_events events);

/* Goes on with connections that had more to do, with those whose exchange a lane has finished, and
 * with streams that were woken. */
void connections_go_on(struct connection_host *host);
void connections_finish(struct connection_host *host);

/* Cuts off those that have missed their deadline, and gives streams their tick. */
void connections_cut_overdue(struct connection_host *host);

/* Milliseconds until the next deadline; 0 when there is something to do at once; -1: none. */
int connections_wait_ms(const struct connection_host *host);

/* For a stop. Ends those in CONNECTION_HEAD, after the requests that they have already sent, and
 * all streams, with what these say at the end; cuts those in the given phase. */
void connections_end_idle(struct connection_host *host);
void connections_end_streams(struct connection_host *host);
void connections_cut(struct connection_host *host, enum connection_phase phase);

#endif
