/* Messages between a process and its keeper: over one channel, one request at a time, each followed
 * by its answer. A channel is a pair of connected Unix sockets that keep messages apart. An answer
 * is one message, a long request is several. */
#ifndef OSTIARY_KEEPER_CHANNEL_H
#define OSTIARY_KEEPER_CHANNEL_H

#include <stdbool.h>

#include "base/buf.h"
#include "crypto/keeper.h"

enum channel_rc {
	CHANNEL_DONE = 0,
	CHANNEL_REFUSED, /* the answer is the reason, or does not fit */
	CHANNEL_ENDED,   /* the other side has closed the channel */
};

/* A pair of sockets; false: see errno. */
bool channel_pair(int out[2]);

/* Sends a request, waits for the answer and appends it. memory has KEEPER_BYTES_MAX bytes, for
 * messages; it is wiped. */
enum channel_rc channel_ask(int fd, char *memory, enum keeper_op op, const struct str *parts,
			    size_t n, struct buf *answer);

/* Answers requests until the other side closes the channel or something fails, and then closes it,
 * so that the other side does not wait for an answer. */
typedef bool channel_answer_fn(void *arg, enum keeper_op op, struct str request,
			       struct buf *answer);
void channel_serve(int fd, channel_answer_fn *answer, void *arg);

#endif
