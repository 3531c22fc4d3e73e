/* The list of who was thrown out, kept by the same thread as the keys. */
#include "remote/keeper.h"
#include "remote/settings.h"

#define MS_PER_S 1000

static int64_t now_ms(const struct keeper *k)
{
	return settings_now_ms(&k->settings);
}

bool keeper_list_is_expired(struct keeper *k)
{
	struct ost_not_before *list = holder_take_list(&k->holder);
	struct ost_not_before_info info;
	bool expired = false;

	if (list) {
		ost_not_before_about(list, &info);
		expired = settings_now_s(&k->settings) >= info.expires_s;
	}
	ost_not_before_unref(list);
	return expired;
}

/* Within the interval: somewhat less, so that many verifiers do not ask in the same instant. */
static int64_t next_ms(struct keeper *k)
{
	int64_t each_ms = k->settings.not_before_s * MS_PER_S;

	return keeper_scatter(k, each_ms * 85 / 100, each_ms);
}

/* After a failure no later than after a success, unless the issuer asks for that. */
static int64_t retry_ms(struct keeper *k, int64_t retry_after_s)
{
	int64_t wait_ms = keeper_retry_ms(k, &k->list_failed_wait_ms, retry_after_s);
	int64_t each_ms = k->settings.not_before_s * MS_PER_S;

	return wait_ms > each_ms && retry_after_s < 0 ? each_ms : wait_ms;
}

static int64_t take_over(struct keeper *k, const struct relisted *got)
{
	if (!keeper_is_good(got->outcome))
		return retry_ms(k, got->retry_after_s);
	if (got->outcome == OST_FETCH_NEW)
		holder_put_list(&k->holder, got->list);
	k->list_failed_wait_ms = 0;
	k->told_expired = keeper_list_is_expired(k) && k->told_expired;
	return next_ms(k);
}

static void conclude(struct keeper *k, const struct relisted *got, int64_t began_ms,
		     int64_t wait_ms)
{
	int64_t now = now_ms(k);

	pthread_mutex_lock(&k->lock);
	k->list_in_flight = false;
	k->list_finished++;
	k->list_last = got->outcome;
	k->list_due_ms = now + wait_ms;
	if (keeper_is_good(got->outcome))
		k->list_good_ms = began_ms;
	pthread_cond_broadcast(&k->ended);
	pthread_mutex_unlock(&k->lock);
	/* The keys know who signed it, or the metadata where it is: when they are fetched anew. */
	if (got->unknown_key || got->outcome == OST_FETCH_NO_LIST)
		keeper_ask(k);
}

void keeper_fetch_list(struct keeper *k)
{
	struct ost_remote_event event = { .about = OST_ABOUT_LIST };
	struct ost_keyset *set = holder_take(&k->holder, INT64_MIN); /* however old */
	struct ost_not_before *current = holder_take_list(&k->holder);
	int64_t began_ms = now_ms(k), wait_ms;
	struct relisted got;

	event.reason = k->list_failed_wait_ms ? OST_REASON_RETRY : OST_REASON_DUE;
	source_refresh_list(&k->source, set, current, &got);
	ost_keyset_unref(set);
	ost_not_before_unref(current);
	if (keeper_is_stopping(k)) {
		ost_not_before_unref(got.list);
		return;
	}
	wait_ms = take_over(k, &got);
	conclude(k, &got, began_ms, wait_ms);
	event.outcome = got.outcome;
	event.detail = got.detail;
	event.status = got.status;
	event.duration_ms = now_ms(k) - began_ms;
	event.next_ms = wait_ms;
	keeper_tell(k, &event);
}

void keeper_tell_expired(struct keeper *k)
{
	struct ost_remote_event event = { .about = OST_ABOUT_LIST,
					  .outcome = OST_FETCH_OUTDATED,
					  .reason = OST_REASON_RETRY,
					  .detail = "" };

	k->told_expired = true;
	pthread_mutex_lock(&k->lock);
	event.next_ms = k->list_due_ms - now_ms(k);
	pthread_mutex_unlock(&k->lock);
	keeper_tell(k, &event);
}
