/* The header fields of an answer that the refresher needs (RFC 9110, RFC 9111). */
#ifndef OSTIARY_REMOTE_HTTP_RESPONSE_HEAD_H
#define OSTIARY_REMOTE_HTTP_RESPONSE_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define RESPONSE_MAX_BYTES     16384 /* of all header lines together, interim answers included */
#define RESPONSE_VALIDATOR_MAX 256   /* a longer ETag is not sent back */
#define RESPONSE_SECONDS_MAX   INT64_C(2147483648) /* RFC 9111 section 1.2.2 */

/* The validators that make a request conditional (RFC 9110 section 13.1); "" where the answer had
 * none. */
struct validators {
	char etag[RESPONSE_VALIDATOR_MAX + 1];
	char last_modified[RESPONSE_VALIDATOR_MAX + 1];
};

static inline bool validators_exist(const struct validators *validators)
{
	return validators->etag[0] || validators->last_modified[0];
}

enum response_type {
	RESPONSE_TYPE_JSON = 0, /* JSON's own type, none at all, or a generic one (text/plain) */
	RESPONSE_TYPE_JWT,      /* application/jwt, or any type that ends in +jwt */
	RESPONSE_TYPE_OTHER,
};

struct response_head {
	size_t bytes; /* of all lines so far */
	struct validators validators;
	enum response_type type;
	bool encoded;      /* a Content-Encoding other than identity */
	bool no_cache;     /* no-cache, no-store, or an age that cannot be read */
	int64_t max_age_s; /* this and the next members are -1 when there is none */
	int64_t age_s;     /* the time that the answer spent in caches */
	int64_t expires_s; /* since 1970; 0, in the past, when it cannot be read */
	int64_t date_s;
	int64_t retry_after_s; /* RFC 9110 section 10.2.3, as seconds only */
};

void response_head_init(struct response_head *head);

/* Reads one line as it arrived, with or without its line end; a status line starts a new head.
 * False when the head is too large. */
bool response_head_line(struct response_head *head, struct str line);

/* The number of seconds for which the answer is fresh (RFC 9111 section 4.2): 0 when it is not
 * fresh, -1 when it gives no lifetime. Directives for shared caches and for stale answers are
 * ignored. */
int64_t response_head_lifetime_s(const struct response_head *head);

#endif
