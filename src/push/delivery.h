/* What becomes of a message by the answer of the push service. */
#ifndef OSTIARY_PUSH_DELIVERY_H
#define OSTIARY_PUSH_DELIVERY_H

#include "core/random.h"
#include "push/transfer.h"
#include "store/tables/push/messages.h"

enum push_outcome {
	PUSH_LATER = 0, /* the service is away, has a fault or asks to wait */
	PUSH_SENT,      /* the service has taken it */
	PUSH_GONE,      /* the subscription has ended (404, 410) */
	PUSH_REFUSED,   /* for good; a redirect is a refusal too */
};

enum push_outcome push_outcome_of(const struct push_answer *answer);

/* Sets done, or due_ms: after the longer one of the growing pause and what the service asked for.
 * PUSH_LATER becomes PUSH_REFUSED when no time is left for another attempt. */
enum push_outcome push_record(struct push_message *message, enum push_outcome outcome,
			      const struct push_answer *answer, int64_t now_ms,
			      const struct random *random);

#endif
