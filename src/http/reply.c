#include "http/reply.h"

bool reply_status_has_body(unsigned status)
{
	return status >= 200 && status != 204 && status != 304;
}

bool reply_has_body(const struct request *request, const struct reply *reply)
{
	return request->method != HTTP_HEAD && reply_status_has_body(reply->status);
}

static void append(struct reply *reply, struct str name, struct str value, size_t most)
{
	if (reply->n_headers >= most) {
		reply->fault = STR("the answer has too many headers");
		return;
	}
	reply->headers[reply->n_headers++] = (struct http_header){ name, value };
}

void reply_header(struct reply *reply, struct str name, struct str value)
{
	append(reply, name, value, REPLY_HEADERS_MAX - REPLY_HEADERS_KEPT);
}

void reply_protect(struct reply *reply, struct str name, struct str value)
{
	append(reply, name, value, REPLY_HEADERS_MAX);
}

struct http_header *reply_find(struct reply *reply, struct str name)
{
	for (size_t i = 0; i < reply->n_headers; i++)
		if (str_eq(reply->headers[i].name, name))
			return &reply->headers[i];
	return NULL;
}

void reply_drop(struct reply *reply, struct str name, struct str prefix)
{
	size_t kept = 0;

	for (size_t i = 0; i < reply->n_headers; i++) {
		const struct http_header header = reply->headers[i];

		if (!str_eq(header.name, name) || !str_starts(header.value, prefix))
			reply->headers[kept++] = header;
	}
	reply->n_headers = kept;
}

void reply_body(struct reply *reply, unsigned status, struct str content_type, struct str body)
{
	reply->status = status;
	reply->body = body;
	reply_header(reply, STR("content-type"), content_type);
}

void reply_json(struct reply *reply, unsigned status, struct str json)
{
	reply_body(reply, status, STR("application/json"), json);
}

void reply_fault(struct reply *reply, struct arena *a, const struct err *err)
{
	if (err->told)
		reply->reason = STR("database");
	else
		reply->fault = arena_copy(a, str_z(err->text));
}
