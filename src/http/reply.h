/* An answer as values. They point into the request's arena or to constants. */
#ifndef OSTIARY_HTTP_REPLY_H
#define OSTIARY_HTTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "core/err.h"
#include "http/request.h"

struct http_stream;

#define REPLY_HEADERS_MAX  64 /* more than any handler sets, expired stray cookies included */
#define REPLY_HEADERS_KEPT 8  /* of them for those of every answer: see reply_protect() */

struct reply {
	unsigned status;
	struct str body;
	size_t n_headers;
	/* The body would be longer than request->answer_max. The rest of this reply does not count,
	 * and the request is handled again where long answers are made. Only for requests that
	 * change nothing. */
	bool longer;
	/* With longer: the answer takes work, but is short. */
	bool work;
	/* What follows the head, with status 200 and instead of a body; NULL: nothing. The server
	 * takes it over. */
	struct http_stream *stream;
	/* For the access log: */
	struct str route;   /* the pattern of the route, never the path with its ids */
	struct str user_id; /* empty as long as it is unknown */
	struct str account; /* the alias of the account that the request is about */
	struct str fault;   /* what failed below; empty when nothing did */
	struct str reason;  /* one word for why the request was refused: a verdict, "owner" */
	struct str origin;  /* the origin that was refused, without path and query */
	struct str trusted; /* the origins that would not have been */
	/* Last, so that a reply is made empty without touching the places that are not used. */
	struct http_header headers[REPLY_HEADERS_MAX];
};

/* Whether an answer of this status may have a body (RFC 9110 section 6.4.1). */
bool reply_status_has_body(unsigned status);

/* Whether this answer to this request has one: that to HEAD has none. */
bool reply_has_body(const struct request *request, const struct reply *reply);

/* Appends a header. One for which there is no room is left out and logged as a fault, because it is
 * a bug. */
void reply_header(struct reply *reply, struct str name, struct str value);

/* The same for the headers that protect every answer: they have room of their own, so that no
 * number of other headers, such as those that expire planted cookies, keeps them out. */
void reply_protect(struct reply *reply, struct str name, struct str value);

/* The first header of this name, which is in lower case; NULL when there is none. */
struct http_header *reply_find(struct reply *reply, struct str name);

/* Removes every header of this name whose value starts with prefix. */
void reply_drop(struct reply *reply, struct str name, struct str prefix);

/* Sets status, body and content type. */
void reply_body(struct reply *reply, unsigned status, struct str content_type, struct str body);

/* What failed below, for the access log. A fault of which the log tells already becomes the reason
 * "database" instead. The text is copied into the arena. */
void reply_fault(struct reply *reply, struct arena *a, const struct err *err);

/* As reply_body() with `application/json`. */
void reply_json(struct reply *reply, unsigned status, struct str json);

#endif
