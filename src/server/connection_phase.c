#include "server/connection_own.h"

#include <sys/socket.h>

void connection_leave(struct connection *c)
{
	struct connection_queue *queue = c->queue;

	if (!queue)
		return;
	*(c->previous ? &c->previous->next : &queue->first) = c->next;
	*(c->next ? &c->next->previous : &queue->last) = c->previous;
	c->queue = NULL;
}

void connection_enter(struct connection *c, enum connection_phase phase)
{
	struct connection_queue *queue = &c->host->phases[phase];
	unsigned ms = c->host->phase_ms[phase];

	connection_leave(c);
	c->phase = phase;
	c->deadline_ms = ms ? c->host->now_ms + ms : INT64_MAX;
	c->queue = queue;
	c->next = NULL;
	c->previous = queue->last;
	*(queue->last ? &queue->last->next : &queue->first) = c;
	queue->last = c;
}

enum connection_step connection_end_exchange(struct connection *c, bool closes, bool unread)
{
	if (!closes && !connection_is_stopping(c)) {
		connection_enter(c, CONNECTION_HEAD);
		return STEP_ON;
	}
	if (!unread)
		return STEP_END;
	/* Closing a socket with unread bytes resets the connection, and the reset may reach the
	 * client before it has read the answer (RFC 9112 section 9.6). */
	input_forget(&c->input);
	shutdown(c->input.fd, SHUT_WR);
	connection_enter(c, CONNECTION_LINGER);
	return STEP_ON;
}
