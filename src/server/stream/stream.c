#include "server/stream/stream.h"

#include <stdio.h>
#include <stdlib.h>

struct stream *stream_new(struct http_stream *source, void *connection)
{
	struct stream *stream = malloc(sizeof(*stream));

	if (!stream) {
		http_stream_close(source);
		return NULL;
	}
	memset(stream, 0, offsetof(struct stream, out));
	stream->source = source;
	stream->connection = connection;
	return stream;
}

void stream_open(struct stream *stream, struct http_waker waker)
{
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
	char size[8];
	int digits = snprintf(size, sizeof(size), "%zx\r\n", n);
	struct buf ends;

	stream->sent = stream->bytes = start;
	if (n) {
		stream->sent -= (size_t)digits;
		memcpy(stream->out + stream->sent, size, (size_t)digits);
		stream->bytes += n;
	}
	buf_init_fixed(&ends, stream->out + stream->bytes, sizeof(stream->out) - stream->bytes);
	if (n)
		buf_str(&ends, STR("\r\n"));
	if (stream->ended)
		buf_str(&ends, STR("0\r\n\r\n"));
	stream->bytes += buf_text(&ends).n;
}

void stream_fill(struct stream *stream, int64_t now_ms)
{
	const size_t start = STREAM_FRAME_BYTES / 2;
	enum http_stream_why why = stream->why;
	struct buf piece;

	if (!stream->asked || stream->ended || stream->sent < stream->bytes)
		return;
	stream->asked = false;
	buf_init_fixed(&piece, stream->out + start, HTTP_STREAM_BYTES);
	stream->ended = !stream->source->ops->next(stream->source, why, now_ms, &piece) ||
			!buf_ok(&piece) || why == HTTP_STREAM_STOPPING;
	if (stream->chunked) {
		frame(stream, start, buf_text(&piece).n);
	} else {
		stream->sent = start;
		stream->bytes = start + buf_text(&piece).n;
	}
}

struct str stream_rest(const struct stream *stream)
{
	return str_of(stream->out + stream->sent, stream->bytes - stream->sent);
}

void stream_sent(struct stream *stream, size_t bytes)
{
	stream->sent += bytes;
}
