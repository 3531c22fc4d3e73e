#include "remote/keeper.h"

#include <signal.h>
#include <string.h>
#include <sys/random.h>

#include "remote/settings.h"

#define LOOK_MS        30000 /* the thread looks at the clock so often: a machine may have slept */
#define LOOK_GIVEN_MS  10    /* the same with the caller's clock */
#define RETRY_FIRST_MS 1000
#define RETRY_LAST_MS  60000
#define NANOS_PER_MS   1000000L
#define NANOS_PER_S    1000000000L

enum turn {
	TURN_STOP = 0,
	TURN_FETCH,
	TURN_LIST,
	TURN_OUTDATED,
	TURN_EXPIRED,
};

static int64_t min_ms(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t now_ms(const struct keeper *k)
{
	return settings_now_ms(&k->settings);
}

/* Something from low to high, so that many verifiers do not ask in the same instant. Not a secret. */
int64_t keeper_scatter(struct keeper *k, int64_t low, int64_t high)
{
	k->random ^= k->random << 13;
	k->random ^= k->random >> 7;
	k->random ^= k->random << 17;
	return low + (int64_t)(k->random % (uint64_t)(high - low + 1));
}

/* When the next list is due, if there are keys to judge it by; the lock is held. */
static int64_t next_list_ms(const struct keeper *k)
{
	return keeper_has_list(k) && k->last_good ? k->list_due_ms : INT64_MAX;
}

/* When the next keys are due, or those that were asked for; the lock is held. */
static int64_t next_ms(const struct keeper *k)
{
	int64_t asked_ms = k->ended_ms + k->settings.cooldown_s * 1000;

	return k->wanted ? min_ms(k->due_ms, asked_ms) : k->due_ms;
}

static void sleep_until(struct keeper *k, int64_t at_ms)
{
	int64_t ms = min_ms(at_ms - now_ms(k), k->settings.clock_ms ? LOOK_GIVEN_MS : LOOK_MS);
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * NANOS_PER_MS;
	if (until.tv_nsec >= NANOS_PER_S) {
		until.tv_sec++;
		until.tv_nsec -= NANOS_PER_S;
	}
	pthread_cond_timedwait(&k->wake, &k->lock, &until);
}

/* What is to be done now; the lock is held. False: nothing. */
static bool is_turn(struct keeper *k, enum turn *out)
{
	int64_t now = now_ms(k);

	if (k->stopping)
		*out = TURN_STOP;
	else if (now >= next_ms(k))
		*out = TURN_FETCH;
	else if (now >= next_list_ms(k))
		*out = TURN_LIST;
	else if (!k->told_outdated && holder_is_outdated(&k->holder, now))
		*out = TURN_OUTDATED;
	else if (!k->told_expired && keeper_list_is_expired(k))
		*out = TURN_EXPIRED;
	else
		return false;
	return true;
}

static enum turn await_turn(struct keeper *k, enum ost_remote_reason *out_reason)
{
	enum turn turn;

	pthread_mutex_lock(&k->lock);
	while (!is_turn(k, &turn))
		sleep_until(k, min_ms(next_ms(k), next_list_ms(k)));
	if (turn == TURN_FETCH) {
		*out_reason = now_ms(k) >= k->due_ms ? k->reason : k->why;
		k->wanted = false;
		k->in_flight = true;
		k->begun++;
	}
	if (turn == TURN_LIST)
		k->list_in_flight = true;
	pthread_mutex_unlock(&k->lock);
	return turn;
}

bool keeper_is_good(enum ost_remote_outcome outcome)
{
	return outcome < OST_FETCH_UNREACHABLE;
}

/* How long until the next fetch after a good one: somewhat before the set expires. */
static int64_t fresh_ms(struct keeper *k, int64_t lifetime_s)
{
	const struct ost_remote_settings *s = &k->settings;

	if (lifetime_s < 0)
		lifetime_s = s->default_age_s;
	if (lifetime_s < s->min_age_s)
		lifetime_s = s->min_age_s;
	lifetime_s = min_ms(lifetime_s, s->max_age_s);
	return keeper_scatter(k, lifetime_s * 800, lifetime_s * 900);
}

int64_t keeper_retry_ms(struct keeper *k, int64_t *failed_wait_ms, int64_t retry_after_s)
{
	int64_t asked_ms = min_ms(retry_after_s, k->settings.max_age_s) * 1000;
	int64_t wait_ms;

	*failed_wait_ms =
		*failed_wait_ms ? min_ms(*failed_wait_ms * 2, RETRY_LAST_MS) : RETRY_FIRST_MS;
	wait_ms = keeper_scatter(k, *failed_wait_ms / 2, *failed_wait_ms);
	return asked_ms > wait_ms ? asked_ms : wait_ms;
}

static int64_t good_until_ms(const struct keeper *k, int64_t began_ms)
{
	return k->settings.outage == OST_REMOTE_KEEP ? HOLDER_FOREVER
						     : began_ms + k->settings.outage_s * 1000;
}

/* Uses what was fetched; how long to wait for the next. */
static int64_t take_over(struct keeper *k, const struct refreshed *got, int64_t began_ms)
{
	if (!keeper_is_good(got->outcome))
		return keeper_retry_ms(k, &k->failed_wait_ms, got->retry_after_s);
	if (got->outcome == OST_FETCH_NEW)
		holder_put(&k->holder, got->set, good_until_ms(k, began_ms));
	else
		holder_extend(&k->holder, good_until_ms(k, began_ms));
	k->failed_wait_ms = 0;
	k->told_outdated = false;
	return fresh_ms(k, got->lifetime_s);
}

/* Counts the fetch and wakes who waits for it. */
static void conclude(struct keeper *k, enum ost_remote_outcome outcome, int64_t began_ms,
		     int64_t wait_ms)
{
	int64_t now = now_ms(k);

	pthread_mutex_lock(&k->lock);
	k->in_flight = false;
	k->finished++;
	k->last = outcome;
	k->ended_ms = now;
	k->due_ms = now + wait_ms;
	if (keeper_is_good(outcome)) {
		k->reason = OST_REASON_DUE;
		k->last_good = k->begun;
		k->good_ms = began_ms;
		k->in_a_row = 0;
	} else {
		k->reason = OST_REASON_RETRY;
		k->failures++;
		k->in_a_row++;
	}
	pthread_cond_broadcast(&k->ended);
	pthread_mutex_unlock(&k->lock);
}

static size_t count_keys(struct keeper *k)
{
	struct ost_keyset *set = holder_take(&k->holder, now_ms(k));
	size_t n = set ? ost_keyset_count(set) : 0;

	ost_keyset_unref(set);
	return n;
}

static size_t count_users(struct keeper *k)
{
	struct ost_not_before *list = holder_take_list(&k->holder);
	struct ost_not_before_info info = { .users = 0 };

	if (list)
		ost_not_before_about(list, &info);
	ost_not_before_unref(list);
	return info.users;
}

void keeper_tell(struct keeper *k, struct ost_remote_event *event)
{
	if (!k->settings.event)
		return;
	event->url = event->about == OST_ABOUT_LIST ? k->source.list.url : source_url(&k->source);
	event->keys = count_keys(k);
	event->users = count_users(k);
	k->settings.event(k->settings.arg, event);
}

bool keeper_is_stopping(struct keeper *k)
{
	bool stopping;

	pthread_mutex_lock(&k->lock);
	stopping = k->stopping;
	pthread_mutex_unlock(&k->lock);
	return stopping;
}

static void fetch_once(struct keeper *k, enum ost_remote_reason reason)
{
	int64_t began_ms = now_ms(k);
	struct ost_remote_event event = { .reason = reason };
	struct ost_keyset *current = holder_take(&k->holder, INT64_MIN); /* however old */
	struct refreshed got;
	int64_t wait_ms;

	source_refresh(&k->source, current, &got);
	ost_keyset_unref(current);
	if (keeper_is_stopping(k)) {
		ost_keyset_unref(got.set);
		return; /* it was broken off, which says nothing about the issuer */
	}
	wait_ms = take_over(k, &got, began_ms);
	conclude(k, got.outcome, began_ms, wait_ms);
	event.outcome = got.outcome;
	event.detail = got.detail;
	event.status = got.status;
	event.duration_ms = now_ms(k) - began_ms;
	event.next_ms = wait_ms;
	keeper_tell(k, &event);
}

static void tell_outdated(struct keeper *k)
{
	struct ost_remote_event event = { .outcome = OST_FETCH_OUTDATED,
					  .reason = OST_REASON_RETRY,
					  .detail = "" };

	k->told_outdated = true;
	pthread_mutex_lock(&k->lock);
	event.next_ms = next_ms(k) - now_ms(k);
	pthread_mutex_unlock(&k->lock);
	keeper_tell(k, &event);
}

static void *run(void *arg)
{
	struct keeper *k = arg;
	enum ost_remote_reason reason = OST_REASON_DUE;

	for (;;) {
		switch (await_turn(k, &reason)) {
		case TURN_STOP:
			return NULL;
		case TURN_FETCH:
			fetch_once(k, reason);
			break;
		case TURN_LIST:
			keeper_fetch_list(k);
			break;
		case TURN_OUTDATED:
			tell_outdated(k);
			break;
		case TURN_EXPIRED:
			keeper_tell_expired(k);
			break;
		}
	}
}

static void condition_init(pthread_cond_t *out)
{
	pthread_condattr_t steady;

	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(out, &steady);
	pthread_condattr_destroy(&steady);
}

/* The program's signals are not for this thread, and SIGPIPE of a broken TLS connection is nobody's. */
static bool start(struct keeper *k)
{
	sigset_t all, before;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&k->thread, NULL, run, k);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc == 0)
		(void)pthread_setname_np(k->thread, "ostiary-remote");
	return rc == 0;
}

static uint64_t seed(const struct keeper *k)
{
	uint64_t number = 0;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) != sizeof(number))
		number = (uint64_t)now_ms(k) ^ (uint64_t)(uintptr_t)k;
	return number | 1; /* a shift register must not be zero */
}

static void release(struct keeper *k)
{
	fetcher_free(k->source.fetcher);
	holder_done(&k->holder);
	pthread_cond_destroy(&k->wake);
	pthread_cond_destroy(&k->ended);
	pthread_mutex_destroy(&k->lock);
	settings_done(&k->settings);
}

bool keeper_init(struct keeper *k, const struct ost_remote_settings *settings)
{
	struct fetcher *fetcher;

	*k = (struct keeper){ 0 };
	if (!settings_init(&k->settings, settings))
		return false;
	fetcher = fetcher_new(&k->settings);
	source_init(&k->source, &k->settings, fetcher);
	holder_init(&k->holder);
	pthread_mutex_init(&k->lock, NULL); /* cannot fail on Linux */
	condition_init(&k->wake);
	condition_init(&k->ended);
	k->random = seed(k);
	k->asked.seed = seed(k);
	k->due_ms = now_ms(k);
	k->ended_ms = k->list_due_ms = k->due_ms;
	k->list_good_ms = -1;
	if (fetcher && start(k))
		return true;
	release(k);
	return false;
}

void keeper_done(struct keeper *k)
{
	pthread_mutex_lock(&k->lock);
	k->stopping = true;
	pthread_cond_signal(&k->wake);
	pthread_mutex_unlock(&k->lock);
	fetcher_stop(k->source.fetcher);
	pthread_join(k->thread, NULL);
	release(k);
}
