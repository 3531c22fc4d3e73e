#include "http/access_log.h"

#include "base/cleanup.h"

#define AGENT_MAX 256 /* bytes of a User-Agent that are looked at */

static enum log_level level_of(const struct reply *reply)
{
	if (reply->fault.n)
		return LOG_LEVEL_ERROR;
	if (reply->status >= 500)
		return LOG_LEVEL_WARN;
	if (reply->status == 403 || reply->status == 429 ||
	    (reply->status >= 400 && reply->account.n))
		return LOG_LEVEL_NOTICE;
	return LOG_LEVEL_INFO;
}

/* An unknown method is left out: it may be any text of the client, even a token. */
static struct str known_method(const struct request *request)
{
	return request->method == HTTP_OTHER ? STR("other") : request->method_name;
}

/* The bytes of the body that are sent. A stream's are not known yet, and an empty text is left
 * out. */
static struct log_field bytes_field(const struct request *request, const struct reply *reply)
{
	bool any = reply_has_body(request, reply);

	if (any && reply->stream)
		return (struct log_field)LOG_FIELD_TEXT("bytes", str_of(NULL, 0));
	return (struct log_field)LOG_FIELD_INTEGER("bytes", any ? (int64_t)reply->body.n : 0);
}

/* The text itself may be anything, and tells more of a person than a log needs. Every browser calls
 * itself Mozilla, and most bots that do name a page about them. */
static struct str agent_class(const struct request *request)
{
	static const struct str bots[] = { STR_INIT("bot"), STR_INIT("Bot"), STR_INIT("crawl"),
					   STR_INIT("spider"), STR_INIT("+http") };
	struct str agent = str_head(request_header(request, STR("user-agent")), AGENT_MAX);

	for (size_t i = 0; i < ARRAY_LEN(bots); i++)
		if (str_contains(agent, bots[i]))
			return STR("bot");
	if (str_starts(agent, STR("Mozilla/")))
		return STR("browser");
	return agent.n ? STR("program") : STR("none");
}

/* What to change if the origin should have been trusted. */
static struct str origin_setting(const struct reply *reply)
{
	return reply->origin.n ? STR("BETTER_AUTH_URL or BETTER_AUTH_TRUSTED_ORIGINS") : STR("");
}

static void write_line(const struct log *log, const struct request *request,
		       const struct reply *reply, int64_t micros)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("request_id", request->id),
		LOG_FIELD_TEXT("trace_id", request->trace_id),
		LOG_FIELD_TEXT("span_id", request->span_id),
		LOG_FIELD_TEXT("method", known_method(request)),
		LOG_FIELD_TEXT("route", reply->route),
		LOG_FIELD_INTEGER("status", reply->status),
		LOG_FIELD_MS("ms", micros),
		bytes_field(request, reply),
		LOG_FIELD_TEXT("agent", agent_class(request)),
		LOG_FIELD_TEXT("address", request->address),
		LOG_FIELD_TEXT("user_id", reply->user_id),
		LOG_FIELD_TEXT("account", reply->account),
		LOG_FIELD_TEXT("reason", reply->reason),
		LOG_FIELD_TEXT("origin", reply->origin),
		LOG_FIELD_TEXT("trusted", reply->trusted),
		LOG_FIELD_TEXT("setting", origin_setting(reply)),
		LOG_FIELD_TEXT("fault", reply->fault),
	};

	log_line(log, level_of(reply), "request", fields, ARRAY_LEN(fields));
}

void access_log(const struct log *log, const struct request *request, const struct reply *reply,
		int64_t micros)
{
	if (log_wants(log, level_of(reply)))
		write_line(log, request, reply, micros);
}

void access_log_stream(const struct log *log, const struct stream_end *end)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("request_id", end->request_id),
		LOG_FIELD_TEXT("route", end->route),
		LOG_FIELD_MS("ms", end->micros),
		LOG_FIELD_INTEGER("bytes", (int64_t)end->bytes),
		LOG_FIELD_TEXT("reason", end->reason),
	};

	log_line(log, LOG_LEVEL_INFO, "stream ended", fields, ARRAY_LEN(fields));
}
