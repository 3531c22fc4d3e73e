#include "route/task_api/writing/keyed.h"

#include "core/limits.h"
#include "crypto/digest.h"
#include "route/app.h"
#include "route/detail.h"

#define HEADER "Idempotency-Key"

static void refuse_key(struct call *call, enum problem problem, struct str detail)
{
	detail_problem(call->request->arena, call->reply, problem, detail,
		       (struct blame){ BLAME_HEADER, STR_INIT(HEADER) });
}

/* ---- the header ---- */

static bool is_key(struct str text)
{
	if (text.n == 0 || text.n > LIMIT_KEY_BYTES)
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] <= ' ' || text.p[i] > '~' || text.p[i] == '"' || text.p[i] == ',')
			return false;
	return true;
}

/* A string of RFC 9651 stands for what is between its quotes; many clients send that alone. */
static bool read_key(struct call *call, struct str *out)
{
	const struct request *request = call->request;
	struct str text = str_trim(request_header(request, STR(HEADER)));
	size_t n = request_header_count(request, STR(HEADER));

	*out = (struct str){ 0 };
	if (n == 0)
		return true;
	if (text.n >= 2 && text.p[0] == '"' && text.p[text.n - 1] == '"')
		text = str_of(text.p + 1, text.n - 2);
	if (n == 1 && is_key(text)) {
		*out = text;
		return true;
	}
	refuse_key(call, PROBLEM_BAD_HEADER,
		   STR(HEADER " must be one text of 1 to " LIMIT_TEXT(
			   LIMIT_KEY_BYTES) " visible ASCII characters without comma and quotes"));
	return false;
}

/* Whatever makes the request another one: its method, its target and its body. */
static struct str digest_of(struct request *request)
{
	struct buf text, digest;

	arena_buf(request->arena, &text, 512, (size_t)2 * LIMIT_HEAD_BYTES);
	buf_str(&text, request->method_name);
	buf_char(&text, ' ');
	buf_str(&text, request->path);
	buf_char(&text, '?');
	buf_str(&text, request->query);
	buf_char(&text, '\n');
	digest_sha256_hex(request->body, &text);
	arena_buf(request->arena, &digest, 64, 64);
	digest_sha256_b64url(buf_text(&text), &digest);
	return buf_text(&digest);
}

/* ---- an answer as it is kept ---- */

/* Every header that the handler has set, one line each: "name: value\n". */
static struct str headers_text(struct arena *a, const struct reply *reply, size_t from)
{
	struct buf text;

	arena_buf(a, &text, 256, LIMIT_HEAD_BYTES);
	for (size_t i = from; i < reply->n_headers; i++) {
		buf_str(&text, reply->headers[i].name);
		buf_z(&text, ": ");
		buf_str(&text, reply->headers[i].value);
		buf_char(&text, '\n');
	}
	return buf_text(&text);
}

static void keep(void *arg, struct kept_answer *out)
{
	struct keyed *keyed = arg;
	struct reply *reply = keyed->call->reply;

	reply->n_headers = keyed->headers_before;
	keyed->answer(keyed->call, keyed->made);
	out->status = reply->status;
	out->headers = headers_text(keyed->call->request->arena, reply, keyed->headers_before);
	out->body = reply->body;
}

static void answer_again(struct reply *reply, const struct kept_answer *kept)
{
	struct str rest = kept->headers, line, name, value;

	while (str_cut(rest, '\n', &line, &rest))
		if (str_cut(line, ':', &name, &value))
			reply_header(reply, name, str_trim(value));
	reply->status = (unsigned)kept->status;
	reply->body = kept->body;
}

/* ---- around an operation ---- */

bool keyed_start(struct keyed *keyed)
{
	struct call *call = keyed->call;

	keyed->rules = call->app->config.tasks;
	keyed->headers_before = call->reply->n_headers;
	keyed->once = (struct once){ .owner = call->owner,
				     .arena = call->request->arena,
				     .now_ms = call->request->now_ms,
				     .answer = keep,
				     .arg = keyed };
	if (!read_key(call, &keyed->once.key))
		return false;
	keyed->rules.once = &keyed->once;
	if (!keyed->once.key.n)
		return true;
	keyed->once.request = digest_of(call->request);
	keyed->running =
		(struct running){ .user_id = call->owner->user_id, .key = keyed->once.key };
	if (running_enter(&call->app->running, &keyed->running))
		return true;
	reply_header(call->reply, STR("retry-after"), STR("1"));
	refuse_key(call, PROBLEM_KEY_BUSY,
		   STR("The first request with this " HEADER " is still running"));
	return false;
}

/* The next request with the key finds out. */
static void doubt(struct call *call, const struct err *err)
{
	reply_fault(call->reply, call->request->arena, err);
	reply_header(call->reply, STR("retry-after"), STR("1"));
	detail_problem(
		call->request->arena, call->reply, PROBLEM_UNCERTAIN,
		STR("It is not known whether this was done: repeat it with the same " HEADER),
		(struct blame){ 0 });
}

static void finish_with_key(struct keyed *keyed, enum store_rc rc, const struct err *err)
{
	struct call *call = keyed->call;

	if (rc == STORE_OK && keyed->once.outcome == ONCE_DONE)
		return; /* keep() has filled the reply */
	call->reply->n_headers = keyed->headers_before;
	call->reply->body = (struct str){ 0 };
	if (rc == STORE_OK && keyed->once.outcome == ONCE_REPEATED)
		answer_again(call->reply, &keyed->once.kept);
	else if (rc == STORE_OK)
		refuse_key(call, PROBLEM_KEY_REUSED,
			   STR("This " HEADER " was used with another request"));
	else if (rc == STORE_FULL && keyed->once.outcome == ONCE_TOO_MANY)
		refuse_key(
			call, PROBLEM_TOO_MANY,
			STR("There are " LIMIT_TEXT(
				LIMIT_KEYS_PER_USER) " answers kept of the "
						     "last 24 hours: send batches, or leave " HEADER
						     " out"));
	else if (rc == STORE_FAULT && err->kind == ERR_UNCERTAIN)
		doubt(call, err);
	else
		keyed->refuse(call, rc, err);
}

void keyed_finish(struct keyed *keyed, enum store_rc rc, const struct err *err)
{
	if (keyed->once.key.n) {
		running_leave(&keyed->call->app->running, &keyed->running);
		finish_with_key(keyed, rc, err);
	} else if (rc == STORE_OK) {
		keyed->answer(keyed->call, keyed->made);
	} else {
		keyed->refuse(keyed->call, rc, err);
	}
}

/* ---- several transactions ---- */

static enum store_rc nothing_tx(struct sql *sql, void *arg, struct err *err)
{
	(void)sql;
	(void)arg;
	(void)err;
	return STORE_OK;
}

bool keyed_look(struct keyed *keyed)
{
	struct err err = { 0 };
	enum store_rc rc = STORE_NONE;

	if (keyed->once.key.n)
		rc = once_look(keyed->rules.store, &keyed->once, &err);
	if (rc == STORE_NONE)
		return false;
	keyed_finish(keyed, rc, &err);
	return true;
}

/* What was done stays done when its answer cannot be kept. */
void keyed_keep(struct keyed *keyed)
{
	struct err err = { 0 };
	enum store_rc rc = STORE_OK;

	if (keyed->once.key.n)
		rc = once_write(keyed->rules.store, &keyed->once, nothing_tx, NULL, &err);
	if (rc == STORE_OK) {
		keyed_finish(keyed, rc, &err);
		return;
	}
	running_leave(&keyed->call->app->running, &keyed->running);
	keyed->call->reply->n_headers = keyed->headers_before;
	keyed->answer(keyed->call, keyed->made);
}
