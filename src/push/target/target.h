/* Where pushes may go. Users name the URLs, so that the server must not become their way into its
 * own network: a public address is judged again when the name has been resolved, before the
 * connection is made. */
#ifndef OSTIARY_PUSH_TARGET_TARGET_H
#define OSTIARY_PUSH_TARGET_TARGET_H

#include <stdbool.h>

#include "base/str.h"
#include "base/url.h"
#include "http/address.h"

enum push_targets {
	PUSH_TARGETS_PUBLIC = 0, /* https to addresses of the internet */
	PUSH_TARGETS_ANY,        /* https to any address, and http to this machine */
};

/* NULL, or a sentence about why the URL cannot be one of a push service. */
const char *push_endpoint_fault(struct str endpoint, enum push_targets targets);

/* "https://push.example" of a URL without a fault; in out. It is the audience of RFC 8292. */
struct str push_endpoint_origin(struct str endpoint, char out[ORIGIN_MAX]);

/* Whether a connection to the resolved address may be made; `https` says by which scheme. */
bool push_address_is_allowed(const struct address *address, bool https, enum push_targets targets);

/* Whether it is an address of the internet, of one machine. */
bool push_address_is_public(const struct address *address);

#endif
