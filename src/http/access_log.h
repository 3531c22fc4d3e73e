/* The one line that a request leaves behind. */
#ifndef OSTIARY_HTTP_ACCESS_LOG_H
#define OSTIARY_HTTP_ACCESS_LOG_H

#include <stdint.h>

#include "core/log.h"
#include "http/reply.h"
#include "http/request.h"

/* Writes "request" with request_id, method, route, status, ms, address, user_id, account, reason and fault, as
 * far as they are known: at error level when there is a fault, at warn level for another 5xx, else at info.
 *
 * At notice level is what somebody may want to look into: a 403, a 429, and any other refusal that names an
 * account.
 *
 * Neither path, query, headers nor body are in it: they may hold a token or an e-mail.
 * micros  from the complete head to the answer
 */
void access_log(const struct log *log, const struct request *request, const struct reply *reply,
		int64_t micros);

#endif
