#include "server/exchange_answer.h"

#include "base/cleanup.h"
#include "core/limits.h"
#include "http/access_log.h"
#include "http/stream.h"
#include "server/wire/answer_head.h"

static void log_answer_fault(const struct exchange *x, const char *error)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("request", x->request.id),
		LOG_FIELD_TEXT("route", x->reply.route),
		LOG_FIELD_TEXT("error", str_z(error)),
	};

	log_line(x->shared->log, LOG_LEVEL_ERROR, "the head of an answer cannot be sent", fields,
		 ARRAY_LEN(fields));
}

static void log_access(struct exchange *x)
{
	const struct http_app *app = x->shared->app;
	int64_t us = x->head_us ? clock_steady_us() - x->head_us : 0;

	if (app->answered)
		app->answered(app->self, &x->request, &x->reply, us);
	access_log(x->shared->log, &x->request, &x->reply, us);
}

static void write_head(struct exchange *x)
{
	const struct answer_head head = {
		.reply = &x->reply,
		.request_id = x->request.id,
		.traceparent = x->request.traceparent,
		.now_ms = x->request.now_ms,
		.closes = x->close,
		.keeps = !x->close && !x->is_1_1,
		.chunked = x->reply.stream && x->is_1_1,
	};
	struct buf out;

	arena_buf(&x->arena, &out, 1024, 2 * ANSWER_HEAD_MAX_BYTES);
	answer_head_put(&out, &head);
	x->out = buf_text(&out);
}

/* A reply whose head cannot be sent is replaced as a whole, because a client must not get a part of
 * it; a refusal keeps its status. */
void exchange_conclude(struct exchange *x)
{
	const char *fault = answer_head_fault(&x->reply);

	if (fault) {
		log_answer_fault(x, fault);
		x->reply.status = x->reply.status < 400 ? 500 : x->reply.status;
		x->reply.n_headers = 0;
		x->reply.body = str_of(NULL, 0);
		http_stream_close(TAKE(x->reply.stream));
	}
	if (x->reply.stream && !x->is_1_1)
		x->close = true; /* the end of the connection is that of the stream */
	x->close = x->close || atomic_load_explicit(&x->shared->stopping, memory_order_relaxed);
	write_head(x);
	log_access(x);
	x->answered = true;
}

void exchange_refuse(struct exchange *x, unsigned status, struct str reason)
{
	const struct http_app *app = x->shared->app;

	if (status == 503)
		reply_header(&x->reply, STR("retry-after"), STR("1"));
	else
		x->close = true; /* what follows on the connection may not be a request */
	if (status == 415)
		reply_header(&x->reply, STR("accept-encoding"), STR("identity"));
	app->refuse(app->self, &x->request, status, &x->reply);
	x->reply.status = status;
	if (x->reply.reason.n == 0)
		x->reply.reason = reason;
	exchange_conclude(x);
}

static void forget_reply(struct exchange *x)
{
	x->reply.status = 0;
	x->reply.n_headers = 0;
	x->reply.body = x->reply.reason = x->reply.fault = str_of(NULL, 0);
	x->reply.longer = x->reply.work = false;
	http_stream_close(TAKE(x->reply.stream));
}

static bool refuse_long(struct exchange *x)
{
	forget_reply(x);
	exchange_refuse(x, 503, STR("memory"));
	return false;
}

/* Reserves memory for the answer, more or less than before. A share of which nothing is reserved
 * any more may be gone at once, so it is not kept. */
static bool reserve_memory(struct exchange *x, size_t bytes)
{
	struct budget *answers = x->shared->answers;
	struct budget_share *share;

	if (bytes > x->answer_bytes) {
		share = budget_reserve(answers, x->request.address, bytes - x->answer_bytes,
				       BUDGET_BOTH);
		if (!share)
			return false;
		x->answer_share = share;
	} else if (bytes < x->answer_bytes) {
		share = bytes ? x->answer_share : TAKE(x->answer_share);
		budget_release(answers, share, x->answer_bytes - bytes);
	}
	x->answer_bytes = bytes;
	return true;
}

/* A part of what one user may read at a time. */
static bool reserve_read(struct exchange *x, unsigned units)
{
	struct budget_share *share;

	if (units <= x->read_units)
		return true;
	share = budget_reserve(x->shared->reads, x->reply.user_id, units - x->read_units,
			       BUDGET_BOTH);
	if (!share)
		return false;
	x->read_share = share;
	x->read_units = units;
	return true;
}

static void release_read(struct exchange *x)
{
	budget_release(x->shared->reads, TAKE(x->read_share), x->read_units);
	x->read_units = 0;
}

/* One user reads a few long lists at a time, so that one user's requests keep no others out. */
bool exchange_reserve_long(struct exchange *x)
{
	size_t bytes = x->work ? LIMIT_ANSWER_BYTES : LIMIT_REPLY_BYTES;

	return (reserve_read(x, x->work ? LIMIT_READS_OF_WORK : LIMIT_READS_OF_LONG) &&
		reserve_memory(x, bytes)) ||
	       refuse_long(x);
}

/* The bytes that the answer holds until it is sent. */
static size_t held_bytes(const struct exchange *x)
{
	return x->arena.held > x->body_bytes ? x->arena.held - x->body_bytes : 0;
}

bool exchange_handle_short(struct exchange *x)
{
	const struct http_app *app = x->shared->app;
	bool reads = x->request.method == HTTP_GET || x->request.method == HTTP_HEAD;

	x->request.answer_max = LIMIT_ANSWER_BYTES;
	app->handle(app->self, &x->request, &x->reply);
	if (x->reply.longer) {
		x->work = x->reply.work;
		forget_reply(x);
		return false;
	}
	/* A write has happened and must be answered, and its answer is short. */
	if (reads && held_bytes(x) > LIMIT_ANSWER_BYTES && !reserve_memory(x, held_bytes(x)))
		refuse_long(x);
	else
		exchange_conclude(x);
	return true;
}

void exchange_handle_long(struct exchange *x)
{
	const struct http_app *app = x->shared->app;

	if (!x->read_share && !exchange_reserve_long(x))
		return;
	x->request.apart = true;
	if (x->work && exchange_handle_short(x)) {
		release_read(x);
		return;
	}
	if (!exchange_reserve_long(x)) /* the rest, when the answer has turned out long */
		return;
	x->request.answer_max = 0;
	app->handle(app->self, &x->request, &x->reply);
	release_read(x);
	if (reserve_memory(x, held_bytes(x)))
		exchange_conclude(x);
	else
		refuse_long(x);
}

void exchange_log_unanswered(struct exchange *x)
{
	if (!x->decided) {
		x->reply.status = 0;
		x->reply.reason = STR("gone");
	}
	log_access(x);
}
