#include "remote/refresher.h"

#include <sys/random.h>

#include "base/cleanup.h"
#include "base/thread.h"
#include "remote/clock.h"
#include "remote/outcome_text.h"
#include "remote/settings.h"

#define POLL_MS       30000 /* the thread reads the clock this often: the machine may have slept */
#define POLL_GIVEN_MS 10    /* the same for a clock of the caller */
#define HOWEVER_OLD   INT64_MIN

enum action {
	ACTION_STOP = 0,
	ACTION_FETCH,
	ACTION_REPORT_OUTDATED,
};

struct task {
	enum action action;
	enum ost_remote_subject subject;
	enum ost_remote_reason reason; /* of a fetch */
};

static int64_t refresher_now_ms(const struct refresher *r)
{
	return remote_clock_ms(&r->settings);
}

/* --- what differs between the keys and the list ----------------------------------------------- */

static void refresh_keys(struct refresher *r, struct refreshed *out)
{
	struct ost_keyset *set = current_set_take(&r->current, HOWEVER_OLD);

	key_endpoint_refresh(&r->keys, set, out);
	ost_keyset_unref(set);
}

static void refresh_list(struct refresher *r, struct refreshed *out)
{
	struct current_pair current;

	current_set_take_pair(&r->current, HOWEVER_OLD, &current);
	revocation_endpoint_refresh(&r->revocations, current.set, current.list, out);
	current_pair_done(&current);
	if (out->outcome == OST_REMOTE_OUTCOME_NO_LIST)
		key_endpoint_doubt(&r->keys);
}

static void install_keys(struct refresher *r, struct refreshed *got, int64_t started_ms)
{
	int64_t good_until_ms = CURRENT_SET_FOREVER;

	if (r->settings.outage == OST_REMOTE_OUTAGE_FAIL_CLOSED)
		good_until_ms = started_ms + r->settings.outage_s * 1000;
	if (got->outcome == OST_REMOTE_OUTCOME_NEW)
		current_set_put(&r->current, TAKE(got->set), good_until_ms);
	else
		current_set_extend(&r->current, good_until_ms);
}

static void install_list(struct refresher *r, struct refreshed *got, int64_t started_ms)
{
	(void)started_ms; /* the list says itself when it expires */
	if (got->outcome == OST_REMOTE_OUTCOME_NEW)
		current_set_put_list(&r->current, TAKE(got->list));
}

static bool are_keys_outdated(struct refresher *r)
{
	return current_set_is_outdated(&r->current, refresher_now_ms(r));
}

static bool is_list_outdated(struct refresher *r)
{
	return current_set_list_has_expired(&r->current, remote_clock_s(&r->settings));
}

static size_t count_keys(struct refresher *r)
{
	struct ost_keyset *set = current_set_take(&r->current, refresher_now_ms(r));
	size_t n = set ? ost_keyset_count(set) : 0;

	ost_keyset_unref(set);
	return n;
}

static size_t count_users(struct refresher *r)
{
	struct ost_revocations *list = current_set_take_list(&r->current);
	struct ost_revocations_info info = { .size = sizeof(info) };

	if (list)
		ost_revocations_info(list, &info);
	ost_revocations_unref(list);
	return info.users;
}

static const struct subject {
	void (*refresh)(struct refresher *r, struct refreshed *out);
	void (*install)(struct refresher *r, struct refreshed *got, int64_t started_ms);
	bool (*is_outdated)(struct refresher *r);
	size_t (*count)(struct refresher *r);
} subjects[REFRESHER_SUBJECTS] = {
	[OST_REMOTE_SUBJECT_KEYS] = { refresh_keys, install_keys, are_keys_outdated, count_keys },
	[OST_REMOTE_SUBJECT_REVOCATIONS] = { refresh_list, install_list, is_list_outdated,
					     count_users },
};

/* When the next fetch of the subject starts; FEED_NEVER_MS: none can start. The lock is held. */
static int64_t next_ms(const struct refresher *r, enum ost_remote_subject subject)
{
	const struct feed *keys = &r->feeds[OST_REMOTE_SUBJECT_KEYS];

	if (subject == OST_REMOTE_SUBJECT_REVOCATIONS &&
	    (!refresher_requires_list(r) || !keys->last_good))
		return FEED_NEVER_MS; /* I6 */
	return feed_next_ms(&r->feeds[subject]);
}

/* When the next fetch of any subject starts; the lock is held. */
static int64_t next_of_all_ms(const struct refresher *r)
{
	int64_t keys_ms = next_ms(r, OST_REMOTE_SUBJECT_KEYS);
	int64_t list_ms = next_ms(r, OST_REMOTE_SUBJECT_REVOCATIONS);

	return keys_ms < list_ms ? keys_ms : list_ms;
}

/* --- the thread ------------------------------------------------------------------------------- */

static bool find_outdated(struct refresher *r, enum ost_remote_subject *out)
{
	for (unsigned i = 0; i < REFRESHER_SUBJECTS; i++) {
		if (r->feeds[i].reported_outdated || !subjects[i].is_outdated(r))
			continue;
		*out = (enum ost_remote_subject)i;
		return true;
	}
	return false;
}

static bool find_due(const struct refresher *r, enum ost_remote_subject *out)
{
	int64_t now = refresher_now_ms(r);

	for (unsigned i = 0; i < REFRESHER_SUBJECTS; i++) {
		if (now < next_ms(r, (enum ost_remote_subject)i))
			continue;
		*out = (enum ost_remote_subject)i;
		return true;
	}
	return false;
}

/* Finds what is to be done now; the lock is held. */
static bool find_task(struct refresher *r, struct task *out)
{
	*out = (struct task){ .action = ACTION_STOP };
	if (r->stopping)
		return true;
	out->action = ACTION_FETCH;
	if (find_due(r, &out->subject))
		return true;
	out->action = ACTION_REPORT_OUTDATED;
	return find_outdated(r, &out->subject);
}

static void sleep_until(struct refresher *r, int64_t at_ms)
{
	int64_t poll_ms = r->settings.clock_ms ? POLL_GIVEN_MS : POLL_MS;
	int64_t ms = at_ms - refresher_now_ms(r);

	(void)thread_wait_until(&r->wake, &r->lock, thread_time_in(ms < poll_ms ? ms : poll_ms));
}

static void await_task(struct refresher *r, struct task *out)
{
	pthread_mutex_lock(&r->lock);
	while (!find_task(r, out))
		sleep_until(r, next_of_all_ms(r));
	if (out->action == ACTION_FETCH)
		out->reason = feed_start(&r->feeds[out->subject], refresher_now_ms(r));
	if (out->action == ACTION_REPORT_OUTDATED)
		r->feeds[out->subject].reported_outdated = true;
	pthread_mutex_unlock(&r->lock);
}

static bool is_stopping(struct refresher *r)
{
	bool stopping;

	pthread_mutex_lock(&r->lock);
	stopping = r->stopping;
	pthread_mutex_unlock(&r->lock);
	return stopping;
}

static void emit_event(struct refresher *r, struct ost_remote_event *event)
{
	if (!r->settings.event)
		return;
	event->size = sizeof(*event);
	event->url = event->subject == OST_REMOTE_SUBJECT_KEYS ? key_endpoint_url(&r->keys)
							       : r->revocations.at.url;
	event->keys = count_keys(r);
	event->users = count_users(r);
	r->settings.event(r->settings.arg, event);
}

/* Counts the fetch and wakes the callers that wait for it; how long until the next one. */
static int64_t conclude_fetch(struct refresher *r, enum ost_remote_subject subject,
			      const struct refreshed *got, int64_t started_ms)
{
	const struct feed_result result = { .outcome = got->outcome,
					    .started_ms = started_ms,
					    .lifetime_s = got->lifetime_s,
					    .retry_after_s = got->retry_after_s };
	bool outdated = subjects[subject].is_outdated(r);
	struct feed *feed = &r->feeds[subject];
	int64_t wait_ms;

	pthread_mutex_lock(&r->lock);
	wait_ms = feed_finish(feed, &result, refresher_now_ms(r));
	if (outcome_is_good(got->outcome))
		feed->reported_outdated = feed->reported_outdated && outdated;
	if (got->needs_keys)
		feed_request(&r->feeds[OST_REMOTE_SUBJECT_KEYS], OST_REMOTE_REASON_REQUESTED);
	pthread_cond_broadcast(&r->ended);
	pthread_mutex_unlock(&r->lock);
	return wait_ms;
}

static void fetch_subject(struct refresher *r, const struct task *task)
{
	struct ost_remote_event event = { .subject = task->subject, .reason = task->reason };
	int64_t started_ms = refresher_now_ms(r);
	struct refreshed got;

	subjects[task->subject].refresh(r, &got);
	if (!is_stopping(r)) { /* else it was aborted, which says nothing about the issuer */
		if (outcome_is_good(got.outcome))
			subjects[task->subject].install(r, &got, started_ms);
		event.next_ms = conclude_fetch(r, task->subject, &got, started_ms);
		event.outcome = got.outcome;
		event.detail = got.detail;
		event.status = got.status;
		event.duration_ms = refresher_now_ms(r) - started_ms;
		emit_event(r, &event);
	}
	refreshed_done(&got);
}

static void report_outdated(struct refresher *r, enum ost_remote_subject subject)
{
	struct ost_remote_event event = { .subject = subject,
					  .outcome = OST_REMOTE_OUTCOME_OUTDATED,
					  .reason = OST_REMOTE_REASON_RETRY,
					  .detail = "" };

	pthread_mutex_lock(&r->lock);
	event.next_ms = next_ms(r, subject) - refresher_now_ms(r);
	pthread_mutex_unlock(&r->lock);
	emit_event(r, &event);
}

static void *refresher_run(void *arg)
{
	struct refresher *r = arg;
	struct task task;

	for (;;) {
		await_task(r, &task);
		switch (task.action) {
		case ACTION_STOP:
			return NULL;
		case ACTION_FETCH:
			fetch_subject(r, &task);
			break;
		case ACTION_REPORT_OUTDATED:
			report_outdated(r, task.subject);
			break;
		}
	}
}

/* --- for callers ------------------------------------------------------------------------------ */

/* The lock is held. */
static void request_keys(struct refresher *r, enum ost_remote_reason reason)
{
	if (feed_request(&r->feeds[OST_REMOTE_SUBJECT_KEYS], reason))
		pthread_cond_signal(&r->wake);
}

void refresher_request(struct refresher *r)
{
	pthread_mutex_lock(&r->lock);
	request_keys(r, OST_REMOTE_REASON_REQUESTED);
	pthread_mutex_unlock(&r->lock);
}

bool refresher_request_kid(struct refresher *r, const char *token, size_t len)
{
	const struct feed *keys = &r->feeds[OST_REMOTE_SUBJECT_KEYS];
	struct kid_request request = { .kid = kid_requests_hash(&r->kid_requests, token, len),
				       .now_ms = refresher_now_ms(r),
				       .cooldown_ms = r->settings.kid_cooldown_s * 1000 };
	bool helps;

	if (!request.kid)
		return false;
	pthread_mutex_lock(&r->lock);
	request.started = keys->started;
	request.last_good = keys->last_good;
	helps = kid_requests_note(&r->kid_requests, &request);
	if (helps)
		request_keys(r, OST_REMOTE_REASON_UNKNOWN_KEY);
	pthread_mutex_unlock(&r->lock);
	return helps;
}

/* The lock is held. */
static uint64_t count_finished(const struct refresher *r)
{
	uint64_t finished = 0;

	for (size_t i = 0; i < REFRESHER_SUBJECTS; i++)
		finished += r->feeds[i].finished;
	return finished;
}

uint64_t refresher_ticket(struct refresher *r)
{
	uint64_t ticket;

	pthread_mutex_lock(&r->lock);
	ticket = count_finished(r);
	pthread_mutex_unlock(&r->lock);
	return ticket;
}

/* Whether a fetch runs, or can start in time; the lock is held. */
static bool is_expected(const struct refresher *r, struct timespec deadline)
{
	for (size_t i = 0; i < REFRESHER_SUBJECTS; i++)
		if (r->feeds[i].in_flight)
			return true;
	return next_of_all_ms(r) - refresher_now_ms(r) <= thread_time_left(deadline);
}

bool refresher_await(struct refresher *r, uint64_t ticket, struct timespec deadline)
{
	bool ended;

	pthread_mutex_lock(&r->lock);
	while (count_finished(r) == ticket && is_expected(r, deadline))
		if (!thread_wait_until(&r->ended, &r->lock, deadline))
			break;
	ended = count_finished(r) != ticket;
	pthread_mutex_unlock(&r->lock);
	return ended;
}

void refresher_feed_status(struct refresher *r, enum ost_remote_subject subject,
			   struct ost_remote_feed_status *out)
{
	out->entries = subjects[subject].count(r);
	out->outdated = subjects[subject].is_outdated(r);
	pthread_mutex_lock(&r->lock);
	feed_status(&r->feeds[subject], refresher_now_ms(r), out);
	if (next_ms(r, subject) == FEED_NEVER_MS)
		out->next_ms = -1;
	pthread_mutex_unlock(&r->lock);
}

/* --- life ------------------------------------------------------------------------------------- */

/* Not a secret; never zero, which a shift register must not be. */
static uint64_t random_seed(const struct refresher *r)
{
	uint64_t number = 0;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) != sizeof(number))
		number = (uint64_t)refresher_now_ms(r) ^ (uint64_t)(uintptr_t)r;
	return number | 1;
}

static void init_feeds(struct refresher *r)
{
	const struct ost_remote_settings *s = &r->settings;
	const struct feed_policy policies[REFRESHER_SUBJECTS] = {
		[OST_REMOTE_SUBJECT_KEYS] = { .default_s = s->default_age_s,
					      .min_s = s->min_age_s,
					      .max_s = s->max_age_s,
					      .from_percent = 80,
					      .to_percent = 90,
					      .retry_max_ms = FEED_RETRY_LAST_MS,
					      .retry_after_max_s = s->max_age_s,
					      .cooldown_ms = s->cooldown_s * 1000 },
		[OST_REMOTE_SUBJECT_REVOCATIONS] = { .default_s = s->revocations_s,
						     .min_s = s->revocations_s,
						     .max_s = s->revocations_s,
						     .from_percent = 85,
						     .to_percent = 100,
						     .retry_max_ms = s->revocations_s * 1000,
						     .retry_after_max_s = s->max_age_s },
	};

	for (size_t i = 0; i < REFRESHER_SUBJECTS; i++)
		feed_init(&r->feeds[i], &policies[i], refresher_now_ms(r), random_seed(r));
}

static bool refresher_start(struct refresher *r)
{
	if (thread_start(&r->thread, THREAD_STACK_DEFAULT, refresher_run, r) != 0)
		return false;
	(void)pthread_setname_np(r->thread, "ostiary-remote");
	return true;
}

static void refresher_release(struct refresher *r)
{
	fetcher_free(r->fetcher);
	current_set_done(&r->current);
	pthread_cond_destroy(&r->wake);
	pthread_cond_destroy(&r->ended);
	pthread_mutex_destroy(&r->lock);
	remote_settings_done(&r->settings);
}

bool refresher_init(struct refresher *r, const struct ost_remote_settings *settings)
{
	*r = (struct refresher){ .stopping = false };
	if (!remote_settings_init(&r->settings, settings))
		return false;
	r->fetcher = fetcher_new(&r->settings);
	revocation_endpoint_init(&r->revocations, &r->settings, r->fetcher);
	key_endpoint_init(&r->keys, &r->settings, r->fetcher, &r->revocations);
	current_set_init(&r->current);
	pthread_mutex_init(&r->lock, NULL); /* cannot fail on Linux */
	thread_condition_init(&r->wake);
	thread_condition_init(&r->ended);
	r->kid_requests.seed = random_seed(r);
	init_feeds(r);
	if (r->fetcher && refresher_start(r))
		return true;
	refresher_release(r);
	return false;
}

void refresher_done(struct refresher *r)
{
	pthread_mutex_lock(&r->lock);
	r->stopping = true;
	pthread_cond_signal(&r->wake);
	pthread_mutex_unlock(&r->lock);
	fetcher_stop(r->fetcher);
	pthread_join(r->thread, NULL);
	refresher_release(r);
}
