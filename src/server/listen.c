#include "server/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 4096 /* the kernel cuts it to net.core.somaxconn */

union endpoint {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static bool parse_endpoint(struct str address, uint16_t port, union endpoint *out,
			   socklen_t *out_bytes)
{
	char z[INET6_ADDRSTRLEN];

	if (address.n > 2 && address.p[0] == '[' && address.p[address.n - 1] == ']')
		address = str_of(address.p + 1, address.n - 2);
	if (address.n == 0 || address.n >= sizeof(z) || str_find(address, '\0') >= 0)
		return false;
	memcpy(z, address.p, address.n);
	z[address.n] = '\0';
	*out = (union endpoint){ 0 };
	if (inet_pton(AF_INET, z, &out->in.sin_addr) == 1) {
		out->in.sin_family = AF_INET;
		out->in.sin_port = htons(port);
		*out_bytes = sizeof(out->in);
		return true;
	}
	out->in6.sin6_family = AF_INET6;
	out->in6.sin6_port = htons(port);
	*out_bytes = sizeof(out->in6);
	return inet_pton(AF_INET6, z, &out->in6.sin6_addr) == 1;
}

static enum listen_rc rc_of_errno(void)
{
	switch (errno) {
	case EADDRINUSE:
		return LISTEN_IN_USE;
	case EACCES:
	case EPERM:
		return LISTEN_NOT_PERMITTED;
	case EADDRNOTAVAIL:
	case EAFNOSUPPORT:
		return LISTEN_NOT_OURS;
	default:
		return LISTEN_FAULT;
	}
}

static bool bind_and_listen(int fd, const union endpoint *endpoint, socklen_t bytes)
{
	const int yes = 1, no = 0;

	/* A restart must not wait until the previous connections have left TIME_WAIT. */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) < 0)
		return false;
	if (endpoint->any.sa_family == AF_INET6 &&
	    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no)) < 0)
		return false;
	/* Accepted sockets inherit it: the last piece of an answer does not wait for an
	 * acknowledgement of the one before. */
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)) < 0)
		return false;
	return bind(fd, &endpoint->any, bytes) == 0 && listen(fd, BACKLOG) == 0;
}

static uint16_t port_of(int fd)
{
	union endpoint endpoint = { 0 };
	socklen_t bytes = sizeof(endpoint);

	if (getsockname(fd, &endpoint.any, &bytes) < 0)
		return 0;
	return ntohs(endpoint.any.sa_family == AF_INET6 ? endpoint.in6.sin6_port
							: endpoint.in.sin_port);
}

enum listen_rc listen_on(struct str address, uint16_t port, int *out_fd, uint16_t *out_port,
			 struct err *err)
{
	union endpoint endpoint;
	socklen_t bytes;
	enum listen_rc rc;
	int fd;

	if (!parse_endpoint(address, port, &endpoint, &bytes)) {
		err_set(err, "%.*s is not an IPv4 or IPv6 address", STR_FMT(address));
		return LISTEN_NO_ADDRESS;
	}
	fd = socket(endpoint.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && bind_and_listen(fd, &endpoint, bytes)) {
		*out_fd = fd;
		*out_port = port_of(fd);
		return LISTEN_OK;
	}
	rc = rc_of_errno();
	err_set(err, "%.*s port %u: %s", STR_FMT(address), (unsigned)port, strerror(errno));
	if (fd >= 0)
		close(fd);
	return rc;
}

static int option_of(int fd, int name)
{
	socklen_t bytes = sizeof(int);
	int value = -1;

	return getsockopt(fd, SOL_SOCKET, name, &value, &bytes) == 0 ? value : -1;
}

static bool is_listening(int fd)
{
	int family = option_of(fd, SO_DOMAIN);

	return option_of(fd, SO_TYPE) == SOCK_STREAM && option_of(fd, SO_ACCEPTCONN) == 1 &&
	       (family == AF_INET || family == AF_INET6);
}

static bool make_own(int fd)
{
	const int yes = 1;
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
	       fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
	       setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)) == 0;
}

static struct str host_of(struct arena *a, int fd)
{
	union endpoint endpoint = { 0 };
	socklen_t bytes = sizeof(endpoint);
	char text[INET6_ADDRSTRLEN] = "";

	if (getsockname(fd, &endpoint.any, &bytes) == 0 && endpoint.any.sa_family == AF_INET6)
		(void)inet_ntop(AF_INET6, &endpoint.in6.sin6_addr, text, sizeof(text));
	else
		(void)inet_ntop(AF_INET, &endpoint.in.sin_addr, text, sizeof(text));
	return arena_copy(a, str_z(text));
}

enum listen_rc listen_take(struct arena *a, int fd, struct str *out_host, uint16_t *out_port,
			   struct err *err)
{
	if (!is_listening(fd)) {
		err_set(err, "descriptor %d is no socket that listens for TCP connections", fd);
		return LISTEN_FAULT;
	}
	if (!make_own(fd)) {
		err_set(err, "the socket that was handed over: %s", strerror(errno));
		return LISTEN_FAULT;
	}
	*out_host = host_of(a, fd);
	*out_port = port_of(fd);
	return LISTEN_OK;
}
