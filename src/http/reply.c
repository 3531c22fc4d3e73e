#include "http/reply.h"

void reply_header(struct reply *reply, struct str name, struct str value)
{
	if (reply->n_headers == REPLY_HEADERS_MAX) {
		reply->fault = STR("more headers than an answer has room for");
		return;
	}
	reply->headers[reply->n_headers++] = (struct http_header){ name, value };
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
