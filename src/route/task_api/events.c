#include "route/task_api/events.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/hash.h"
#include "core/limits.h"
#include "metrics/metrics.h"
#include "http/bearer.h"
#include "http/stream.h"
#include "route/access.h"
#include "route/app.h"
#include "route/detail.h"
#include "route/task_api/answer.h"
#include "store/tables/tasks/revision.h"
#include "tasks/feed.h"
#include "tasks/sync/changes.h"

/* A client comes again after a time of its own, so that not all come at once after a restart. */
#define RETRY_MS        2000
#define RETRY_SPREAD_MS 3000

struct events {
	struct http_stream stream; /* first */
	const struct app *app;
	struct feed_place *place;
	int64_t told;    /* the client knows this revision */
	int64_t present; /* the revision when it asked */
	int64_t said_ms; /* when something was sent last; 0: not yet */
	unsigned retry_ms;
	size_t token_n;
	char token[]; /* judged again as long as the stream lasts */
};

static struct events *events_of(struct http_stream *stream)
{
	return (struct events *)stream;
}

/* --- the stream ------------------------------------------------------------------------------- */

static void events_open(struct http_stream *stream, struct http_waker waker)
{
	task_feed_wake_by(events_of(stream)->place, waker.wake, waker.of);
}

static void events_close(struct http_stream *stream)
{
	struct events *events = events_of(stream);

	task_feed_leave(events->place);
	explicit_bzero(events->token, events->token_n);
	free(events);
}

static void put_end(struct buf *out, const char *reason)
{
	buf_z(out, "event: end\ndata: {\"reason\":\"");
	buf_z(out, reason);
	buf_z(out, "\"}\n\n");
}

static void put_cursor(struct buf *out, const char *event, int64_t cursor)
{
	buf_z(out, "event: ");
	buf_z(out, event);
	buf_z(out, "\nid: ");
	buf_i64(out, cursor);
	buf_z(out, "\ndata: {\"cursor\":\"");
	buf_i64(out, cursor);
	buf_z(out, "\"}\n\n");
}

static int64_t newest(const struct events *events)
{
	int64_t revision = task_feed_revision(events->place);

	return revision > events->present ? revision : events->present;
}

/* What there is to say to a client that may listen. */
static void put_news(struct events *events, int64_t now_ms, struct buf *out)
{
	int64_t revision = newest(events);

	if (!events->said_ms) {
		buf_z(out, "retry: ");
		buf_u64(out, events->retry_ms);
		buf_char(out, '\n');
		put_cursor(out, revision > events->told ? "changed" : "ready", revision);
	} else if (revision > events->told) {
		put_cursor(out, "changed", revision);
	} else if (now_ms - events->said_ms >= EVENTS_BEAT_MS || now_ms < events->said_ms) {
		buf_z(out, ":\n\n");
	} else {
		return;
	}
	events->told = revision;
	events->said_ms = now_ms;
}

static bool events_next(struct http_stream *stream, enum http_stream_why why, int64_t now_ms,
			struct buf *out)
{
	struct events *events = events_of(stream);

	if (why == HTTP_STREAM_STOPPING) {
		put_end(out, "stopping");
		return false;
	}
	if (!access_holds(events->app, str_of(events->token, events->token_n), now_ms)) {
		put_end(out, "token");
		return false;
	}
	put_news(events, now_ms, out);
	return true;
}

static const struct http_stream_ops events_ops = { .open = events_open,
						   .next = events_next,
						   .close = events_close };

/* --- the request ------------------------------------------------------------------------------ */

static void refuse(struct call *call, enum problem problem, struct str detail)
{
	detail_problem(call->request->arena, call->reply, problem, detail, (struct blame){ 0 });
}

static void refuse_busy(struct call *call)
{
	reply_header(call->reply, STR("retry-after"), STR("5"));
	refuse(call, PROBLEM_BUSY, STR("The server is busy"));
}

/* NULL, with the refusal as the reply. The place is joined before the revision is read, so that no
 * change falls between. */
static struct events *join(struct call *call)
{
	struct events *events;
	struct str token = { 0 };

	(void)bearer_token(call->request, &token); /* access_check() has found it */
	events = call->app->config.feed ? calloc(1, sizeof(*events) + token.n) : NULL;
	if (!events) {
		refuse_busy(call);
		return NULL;
	}
	*events = (struct events){ .stream = { .ops = &events_ops },
				   .app = call->app,
				   .token_n = token.n };
	memcpy(events->token, token.p, token.n);
	switch (task_feed_join(call->app->config.feed, call->owner, &events->place)) {
	case FEED_JOINED:
		return events;
	case FEED_USER_FULL:
		metric_count(METRIC_STREAM_REFUSED, 1);
		refuse(call, PROBLEM_TOO_MANY,
		       STR("There are " LIMIT_TEXT(
			       LIMIT_STREAMS_PER_USER) " streams of events "
						       "already: end one first"));
		break;
	case FEED_FULL:
		metric_count(METRIC_STREAM_REFUSED, 1);
		refuse_busy(call);
		break;
	}
	free(events);
	return NULL;
}

/* Last-Event-ID: what the client knows, which may be a part of a revision; without it the present
 * revision. One that is ahead is of another database, such as one before a backup was restored.
 * False: refused. */
static bool read_position(struct call *call, const struct revision *present, int64_t *out)
{
	struct str text = request_header(call->request, STR("Last-Event-ID"));
	struct change_cursor cursor = { { present->number, INT64_MAX } };

	if (text.n && !change_cursor_read(text, &cursor)) {
		detail_problem(call->request->arena, call->reply, PROBLEM_BAD_HEADER,
			       STR("Last-Event-ID must be a cursor of the changes"),
			       (struct blame){ BLAME_HEADER, STR("Last-Event-ID") });
		return false;
	}
	*out = cursor.place.revision - (cursor.place.id != INT64_MAX);
	if (cursor.place.revision >= present->forgotten && cursor.place.revision <= present->number)
		return true;
	refuse(call, PROBLEM_GONE,
	       STR("The cursor is too old: read all tasks and lists again, and go on from the "
		   "present cursor"));
	return false;
}

static unsigned retry_of(const struct call *call)
{
	return RETRY_MS + (unsigned)(hash_keyed(0, call->request->id) % RETRY_SPREAD_MS);
}

static void answer(struct call *call, struct events *events)
{
	reply_header(call->reply, STR("content-type"), STR("text/event-stream"));
	/* nginx would otherwise collect what is to be sent. */
	reply_header(call->reply, STR("x-accel-buffering"), STR("no"));
	call->reply->status = 200;
	call->reply->stream = &events->stream;
}

void events_get(struct call *call)
{
	struct store *store = call->app->config.tasks.store;
	struct events *events = join(call);
	struct revision present = { 0 };
	struct err err = { 0 };
	enum store_rc rc;

	if (!events)
		return;
	rc = STORE_READ(store, sql, &err, revision_read(sql, call->owner, &present, &err));
	events->present = present.number;
	events->retry_ms = retry_of(call);
	if (rc == STORE_OK && read_position(call, &present, &events->told)) {
		answer(call, events);
		return;
	}
	if (rc != STORE_OK)
		answer_store(call, rc, &err);
	events_close(&events->stream);
}
