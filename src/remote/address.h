/* URLs that keys may come from. */
#ifndef OSTIARY_REMOTE_ADDRESS_H
#define OSTIARY_REMOTE_ADDRESS_H

#include <stdbool.h>

#include "base/str.h"
#include "ostiary/remote.h"

#define ADDRESS_MAX_BYTES 2000 /* what every server takes in a request line */

enum address_rc {
	ADDRESS_BAD =
		0,     /* no absolute http or https URL with a host, or one with user or fragment */
	ADDRESS_CLEAR, /* http to somewhere else than this machine */
	ADDRESS_OK,    /* https, or http that stays on this machine */
};

enum address_rc address_judge(const char *url);
bool address_has_query(const char *url);

/* Same scheme, host and port (RFC 6454 section 4); false when one of them is no URL. */
bool address_same_origin(const char *a, const char *b);

struct sockaddr;
/* Whether packets to it stay on this machine. */
bool address_is_loopback(const struct sockaddr *to);

#endif
