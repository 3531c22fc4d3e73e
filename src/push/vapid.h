/* By what a push service knows the sender (RFC 8292): a signed statement for that service alone. */
#ifndef OSTIARY_PUSH_VAPID_H
#define OSTIARY_PUSH_VAPID_H

#include <stdint.h>

#include "push/key.h"

#define VAPID_LIFE_S    (12 * 3600) /* at most a day (section 2) */
#define VAPID_CHARS_MAX 2048

struct vapid {
	const struct push_key *key;
	struct str contact; /* "mailto:" or "https:" of the operator; empty: none is told */
};

/* Appends the value of the header Authorization for the service with this origin. False: see
 * *err. */
bool vapid_put(const struct vapid *vapid, struct str origin, int64_t now_s, struct buf *out,
	       struct err *err);

#endif
