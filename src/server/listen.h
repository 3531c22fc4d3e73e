/* The socket on which the server accepts clients. */
#ifndef OSTIARY_SERVER_LISTEN_H
#define OSTIARY_SERVER_LISTEN_H

#include <stdint.h>

#include "base/str.h"
#include "core/arena.h"
#include "core/err.h"

enum listen_rc {
	LISTEN_OK = 0,
	LISTEN_IN_USE,
	LISTEN_NO_ADDRESS,    /* the text is no IPv4 or IPv6 literal */
	LISTEN_NOT_OURS,      /* this machine does not have the address */
	LISTEN_NOT_PERMITTED, /* a port that only root may use */
	LISTEN_FAULT,
};

/* Opens a non-blocking socket that listens on an IPv4 or IPv6 literal, with or without brackets;
 * "::" accepts IPv4 clients as well. On LISTEN_OK *out_fd is the caller's and *out_port the actual
 * port; otherwise *err has the address and the cause. */
enum listen_rc listen_on(struct str address, uint16_t port, int *out_fd, uint16_t *out_port,
			 struct err *err);

/* Takes over a socket that another process has opened and handed over, such as systemd's. On
 * LISTEN_OK it does not block any more and is not inherited, *out_host is the address on which it
 * listens, in the arena, and *out_port the port; otherwise (LISTEN_FAULT) it is no stream socket of
 * IPv4 or IPv6 that listens, or cannot be made so. */
enum listen_rc listen_take(struct arena *a, int fd, struct str *out_host, uint16_t *out_port,
			   struct err *err);

#endif
