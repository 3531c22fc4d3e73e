#include "server/connection_own.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/cleanup.h"
#include "http/access_log.h"

#define STREAM_ROOM 4096 /* asked for in the kernel; it takes twice as much */

void connection_will_reset(struct connection *c)
{
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(c->input.fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
}

static void log_end(const struct connection *c, const struct stream *stream)
{
	const struct stream_end end = {
		.request_id = stream->origin.request_id,
		.route = stream->origin.route,
		.micros = clock_steady_us() - stream->origin.began_us,
		.bytes = stream->body_bytes,
		.reason = stream_fault(stream),
	};

	access_log_stream(c->host->shared->log, &end);
}

/* First the source is closed, so that no thread wakes the stream any more. Who works for the stream
 * does it otherwise. */
void connection_drop_stream(struct connection *c)
{
	struct stream *stream = TAKE(c->stream);
	struct budget_share *client = TAKE(c->stream_client);

	if (stream)
		log_end(c, stream);
	if (stream && stream_leave(stream)) {
		stream_close(stream);
		woken_remove(&c->host->woken, stream);
		stream_free(stream);
	}
	if (client)
		budget_release(c->host->shared->clients, client, 1);
}

/* Called by any thread while the source is open. */
static void wake_stream(void *of)
{
	struct stream *stream = of;
	struct connection *c = stream->connection;

	woken_add(&c->host->woken, stream);
}

/* What the kernel holds for a client that does not read is bounded as well. An answer with an end
 * is sent as fast as others are. */
static void bound_room(struct connection *c)
{
	const int room = STREAM_ROOM;

	if (!c->stream->source->piece)
		setsockopt(c->input.fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
}

void connection_stop_stream(struct connection *c)
{
	if (!c->stream->source->piece)
		stream_ask(c->stream, HTTP_STREAM_STOPPING);
}

enum connection_step connection_begin_stream(struct connection *c)
{
	struct exchange *x = c->x;
	const struct stream_origin origin = { x->request.id, x->reply.route, x->head_us };
	struct stream *stream = stream_new(TAKE(x->reply.stream), &origin, c);

	if (!stream)
		return STEP_END;
	stream->chunked = x->is_1_1;
	stream->closes = x->close;
	c->stream = stream;
	c->stream_client = TAKE(x->client);
	exchange_free(TAKE(c->x));
	bound_room(c);
	stream_open(stream, (struct http_waker){ wake_stream, stream });
	connection_ask_stream(c, HTTP_STREAM_OPENED);
	if (connection_is_stopping(c))
		connection_stop_stream(c);
	return STEP_ON;
}

void connection_ask_stream(struct connection *c, enum http_stream_why why)
{
	stream_ask(c->stream, why);
	if (c->phase != CONNECTION_STREAM_SENDS)
		connection_enter(c, CONNECTION_STREAM);
}

static enum connection_step end_stream(struct connection *c)
{
	bool closes = c->stream->closes || !c->stream->chunked;

	connection_drop_stream(c);
	return connection_end_exchange(c, closes, input_is_kept(&c->input) || c->input.readable);
}

/* The socket does not take all: from now on the client has the time of an answer. */
static enum connection_step await_reader(struct connection *c)
{
	c->writable = false;
	if (c->phase == CONNECTION_STREAM)
		connection_enter(c, CONNECTION_STREAM_SENDS);
	return STEP_WAIT;
}

static enum connection_step send_stream(struct connection *c, struct str rest)
{
	ssize_t n;

	if (!c->writable)
		return await_reader(c);
	n = send(c->input.fd, rest.p, rest.n, MSG_NOSIGNAL);
	if (n < 0 && errno == EAGAIN)
		return await_reader(c);
	if (n < 0)
		return errno == EINTR ? STEP_ON : STEP_END;
	stream_sent(c->stream, (size_t)n);
	if ((size_t)n == rest.n && c->phase == CONNECTION_STREAM_SENDS)
		connection_enter(c, CONNECTION_STREAM);
	return STEP_ON;
}

/* --- work ------------------------------------------------------------------------------------- */

/* One call of work(). The host outlives it, because a stop waits for the lanes. */
struct stream_job {
	struct lane_job job; /* first */
	struct stream *stream;
	struct woken *woken;
};

static void run_job(struct lane_job *job)
{
	struct stream_job *work = (struct stream_job *)job;

	work->stream->source->ops->work(work->stream->source);
	stream_work_end(work->stream, work->woken);
	free(work);
}

/* The lane is closed: next() asks again, and the connection is cut. */
static void drop_job(struct lane_job *job)
{
	struct stream_job *work = (struct stream_job *)job;

	stream_work_end(work->stream, work->woken);
	free(work);
}

/* When there is no place in the lane, the next tick tries again. */
static void start_work(struct connection *c)
{
	struct lane_pool *lane = c->host->shared->lanes[LANE_WORKER];
	struct stream_job *work = malloc(sizeof(*work));

	if (!work || !lane_claim(lane)) {
		free(work);
		return;
	}
	*work = (struct stream_job){ { .run = run_job, .drop = drop_job },
				     c->stream,
				     &c->host->woken };
	stream_work_begin(c->stream);
	lane_put(lane, &work->job);
}

/* --- the phases ------------------------------------------------------------------------------- */

/* A part is missing, so that the client must not take the end for that of the answer. */
static enum connection_step break_stream(struct connection *c)
{
	connection_will_reset(c);
	return STEP_END;
}

/* A client that has closed its side does not wait for events any more, but for the rest of a file.
 * What it sends meanwhile stays in the socket. */
static bool is_left(const struct connection *c)
{
	return c->input.hung_up && !c->stream->source->piece;
}

enum connection_step connection_step_stream(struct connection *c)
{
	struct stream *stream = c->stream;

	if (is_left(c))
		return STEP_END;
	stream_fill(stream, clock_now_ms(c->host->shared->clock));
	if (stream_rest(stream).n)
		return send_stream(c, stream_rest(stream));
	if (stream_is_at_work(stream))
		return STEP_WAIT;
	if (stream->ended)
		return stream->source->broken ? break_stream(c) : end_stream(c);
	if (stream->source->works) {
		start_work(c);
		return STEP_WAIT;
	}
	return stream->asked ? STEP_ON : STEP_WAIT;
}
