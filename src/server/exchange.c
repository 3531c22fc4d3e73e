#include "server/exchange.h"

#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include "base/cleanup.h"
#include "core/arena.h"
#include "core/limits.h"
#include "http/access_log.h"
#include "server/framing.h"
#include "server/room.h"

/* The exchange and its arena's first piece in one allocation: a small request needs no other. */
#define EXCHANGE_BYTES (((size_t)16 << 10) - 64)

/* A body that is too large is read up to here before it is refused, because a client that is still
 * sending would be reset before it has read the answer. */
#define DISCARD_BYTES ((uint64_t)1 << 20)

#define ID_CHARS 16

enum stage {
	STAGE_HEAD = 0,
	STAGE_BODY,
	STAGE_LANE, /* a lane has it, or has had it */
	STAGE_ANSWER,
};

struct exchange {
	struct lane_job job;
	struct exchange_shared *shared;
	struct MHD_Connection *mhd;
	struct connection *connection;
	enum stage stage;
	enum lane lane;
	struct str target;      /* a copy: the library takes the original apart */
	const char *target_lay; /* where the original lies */
	struct buf body;
	uint64_t discarded; /* bytes of a body that is too large */
	bool too_large;
	bool close;                  /* the connection ends with the answer */
	struct answers_share *share; /* of shared->answers; NULL: the answer is short */
	size_t counted;              /* of its memory, in the share */
	bool unread;                 /* the client may still be sending then */
	int64_t head_us;
	struct arena arena;
	size_t room; /* for the answer's head */
	struct request request;
	struct reply reply;
	char id[ID_CHARS];
	char memory[]; /* the arena's first piece */
};

static int64_t steady_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static struct connection *connection_of(struct MHD_Connection *mhd)
{
	return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static void write_id(char id[ID_CHARS], uint64_t number)
{
	static const char digits[] = "0123456789abcdef";

	for (int i = ID_CHARS; i-- > 0; number >>= 4)
		id[i] = digits[number & 15];
}

void *exchange_begin(void *cls, const char *target, struct MHD_Connection *mhd)
{
	struct connection *connection = connection_of(mhd);
	struct exchange *x;

	if (!connection)
		return NULL; /* no memory for it when it began */
	x = malloc(EXCHANGE_BYTES);
	if (!x)
		return NULL;
	memset(x, 0, offsetof(struct exchange, reply.headers));
	x->reply.n_headers = 0;
	x->reply.route = x->reply.user_id = x->reply.fault = x->reply.reason = x->reply.account =
		str_of(NULL, 0);
	x->shared = cls;
	x->mhd = mhd;
	x->connection = connection;
	arena_init(&x->arena, x->memory, EXCHANGE_BYTES - offsetof(struct exchange, memory));
	x->target = arena_copy(&x->arena, str_z(target));
	x->target_lay = target;
	write_id(x->id, connection_next_request(connection));
	x->request.arena = &x->arena;
	x->request.id = str_of(x->id, sizeof(x->id));
	x->request.address = connection_address(connection);
	return x;
}

/* The client went away, was cut off, or the library found a mistake that it answers by itself. */
static void log_unanswered(struct exchange *x, struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_HTTP_STATUS);

	x->unread = info != NULL;
	x->reply.status = info ? info->http_status : 0;
	x->reply.reason = info ? STR("framing") : STR("gone");
	access_log(x->shared->log, &x->request, &x->reply,
		   x->head_us ? steady_us() - x->head_us : 0);
}

void exchange_end(void *cls, struct MHD_Connection *mhd, void **context,
		  enum MHD_RequestTerminationCode why)
{
	struct exchange *x = *context;

	(void)cls;
	(void)why;
	if (!x)
		return;
	if (x->stage < STAGE_ANSWER)
		log_unanswered(x, mhd);
	if (x->unread)
		connection_linger(x->connection);
	connection_enter(x->connection, CONNECTION_HEAD);
	if (x->share)
		answers_release(x->shared->answers, x->share, x->counted);
	else
		arena_wipe(
			&x->arena); /* passwords, tokens, links; a long answer is a list of tasks */
	arena_done(&x->arena);
	free(x);
	*context = NULL;
}

static bool add_header(struct exchange *x, struct MHD_Response *response, struct str name,
		       struct str value)
{
	return str_find(value, '\0') < 0 &&
	       MHD_add_response_header(response, arena_z(&x->arena, name),
				       arena_z(&x->arena, value)) == MHD_YES;
}

static bool add_headers(struct exchange *x, struct MHD_Response *response)
{
	if (!room_fits(&x->reply, x->room))
		return false;
	for (size_t i = 0; i < x->reply.n_headers; i++)
		if (!add_header(x, response, x->reply.headers[i].name, x->reply.headers[i].value))
			return false;
	if (!add_header(x, response, STR("x-request-id"), x->request.id))
		return false;
	return !x->close || add_header(x, response, STR("connection"), STR("close"));
}

OWNER(struct MHD_Response *, MHD_destroy_response)

static struct MHD_Response *response_of(struct str body)
{
	return MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p,
					       MHD_RESPMEM_PERSISTENT);
}

/* Hands the reply to the library. The body stays in the arena until exchange_end(). */
static enum MHD_Result answer(struct exchange *x)
{
	OWNED(MHD_destroy_response) struct MHD_Response *response = response_of(x->reply.body);

	x->stage = STAGE_ANSWER;
	x->close = x->close || atomic_load_explicit(&x->shared->stopping, memory_order_relaxed);
	if (response && !add_headers(x, response)) {
		/* A header that would break the answer's lines, or too many of them: ours is the
		 * fault, and none of it may be sent. */
		log_error(x->shared->log, "a header of an answer is not sound", x->id);
		MHD_destroy_response(response);
		response = response_of(str_of(NULL, 0));
		x->reply.status = x->reply.status < 400 ? 500 : x->reply.status;
		x->reply.n_headers = 0;
		x->room = ROOM_BYTES;
		if (response && !add_headers(x, response))
			return MHD_NO;
	}
	if (!response)
		return MHD_NO;
	connection_enter(x->connection, CONNECTION_ANSWER);
	return MHD_queue_response(x->mhd, x->reply.status, response);
}

/* Lets the application word an answer that the server has decided on. */
static void refuse(struct exchange *x, unsigned status, struct str reason)
{
	const struct http_app *app = x->shared->app;

	app->refuse(app->self, &x->request, status, &x->reply);
	x->reply.status = status;
	if (x->reply.reason.n == 0)
		x->reply.reason = reason;
	if (status == 503)
		reply_header(&x->reply, STR("retry-after"), STR("1"));
	else
		x->close = true; /* what comes next on it is not known to be a request */
	x->unread = x->stage == STAGE_HEAD || status == 413;
	access_log(x->shared->log, &x->request, &x->reply, steady_us() - x->head_us);
}

/* False when long answers hold too much already, this client's or everybody's. */
static bool claim_memory(struct exchange *x)
{
	size_t bytes = x->arena.held;

	/* What was written is written, and its answer is short. */
	if (bytes <= LIMIT_ANSWER_BYTES ||
	    (x->request.method != HTTP_GET && x->request.method != HTTP_HEAD))
		return true;
	x->counted = bytes;
	x->share = answers_hold(x->shared->answers, x->request.address, bytes);
	return x->share;
}

static void handle(struct exchange *x)
{
	const struct http_app *app = x->shared->app;

	app->handle(app->self, &x->request, &x->reply);
	if (!claim_memory(x)) {
		x->reply.n_headers = 0;
		x->reply.reason = str_of(NULL, 0);
		refuse(x, 503, STR("memory"));
		return;
	}
	access_log(x->shared->log, &x->request, &x->reply, steady_us() - x->head_us);
}

static struct exchange *exchange_of(struct lane_job *job)
{
	return (struct exchange *)((char *)job - offsetof(struct exchange, job));
}

static void run_in_lane(struct lane_job *job)
{
	struct exchange *x = exchange_of(job);

	handle(x);
	MHD_resume_connection(x->mhd); /* from here on x belongs to the HTTP thread */
}

static void drop_from_lane(struct lane_job *job)
{
	struct exchange *x = exchange_of(job);

	refuse(x, 503, STR("stopping"));
	MHD_resume_connection(x->mhd);
}

static enum MHD_Result to_lane(struct exchange *x)
{
	struct lane_pool *lane = x->shared->lanes[x->lane];

	if (!lane_claim(lane)) {
		refuse(x, 503, STR("busy"));
		return answer(x);
	}
	x->stage = STAGE_LANE;
	x->job.run = run_in_lane;
	x->job.drop = drop_from_lane;
	connection_enter(x->connection, CONNECTION_HANDLER);
	MHD_suspend_connection(x->mhd); /* before a lane can resume it */
	lane_put(lane, &x->job);
	return MHD_YES;
}

static enum MHD_Result complete(struct exchange *x)
{
	if (x->too_large) {
		refuse(x, 413, STR("body"));
		return answer(x);
	}
	x->request.body = buf_text(&x->body);
	if (x->lane != LANE_INLINE)
		return to_lane(x);
	handle(x);
	return answer(x);
}

static enum MHD_Result take_body(struct exchange *x, const char *upload, size_t bytes)
{
	if (!x->too_large) {
		buf_str(&x->body, str_of(upload, bytes));
		x->too_large = !buf_ok(&x->body);
	}
	if (!x->too_large)
		return MHD_YES;
	x->discarded += bytes;
	return x->discarded <= DISCARD_BYTES ? MHD_YES : MHD_NO; /* no: the connection is cut */
}

struct collecting {
	struct exchange *x;
	struct http_header *headers;
	size_t n;
	size_t room;
};

static enum MHD_Result collect_header(void *cls, enum MHD_ValueKind kind, const char *name,
				      size_t name_bytes, const char *value, size_t value_bytes)
{
	struct collecting *c = cls;

	(void)kind;
	if (c->n == c->room)
		return MHD_NO;
	c->headers[c->n++] =
		(struct http_header){ str_of(name, name_bytes), str_of(value, value_bytes) };
	return MHD_YES;
}

static void collect_headers(struct exchange *x)
{
	int count = MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, NULL, NULL);
	struct collecting c = { .x = x, .room = count > 0 ? (size_t)count : 0 };

	c.headers = arena_array(&x->arena, c.room, sizeof(*c.headers));
	MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, collect_header, &c);
	x->request.headers = c.headers;
	x->request.n_headers = c.n;
}

static size_t head_bytes(const struct exchange *x)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(x->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

	return info ? info->header_size : 0;
}

static bool head_is_whole(const struct exchange *x, const char *method, const char *version)
{
	const struct framing_head head = {
		.method = str_z(method),
		.target = str_of(x->target_lay, x->target.n),
		.version = str_z(version),
		.headers = x->request.headers,
		.n_headers = x->request.n_headers,
		.bytes = head_bytes(x),
	};

	return framing_lines_are_whole(&head);
}

/* Blanks at a value's end are not part of it. The library thinks they are, and takes a body whose
 * coding is "chunked " for one without end: that value stays as it is and is refused. */
static void trim_values(struct request *request)
{
	for (size_t i = 0; i < request->n_headers; i++)
		if (!str_eq_nocase(request->headers[i].name, STR("transfer-encoding")))
			request->headers[i].value = str_trim(request->headers[i].value);
}

/* Fills the request from the head and judges it. */
static enum framing_rc read_head(struct exchange *x, const char *method, const char *version,
				 uint64_t *out_body_bytes)
{
	struct request *request = &x->request;
	struct str authority = str_of(NULL, 0);
	bool sound;

	request->method_name = str_z(method);
	request->method = http_method_parse(request->method_name);
	request->now_ms = clock_now_ms(x->shared->clock);
	collect_headers(x);
	x->room = room_left(request, head_bytes(x));
	sound = head_is_whole(x, method, version);
	sound = framing_target(x->target, &request->path, &request->query, &authority) && sound;
	trim_values(request);
	if (authority.n && !str_eq_nocase(authority, request_header(request, STR("host"))))
		return FRAMING_REFUSED;
	if (!sound)
		return FRAMING_REFUSED;
	if (x->room < ROOM_LEAST_BYTES)
		return FRAMING_TOO_LARGE;
	return framing_judge(request, str_z(version), out_body_bytes);
}

/* Makes room for a body of that length. False when it is refused at once. */
static bool expect_body(struct exchange *x, uint64_t bytes)
{
	struct str expect = request_header(&x->request, STR("expect"));

	connection_enter(x->connection, CONNECTION_BODY);
	x->stage = STAGE_BODY;
	if (bytes == FRAMING_CHUNKED) {
		/* The library takes a bare LF for the end of a chunk's first line, and where a proxy
		 * does not, the two would disagree about where the next request begins: there is
		 * none. */
		x->close = true;
		arena_buf(&x->arena, &x->body, 0, LIMIT_BODY_BYTES);
	} else if (bytes <= LIMIT_BODY_BYTES) {
		arena_buf(&x->arena, &x->body, (size_t)bytes, (size_t)bytes);
	} else {
		x->too_large = true;
		return bytes <= DISCARD_BYTES && expect.n == 0;
	}
	return true;
}

static enum MHD_Result begin(struct exchange *x, const char *method, const char *version)
{
	const struct http_app *app = x->shared->app;
	uint64_t body_bytes = 0;

	x->head_us = steady_us();
	switch (read_head(x, method, version, &body_bytes)) {
	case FRAMING_REFUSED:
		refuse(x, 400, STR("framing"));
		return answer(x);
	case FRAMING_TOO_LARGE:
		refuse(x, 431, STR("head"));
		return answer(x);
	case FRAMING_OK:
		break;
	}
	x->lane = app->plan(app->self, &x->request);
	if (expect_body(x, body_bytes))
		return MHD_YES;
	refuse(x, 413, STR("body"));
	return answer(x);
}

enum MHD_Result exchange_step(void *cls, struct MHD_Connection *mhd, const char *url,
			      const char *method, const char *version, const char *upload,
			      size_t *upload_bytes, void **context)
{
	struct exchange *x = *context;
	size_t bytes = *upload_bytes;

	(void)cls;
	(void)mhd;
	(void)url;
	if (!x)
		return MHD_NO;
	*upload_bytes = 0;
	switch (x->stage) {
	case STAGE_HEAD:
		return begin(x, method, version);
	case STAGE_BODY:
		return bytes ? take_body(x, upload, bytes) : complete(x);
	case STAGE_LANE:
		return answer(x);
	case STAGE_ANSWER:
		break;
	}
	return MHD_YES;
}
