/* The names of a request in logs and traces: X-Request-Id, and traceparent of W3C Trace Context
 * (https://www.w3.org/TR/trace-context/). A trusted proxy may give both; of anybody else they are
 * not believed, because a client could make its requests look like another's. */
#ifndef OSTIARY_HTTP_TRACE_H
#define OSTIARY_HTTP_TRACE_H

#include <stdint.h>

#include "http/request.h"

#define TRACE_ID_CHARS    32
#define TRACE_SPAN_CHARS  16
#define TRACE_REQUEST_MAX 128 /* bytes of an X-Request-Id that is kept */

/* Called once when the head of a request from a trusted proxy is known, whose id is still the 16
 * hex digits that the server has made. That number becomes its span. What the proxy names is kept
 * when it is sound and stands there once; a trace is made otherwise, of `made` and the span.
 * Changes id, trace_id, span_id and traceparent of the request; the texts are in its arena. */
void trace_take(struct request *request, uint64_t made);

#endif
