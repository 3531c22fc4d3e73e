#include "server/exchange.h"

#include <stddef.h>
#include <stdlib.h>

#include "http/stream.h"
#include "http/trace.h"
#include "server/exchange_answer.h"
#include "server/exchange_request.h"

/* The exchange and its arena's first piece in one allocation: a small request needs no other. */
#define EXCHANGE_BYTES (((size_t)16 << 10) - 64)

static void write_id(char id[EXCHANGE_ID_CHARS], uint64_t number)
{
	static const char digits[] = "0123456789abcdef";

	for (int i = EXCHANGE_ID_CHARS; i-- > 0; number >>= 4)
		id[i] = digits[number & 15];
}

struct exchange *exchange_new(struct exchange_shared *shared, const struct exchange_client *client)
{
	struct exchange *x = malloc(EXCHANGE_BYTES);

	if (!x)
		return NULL;
	memset(x, 0, offsetof(struct exchange, reply.headers));
	x->shared = shared;
	arena_init(&x->arena, x->memory, EXCHANGE_BYTES - offsetof(struct exchange, memory));
	write_id(x->id, client->number);
	x->request.arena = &x->arena;
	x->request.id = str_of(x->id, sizeof(x->id));
	x->request.address = client->address;
	x->request.peer = *client->peer;
	return x;
}

static void give_back(struct budget *budget, struct budget_share *share, size_t amount)
{
	if (share)
		budget_release(budget, share, amount);
}

void exchange_free(struct exchange *x)
{
	if (!x)
		return;
	if (!x->answered)
		exchange_log_unanswered(x);
	http_stream_close(x->reply.stream);
	give_back(x->shared->clients, x->client, 1);
	give_back(x->shared->bodies, x->body_share, x->body_bytes);
	give_back(x->shared->answers, x->answer_share, x->answer_bytes);
	give_back(x->shared->reads, x->read_share, x->read_units);
	arena_wipe(&x->arena); /* passwords and tokens, of which each head may have one */
	arena_done(&x->arena);
	free(x);
}

static enum exchange_next refuse(struct exchange *x, unsigned status, struct str reason)
{
	exchange_refuse(x, status, reason);
	return EXCHANGE_ANSWER;
}

/* Requests of one client behind a proxy have the bound that its connections would have. */
static bool count_client(struct exchange *x)
{
	const struct http_app *app = x->shared->app;

	if (!app->relays || !app->relays(app->self, &x->request.peer))
		return true;
	x->client = budget_reserve(x->shared->clients, x->request.address, 1, BUDGET_BOTH);
	return x->client;
}

/* The head is sound: whether the body is wanted. */
static enum exchange_next plan(struct exchange *x)
{
	const struct http_app *app = x->shared->app;

	x->lane = app->plan(app->self, &x->request);
	if (x->request.from_proxy)
		trace_take(&x->request, x->shared->traces);
	if (!count_client(x)) {
		x->unread = x->framing.bytes > 0;
		x->close = x->close || x->unread;
		return refuse(x, 503, STR("client"));
	}
	x->request.waits = x->framing.waits;
	x->decided = app->admit && !app->admit(app->self, &x->request, &x->reply);
	return exchange_expect_body(x);
}

enum exchange_next exchange_head(struct exchange *x, enum head_rc rc, struct str text)
{
	struct refusal refusal;

	x->head_us = clock_steady_us();
	if (!exchange_read_head(x, rc, text, &refusal)) {
		x->unread = true;
		return refuse(x, refusal.status, refusal.reason);
	}
	return plan(x);
}

static void run_in_lane(struct lane_job *job)
{
	struct exchange *x = exchange_of_job(job);

	if (x->read_share || !exchange_handle_short(x))
		exchange_handle_long(x);
	x->finished(x);
}

static void drop_from_lane(struct lane_job *job)
{
	struct exchange *x = exchange_of_job(job);

	exchange_refuse(x, 503, STR("stopping"));
	x->finished(x);
}

enum exchange_next exchange_complete(struct exchange *x)
{
	if (x->decided) {
		exchange_conclude(x);
		return EXCHANGE_ANSWER;
	}
	x->request.body = buf_text(&x->body);
	if (x->lane == LANE_INLINE) {
		if (exchange_handle_short(x) || !exchange_reserve_long(x))
			return EXCHANGE_ANSWER;
		x->lane = LANE_WORKER; /* a long answer takes too long for this thread */
	}
	if (!lane_claim(x->shared->lanes[x->lane]))
		return refuse(x, 503, STR("busy"));
	return EXCHANGE_LANE;
}

void exchange_enter_lane(struct exchange *x)
{
	x->job.run = run_in_lane;
	x->job.drop = drop_from_lane;
	lane_put(x->shared->lanes[x->lane], &x->job);
}
