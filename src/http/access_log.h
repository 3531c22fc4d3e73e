/* The line in the log that every request has. */
#ifndef OSTIARY_HTTP_ACCESS_LOG_H
#define OSTIARY_HTTP_ACCESS_LOG_H

#include <stdint.h>

#include "core/log.h"
#include "http/reply.h"
#include "http/request.h"

/* Writes "request" with the known ones of request_id, trace_id, span_id, method, route, status, ms,
 * bytes, agent, address, user_id, account, reason, fault, and of a refused origin origin, trusted
 * and setting. bytes are those of the answer's body; agent is the class of the User-Agent: browser,
 * bot, program or none. The level is
 *   error   when there is a fault
 *   warn    for any other 5xx
 *   notice  for what an operator may look into: 403, 429, a refusal that names an account
 *   info    otherwise
 *
 * Path, query, headers and body are left out, because they may contain a token or an e-mail
 * address.
 *
 * The bytes of a stream are not known yet, and are left out: access_log_stream() tells of them.
 *
 * micros  microseconds from the complete head to the answer
 */
void access_log(const struct log *log, const struct request *request, const struct reply *reply,
		int64_t micros);

/* What has become of an answer that is a stream (http/stream.h). */
struct stream_end {
	struct str request_id, route; /* as in the line of its request */
	int64_t micros;               /* from the complete head to the end */
	uint64_t bytes;               /* of the body that were sent, without the frames of chunks */
	struct str reason;            /* why it has no end: "gone", "broken"; empty: it has */
};

/* Writes "stream ended" with request_id, route, ms, bytes and reason, at the level info. */
void access_log_stream(const struct log *log, const struct stream_end *end);

#endif
