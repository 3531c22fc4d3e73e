/* One HTTP thread: it accepts connections and serves them, by epoll. Several threads accept from
 * the same listening socket. */
#ifndef OSTIARY_SERVER_LOOP_H
#define OSTIARY_SERVER_LOOP_H

#include <stdatomic.h>

#include "base/cleanup.h"
#include "server/connection.h"

struct loop;

/* How far a stop has got. Each stage includes those before it. */
enum loop_stage {
	LOOP_SERVES = 0,
	LOOP_LEAVES,      /* accepts nothing more; a connection ends with its answer */
	LOOP_ENDS,        /* idle connections and streams end */
	LOOP_CUTS_UNSENT, /* cuts those whose request body is incomplete, and unread streams */
	LOOP_CUTS_ALL,    /* cuts all that wait for their client */
};

/* What all loops of a server share, and the server's thread changes. */
struct loop_shared {
	struct exchange_shared *exchanges;
	int listening;
	_Atomic enum loop_stage stage;
	atomic_bool quits; /* the threads end */
};

/* Makes a loop for connections of this kind; its thread is not started yet. NULL, with errno
 * set: no memory or no descriptor, or the socket cannot be waited for. */
struct loop *loop_new(struct loop_shared *shared, const struct connection_host *host);

/* 0 or an errno value. */
int loop_start(struct loop *loop);

/* Has the thread look at what the server's thread has changed. */
void loop_wake(struct loop *loop);

/* Whether the thread has taken a turn since the last call, which had it take one; true the first
 * time. Only one thread calls it. */
bool loop_lives(struct loop *loop);

/* Ends the thread, which needs loop_shared.quits. */
void loop_join(struct loop *loop);

/* To be called when the thread has ended or was not started, and the lanes have no threads. NULL is
 * fine. */
void loop_free(struct loop *loop);
OWNER(struct loop *, loop_free)

#endif
