/* The times of fetches: waits after good and bad answers, requests and their cooldown, the
 * counts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "remote/feed.h"

#define START_MS INT64_C(1000000)

static const struct feed_policy keys = {
	.default_s = 300,
	.min_s = 30,
	.max_s = 3600,
	.from_percent = 80,
	.to_percent = 90,
	.retry_max_ms = FEED_RETRY_LAST_MS,
	.retry_after_max_s = 3600,
	.cooldown_ms = 30000,
};
static const struct feed_policy list = {
	.default_s = 5,
	.min_s = 5,
	.max_s = 5,
	.from_percent = 85,
	.to_percent = 100,
	.retry_max_ms = 5000,
	.retry_after_max_s = 3600,
};

static int64_t finish(struct feed *feed, enum ost_remote_outcome outcome, int64_t lifetime_s,
		      int64_t retry_after_s, int64_t at_ms)
{
	const struct feed_result result = { .outcome = outcome,
					    .started_ms = at_ms,
					    .lifetime_s = lifetime_s,
					    .retry_after_s = retry_after_s };

	feed_start(feed, at_ms);
	return feed_finish(feed, &result, at_ms);
}

static void the_first_fetch_is_due_at_once(void **state)
{
	struct ost_remote_feed_status status;
	struct feed feed;

	(void)state;
	feed_init(&feed, &keys, START_MS, 1);
	assert_int_equal(feed_next_ms(&feed), START_MS);
	assert_int_equal(feed_start(&feed, START_MS), OST_REMOTE_REASON_DUE);
	feed_status(&feed, START_MS, &status);
	assert_int_equal(status.age_ms, -1);
	assert_int_equal(status.next_ms, 0);
	assert_int_equal(status.fetches, 0);
	assert_int_equal(status.last, OST_REMOTE_OUTCOME_NONE);
}

static void a_good_answer_waits_for_a_part_of_its_lifetime(void **state)
{
	static const struct {
		const struct feed_policy *policy;
		int64_t lifetime_s, from_ms, to_ms;
	} rows[] = {
		{ &keys, 600, 480000, 540000 }, { &keys, -1, 240000, 270000 },
		{ &keys, 0, 24000, 27000 },     { &keys, 1 << 30, 2880000, 3240000 },
		{ &list, 600, 4250, 5000 },     { &list, -1, 4250, 5000 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct feed feed;

		feed_init(&feed, rows[i].policy, START_MS, 1);
		for (int n = 0; n < 100; n++) {
			int64_t wait_ms = finish(&feed, OST_REMOTE_OUTCOME_SAME, rows[i].lifetime_s,
						 -1, START_MS);

			assert_in_range(wait_ms, rows[i].from_ms, rows[i].to_ms);
			assert_int_equal(feed_next_ms(&feed), START_MS + wait_ms);
		}
	}
}

static void after_failures_the_waits_double_up_to_a_minute(void **state)
{
	int64_t most_ms = FEED_RETRY_FIRST_MS;
	struct feed feed;

	(void)state;
	feed_init(&feed, &keys, START_MS, 1);
	for (int n = 0; n < 12; n++) {
		assert_in_range(finish(&feed, OST_REMOTE_OUTCOME_TIMED_OUT, -1, -1, START_MS),
				most_ms / 2, most_ms);
		most_ms = most_ms * 2 < FEED_RETRY_LAST_MS ? most_ms * 2 : FEED_RETRY_LAST_MS;
	}
	finish(&feed, OST_REMOTE_OUTCOME_NEW, -1, -1, START_MS);
	assert_in_range(finish(&feed, OST_REMOTE_OUTCOME_TIMED_OUT, -1, -1, START_MS),
			FEED_RETRY_FIRST_MS / 2, FEED_RETRY_FIRST_MS);
}

static void retry_after_is_kept_within_its_bound(void **state)
{
	struct feed feed;

	(void)state;
	feed_init(&feed, &keys, START_MS, 1);
	assert_int_equal(finish(&feed, OST_REMOTE_OUTCOME_WRONG_STATUS, -1, 100, START_MS), 100000);
	assert_int_equal(finish(&feed, OST_REMOTE_OUTCOME_WRONG_STATUS, -1, 9999, START_MS),
			 3600000);
	assert_in_range(finish(&feed, OST_REMOTE_OUTCOME_WRONG_STATUS, -1, 0, START_MS), 2000,
			4000);
}

static void a_list_is_retried_within_its_interval_unless_the_issuer_demands_more(void **state)
{
	struct feed feed;

	(void)state;
	feed_init(&feed, &list, START_MS, 1);
	for (int n = 0; n < 12; n++)
		assert_in_range(finish(&feed, OST_REMOTE_OUTCOME_UNREACHABLE, -1, -1, START_MS),
				500, 5000);
	assert_in_range(finish(&feed, OST_REMOTE_OUTCOME_UNREACHABLE, -1, 100, START_MS), 100000,
			100000);
}

static void a_request_waits_for_the_cooldown(void **state)
{
	struct feed feed;

	(void)state;
	feed_init(&feed, &keys, START_MS, 1);
	finish(&feed, OST_REMOTE_OUTCOME_NEW, 600, -1, START_MS);
	assert_true(feed_request(&feed, OST_REMOTE_REASON_UNKNOWN_KEY));
	assert_false(feed_request(&feed, OST_REMOTE_REASON_REQUESTED)); /* there is one already */
	assert_int_equal(feed_next_ms(&feed), START_MS + 30000);
	assert_int_equal(feed_start(&feed, START_MS + 30000), OST_REMOTE_REASON_UNKNOWN_KEY);
	assert_false(feed_request(&feed, OST_REMOTE_REASON_REQUESTED)); /* one is in flight */
}

static void a_fetch_that_is_due_needs_no_cooldown(void **state)
{
	struct feed feed;
	int64_t due_ms;

	(void)state;
	feed_init(&feed, &keys, START_MS, 1);
	due_ms = START_MS + finish(&feed, OST_REMOTE_OUTCOME_TIMED_OUT, -1, -1, START_MS);
	assert_true(feed_request(&feed, OST_REMOTE_REASON_UNKNOWN_KEY));
	assert_int_equal(feed_next_ms(&feed), due_ms);
	assert_int_equal(feed_start(&feed, due_ms), OST_REMOTE_REASON_RETRY);
}

static void fetches_and_failures_are_counted(void **state)
{
	struct ost_remote_feed_status status;
	struct feed feed;

	(void)state;
	feed_init(&feed, &keys, START_MS, 1);
	finish(&feed, OST_REMOTE_OUTCOME_TIMED_OUT, -1, -1, START_MS);
	finish(&feed, OST_REMOTE_OUTCOME_NEW, -1, -1, START_MS);
	finish(&feed, OST_REMOTE_OUTCOME_UNTRUSTED, -1, -1, START_MS);
	finish(&feed, OST_REMOTE_OUTCOME_UNREACHABLE, -1, -1, START_MS);
	feed_status(&feed, START_MS + 7, &status);
	assert_int_equal(status.fetches, 4);
	assert_int_equal(status.failures, 3);
	assert_int_equal(status.consecutive, 2);
	assert_int_equal(status.age_ms, 7);
	assert_int_equal(status.last, OST_REMOTE_OUTCOME_UNREACHABLE);
	assert_int_equal(status.next_ms, feed_next_ms(&feed) - START_MS - 7);
	assert_int_equal(feed.last_good, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_fetch_is_due_at_once),
		cmocka_unit_test(a_good_answer_waits_for_a_part_of_its_lifetime),
		cmocka_unit_test(after_failures_the_waits_double_up_to_a_minute),
		cmocka_unit_test(retry_after_is_kept_within_its_bound),
		cmocka_unit_test(
			a_list_is_retried_within_its_interval_unless_the_issuer_demands_more),
		cmocka_unit_test(a_request_waits_for_the_cooldown),
		cmocka_unit_test(a_fetch_that_is_due_needs_no_cooldown),
		cmocka_unit_test(fetches_and_failures_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
