/* One answer as values. What it points to lives in the request's arena or for ever. */
#ifndef OSTIARY_HTTP_REPLY_H
#define OSTIARY_HTTP_REPLY_H

#include <stddef.h>

#include "base/str.h"
#include "http/request.h"

#define REPLY_HEADERS_MAX 64 /* ours are all known, and stray cookies are expired up to a bound */

struct reply {
	unsigned status;
	struct str body;
	struct http_header headers[REPLY_HEADERS_MAX];
	size_t n_headers;
	/* For the access log, which is written once, at the request's edge. */
	struct str route;   /* the route's pattern, never the path with its ids */
	struct str user_id; /* once it is known */
	struct str account; /* the name in the log of the account that was asked for */
	struct str fault;   /* what broke below; empty when nothing did */
	struct str reason;  /* why a request was refused, as one word: a verdict, "owner" */
};

/* Appends a header. One header too many is left out, which the log will say: it is our bug. */
void reply_header(struct reply *reply, struct str name, struct str value);

/* The first header of that name (names are in lower case); NULL when there is none. */
struct http_header *reply_find(struct reply *reply, struct str name);

/* Takes back every header of that name whose value begins with prefix. */
void reply_drop(struct reply *reply, struct str name, struct str prefix);

/* Sets status, body and the content type. */
void reply_body(struct reply *reply, unsigned status, struct str content_type, struct str body);

/* As reply_body() with `application/json`. */
void reply_json(struct reply *reply, unsigned status, struct str json);

#endif
