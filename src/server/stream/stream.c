#include "server/stream/stream.h"

#include <stdio.h>
#include <stdlib.h>

#include "server/stream/woken.h"

struct stream *stream_new(struct http_stream *source, void *connection)
{
	size_t piece = source->piece ? source->piece : HTTP_STREAM_BYTES;
	struct stream *stream = malloc(sizeof(*stream) + piece + STREAM_FRAME_BYTES);

	if (!stream) {
		http_stream_close(source);
		return NULL;
	}
	memset(stream, 0, sizeof(*stream));
	pthread_mutex_init(&stream->mutex, NULL);
	stream->piece = piece;
	stream->source = source;
	stream->connection = connection;
	return stream;
}

void stream_open(struct stream *stream, struct http_waker waker)
{
	if (stream->source->ops->open)
		stream->source->ops->open(stream->source, waker);
}

void stream_close(struct stream *stream)
{
	http_stream_close(TAKE(stream->source));
}

void stream_free(struct stream *stream)
{
	if (!stream)
		return;
	stream_close(stream);
	pthread_mutex_destroy(&stream->mutex);
	free(stream);
}

void stream_ask(struct stream *stream, enum http_stream_why why)
{
	if (!stream->asked || why > stream->why)
		stream->why = why;
	stream->asked = true;
}

/* Puts the bytes behind one another: a chunk's size, the piece, and the ends (RFC 9112 section
 * 7.1). The piece has been written behind the room for the size. */
static void frame(struct stream *stream, size_t start, size_t n)
{
	char size[STREAM_FRAME_BYTES / 2];
	int digits = snprintf(size, sizeof(size), "%zx\r\n", n);
	struct buf ends;

	stream->sent = stream->bytes = start;
	if (n) {
		stream->sent -= (size_t)digits;
		memcpy(stream->out + stream->sent, size, (size_t)digits);
		stream->bytes += n;
	}
	buf_init_fixed(&ends, stream->out + stream->bytes,
		       stream->piece + STREAM_FRAME_BYTES - stream->bytes);
	if (n)
		buf_str(&ends, STR("\r\n"));
	if (stream->ended && !stream->source->broken)
		buf_str(&ends, STR("0\r\n\r\n"));
	stream->bytes += buf_text(&ends).n;
}

void stream_fill(struct stream *stream, int64_t now_ms)
{
	const size_t start = STREAM_FRAME_BYTES / 2;
	enum http_stream_why why = stream->why;
	struct buf piece;

	if (!stream->asked || stream->ended || stream->sent < stream->bytes ||
	    stream_is_at_work(stream))
		return;
	stream->asked = false;
	buf_init_fixed(&piece, stream->out + start, stream->piece);
	stream->ended = !stream->source->ops->next(stream->source, why, now_ms, &piece) ||
			!buf_ok(&piece) || why == HTTP_STREAM_STOPPING;
	stream->ended |= stream->source->broken;
	if (stream->source->piece && buf_text(&piece).n)
		stream_ask(stream, HTTP_STREAM_WOKEN); /* when they are sent */
	if (stream->chunked) {
		frame(stream, start, buf_text(&piece).n);
	} else {
		stream->sent = start;
		stream->bytes = start + buf_text(&piece).n;
	}
}

void stream_work_begin(struct stream *stream)
{
	pthread_mutex_lock(&stream->mutex);
	stream->works = true;
	stream->source->works = false;
	pthread_mutex_unlock(&stream->mutex);
}

void stream_work_end(struct stream *stream, struct woken *woken)
{
	bool leaves;

	pthread_mutex_lock(&stream->mutex);
	leaves = stream->leaves;
	stream->works = false;
	if (!leaves)
		woken_add(woken, stream); /* within, so that it is not freed meanwhile */
	pthread_mutex_unlock(&stream->mutex);
	if (leaves)
		stream_free(stream);
}

bool stream_is_at_work(struct stream *stream)
{
	bool works;

	pthread_mutex_lock(&stream->mutex);
	works = stream->works;
	pthread_mutex_unlock(&stream->mutex);
	return works;
}

bool stream_leave(struct stream *stream)
{
	bool works;

	pthread_mutex_lock(&stream->mutex);
	works = stream->works;
	stream->leaves = true;
	pthread_mutex_unlock(&stream->mutex);
	return !works;
}

struct str stream_rest(const struct stream *stream)
{
	return str_of(stream->out + stream->sent, stream->bytes - stream->sent);
}

void stream_sent(struct stream *stream, size_t bytes)
{
	stream->sent += bytes;
}
