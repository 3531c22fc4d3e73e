#include "remote/feed.h"

#include "remote/outcome_text.h"

#define MS_PER_S 1000

static int64_t min_ms(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

void feed_init(struct feed *feed, const struct feed_policy *policy, int64_t now_ms, uint64_t seed)
{
	*feed = (struct feed){
		.policy = *policy, .random = seed, .due_ms = now_ms, .ended_ms = now_ms
	};
}

/* A number from low to high (xorshift64). Not a secret. */
static int64_t feed_scatter(struct feed *feed, int64_t low, int64_t high)
{
	feed->random ^= feed->random << 13;
	feed->random ^= feed->random >> 7;
	feed->random ^= feed->random << 17;
	return low + (int64_t)(feed->random % (uint64_t)(high - low + 1));
}

bool feed_request(struct feed *feed, enum ost_remote_reason reason)
{
	if (feed->in_flight || feed->requested)
		return false;
	feed->requested = true;
	feed->request_reason = reason;
	return true;
}

int64_t feed_next_ms(const struct feed *feed)
{
	if (!feed->requested)
		return feed->due_ms;
	return min_ms(feed->due_ms, feed->ended_ms + feed->policy.cooldown_ms);
}

enum ost_remote_reason feed_start(struct feed *feed, int64_t now_ms)
{
	enum ost_remote_reason reason =
		now_ms >= feed->due_ms ? feed->due_reason : feed->request_reason;

	feed->requested = false;
	feed->in_flight = true;
	feed->started++;
	return reason;
}

static int64_t wait_after_good_ms(struct feed *feed, int64_t lifetime_s)
{
	const struct feed_policy *p = &feed->policy;

	if (lifetime_s < 0)
		lifetime_s = p->default_s;
	if (lifetime_s < p->min_s)
		lifetime_s = p->min_s;
	lifetime_s = min_ms(lifetime_s, p->max_s);
	return feed_scatter(feed, lifetime_s * MS_PER_S * p->from_percent / 100,
			    lifetime_s * MS_PER_S * p->to_percent / 100);
}

static int64_t wait_after_failure_ms(struct feed *feed, int64_t retry_after_s)
{
	const struct feed_policy *p = &feed->policy;
	int64_t demanded_ms = min_ms(retry_after_s, p->retry_after_max_s) * MS_PER_S;
	int64_t wait_ms;

	feed->backoff_ms = feed->backoff_ms ? min_ms(feed->backoff_ms * 2, FEED_RETRY_LAST_MS)
					    : FEED_RETRY_FIRST_MS;
	wait_ms = feed_scatter(feed, feed->backoff_ms / 2, feed->backoff_ms);
	if (retry_after_s < 0)
		return min_ms(wait_ms, p->retry_max_ms);
	return demanded_ms > wait_ms ? demanded_ms : wait_ms;
}

static void count_good(struct feed *feed, int64_t started_ms)
{
	feed->due_reason = OST_REMOTE_REASON_DUE;
	feed->backoff_ms = 0;
	feed->last_good = feed->started;
	feed->good_ms = started_ms;
	feed->consecutive = 0;
}

static void count_failure(struct feed *feed)
{
	feed->due_reason = OST_REMOTE_REASON_RETRY;
	feed->failures++;
	feed->consecutive++;
}

int64_t feed_finish(struct feed *feed, const struct feed_result *result, int64_t now_ms)
{
	int64_t wait_ms;

	if (outcome_is_good(result->outcome)) {
		count_good(feed, result->started_ms);
		wait_ms = wait_after_good_ms(feed, result->lifetime_s);
	} else {
		count_failure(feed);
		wait_ms = wait_after_failure_ms(feed, result->retry_after_s);
	}
	feed->in_flight = false;
	feed->finished++;
	feed->last = result->outcome;
	feed->ended_ms = now_ms;
	feed->due_ms = now_ms + wait_ms;
	return wait_ms;
}

void feed_status(const struct feed *feed, int64_t now_ms, struct ost_remote_feed_status *out)
{
	out->last = feed->last;
	out->age_ms = feed->last_good ? now_ms - feed->good_ms : -1;
	out->next_ms = feed->in_flight || feed->due_ms < now_ms ? 0 : feed->due_ms - now_ms;
	out->fetches = feed->finished;
	out->failures = feed->failures;
	out->consecutive = feed->consecutive;
}
