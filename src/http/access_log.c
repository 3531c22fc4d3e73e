#include "http/access_log.h"

#include "base/cleanup.h"

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

/* What to change if the origin should have been trusted. */
static struct str origin_setting(const struct reply *reply)
{
	return reply->origin.n ? STR("BETTER_AUTH_URL or BETTER_AUTH_TRUSTED_ORIGINS") : STR("");
}

void access_log(const struct log *log, const struct request *request, const struct reply *reply,
		int64_t micros)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("request_id", request->id),
		LOG_FIELD_TEXT("method", known_method(request)),
		LOG_FIELD_TEXT("route", reply->route),
		LOG_FIELD_INTEGER("status", reply->status),
		LOG_FIELD_MS("ms", micros),
		LOG_FIELD_TEXT("address", request->address),
		LOG_FIELD_TEXT("user_id", reply->user_id),
		LOG_FIELD_TEXT("account", reply->account),
		LOG_FIELD_TEXT("reason", reply->reason),
		LOG_FIELD_TEXT("origin", reply->origin),
		LOG_FIELD_TEXT("trusted", reply->trusted),
		LOG_FIELD_TEXT("setting", origin_setting(reply)),
		LOG_FIELD_TEXT("fault", reply->fault),
	};

	if (log_wants(log, level_of(reply)))
		log_line(log, level_of(reply), "request", fields, ARRAY_LEN(fields));
}
