/* The HTTP server: sockets, threads, deadlines and lanes. The application (http/app.h) does not
 * depend on it.
 *
 * One thread calls server_start(), server_stop() and server_free(), in this order; another may call
 * server_lives().
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
#include "server/lane.h"

struct server;

/* The bounds of one lane. */
struct server_lane {
	unsigned threads; /* at most; started on demand, ended when idle for some seconds */
	unsigned queue;   /* requests that may wait for a thread; further ones get 503 */
};

/* Everything pointed to must outlive the server. server_config_default() fills the fields that have
 * a default. */
struct server_config {
	/* A socket that listens already (server/listen.h) on port; the server takes it over. -1,
	 * the default: the server opens one on address and port. */
	int fd;
	/* Another process has the socket as well, and clients that come after server_stop() are the
	 * next server's. */
	bool handed_over;
	/* A literal: "127.0.0.1", "0.0.0.0", "::1", "[::1]"; "::" takes IPv4 clients as well. */
	struct str address;
	uint16_t port;    /* 0: any free port, see server_port() */
	unsigned threads; /* HTTP threads */
	const struct http_app *app;
	const struct log *log;
	const struct clock *clock;
	const struct random *random; /* for the first request id and the seeds of hashes */
	unsigned connections;        /* open at one time; further ones are closed at once */
	/* The same for an IPv4 address or an IPv6 network. For a proxy, see http_app.relays: there,
	 * requests at one time of one client behind it. */
	unsigned connections_per_address;
	unsigned ipv6_prefix; /* bits of an IPv6 network */
	/* Deadlines in milliseconds, counted from the event and not from the last byte. */
	unsigned head_ms;   /* from the connection or the last answer to the end of the next head */
	unsigned body_ms;   /* from the end of the head to the end of the body */
	unsigned answer_ms; /* from the start of the answer until the client has all of it */
	unsigned tick_ms;   /* of a stream (http/stream.h) */
	unsigned unread_ms; /* from the time when a stream cannot send until the client has read */
	unsigned grace_ms;  /* how long server_stop() waits for running requests */
	/* Memory of the answers above LIMIT_ANSWER_BYTES: of all together, and to one address. */
	size_t answers_bytes;
	size_t answers_bytes_per_address;
	/* The same for the bodies of requests that are under way. */
	size_t bodies_bytes;
	size_t bodies_bytes_per_address;
	struct server_lane worker;
	struct server_lane hash;
};

/* The defaults: one HTTP thread and one hash thread per core, the lanes of core/limits.h, 10,000
 * connections, 1,000 of them from one address, 30 s for a head, 30 s for a body, 60 s for an
 * answer, a tick each 2 s, 20 s for an unread stream, 8 s of grace. The caller sets address, app,
 * log, clock and random. */
void server_config_default(struct server_config *out);

enum server_rc {
	SERVER_OK = 0,
	SERVER_ADDRESS_IN_USE,  /* another socket listens there */
	SERVER_ADDRESS_REFUSED, /* no literal, not an address of this machine, or not permitted */
	SERVER_FAULT,
};

/* Listens and starts to answer. On SERVER_OK *out is the caller's, to be given to server_stop() and
 * server_free(); on any other outcome *err has the cause. Raises the soft limit of open files of
 * the process as far as permitted. */
enum server_rc server_start(const struct server_config *config, struct server **out,
			    struct err *err);

/* The port that the server listens on. */
uint16_t server_port(const struct server *server);

/* Whether each HTTP thread still takes its turns: since the last call it has done what it was asked
 * to do then. True the first time. Only one thread calls it, and until server_free(). */
bool server_lives(struct server *server);

/* What the server is doing now. */
struct server_state {
	size_t connections, connections_max;
	struct lane_state worker, hash;
};
void server_state(struct server *server, struct server_state *out);

/* Stops accepting, answers every request whose head is complete, ends all streams, and closes all
 * connections. After a quarter of grace_ms, connections whose request body is incomplete and
 * streams that are not read are cut; after grace_ms,
 * requests that wait for a lane get 503 and all connections are cut. It returns within a second
 * after that.
 *
 * False when a handler still runs after that: the server and everything that the application points
 * to are in use, so the caller may only call server_stop() again or end the process with
 * _exit().
 */
bool server_stop(struct server *server);

/* To be called after server_stop() has returned true. NULL is fine. */
void server_free(struct server *server);
OWNER(struct server *, server_free)

#endif
