/* The URLs of endpoints: which are accepted, and which have the same origin. */
#ifndef OSTIARY_REMOTE_HTTP_URL_H
#define OSTIARY_REMOTE_HTTP_URL_H

#include <stdbool.h>

#define REMOTE_URL_MAX_BYTES 2000 /* every HTTP server accepts this in a request line */

enum remote_url_rc {
	REMOTE_URL_BAD = 0, /* not an absolute http(s) URL with a host, or with user or fragment */
	REMOTE_URL_CLEAR,   /* http to another machine */
	REMOTE_URL_OK,      /* https, or http to this machine */
};

enum remote_url_rc remote_url_judge(const char *url);
bool remote_url_has_query(const char *url);

/* Whether scheme, host and port are the same (RFC 6454 section 4); false when one of them is no
 * URL. */
bool remote_url_same_origin(const char *a, const char *b);

struct sockaddr;
/* Whether packets to this address stay on this machine. */
bool remote_url_is_loopback(const struct sockaddr *to);

#endif
