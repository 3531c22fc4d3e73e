/* A client's address as one text, so that one client is one key.
 *
 * IPv4 is dotted decimal; IPv6 that carries IPv4 (::ffff:a.b.c.d) is that IPv4 address; other IPv6 is
 * its network, as eight groups of four lower-case digits. How many bits a network has is the caller's to
 * say, 1 to 128: one customer usually has a /64.
 */
#ifndef OSTIARY_HTTP_ADDRESS_H
#define OSTIARY_HTTP_ADDRESS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

struct sockaddr;

#define ADDRESS_IPV6_PREFIX 64
#define ADDRESS_TEXT_MAX    39 /* eight groups of four digits and seven colons */

/* Appends the text of a socket's address; nothing for a family that is neither IPv4 nor IPv6. */
void address_put(struct buf *b, const struct sockaddr *address, unsigned ipv6_prefix);

/* Appends the text of an address literal as it comes in a header, without port, brackets or zone.
 * False, with nothing appended, when it is not exactly one address. */
bool address_put_literal(struct buf *b, struct str literal, unsigned ipv6_prefix);

#endif
