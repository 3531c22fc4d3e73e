/* Sockets whose answer is sent and whose client has not yet stopped sending.
 *
 * Closing a socket with unread bytes resets the connection, and the reset may reach the client before it
 * has read why it was refused. So what still comes is thrown away for a moment (RFC 9112 section 9.6).
 *
 * Not safe across threads: its owner's mutex guards it.
 */
#ifndef OSTIARY_SERVER_LINGER_H
#define OSTIARY_SERVER_LINGER_H

#include <stddef.h>
#include <stdint.h>

#define LINGER_SOCKETS 32   /* at one time; more are closed at once */
#define LINGER_MS      2000 /* for the client to read its answer */
#define LINGER_TICK_MS 20   /* how often linger_step() should be called */

struct linger_set {
	struct {
		int fd;
		int64_t until_ms;
	} of[LINGER_SOCKETS];
	size_t n;
};

/* Keeps a second descriptor of the socket; the caller may close its own. */
void linger_add(struct linger_set *set, int fd, int64_t now_ms);

/* Throws away what has come; closes those whose client is done or whose time is over. */
void linger_step(struct linger_set *set, int64_t now_ms);

/* Closes all. */
void linger_done(struct linger_set *set);

#endif
