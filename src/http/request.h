/* A request as values: bounded, and otherwise as it arrived. */
#ifndef OSTIARY_HTTP_REQUEST_H
#define OSTIARY_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "core/arena.h"
#include "http/address.h"

enum http_method {
	HTTP_OTHER = 0, /* a method that no route has */
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_PUT,
	HTTP_PATCH,
	HTTP_DELETE,
	HTTP_OPTIONS,
	HTTP_ANY, /* of a route: every method, also one that is not known; no request has it */
};

struct http_header {
	struct str name;
	struct str value;
};

#define REQUEST_PARAMETERS_MAX 3 /* the longest pattern of a route has three */

struct request {
	struct arena *arena; /* released when the answer has been sent */
	struct str id;       /* of the request, in the log and in X-Request-Id */
	/* Of a request that a trusted proxy has handed on (http/trace.h); else empty: the trace,
	 * the request in it, and the header traceparent of the answer. */
	struct str trace_id, span_id, traceparent;
	enum http_method method;
	struct str method_name;      /* as it arrived */
	struct str path;             /* as it arrived, before '?', never decoded */
	struct str query;            /* after '?', never decoded; empty when there is none */
	struct http_header *headers; /* in order of arrival */
	size_t n_headers;
	struct str body;     /* empty until it is complete */
	struct str address;  /* the client's, canonical (http/address.h) */
	struct address peer; /* of the socket, which may be a proxy's; all of its bits */
	bool from_proxy;     /* sent by a trusted proxy, so that its X-Forwarded-... are used */
	int64_t now_ms;      /* when the head was complete; handlers use no other clock */
	size_t answer_max;   /* bytes of a body, see reply.longer; 0: no bound but the handler's */
	bool apart;          /* handled where work may take its time: see reply.work */
	bool waits;          /* with the body, for "100 Continue" */
	size_t body_max;     /* bytes; set by the plan() of the application; 0: LIMIT_BODY_BYTES */
	bool ignores_body;   /* set by the plan() of the application: the answer needs none */
	const void *route;   /* set by the plan() of the application, for its own use */
	struct str parameters[REQUEST_PARAMETERS_MAX]; /* of the route, set with it; not decoded */
};

/* The first header of this name (in any case); empty when there is none. */
struct str request_header(const struct request *request, struct str name);

/* The only header of this name; empty when there is none, and when there are several, none of which
 * can be preferred (RFC 9110 section 5.3). */
struct str request_sole_header(const struct request *request, struct str name);

/* The number of headers of this name. */
size_t request_header_count(const struct request *request, struct str name);

/* The body without the byte order mark that some clients put before JSON (RFC 8259 section 8.1). */
struct str request_json_text(const struct request *request);

enum http_method http_method_parse(struct str name);

/* Whether the text is a token (RFC 9110 section 5.6.2), as methods and names of headers are. */
bool http_is_token(struct str text);

#endif
