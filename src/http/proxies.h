/* The address of the client behind trusted proxies. */
#ifndef OSTIARY_HTTP_PROXIES_H
#define OSTIARY_HTTP_PROXIES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "http/address.h"
#include "http/request.h"

/* A network, or one address with all of its 128 bits. */
struct network {
	struct address address;
	unsigned prefix; /* bits, 0 to 128 */
};

/* Reads a text such as "192.0.2.1", "10.0.0.0/8" or "2001:db8::/32". False for any other. */
bool network_parse(struct str text, struct network *out);

bool network_contains(const struct network *network, const struct address *address);

struct proxies {
	const struct network *trusted;
	size_t n;
	struct str headers;   /* such as "x-forwarded-for"; several are separated by commas */
	unsigned ipv6_prefix; /* bits of an IPv6 address that count as one client; 0: 64 */
};

/* Whether every name in the list could be the name of a header. */
bool proxies_headers_are_names(struct str headers);

/* Whether the peer of a socket is a trusted proxy. All bits of its address count. */
bool proxies_trust(const struct proxies *proxies, const struct address *peer);

/* The address of the socket, unless that is a trusted proxy. Then the list in the header is read
 * from the right, because each proxy appends the address from which it got the request: the first
 * address that is no trusted proxy is the client's, and the client may have invented everything to
 * the left of it. An entry that is no address ends the search, and the last trusted address is the
 * result. Of several headers, the first that names a client is used. The result is canonical
 * (http/address.h) and in the arena.
 *
 * An entry may have a port, brackets and quotes: "203.0.113.1:50001", "[2001:db8::1]:443". Empty
 * entries are skipped. The header "forwarded" has elements as in RFC 7239 section 4, whose "for" is
 * the entry. */
struct str proxies_client(const struct proxies *proxies, const struct request *request);

#endif
