#include "server/linger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#define STEP_BYTES ((size_t)1 << 20) /* thrown away from one socket before the next has its turn */

void linger_add(struct linger_set *set, int fd, int64_t now_ms)
{
	int copy;

	if (set->n == LINGER_SOCKETS)
		return;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (copy < 0)
		return;
	shutdown(copy, SHUT_WR);
	set->of[set->n].fd = copy;
	set->of[set->n].until_ms = now_ms + LINGER_MS;
	set->n++;
}

/* True when the client has closed, or is beyond hearing. */
static bool client_is_done(int fd)
{
	/* MSG_TRUNC: the bytes are not even copied. */
	ssize_t n = recv(fd, NULL, STEP_BYTES, MSG_DONTWAIT | MSG_TRUNC);

	return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

void linger_step(struct linger_set *set, int64_t now_ms)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->n; i++)
		if (set->of[i].until_ms < now_ms || client_is_done(set->of[i].fd))
			close(set->of[i].fd);
		else
			set->of[kept++] = set->of[i];
	set->n = kept;
}

void linger_done(struct linger_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		close(set->of[i].fd);
	set->n = 0;
}
