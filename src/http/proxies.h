/* Who sent a request, when proxies that were declared hand it on. */
#ifndef OSTIARY_HTTP_PROXIES_H
#define OSTIARY_HTTP_PROXIES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "http/request.h"

/* One address or network; IPv4 in the IPv6 form ::ffff:a.b.c.d. */
struct network {
	unsigned char bytes[16];
	unsigned prefix; /* bits, 0 to 128 */
};

/* Reads "192.0.2.1", "10.0.0.0/8", "2001:db8::/32". False when it is none. */
bool network_parse(struct str text, struct network *out);

struct proxies {
	const struct network *trusted;
	size_t n;
	struct str headers;   /* "x-forwarded-for", or several, separated by commas */
	unsigned ipv6_prefix; /* bits of an IPv6 address that tell clients apart; 0: 64 */
};

/* The request's own address unless that is a trusted proxy's. Then the header's list is walked from the
 * right, because each proxy appends whom it heard: the first address that is no trusted proxy is the
 * client's, and what stands left of it is anybody's invention. An entry that is no address ends the
 * walk: the last trusted one counts. Of several headers the first that names a client counts. Normalised
 * (http/address.h), in the arena.
 *
 * The socket's address is known to proxies_socket_bits(), so that an IPv6 proxy is trusted with its
 * network. */
struct str proxies_client(const struct proxies *proxies, const struct request *request);

/* How many bits of a socket's IPv6 address the request must have: never fewer than a /64, lest a proxy be
 * trusted with more of its neighbours. */
unsigned proxies_socket_bits(const struct proxies *proxies);

/* Whether the request's own address is a trusted proxy's; to be asked before it is replaced. */
bool proxies_handed_on(const struct proxies *proxies, const struct request *request);

#endif
