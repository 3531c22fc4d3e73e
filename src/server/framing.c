#include "server/framing.h"

#include "core/limits.h"

/* RFC 9110 section 5.6.2. */
static bool is_token_char(char c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
		return true;
	return c && strchr("!#$%&'*+-.^_`|~", c);
}

static bool is_token(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_token_char(s.p[i]))
			return false;
	return s.n > 0;
}

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7F;
}

static const char *end_of(struct str s)
{
	return s.p + s.n;
}

/* True when b begins where a line that ended with a has been followed by CR LF, now two NUL bytes. */
static bool next_line(struct str a, const char *b)
{
	return end_of(a) + 2 == b && a.p[a.n] == '\0' && a.p[a.n + 1] == '\0';
}

/* True when a value lies behind its name, the colon (now a NUL) and blanks: it was not moved. */
static bool on_one_line(const struct http_header *header)
{
	const char *at = end_of(header->name) + 1;

	if (header->value.p < at || header->value.p > at + LIMIT_HEAD_BYTES)
		return false;
	for (; at < header->value.p; at++)
		if (*at != ' ' && *at != '\t')
			return false;
	return true;
}

bool framing_lines_are_whole(const struct framing_head *head)
{
	struct str line = head->version;

	if (end_of(head->method) + 1 != head->target.p ||
	    end_of(head->target) + 1 != head->version.p)
		return false;
	for (size_t i = 0; i < head->n_headers; i++) {
		if (!next_line(line, head->headers[i].name.p) || !on_one_line(&head->headers[i]))
			return false;
		line = head->headers[i].value;
	}
	/* The last line's end and the empty line. */
	return end_of(line) + 4 == head->method.p + head->bytes &&
	       next_line(line, end_of(line) + 2);
}

static bool header_is_sound(const struct http_header *header)
{
	for (size_t i = 0; i < header->value.n; i++)
		if (is_control(header->value.p[i]) && header->value.p[i] != '\t')
			return false;
	return is_token(header->name);
}

static enum framing_rc judge_headers(const struct request *request)
{
	size_t bytes = request->method_name.n + request->path.n + request->query.n;

	if (request->n_headers > LIMIT_HEADERS)
		return FRAMING_TOO_LARGE;
	for (size_t i = 0; i < request->n_headers; i++) {
		bytes += request->headers[i].name.n + request->headers[i].value.n + 4;
		if (!header_is_sound(&request->headers[i]))
			return FRAMING_REFUSED;
	}
	return bytes > LIMIT_HEAD_BYTES ? FRAMING_TOO_LARGE : FRAMING_OK;
}

/* RFC 9112 section 3.2: one Host, which names a host and perhaps a port and nothing else. */
static bool host_is_sound(const struct request *request, bool required)
{
	struct str host = request_header(request, STR("host"));
	size_t count = request_header_count(request, STR("host"));

	for (size_t i = 0; i < host.n; i++)
		if (is_control(host.p[i]) || strchr(" ,/\\?#@<>\"", host.p[i]))
			return false;
	return count == 1 || (count == 0 && !required);
}

/* RFC 9112 section 6.3. Two lengths are refused even when they agree: somebody was confused. */
static bool body_length(const struct request *request, bool chunks_allowed, uint64_t *out)
{
	struct str coding = request_header(request, STR("transfer-encoding"));
	struct str length = request_header(request, STR("content-length"));
	size_t codings = request_header_count(request, STR("transfer-encoding"));
	size_t lengths = request_header_count(request, STR("content-length"));

	if (codings + lengths > 1)
		return false;
	*out = 0;
	if (codings) {
		*out = FRAMING_CHUNKED;
		return chunks_allowed && str_eq_nocase(coding, STR("chunked"));
	}
	return lengths == 0 || str_to_u64(length, FRAMING_CHUNKED - 1, out);
}

enum framing_rc framing_judge(const struct request *request, struct str version,
			      uint64_t *out_body_bytes)
{
	bool is_1_1 = str_eq(version, STR("HTTP/1.1"));
	enum framing_rc rc = judge_headers(request);
	uint64_t bytes;

	if (rc != FRAMING_OK)
		return rc;
	if (!is_token(request->method_name) || !(is_1_1 || str_eq(version, STR("HTTP/1.0"))))
		return FRAMING_REFUSED;
	if (!host_is_sound(request, is_1_1) || !body_length(request, is_1_1, &bytes))
		return FRAMING_REFUSED;
	*out_body_bytes = bytes;
	return FRAMING_OK;
}

/* Cuts "http://authority" off; false when there is no such thing. */
static bool cut_authority(struct str *target, struct str *out_authority)
{
	static const struct str schemes[] = { STR_INIT("http://"), STR_INIT("https://") };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		struct str rest;
		size_t n = 0;

		if (!str_eq_nocase(str_head(*target, schemes[i].n), schemes[i]))
			continue;
		rest = str_tail(*target, schemes[i].n);
		while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?')
			n++;
		*out_authority = str_head(rest, n);
		*target = str_tail(rest, n);
		return n > 0;
	}
	return false;
}

bool framing_target(struct str target, struct str *out_path, struct str *out_query,
		    struct str *out_authority)
{
	struct str authority = str_of(NULL, 0);
	struct str path, query;
	bool absolute = false;

	for (size_t i = 0; i < target.n; i++)
		if (is_control(target.p[i]) || target.p[i] == ' ' || target.p[i] == '#')
			return false;
	if (target.n == 0)
		return false;
	if (target.p[0] != '/' && !str_eq(target, STR("*"))) {
		absolute = cut_authority(&target, &authority);
		if (!absolute)
			return false;
	}
	str_cut(target, '?', &path, &query);
	*out_path = absolute && path.n == 0 ? STR("/") : path;
	*out_query = query;
	*out_authority = authority;
	return true;
}
