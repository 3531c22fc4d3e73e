#include "server/exchange_request.h"

#include "core/limits.h"
#include "server/exchange_answer.h"

/* A body that is not kept, because the answer is known, is read up to this many bytes before it is
 * answered, so that the connection can go on. */
#define DISCARD_BYTES ((uint64_t)1 << 20)

/* Bodies up to this length fit into the memory that each request has anyway. */
#define SMALL_BODY_BYTES ((size_t)4 << 10)

/* --- the head --------------------------------------------------------------------------------- */

static struct refusal refusal_of_head(enum head_rc rc)
{
	switch (rc) {
	case HEAD_TARGET_TOO_LONG:
		return (struct refusal){ 414, STR("target") };
	case HEAD_TOO_LARGE:
		return (struct refusal){ 431, STR("head") };
	case HEAD_OTHER_VERSION:
		return (struct refusal){ 505, STR("version") };
	case HEAD_REFUSED:
	case HEAD_MORE:
	case HEAD_WHOLE:
		break;
	}
	return (struct refusal){ 400, STR("framing") };
}

static struct refusal refusal_of_framing(enum framing_rc rc)
{
	switch (rc) {
	case FRAMING_CODED:
		return (struct refusal){ 415, STR("coding") };
	case FRAMING_EXPECTATION:
		return (struct refusal){ 417, STR("expectation") };
	case FRAMING_REFUSED:
	case FRAMING_OK:
		break;
	}
	return (struct refusal){ 400, STR("framing") };
}

/* A refusal needs the path as well: its answer has the form of that path's API. */
static bool read_target(struct exchange *x, const struct head *head)
{
	struct request *request = &x->request;
	struct str authority = str_of(NULL, 0);

	request->method_name = head->method;
	request->method = http_method_parse(head->method);
	if (!framing_target(head->target, &request->path, &request->query, &authority))
		return false;
	return !authority.n || str_eq_nocase(authority, request_header(request, STR("host")));
}

/* The first line of a head that is refused as a whole. */
static struct str first_line(struct str text)
{
	ptrdiff_t end = str_find(text, '\n');

	return end > 0 ? str_head(text, (size_t)end + 1) : str_of(NULL, 0);
}

bool exchange_read_head(struct exchange *x, enum head_rc rc, struct str text, struct refusal *out)
{
	struct request *request = &x->request;
	enum head_rc parsed = HEAD_REFUSED;
	enum framing_rc framed;
	struct head head = { 0 };
	bool sound;

	request->now_ms = clock_now_ms(x->shared->clock);
	text = arena_copy(&x->arena, rc == HEAD_WHOLE ? text : first_line(text));
	if (str_ends(text, STR("\r\n")))
		parsed = head_parse(text, &x->arena, &head);
	x->is_1_1 = head.is_1_1;
	request->headers = head.headers;
	request->n_headers = head.n_headers;
	sound = read_target(x, &head);
	if (rc != HEAD_WHOLE || parsed != HEAD_WHOLE || !sound) {
		*out = refusal_of_head(rc == HEAD_WHOLE ? parsed : rc);
		return false;
	}
	framed = framing_judge(request, head.is_1_1, &x->framing);
	*out = refusal_of_framing(framed);
	x->close = x->framing.closes;
	return framed == FRAMING_OK;
}

/* --- the body --------------------------------------------------------------------------------- */

static size_t body_max(const struct exchange *x)
{
	return x->request.body_max ? x->request.body_max : LIMIT_BODY_BYTES;
}

static bool reserve_body(struct exchange *x, size_t bytes)
{
	if (bytes <= SMALL_BODY_BYTES)
		return true;
	x->body_share = budget_reserve(x->shared->bodies, x->request.address, bytes, BUDGET_BOTH);
	x->body_bytes = bytes;
	return x->body_share;
}

/* The answer is sent before the rest of the body has come, and ends the connection: the one that is
 * decided on already, or this refusal. */
static enum exchange_next answer_at_once(struct exchange *x, unsigned status, struct str reason)
{
	x->unread = x->close = true;
	if (x->decided)
		exchange_conclude(x);
	else
		exchange_refuse(x, status, reason);
	return EXCHANGE_ANSWER;
}

static enum exchange_next no_memory(struct exchange *x)
{
	return answer_at_once(x, 503, STR("memory"));
}

static enum exchange_next too_large(struct exchange *x)
{
	return answer_at_once(x, 413, STR("body"));
}

enum exchange_next exchange_expect_body(struct exchange *x)
{
	uint64_t bytes = x->framing.bytes;
	bool chunked = bytes == FRAMING_CHUNKED;

	if (bytes == 0)
		return EXCHANGE_COMPLETE;
	x->left = bytes;
	if (!chunked && bytes > body_max(x))
		return too_large(x);
	if (x->framing.waits && (x->decided || x->request.ignores_body)) {
		x->unread = x->close = true;
		return EXCHANGE_COMPLETE;
	}
	if (x->decided)
		return EXCHANGE_MORE;
	if (chunked)
		arena_buf(&x->arena, &x->body, 0, body_max(x));
	else if (reserve_body(x, (size_t)bytes))
		arena_buf(&x->arena, &x->body, (size_t)bytes, (size_t)bytes);
	else
		return no_memory(x);
	return EXCHANGE_MORE;
}

/* Takes a piece of the body. EXCHANGE_MORE: go on. */
static enum exchange_next keep_piece(struct exchange *x, struct str piece)
{
	if (!x->decided) {
		if (!x->body_share && x->framing.bytes == FRAMING_CHUNKED &&
		    x->body.n + piece.n > SMALL_BODY_BYTES && !reserve_body(x, body_max(x)))
			return no_memory(x);
		buf_str(&x->body, piece);
		return EXCHANGE_MORE;
	}
	x->discarded += piece.n;
	return x->discarded > DISCARD_BYTES ? too_large(x) : EXCHANGE_MORE;
}

/* What does not fit is refused before any of it has come. */
static enum exchange_next judge_size(struct exchange *x)
{
	uint64_t room = x->decided ? DISCARD_BYTES - x->discarded : body_max(x) - x->body.n;

	return x->chunks.left > room ? too_large(x) : EXCHANGE_MORE;
}

static enum exchange_next take_chunks(struct exchange *x, struct str *input)
{
	enum exchange_next next = EXCHANGE_MORE;
	struct str piece;

	while (next == EXCHANGE_MORE)
		switch (chunks_take(&x->chunks, input, &piece)) {
		case CHUNKS_MORE:
			return EXCHANGE_MORE;
		case CHUNKS_DONE:
			return EXCHANGE_COMPLETE;
		case CHUNKS_SIZE:
			next = judge_size(x);
			break;
		case CHUNKS_DATA:
			next = keep_piece(x, piece);
			break;
		case CHUNKS_REFUSED:
			return answer_at_once(x, 400, STR("framing"));
		}
	return next;
}

enum exchange_next exchange_take(struct exchange *x, struct str *input)
{
	enum exchange_next next;
	struct str piece;

	if (x->framing.bytes == FRAMING_CHUNKED)
		return take_chunks(x, input);
	piece = str_head(*input, x->left < input->n ? (size_t)x->left : input->n);
	*input = str_tail(*input, piece.n);
	x->left -= piece.n;
	next = keep_piece(x, piece);
	return next == EXCHANGE_MORE && x->left == 0 ? EXCHANGE_COMPLETE : next;
}
