/* An answer that is made while it is sent: bytes that the application has to send now and then, as
 * server-sent events are, or a file that is longer than memory should hold. The server asks for
 * them, so that nothing is buffered for a client that does not read: what is to be sent is decided
 * when it can be.
 *
 *   the handler makes the stream and puts it into reply.stream
 *        |
 *        v
 *   open() > next(HTTP_STREAM_OPENED) > next(...) ... > close()
 *
 * open() and next() run on the HTTP thread of the connection and must not wait. What waits, such as
 * a read of the database, is done in work(), which next() asks for. close() follows in any case,
 * also without the others, when the answer is not sent; on any thread, and never during work(). */
#ifndef OSTIARY_HTTP_STREAM_H
#define OSTIARY_HTTP_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* What next() may append at one time, unless the stream says otherwise. */
#define HTTP_STREAM_BYTES ((size_t)512)

/* The reason for which next() is called. */
enum http_stream_why {
	HTTP_STREAM_OPENED = 0, /* the head has been sent */
	HTTP_STREAM_WOKEN,    /* the waker was called, work() is done, or there is room for more */
	HTTP_STREAM_TICK,     /* some seconds have passed */
	HTTP_STREAM_STOPPING, /* the server stops: the stream ends with these bytes */
};

/* Has the server call next(). Any thread may do so between open() and close(). */
struct http_waker {
	void (*wake)(void *of);
	void *of;
};

struct http_stream;

struct http_stream_ops {
	/* NULL: it needs no waker. */
	void (*open)(struct http_stream *stream, struct http_waker waker);
	/* Appends what is to be sent, maybe nothing. False: the stream ends behind it. Of several
	 * reasons at one time it is told the last in their order. now_ms is the time of the
	 * day. */
	bool (*next)(struct http_stream *stream, enum http_stream_why why, int64_t now_ms,
		     struct buf *out);
	/* Releases the stream. When it returns, the waker is not called any more. */
	void (*close)(struct http_stream *stream);
	/* Called on a worker's thread when next() has set `works`; next() is called when it is
	 * done, and not before. NULL: next() never does. */
	void (*work)(struct http_stream *stream);
};

/* The first member of each implementation's struct. */
struct http_stream {
	const struct http_stream_ops *ops;
	/* Bytes that next() may append at one time, for an answer with an end that is sent as fast
	 * as the client reads: next() is called again when they are sent. 0: HTTP_STREAM_BYTES, and
	 * next() is called when there is a reason. */
	size_t piece;
	bool works;  /* set by next(): work() is to be called */
	bool broken; /* a part is missing: next() is false, and the client learns it */
};

static inline void http_stream_close(struct http_stream *stream)
{
	if (stream)
		stream->ops->close(stream);
}

#endif
