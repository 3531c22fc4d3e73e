/* The head of an answer as bytes (RFC 9112 section 4). */
#ifndef OSTIARY_SERVER_WIRE_ANSWER_HEAD_H
#define OSTIARY_SERVER_WIRE_ANSWER_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "http/reply.h"

/* Further ones would be refused by clients and proxies. */
#define ANSWER_HEAD_MAX_BYTES ((size_t)32 << 10)

struct answer_head {
	const struct reply *reply;
	struct str request_id;
	struct str traceparent; /* empty: none */
	int64_t now_ms;         /* for Date */
	bool closes;            /* the connection ends with the answer */
	bool keeps;             /* it does not, which an HTTP/1.0 client is told */
	bool chunked;           /* a stream of chunks follows, instead of reply->body */
};

/* Why the reply's head cannot be sent, as a word for the log; NULL when it can: no value is
 * empty or has a control character, and the whole is not longer than ANSWER_HEAD_MAX_BYTES. */
const char *answer_head_fault(const struct reply *reply);

/* Appends the head with its empty line. Content-Length is the size of reply->body, also in a 304
 * whose body is not sent; a 304 without a body has none, and neither has a stream. */
void answer_head_put(struct buf *b, const struct answer_head *head);

#endif
