#include "server/wire/answer_head.h"

#include <time.h>

#include "base/cleanup.h"

/* Status line, Date, Content-Length, Connection, X-Request-Id, traceparent. */
#define LINES_BYTES 512

/* The reason phrases of RFC 9110 section 15 for the statuses in use. */
static const struct {
	unsigned status;
	const char *phrase;
} phrases[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 202, "Accepted" },
	{ 204, "No Content" },
	{ 206, "Partial Content" },
	{ 301, "Moved Permanently" },
	{ 302, "Found" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
	{ 307, "Temporary Redirect" },
	{ 308, "Permanent Redirect" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },
	{ 409, "Conflict" },
	{ 410, "Gone" },
	{ 412, "Precondition Failed" },
	{ 413, "Content Too Large" },
	{ 414, "URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 416, "Range Not Satisfiable" },
	{ 417, "Expectation Failed" },
	{ 422, "Unprocessable Content" },
	{ 428, "Precondition Required" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 500, "Internal Server Error" },
	{ 501, "Not Implemented" },
	{ 503, "Service Unavailable" },
	{ 505, "HTTP Version Not Supported" },
	{ 507, "Insufficient Storage" },
};

/* A client does not need the phrase: one without it gets an empty one (RFC 9112 section 4). */
static const char *phrase_of(unsigned status)
{
	for (size_t i = 0; i < ARRAY_LEN(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "";
}

const char *answer_head_fault(const struct reply *reply)
{
	size_t bytes = LINES_BYTES;

	for (size_t i = 0; i < reply->n_headers; i++) {
		struct str value = reply->headers[i].value;

		bytes += reply->headers[i].name.n + value.n + 4;
		if (str_has_control(value))
			return "a value with a control character";
		if (!value.n)
			return "an empty value";
	}
	return bytes > ANSWER_HEAD_MAX_BYTES ? "too long" : NULL;
}

/* A 304 has the length of the body that a 200 would have had, if the handler gave it; zero would
 * be a false statement about that body (RFC 9110 section 8.6). */
static bool has_length(const struct reply *reply)
{
	if (reply->stream)
		return false;
	return reply->status == 304 ? reply->body.n > 0 : reply_status_has_body(reply->status);
}

static void put_header(struct buf *b, struct str name, struct str value)
{
	buf_str(b, name);
	buf_str(b, STR(": "));
	buf_str(b, value);
	buf_str(b, STR("\r\n"));
}

static void put_two_digits(struct buf *b, int value)
{
	buf_char(b, (char)('0' + value / 10));
	buf_char(b, (char)('0' + value % 10));
}

/* IMF-fixdate, RFC 9110 section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT". */
static void put_date(struct buf *b, int64_t now_ms)
{
	static const char days[] = "SunMonTueWedThuFriSat",
			  months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t now = (time_t)(now_ms / 1000);
	struct tm tm = { .tm_mday = 1 };

	gmtime_r(&now, &tm);
	buf_str(b, STR("date: "));
	buf_str(b, str_of(days + (size_t)3 * (unsigned)tm.tm_wday, 3));
	buf_str(b, STR(", "));
	put_two_digits(b, tm.tm_mday);
	buf_char(b, ' ');
	buf_str(b, str_of(months + (size_t)3 * (unsigned)tm.tm_mon, 3));
	buf_char(b, ' ');
	buf_i64(b, tm.tm_year + 1900);
	buf_char(b, ' ');
	put_two_digits(b, tm.tm_hour);
	buf_char(b, ':');
	put_two_digits(b, tm.tm_min);
	buf_char(b, ':');
	put_two_digits(b, tm.tm_sec);
	buf_str(b, STR(" GMT\r\n"));
}

void answer_head_put(struct buf *b, const struct answer_head *head)
{
	const struct reply *reply = head->reply;

	buf_str(b, STR("HTTP/1.1 "));
	buf_u64(b, reply->status);
	buf_char(b, ' ');
	buf_z(b, phrase_of(reply->status));
	buf_str(b, STR("\r\n"));
	put_date(b, head->now_ms);
	for (size_t i = 0; i < reply->n_headers; i++)
		put_header(b, reply->headers[i].name, reply->headers[i].value);
	put_header(b, STR("x-request-id"), head->request_id);
	if (head->traceparent.n)
		put_header(b, STR("traceparent"), head->traceparent);
	if (head->chunked)
		put_header(b, STR("transfer-encoding"), STR("chunked"));
	else if (has_length(reply)) {
		buf_str(b, STR("content-length: "));
		buf_u64(b, reply->body.n);
		buf_str(b, STR("\r\n"));
	}
	if (head->closes)
		put_header(b, STR("connection"), STR("close"));
	else if (head->keeps)
		put_header(b, STR("connection"), STR("keep-alive"));
	buf_str(b, STR("\r\n"));
}
