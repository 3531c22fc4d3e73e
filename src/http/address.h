/* A client's address: as bytes, and in one canonical form for use as a key.
 *
 * IPv4 is written as dotted decimal, and so is IPv6 that carries IPv4 (::ffff:a.b.c.d). Any other
 * IPv6 address is replaced by its network, as eight groups of four lower-case digits. The caller
 * gives the length of the network's prefix in bits, 1 to 128; one customer usually has a /64.
 */
#ifndef OSTIARY_HTTP_ADDRESS_H
#define OSTIARY_HTTP_ADDRESS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

struct sockaddr;

#define ADDRESS_IPV6_PREFIX 64
#define ADDRESS_TEXT_MAX    39 /* eight groups of four digits and seven colons */

/* A whole address; IPv4 in the IPv6 form ::ffff:a.b.c.d. */
struct address {
	unsigned char bytes[16];
	bool known; /* false: of another family */
};

/* The address of a socket; not known for a family other than IPv4 and IPv6. */
struct address address_of_socket(const struct sockaddr *socket);

/* Reads an IPv4 or IPv6 literal without port, brackets or zone. False, with *out untouched, for any
 * other text. */
bool address_read(struct str literal, struct address *out);

/* Whether it is IPv4, also inside IPv6. */
bool address_is_ipv4(const struct address *address);

/* Appends the canonical form; nothing when the address is not known. */
void address_put(struct buf *b, const struct address *address, unsigned ipv6_prefix);

#endif
