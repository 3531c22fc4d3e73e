#include "push/delivery.h"

#include "mail/backoff.h"

enum push_outcome push_outcome_of(const struct push_answer *answer)
{
	switch (answer->status) {
	case 404:
	case 410:
		return PUSH_GONE;
	case 0:
	case 408:
	case 425:
	case 429:
		return PUSH_LATER;
	default:
		break;
	}
	if (answer->status / 100 == 2)
		return PUSH_SENT;
	return answer->status / 100 == 5 ? PUSH_LATER : PUSH_REFUSED;
}

enum push_outcome push_record(struct push_message *message, enum push_outcome outcome,
			      const struct push_answer *answer, int64_t now_ms,
			      const struct random *random)
{
	int64_t pause_ms = backoff_ms(message->attempts, random);

	if (pause_ms < answer->retry_after_ms)
		pause_ms = answer->retry_after_ms;
	message->due_ms = outcome == PUSH_LATER ? now_ms + pause_ms : now_ms;
	message->done = outcome != PUSH_LATER || message->due_ms >= message->expires_ms;
	return message->done && outcome == PUSH_LATER ? PUSH_REFUSED : outcome;
}
