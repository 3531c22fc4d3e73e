/* GET /api/users/{user_id}/events: server-sent events (WHATWG HTML section 9.2), a stream that says
 * when the user's tasks, lists, sections or preferences have changed.
 *
 *	retry: 3120
 *	event: ready           the present cursor, at the beginning
 *	id: 57
 *	data: {"cursor":"57"}
 *
 *	event: changed         there is something behind the cursor that the client has
 *	id: 58
 *	data: {"cursor":"58"}
 *
 *	:                      a comment, when there was nothing else for EVENTS_BEAT_MS
 *
 *	event: end             reason "token": it has expired or was revoked; "stopping": the
 *	data: {"reason":"token"}    server stops, another connection will do
 *
 * An event names no change: the client asks `GET .../changes?since=` for them, which is the one
 * place that tells changes completely and in order, in pieces of a bounded size. So a stream holds
 * one number for its client, however many changes there are, however slowly the client reads.
 *
 * With Last-Event-ID the first event is "changed" if there is something behind that cursor; 410
 * when it is older than what `changes` still knows. */
#ifndef OSTIARY_ROUTE_TASK_API_EVENTS_H
#define OSTIARY_ROUTE_TASK_API_EVENTS_H

#include "route/call.h"

#define EVENTS_BEAT_MS 15000

void events_get(struct call *call);

#endif
