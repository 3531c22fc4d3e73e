#include "route/detail.h"

#include "base/cleanup.h"
#include "core/limits.h"
#include "http/media_type.h"

void detail_operation(struct arena *a, struct reply *reply, enum problem problem, struct str text,
		      struct blame blame, size_t operation)
{
	struct buf body;

	arena_buf(a, &body, text.n + 256, LIMIT_BODY_BYTES);
	problem_put_json(&body, problem, text, blame, operation);
	reply_json(reply, problem_status(problem), buf_text(&body));
}

void detail_problem(struct arena *a, struct reply *reply, enum problem problem, struct str text,
		    struct blame blame)
{
	detail_operation(a, reply, problem, text, blame, 0);
}

void detail_reply(struct arena *a, struct reply *reply, unsigned status, struct str text)
{
	detail_problem(a, reply, problem_of_status(status), text, (struct blame){ 0 });
}

void detail_not_authenticated(struct arena *a, struct reply *reply)
{
	reply_header(reply, STR("www-authenticate"), STR("Bearer"));
	detail_reply(a, reply, 401, STR("Not authenticated"));
}

void detail_stronger_sign_in(struct arena *a, struct reply *reply, struct str challenge)
{
	reply_header(reply, STR("www-authenticate"), challenge);
	detail_problem(a, reply, PROBLEM_STRONGER_SIGN_IN, STR("Sign in again"),
		       (struct blame){ 0 });
}

void detail_refuse(const struct request *request, struct reply *reply, unsigned status)
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

	struct arena *a = request->arena;

	if (status == 413 && request->body_max) {
		detail_problem(a, reply, PROBLEM_FILE_TOO_LARGE,
			       arena_fmt(a, "The file is larger than %zu MiB: import it in parts",
					 request->body_max >> 20),
			       (struct blame){ 0 });
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (texts[i].status == status) {
			detail_reply(a, reply, status, texts[i].text);
			return;
		}
	detail_reply(a, reply, status, STR("Bad Request"));
}

void detail_negotiate(const struct request *request, struct reply *reply)
{
	struct http_header *type = reply_find(reply, STR("content-type"));

	if (reply->status >= 400 && type && str_eq(type->value, STR(MEDIA_TYPE_JSON)) &&
	    media_type_is_accepted(request_header(request, STR("Accept")), STR(MEDIA_TYPE_PROBLEM)))
		type->value = STR(MEDIA_TYPE_PROBLEM);
}
