/* All open connections: how many, from where, and until when each may keep us waiting.
 *
 * The HTTP library counts time from the last byte, so one byte now and then keeps a connection for
 * ever. Here each phase has one absolute deadline, and a thread shuts down sockets that miss it.
 */
#ifndef OSTIARY_SERVER_CONNECTIONS_H
#define OSTIARY_SERVER_CONNECTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"

struct sockaddr;
struct connections;
struct connection;

/* What we wait for. */
enum connection_phase {
	CONNECTION_HEAD = 0, /* the client, until the next request's head is complete */
	CONNECTION_BODY,     /* the client, until the body is complete */
	CONNECTION_HANDLER,  /* ourselves: no deadline */
	CONNECTION_ANSWER,   /* the client, until it has taken the answer */
	CONNECTION_PHASES,
};

struct connections_config {
	unsigned max;
	unsigned max_per_address;
	unsigned ipv6_prefix;                 /* bits of an IPv6 address that tell clients apart */
	unsigned phase_ms[CONNECTION_PHASES]; /* 0: no deadline */
	uint64_t seed;                        /* random; of the table of addresses */
	uint64_t first_request;               /* random; where request ids begin */
};

/* Starts the thread that watches the deadlines. NULL when memory or thread cannot be had. */
struct connections *connections_new(const struct connections_config *config);

/* Only when all connections are removed. NULL is fine. */
void connections_free(struct connections *table);
OWNER(struct connections *, connections_free)

/* Whether one more from this address may come. It is counted by connections_add(), so threads that
 * ask at the same instant may exceed a limit by one each. */
bool connections_admit(struct connections *table, const struct sockaddr *address);

/* Counts a connection, in phase CONNECTION_HEAD. NULL when there is no memory. The socket must stay
 * open until connections_remove() has returned. */
struct connection *connections_add(struct connections *table, int fd,
				   const struct sockaddr *address);
void connections_remove(struct connections *table, struct connection *connection);

/* Called by the connection's own thread, one at a time. */
void connection_enter(struct connection *connection, enum connection_phase phase);
uint64_t connection_next_request(struct connection *connection);    /* a number that is used once */
struct str connection_address(const struct connection *connection); /* lives as long as it */

/* The connection is about to be closed although its client may still be sending: its socket stays open
 * for a moment, so that the client can read its answer (server/linger.h). */
void connection_linger(struct connection *connection);

/* For the server's stop: how many are open; makes those in CONNECTION_HEAD end, when what they have
 * already sent is answered; cuts those whose body is not complete; cuts all that wait for their client. */
unsigned connections_open(struct connections *table);
void connections_end_idle(struct connections *table);
void connections_cut_unsent(struct connections *table);
void connections_cut(struct connections *table);

#endif
