/* The server's side of a long-lived answer (http/stream.h): its bytes as they go to the socket. It
 * holds one piece at most, so that a client that does not read costs no more than one that does. No
 * sockets; the connection sends what comes out. */
#ifndef OSTIARY_SERVER_STREAM_STREAM_H
#define OSTIARY_SERVER_STREAM_STREAM_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "http/stream.h"

#define STREAM_FRAME_BYTES 16 /* a chunk's size, the ends of its lines, and the last chunk */

#define STREAM_CONTENT ((size_t)STREAM_FRAME_BYTES / 2) /* where the piece begins in out */

/* The request that it answers, for the log. */
struct stream_origin {
	struct str request_id, route;
	int64_t began_us; /* when its head was complete, by the steady clock */
};

struct stream {
	struct stream *next_woken; /* in the list of its host (server/stream/woken.h) */
	bool is_woken;
	void *connection;
	struct http_stream *source;
	bool chunked; /* HTTP/1.1; otherwise the end of the connection ends the answer */
	bool closes;  /* the connection ends with it */
	bool asked;   /* next() is to be called, for the reason in why */
	bool ended;   /* nothing follows what is in out */
	enum http_stream_why why;
	pthread_mutex_t mutex; /* guards the next two */
	bool works;            /* a worker has it, so that next() is not called */
	bool leaves;           /* the connection is gone: the worker frees it */
	size_t piece;          /* bytes of one call of next() at most */
	size_t sent, bytes;    /* of out */
	size_t content;        /* bytes of out from STREAM_CONTENT on that are the body's */
	uint64_t body_bytes;   /* of the body that were sent */
	struct stream_origin origin;
	char out[]; /* piece + STREAM_FRAME_BYTES, and the texts of the origin */
};

/* Takes the source over, also without memory: then NULL, with the source closed. The texts of the
 * origin are copied. */
struct stream *stream_new(struct http_stream *source, const struct stream_origin *origin,
			  void *connection);
void stream_open(struct stream *stream, struct http_waker waker);

/* When it returns, the waker is not called any more. */
void stream_close(struct stream *stream);

/* Closes it, if that has not been done. NULL is fine. */
void stream_free(struct stream *stream);
OWNER(struct stream *, stream_free)

/* Notes that next() is to be called. Of several reasons the last in their order counts, so that a
 * stop is not forgotten. */
void stream_ask(struct stream *stream, enum http_stream_why why);

/* Calls next() when that has been asked for and everything before is sent. */
void stream_fill(struct stream *stream, int64_t now_ms);

/* The source has asked for work(): from begin, on the thread of the connection, to end, on a
 * worker's, next() is not called. Then the stream is among those that are woken. */
struct woken;
void stream_work_begin(struct stream *stream);
void stream_work_end(struct stream *stream, struct woken *woken);
bool stream_is_at_work(struct stream *stream);

/* The connection is gone. False: a worker has the stream, and frees it in the end. */
bool stream_leave(struct stream *stream);

/* What is still to be sent, and how much of it has been. */
struct str stream_rest(const struct stream *stream);
void stream_sent(struct stream *stream, size_t bytes);

/* One word for why the client has not got the end: "gone", it left before; "broken", a part is
 * missing. Empty: it has. */
struct str stream_fault(const struct stream *stream);

#endif
