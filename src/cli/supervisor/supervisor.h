/* What the server tells systemd about itself, as sd_notify(3) describes it: one datagram for each
 * change, to the socket that NOTIFY_SOCKET names. Without that variable every function does
 * nothing.
 *
 * READY=1                  the server answers, and has the key that it signs with
 * RELOADING=1 and READY=1  SIGHUP has been seen
 * WATCHDOG=1               at half of WATCHDOG_USEC, while each thread that serves takes its turns
 * STOPPING=1               the first signal that stops the server has come
 */
#ifndef OSTIARY_CLI_SUPERVISOR_SUPERVISOR_H
#define OSTIARY_CLI_SUPERVISOR_SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "core/log.h"
#include "core/ticker.h"

struct supervisor {
	int fd; /* -1: there is nobody to tell */
	struct sockaddr_un address;
	socklen_t address_bytes;
	int64_t watchdog_ms; /* from one WATCHDOG=1 to the next; 0: none is awaited */
	struct ticker *watchdog;
	bool (*lives)(void *arg);
	void *arg;
};

enum handed {
	HANDED_NONE = 0,
	HANDED_SOCKET,
	HANDED_TOO_MANY,
};

/* Whether what is written to the descriptor goes to systemd's journal (JOURNAL_STREAM of
 * systemd.exec(5)). */
bool supervisor_has_log(int fd);

/* The socket that systemd has opened for the server, as sd_listen_fds(3) describes it: LISTEN_FDS
 * says how many there are from descriptor 3 on, LISTEN_PID for which process. On HANDED_SOCKET
 * *out_fd is the caller's. Takes the variables out of the environment. Call it before the process
 * forks. */
enum handed supervisor_take_socket(int *out_fd);

/* Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, and takes them out of the environment. Call
 * it before the process is confined. An address that is none gets a line in the log, and nobody is
 * told. */
void supervisor_find(struct supervisor *out, const struct log *log);

/* Says that the server is ready, and from now on that it lives, as long as lives(arg) is true: a
 * thread of its own asks. */
void supervisor_ready(struct supervisor *self, bool (*lives)(void *arg), void *arg);

void supervisor_reloaded(const struct supervisor *self);

/* The watchdog is still answered, because requests that have started go on. */
void supervisor_stopping(const struct supervisor *self);

/* Ends the thread of the watchdog; it may be called in any state. */
void supervisor_done(struct supervisor *self);

#endif
