#include "server/stream/stream.h"

#include <stdio.h>
#include <stdlib.h>

#include "server/stream/woken.h"

static struct str copy(char **to, struct str text)
{
	struct str copied = str_of(*to, text.n);

	if (text.n)
		memcpy(*to, text.p, text.n);
	*to += text.n;
	return copied;
}

struct stream *stream_new(struct http_stream *source, const struct stream_origin *origin,
			  void *connection)
{
	size_t piece = source->piece ? source->piece : HTTP_STREAM_BYTES;
	struct stream *stream = malloc(sizeof(*stream) + piece + STREAM_FRAME_BYTES +
				       origin->request_id.n + origin->route.n);
	char *texts;

	if (!stream) {
		http_stream_close(source);
		return NULL;
	}
	memset(stream, 0, sizeof(*stream));
	pthread_mutex_init(&stream->mutex, NULL);
	stream->piece = piece;
	stream->source = source;
	stream->connection = connection;
	texts = stream->out + piece + STREAM_FRAME_BYTES;
	stream->origin = (struct stream_origin){ copy(&texts, origin->request_id),
						 copy(&texts, origin->route), origin->began_us };
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
static void frame(struct stream *stream, size_t n)
{
	char size[STREAM_CONTENT];
	int digits = snprintf(size, sizeof(size), "%zx\r\n", n);
	struct buf ends;

	stream->sent = stream->bytes = STREAM_CONTENT;
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
	enum http_stream_why why = stream->why;
	struct buf piece;

	if (!stream->asked || stream->ended || stream->sent < stream->bytes ||
	    stream_is_at_work(stream))
		return;
	stream->asked = false;
	buf_init_fixed(&piece, stream->out + STREAM_CONTENT, stream->piece);
	stream->ended = !stream->source->ops->next(stream->source, why, now_ms, &piece) ||
			!buf_ok(&piece) || why == HTTP_STREAM_STOPPING;
	stream->ended |= stream->source->broken;
	if (stream->source->piece && buf_text(&piece).n)
		stream_ask(stream, HTTP_STREAM_WOKEN); /* when they are sent */
	stream->content = buf_text(&piece).n;
	if (stream->chunked) {
		frame(stream, stream->content);
	} else {
		stream->sent = STREAM_CONTENT;
		stream->bytes = STREAM_CONTENT + stream->content;
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

/* How much of the piece is in the first bytes of out. */
static size_t content_in(const struct stream *stream, size_t bytes)
{
	size_t n = bytes > STREAM_CONTENT ? bytes - STREAM_CONTENT : 0;

	return n < stream->content ? n : stream->content;
}

void stream_sent(struct stream *stream, size_t bytes)
{
	size_t before = content_in(stream, stream->sent);

	stream->sent += bytes;
	stream->body_bytes += content_in(stream, stream->sent) - before;
}

struct str stream_fault(const struct stream *stream)
{
	if (stream->ended && stream->source->broken)
		return STR("broken");
	return stream->ended && stream->sent == stream->bytes ? STR("") : STR("gone");
}
