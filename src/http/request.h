/* One request as values: what arrived, already bounded, not yet judged. */
#ifndef OSTIARY_HTTP_REQUEST_H
#define OSTIARY_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "core/arena.h"

enum http_method {
	HTTP_OTHER = 0, /* any method that no route has */
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_PUT,
	HTTP_PATCH,
	HTTP_DELETE,
	HTTP_OPTIONS,
};

struct http_header {
	struct str name;
	struct str value;
};

struct request {
	struct arena *arena; /* the request's memory; lives until the answer is sent */
	struct str id;       /* names the request in the log and in X-Request-Id */
	enum http_method method;
	struct str method_name;      /* as it arrived */
	struct str path;             /* as it arrived, before '?', never decoded */
	struct str query;            /* behind '?', never decoded; empty when there is none */
	struct http_header *headers; /* in order of arrival */
	size_t n_headers;
	struct str body;    /* empty until the whole body is there */
	struct str address; /* the client's, normalised (http/address.h) */
	bool from_proxy;    /* a declared proxy handed it on: its X-Forwarded-... may be believed */
	int64_t now_ms;     /* when the head was complete: the one time this request knows */
	const void *route;  /* the application's own, set by its plan() */
};

/* The first header of that name (case-insensitive); empty when there is none. */
struct str request_header(const struct request *request, struct str name);

/* How many headers of that name there are. */
size_t request_header_count(const struct request *request, struct str name);

enum http_method http_method_parse(struct str name);

#endif
