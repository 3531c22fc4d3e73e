/* Lines on their way to a descriptor whose reader may stall: a pipe to a log driver that hangs, a
 * terminal that was stopped. One thread writes; everyone else only adds to a bounded queue.
 *
 * I1 line_queue_put() never waits for the reader. I2 lines leave in the order in which they came,
 * and whole: in pieces of at most LIMIT_LOG_LINE_BYTES that end with a line, so that no other
 * writer to the same pipe can cut into one. I3 a line that does not fit is dropped and counted, and
 * so are the plain ones after it, until the queue has been written to its end and the count was
 * told. */
#ifndef OSTIARY_CORE_LINE_QUEUE_H
#define OSTIARY_CORE_LINE_QUEUE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/str.h"

struct line_queue;

enum line_weight {
	LINE_PLAIN,
	LINE_URGENT, /* a quarter of the queue is kept for these */
};

/* Puts the line that says how many lines were dropped, with its newline. */
typedef void line_queue_note_fn(struct buf *out, uint64_t dropped, const void *arg);

/* Starts the thread. The descriptor stays the caller's and need not be non-blocking. arg, which
 * note takes, must outlive the queue. NULL: no memory or no thread. */
struct line_queue *line_queue_start(int fd, line_queue_note_fn *note, const void *arg);

/* Adds a line of at most LIMIT_LOG_LINE_BYTES, which ends with a newline. Any thread. */
void line_queue_put(struct line_queue *queue, struct str line, enum line_weight weight);

/* Waits at most wait_ms until all lines are written. NULL is fine. */
void line_queue_drain(struct line_queue *queue, int wait_ms);

/* Does the same, and ends the thread, also when the reader has
 * stalled. No other thread may use the queue any more. NULL is fine. */
void line_queue_stop(struct line_queue *queue, int wait_ms);

/* How many lines were dropped since the start, and how many bytes wait. NULL is fine. */
void line_queue_state(struct line_queue *queue, uint64_t *dropped, size_t *waiting);

/* For the handler of a fatal signal: writes what the reader takes at once. Safe in a signal
 * handler; a line that is being written at this moment may come twice. */
void line_queue_rescue(struct line_queue *queue);

#endif
