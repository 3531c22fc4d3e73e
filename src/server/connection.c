#include "server/connection.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/hash.h"
#include "http/address.h"
#include "server/connection_own.h"
#include "server/input.h"
#include "server/wire/answer_head.h"

#define TURN_STEPS   32                /* before others have their turn */
#define LINGER_BYTES ((size_t)8 << 20) /* discarded from a client that goes on */

/* --- queues and deadlines --------------------------------------------------------------------- */

static void leave_again(struct connection *c)
{
	struct connection **at = &c->host->again;

	if (!c->again)
		return;
	while (*at != c)
		at = &(*at)->next_again;
	*at = c->next_again;
	c->again = false;
}

static void enter_again(struct connection *c)
{
	if (c->again)
		return;
	c->again = true;
	c->next_again = c->host->again;
	c->host->again = c;
}

/* --- beginning and end ------------------------------------------------------------------------ */

static struct budget_share *count(struct connection_host *host, const struct address *peer)
{
	const struct http_app *app = host->shared->app;
	bool relays = app->relays && app->relays(app->self, peer);
	char memory[ADDRESS_TEXT_MAX];
	struct buf text;

	buf_init_fixed(&text, memory, sizeof(memory));
	address_put(&text, peer, host->ipv6_prefix);
	return budget_reserve(host->connections, buf_text(&text), 1,
			      relays ? BUDGET_TOTAL : BUDGET_BOTH);
}

struct connection *connection_new(struct connection_host *host, int fd,
				  const struct sockaddr *address)
{
	const struct address peer = address_of_socket(address);
	struct budget_share *share = count(host, &peer);
	struct connection *c = share ? calloc(1, sizeof(*c)) : NULL;

	if (!c) {
		if (share)
			budget_release(host->connections, share, 1);
		close(fd);
		return NULL;
	}
	*c = (struct connection){
		.host = host, .share = share, .peer = peer, .input = { .fd = fd, .readable = true }
	};
	c->next_request = hash_mix(atomic_fetch_add(host->numbers, 1));
	c->writable = true;
	connection_enter(c, CONNECTION_HEAD);
	return c;
}

void connection_drop(struct connection *c)
{
	connection_drop_stream(c);
	exchange_free(c->x);
	input_forget(&c->input);
	connection_leave(c);
	leave_again(c);
	close(c->input.fd);
	budget_release(c->host->connections, c->share, 1);
	free(c);
}

/* Where the client does not take its answer, with a reset: megabytes that it does not read would
 * otherwise stay in the kernel after the connection is closed. */
void connection_cut(struct connection *c)
{
	if (c->phase == CONNECTION_ANSWER || c->phase == CONNECTION_STREAM ||
	    c->phase == CONNECTION_STREAM_SENDS)
		connection_will_reset(c);
	connection_drop(c);
}

static enum connection_step step_of(enum input_rc rc)
{
	switch (rc) {
	case INPUT_OK:
		return STEP_ON;
	case INPUT_NONE:
		return STEP_WAIT;
	case INPUT_END:
		break;
	}
	return STEP_END;
}

/* --- phases ----------------------------------------------------------------------------------- */

static void say_continue(struct connection *c)
{
	const struct str text = STR("HTTP/1.1 100 Continue\r\n\r\n");

	if (c->x->framing.waits && c->phase == CONNECTION_HEAD && !input_is_kept(&c->input))
		(void)!send(c->input.fd, text.p, text.n, MSG_NOSIGNAL);
}

void connection_answer(struct connection *c)
{
	const struct exchange *x = c->x;
	bool has_body = reply_has_body(&x->request, &x->reply);

	c->out[0] = (struct iovec){ (void *)(uintptr_t)x->out.p, x->out.n };
	c->out[1] = (struct iovec){ (void *)(uintptr_t)x->reply.body.p,
				    has_body ? x->reply.body.n : 0 };
	connection_enter(c, CONNECTION_ANSWER);
}

static enum connection_step go_on(struct connection *c, enum exchange_next next)
{
	if (next == EXCHANGE_COMPLETE)
		next = exchange_complete(c->x);
	switch (next) {
	case EXCHANGE_MORE:
		say_continue(c);
		if (c->phase == CONNECTION_HEAD)
			connection_enter(c, CONNECTION_BODY);
		return STEP_ON;
	case EXCHANGE_LANE:
		connection_enter(c, CONNECTION_HANDLER);
		exchange_enter_lane(c->x);
		return STEP_WAIT;
	case EXCHANGE_ANSWER:
	case EXCHANGE_COMPLETE:
		break;
	}
	connection_answer(c);
	return STEP_ON;
}

/* Called on a lane's thread. */
static void hand_back(struct exchange *x)
{
	struct connection *c = x->connection;
	struct connection_finished *finished = &c->host->finished;
	const uint64_t one = 1;
	bool first;

	pthread_mutex_lock(&finished->mutex);
	first = !finished->first;
	x->job.next = finished->first;
	finished->first = &x->job;
	pthread_mutex_unlock(&finished->mutex);
	if (first)
		(void)!write(finished->wake, &one, sizeof(one));
}

static struct exchange *new_exchange(struct connection *c)
{
	const struct exchange_client client = { &c->peer, budget_address(c->share),
						c->next_request++ };
	struct exchange *x = exchange_new(c->host->shared, &client);

	if (!x)
		return NULL;
	x->connection = c;
	x->finished = hand_back;
	return x;
}

static enum connection_step step_head(struct connection *c)
{
	enum exchange_next next;
	struct str input, text;
	enum head_rc rc;
	size_t bytes = 0;
	enum connection_step step = step_of(input_get(&c->input, c->host->scratch, &input));

	if (step != STEP_ON)
		return step;
	rc = head_scan(&c->scan, input, &bytes);
	if (rc == HEAD_MORE)
		return step_of(input_keep_all(&c->input, input));
	if (rc != HEAD_WHOLE)
		bytes = input.n; /* nothing behind a refused head is a request */
	c->x = new_exchange(c);
	if (!c->x) {
		input_drop(&c->input, input);
		return STEP_END;
	}
	text = str_tail(str_head(input, bytes), c->scan.start);
	c->scan = (struct head_scan){ 0 };
	next = exchange_head(c->x, rc, text);
	step = step_of(input_keep(&c->input, input, str_tail(input, bytes)));
	return step == STEP_ON ? go_on(c, next) : step;
}

static enum connection_step step_body(struct connection *c)
{
	enum exchange_next next;
	struct str input, rest;
	enum connection_step step = step_of(input_get(&c->input, c->host->scratch, &input));

	if (step != STEP_ON)
		return step;
	rest = input;
	next = exchange_take(c->x, &rest);
	step = step_of(input_keep(&c->input, input, rest));
	return step == STEP_ON ? go_on(c, next) : step;
}

static enum connection_step step_handler(struct connection *c)
{
	(void)c;
	return STEP_WAIT;
}

static enum connection_step end_answer(struct connection *c)
{
	bool unread = c->x->unread || input_is_kept(&c->input);
	bool closes = c->x->close;

	if (c->x->reply.stream && reply_has_body(&c->x->request, &c->x->reply))
		return connection_begin_stream(c);
	exchange_free(TAKE(c->x));
	return connection_end_exchange(c, closes, unread);
}

static void count_sent(struct iovec out[2], size_t sent)
{
	for (int i = 0; i < 2; i++) {
		size_t n = sent < out[i].iov_len ? sent : out[i].iov_len;

		out[i].iov_base = (char *)out[i].iov_base + n;
		out[i].iov_len -= n;
		sent -= n;
	}
}

static enum connection_step step_answer(struct connection *c)
{
	const struct msghdr message = { .msg_iov = c->out, .msg_iovlen = 2 };
	ssize_t n;

	if (!c->writable)
		return STEP_WAIT;
	n = sendmsg(c->input.fd, &message, MSG_NOSIGNAL);
	if (n < 0 && errno == EAGAIN) {
		c->writable = false;
		return STEP_WAIT;
	}
	if (n < 0)
		return errno == EINTR ? STEP_ON : STEP_END;
	count_sent(c->out, (size_t)n);
	return c->out[0].iov_len + c->out[1].iov_len ? STEP_ON : end_answer(c);
}

static enum connection_step step_linger(struct connection *c)
{
	struct str dropped = str_of(NULL, 0);
	enum connection_step step = step_of(input_get(&c->input, c->host->scratch, &dropped));

	if (dropped.n)
		input_drop(&c->input, dropped);
	c->discarded += dropped.n;
	return c->discarded > LINGER_BYTES ? STEP_END : step;
}

void connection_run(struct connection *c)
{
	static enum connection_step (*const steps[])(struct connection * c) = {
		[CONNECTION_HEAD] = step_head,
		[CONNECTION_BODY] = step_body,
		[CONNECTION_HANDLER] = step_handler,
		[CONNECTION_ANSWER] = step_answer,
		[CONNECTION_LINGER] = step_linger,
		[CONNECTION_STREAM] = connection_step_stream,
		[CONNECTION_STREAM_SENDS] = connection_step_stream,
	};
	enum connection_step step = STEP_ON;

	for (unsigned i = 0; i < TURN_STEPS && step == STEP_ON; i++)
		step = steps[c->phase](c);
	if (step == STEP_END)
		connection_drop(c);
	else if (step == STEP_ON)
		enter_again(c);
}
