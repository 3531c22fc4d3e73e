#include "http/reply.h"

#include <stdio.h>
#include <stdlib.h>

void reply_header(struct reply *reply, struct str name, struct str value)
{
	if (reply->n_headers == REPLY_HEADERS_MAX) {
		fprintf(stderr, "ostiary: no room for the header %.*s\n", STR_FMT(name));
		abort();
	}
	reply->headers[reply->n_headers++] = (struct http_header){ name, value };
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
