/* The HTTP server: sockets, threads, deadlines and lanes. The application (http/app.h) knows nothing
 * of it. No other room names the HTTP library.
 *
 * One thread calls server_start(), server_stop() and server_free(), in this order.
 */
#ifndef OSTIARY_SERVER_SERVER_H
#define OSTIARY_SERVER_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/log.h"
#include "core/random.h"
#include "http/app.h"

struct server;

/* What one lane may take. */
struct server_lane {
	unsigned threads; /* at most; made on demand, gone when idle for some seconds */
	unsigned queue;   /* requests that wait for a thread; one more is answered with 503 */
};

/* Everything pointed to must outlive the server. server_config_default() fills what has a default. */
struct server_config {
	/* A socket that listens already (server/listen.h): the server's from then on, with port saying
	 * where. -1, the default: the server listens on address and port by itself. */
	int fd;
	/* A literal: "127.0.0.1", "0.0.0.0", "::1", "[::1]"; "::" takes IPv4 clients as well. */
	struct str address;
	uint16_t port;    /* 0: any free one, see server_port() */
	unsigned threads; /* HTTP threads */
	const struct http_app *app;
	const struct log *log;
	const struct clock *clock;
	const struct random *random;      /* where request ids begin */
	unsigned connections;             /* open at one time; the next is closed at once */
	unsigned connections_per_address; /* the same for one IPv4 address or one IPv6 network */
	unsigned ipv6_prefix;             /* which has that many bits */
	/* Deadlines, counted from the event and not from the last byte, in milliseconds. */
	unsigned head_ms;   /* from the connection or the last answer to the end of the next head */
	unsigned body_ms;   /* from the end of the head to the end of the body */
	unsigned answer_ms; /* from the answer's beginning until the client has taken all of it */
	unsigned grace_ms;  /* how long server_stop() waits for requests that run */
	size_t answers_bytes; /* memory that answers above LIMIT_ANSWER_BYTES may hold together */
	size_t answers_bytes_per_address; /* and those of one client */
	struct server_lane worker;
	struct server_lane hash;
};

/* The defaults: one HTTP and one hash thread per core, the lanes of core/limits.h, 10,000 connections
 * and of these 1,000 from one address (a proxy in front is one address), 30 s for a head, 30 s for a
 * body, 60 s for an answer, 20 s of grace. address, app, log, clock and random are left to the caller.
 */
void server_config_default(struct server_config *out);

enum server_rc {
	SERVER_OK = 0,
	SERVER_ADDRESS_IN_USE,  /* somebody else listens there */
	SERVER_ADDRESS_REFUSED, /* not a literal, not this machine's, or not permitted; see *err */
	SERVER_FAULT,           /* see *err */
};

/* Listens and starts answering. On SERVER_OK *out is the caller's: server_stop(), server_free(). It
 * raises the process's soft limit of open files as far as it may. */
enum server_rc server_start(const struct server_config *config, struct server **out,
			    struct err *err);

/* The port it listens on. */
uint16_t server_port(const struct server *server);

/* Stops accepting, answers every request whose head is complete, closes all connections. At most
 * grace_ms: then waiting requests get 503 and connections are cut. Who has not sent the whole body after
 * half of that is cut then.
 *
 * False when a handler was still running after that: the server and what the application points to
 * are still in use, so the caller may only call it again, or leave by _exit().
 */
bool server_stop(struct server *server);

/* Only after server_stop() was true. NULL is fine. */
void server_free(struct server *server);
OWNER(struct server *, server_free)

#endif
