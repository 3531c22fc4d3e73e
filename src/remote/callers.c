/* The keeper as those see it who want something of it: nothing here waits unless it is asked to. */
#include "remote/keeper.h"
#include "remote/settings.h"

static void want(struct keeper *k, enum ost_remote_reason why)
{
	if (k->in_flight || k->wanted)
		return;
	k->wanted = true;
	k->why = why;
	pthread_cond_signal(&k->wake);
}

bool keeper_ask_for(struct keeper *k, const char *token, size_t len)
{
	uint64_t kid = asked_kid(&k->asked, token, len);
	struct asked_when when = { .now_ms = settings_now_ms(&k->settings),
				   .missing_ms = k->settings.missing_s * 1000 };
	bool worth;

	if (!kid)
		return false;
	pthread_mutex_lock(&k->lock);
	when.begun = k->begun;
	when.last_good = k->last_good;
	worth = asked_note(&k->asked, kid, &when);
	if (worth)
		want(k, OST_REASON_UNKNOWN_KEY);
	pthread_mutex_unlock(&k->lock);
	return worth;
}

void keeper_ask(struct keeper *k)
{
	pthread_mutex_lock(&k->lock);
	want(k, OST_REASON_ASKED);
	pthread_mutex_unlock(&k->lock);
}

uint64_t keeper_ticket(struct keeper *k)
{
	uint64_t ticket;

	pthread_mutex_lock(&k->lock);
	ticket = k->finished + k->list_finished;
	pthread_mutex_unlock(&k->lock);
	return ticket;
}

static int64_t left_ms(const struct timespec *deadline)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)(deadline->tv_sec - now.tv_sec) * 1000 +
	       (deadline->tv_nsec - now.tv_nsec) / 1000000;
}

/* Whether a fetch runs or can begin in time; the lock is held. */
static bool is_expected(const struct keeper *k, const struct timespec *deadline)
{
	int64_t at_ms = k->due_ms, asked_ms = k->ended_ms + k->settings.cooldown_s * 1000;

	if (k->in_flight || k->list_in_flight)
		return true;
	if (keeper_has_list(k) && k->last_good && k->list_due_ms < at_ms)
		at_ms = k->list_due_ms;
	if (k->wanted && asked_ms < at_ms)
		at_ms = asked_ms;
	return at_ms - settings_now_ms(&k->settings) <= left_ms(deadline);
}

bool keeper_await(struct keeper *k, uint64_t ticket, const struct timespec *deadline)
{
	bool ended;

	pthread_mutex_lock(&k->lock);
	while (k->finished + k->list_finished == ticket && is_expected(k, deadline))
		if (pthread_cond_timedwait(&k->ended, &k->lock, deadline) != 0)
			break;
	ended = k->finished + k->list_finished != ticket;
	pthread_mutex_unlock(&k->lock);
	return ended;
}

static void list_status(struct keeper *k, struct ost_remote_status *out)
{
	struct ost_not_before *list = holder_take_list(&k->holder);
	struct ost_not_before_info info = { .users = 0 };

	if (list)
		ost_not_before_about(list, &info);
	ost_not_before_unref(list);
	out->users = info.users;
	out->list_expired = keeper_list_is_expired(k);
}

void keeper_status(struct keeper *k, struct ost_remote_status *out)
{
	int64_t now = settings_now_ms(&k->settings);
	struct ost_keyset *set = holder_take(&k->holder, now);

	*out = (struct ost_remote_status){ .keys = set ? ost_keyset_count(set) : 0 };
	ost_keyset_unref(set);
	list_status(k, out);
	pthread_mutex_lock(&k->lock);
	out->list_age_ms = k->list_good_ms < 0 ? -1 : now - k->list_good_ms;
	out->list_last = k->list_last;
	out->age_ms = k->last_good ? now - k->good_ms : -1;
	out->next_ms = k->in_flight || k->due_ms < now ? 0 : k->due_ms - now;
	out->fetches = k->finished;
	out->failures = k->failures;
	out->in_a_row = k->in_a_row;
	out->last = k->last;
	pthread_mutex_unlock(&k->lock);
}
