#include "http/trace.h"

#include <stdbool.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/cleanup.h"

/* Of version 00: "00-<32 hex digits>-<16>-<2>". */
#define PARENT_CHARS (2 + 1 + TRACE_ID_CHARS + 1 + TRACE_SPAN_CHARS + 1 + 2)
#define FLAGS_CHARS  2
#define SAMPLED      1

/* No blanks and quotes, which a line of the log would have to escape. */
static bool is_request_id(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_alnum(text.p[i]) && !(text.p[i] && strchr("-_.:+/=@~", text.p[i])))
			return false;
	return text.n > 0 && text.n <= TRACE_REQUEST_MAX;
}

static bool is_hex(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (!ascii_is_lower_hex(text.p[i]))
			return false;
	return true;
}

/* An id of nothing but zeros is none. */
static bool is_id(struct str text)
{
	bool any = false;

	for (size_t i = 0; i < text.n; i++)
		any = any || text.p[i] != '0';
	return any && is_hex(text);
}

struct parent {
	struct str trace_id, flags;
};

/* A version above 00 may have more behind the parts that are known (section 3.2.4). */
static bool read_parent(struct str text, struct parent *out)
{
	struct str version = str_head(text, 2), rest;
	struct str span;

	if (text.n < PARENT_CHARS || !is_hex(version) || str_eq(version, STR("ff")) ||
	    text.p[2] != '-')
		return false;
	if (text.n > PARENT_CHARS && (str_eq(version, STR("00")) || text.p[PARENT_CHARS] != '-'))
		return false;
	rest = str_tail(text, 3);
	out->trace_id = str_head(rest, TRACE_ID_CHARS);
	span = str_head(str_tail(rest, TRACE_ID_CHARS + 1), TRACE_SPAN_CHARS);
	out->flags = str_head(str_tail(rest, TRACE_ID_CHARS + TRACE_SPAN_CHARS + 2), FLAGS_CHARS);
	return rest.p[TRACE_ID_CHARS] == '-' &&
	       rest.p[TRACE_ID_CHARS + TRACE_SPAN_CHARS + 1] == '-' && is_id(out->trace_id) &&
	       is_id(span) && is_hex(out->flags);
}

/* A new trace, of which nobody has asked that it be recorded. */
static struct parent make_parent(struct request *request, uint64_t made)
{
	unsigned char bytes[sizeof(made)];
	struct buf b;

	for (size_t i = 0; i < sizeof(bytes); i++, made >>= 8)
		bytes[i] = (unsigned char)made;
	arena_buf(request->arena, &b, TRACE_ID_CHARS, TRACE_ID_CHARS);
	buf_hex(&b, bytes, sizeof(bytes));
	buf_str(&b, request->span_id);
	return (struct parent){ buf_text(&b), STR("00") };
}

/* Of the flags only "sampled" is known, and others are not handed on (section 3.2.2.5). */
static struct str known_flags(struct str flags)
{
	char low = flags.p[FLAGS_CHARS - 1];
	int value = low <= '9' ? low - '0' : low - 'a' + 10;

	return value & SAMPLED ? STR("01") : STR("00");
}

void trace_take(struct request *request, uint64_t made)
{
	struct str named = request_sole_header(request, STR("x-request-id"));
	struct parent parent;
	struct buf b;

	request->span_id = request->id;
	if (!read_parent(request_sole_header(request, STR("traceparent")), &parent))
		parent = make_parent(request, made);
	if (is_request_id(named))
		request->id = named;
	request->trace_id = parent.trace_id;
	arena_buf(request->arena, &b, PARENT_CHARS, PARENT_CHARS);
	buf_str(&b, STR("00-"));
	buf_str(&b, parent.trace_id);
	buf_char(&b, '-');
	buf_str(&b, request->span_id);
	buf_char(&b, '-');
	buf_str(&b, known_flags(parent.flags));
	request->traceparent = buf_text(&b);
}
