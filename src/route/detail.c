#include "route/detail.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "core/limits.h"

void detail_reply(struct arena *a, struct reply *reply, unsigned status, struct str text)
{
	struct buf body;

	arena_buf(a, &body, text.n + 32, LIMIT_BODY_BYTES);
	buf_z(&body, "{\"detail\":");
	json_put_string(&body, text);
	buf_char(&body, '}');
	reply_json(reply, status, buf_text(&body));
}

void detail_not_authenticated(struct arena *a, struct reply *reply)
{
	reply_header(reply, STR("www-authenticate"), STR("Bearer"));
	detail_reply(a, reply, 401, STR("Not authenticated"));
}

void detail_refuse(struct arena *a, struct reply *reply, unsigned status)
{
	static const struct {
		unsigned status;
		struct str text;
	} texts[] = {
		{ 413, STR_INIT("Request body is larger than 64 KiB") },
		{ 414, STR_INIT("Request target is too long") },
		{ 415, STR_INIT("Content-Encoding must be identity") },
		{ 417, STR_INIT("Expect must be 100-continue") },
		{ 431, STR_INIT("Request head is too large") },
		{ 503, STR_INIT("The server is busy") },
		{ 505, STR_INIT("HTTP version must be 1.1") },
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (texts[i].status == status) {
			detail_reply(a, reply, status, texts[i].text);
			return;
		}
	detail_reply(a, reply, status, STR("Bad Request"));
}
