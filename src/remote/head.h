/* What the header lines of an answer say that a keeper of keys wants to know (RFC 9110, RFC 9111). */
#ifndef OSTIARY_REMOTE_HEAD_H
#define OSTIARY_REMOTE_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define HEAD_MAX_BYTES     16384 /* of all header lines together, interim answers included */
#define HEAD_VALIDATOR_MAX 256   /* a longer ETag is not sent back */
#define HEAD_SECONDS_MAX   INT64_C(2147483648) /* RFC 9111 section 1.2.2 */

/* What makes a request conditional (RFC 9110 section 13.1); empty texts when there is nothing. */
struct validators {
	char etag[HEAD_VALIDATOR_MAX + 1];
	char last_modified[HEAD_VALIDATOR_MAX + 1];
};

enum head_type {
	HEAD_TYPE_JSON = 0, /* JSON's own, none at all, or one that says nothing (text/plain) */
	HEAD_TYPE_JWT,      /* application/jwt, or anything that ends in +jwt */
	HEAD_TYPE_OTHER,
};

struct head {
	size_t bytes; /* of all lines so far */
	struct validators validators;
	enum head_type type;
	bool encoded;      /* a Content-Encoding other than identity */
	bool no_cache;     /* no-cache, no-store, or an age that cannot be read */
	int64_t max_age_s; /* these are -1 when there is none */
	int64_t age_s;     /* how long a cache on the way has had it */
	int64_t expires_s; /* since 1970; 0 when it cannot be read, which means in the past */
	int64_t date_s;
	int64_t retry_after_s; /* RFC 9110 section 10.2.3, as seconds only */
};

void head_init(struct head *head);

/* Takes one line as it came; a status line begins a new head. False when there are too many octets. */
bool head_line(struct head *head, struct str line);

/* How many seconds the answer is fresh (RFC 9111 section 4.2): 0 when it is not, -1 when it does not
 * say. Directives for shared caches and for stale answers are not looked at. */
int64_t head_lifetime_s(const struct head *head);

#endif
