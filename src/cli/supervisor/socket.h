/* The socket on which the server accepts clients: one that systemd has opened, or its own. */
#ifndef OSTIARY_CLI_SUPERVISOR_SOCKET_H
#define OSTIARY_CLI_SUPERVISOR_SOCKET_H

#include "cli/resolve/address.h"

/* Takes what a supervisor has handed over, before the process forks. EX_OK with the socket, or -1,
 * in *out_fd; otherwise the code with which the program ends, and stderr has the cause. */
int socket_find(int *out_fd);

/* Makes *fd, unless it is -1, the socket that the server listens on; else opens one where the
 * settings say. EX_OK with *fd, which the caller closes, and its address in *out; otherwise the
 * code with which the program ends, and stderr has the cause. */
int socket_open(struct arena *a, const struct settings *settings, int *fd,
		struct listen_address *out);

#endif
