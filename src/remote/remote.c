#include "ostiary/remote.h"

#include <curl/curl.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "remote/fork_mark.h"
#include "remote/keeper.h"
#include "remote/settings.h"

#define NANOS_PER_MS 1000000L
#define NANOS_PER_S  1000000000L

struct ost_remote {
	struct fork_mark
		mark; /* does not hold in a child made by fork(): then nothing else is touched */
	struct keeper keeper;
	struct ost_cache *cache;
	atomic_uint_fast64_t unknown;
};

const char *ost_remote_settings_fault(const struct ost_remote_settings *settings)
{
	return settings_fault(settings);
}

/* Its parts in the order in which they are undone. */
static bool build(struct ost_remote *remote, const struct ost_remote_settings *settings)
{
	size_t entries =
		settings->cache_entries ? (size_t)settings->cache_entries : SETTINGS_CACHE_ENTRIES;

	atomic_init(&remote->unknown, 0);
	remote->cache = ost_cache_new(entries);
	return remote->cache && fork_mark_init(&remote->mark) &&
	       keeper_init(&remote->keeper, settings);
}

enum ost_remote_rc ost_remote_new(const struct ost_remote_settings *settings,
				  struct ost_remote **out)
{
	struct ost_remote *remote;

	if (settings_fault(settings))
		return OST_REMOTE_BAD_SETTINGS;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return OST_REMOTE_NO_RESOURCES;
	remote = calloc(1, sizeof(*remote));
	if (remote && build(remote, settings)) {
		*out = remote;
		return OST_REMOTE_OK;
	}
	if (remote) {
		fork_mark_done(&remote->mark);
		ost_cache_free(remote->cache);
	}
	free(remote);
	curl_global_cleanup();
	return OST_REMOTE_NO_RESOURCES;
}

void ost_remote_free(struct ost_remote *remote)
{
	if (!remote || !fork_mark_holds(&remote->mark))
		return;
	keeper_done(&remote->keeper);
	ost_cache_free(remote->cache);
	fork_mark_done(&remote->mark);
	free(remote);
	curl_global_cleanup();
}

struct ost_keyset *ost_remote_keys(struct ost_remote *remote)
{
	if (!fork_mark_holds(&remote->mark))
		return NULL;
	return holder_take(&remote->keeper.holder, settings_now_ms(&remote->keeper.settings));
}

struct ost_not_before *ost_remote_not_before(struct ost_remote *remote)
{
	if (!fork_mark_holds(&remote->mark))
		return NULL;
	return holder_take_list(&remote->keeper.holder);
}

struct question {
	const struct ost_policy *policy;
	const char *token;
	size_t len;
	int64_t now_s;
	struct ost_claims **out;
};

/* What tokens are judged by; false when something of it is missing, and nothing is held then. */
static bool take_all(struct ost_remote *remote, struct held *out)
{
	if (!fork_mark_holds(&remote->mark))
		return false;
	holder_take_both(&remote->keeper.holder, settings_now_ms(&remote->keeper.settings), out);
	if (out->set && (out->list || !keeper_has_list(&remote->keeper)))
		return true;
	held_done(out);
	return false;
}

static enum ost_verdict judge(struct ost_remote *remote, const struct question *q)
{
	struct ost_policy policy = *q->policy;
	enum ost_verdict verdict;
	struct held held;

	if (!take_all(remote, &held))
		return OST_UNJUDGED;
	if (!policy.not_before)
		policy.not_before = held.list;
	verdict = ost_cache_verify(remote->cache, held.set, &policy, q->token, q->len, q->now_s,
				   q->out);
	held_done(&held);
	return verdict;
}

static struct timespec deadline_in(unsigned ms)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += ms / 1000;
	at.tv_nsec += ms % 1000 * NANOS_PER_MS;
	if (at.tv_nsec >= NANOS_PER_S) {
		at.tv_sec++;
		at.tv_nsec -= NANOS_PER_S;
	}
	return at;
}

static bool may_change(enum ost_verdict verdict)
{
	return verdict == OST_UNKNOWN_KEY || verdict == OST_UNJUDGED;
}

/* Judges again after each fetch that may help, until the time is up. */
static enum ost_verdict judge_patiently(struct ost_remote *remote, const struct question *q,
					unsigned wait_ms)
{
	struct timespec deadline = deadline_in(wait_ms);
	struct keeper *keeper = &remote->keeper;
	enum ost_verdict verdict;
	uint64_t ticket;

	do {
		ticket = keeper_ticket(keeper); /* first: what ends while we judge counts */
		verdict = judge(remote, q);
		/* Missing, unless the set that has it came while we judged by the one before. */
		if (verdict == OST_UNKNOWN_KEY && !keeper_ask_for(keeper, q->token, q->len) &&
		    keeper_ticket(keeper) == ticket)
			return verdict;
	} while (may_change(verdict) && keeper_await(keeper, ticket, &deadline));
	return verdict;
}

enum ost_verdict ost_remote_verify(struct ost_remote *remote, const struct ost_policy *policy,
				   const char *token, size_t len, int64_t now_s, unsigned wait_ms,
				   struct ost_claims **out)
{
	const struct question q = { policy, token, len, now_s, out };
	enum ost_verdict verdict = judge(remote, &q);

	if (!may_change(verdict) || !fork_mark_holds(&remote->mark))
		return verdict;
	if (verdict == OST_UNKNOWN_KEY)
		atomic_fetch_add_explicit(&remote->unknown, 1, memory_order_relaxed);
	if (wait_ms)
		return judge_patiently(remote, &q, wait_ms);
	if (verdict == OST_UNKNOWN_KEY)
		(void)keeper_ask_for(&remote->keeper, token, len);
	return verdict;
}

void ost_remote_refresh(struct ost_remote *remote)
{
	if (fork_mark_holds(&remote->mark))
		keeper_ask(&remote->keeper);
}

static bool has_all(struct ost_remote *remote)
{
	struct held held;
	bool there = take_all(remote, &held);

	if (there)
		held_done(&held);
	return there;
}

bool ost_remote_wait(struct ost_remote *remote, unsigned timeout_ms)
{
	struct timespec deadline = deadline_in(timeout_ms);
	uint64_t ticket;
	bool there;

	if (!fork_mark_holds(&remote->mark))
		return false;
	do {
		ticket = keeper_ticket(&remote->keeper);
		there = has_all(remote);
	} while (!there && keeper_await(&remote->keeper, ticket, &deadline));
	return there;
}

void ost_remote_status(struct ost_remote *remote, struct ost_remote_status *out)
{
	*out = (struct ost_remote_status){ .age_ms = -1, .list_age_ms = -1 };
	if (!fork_mark_holds(&remote->mark))
		return;
	keeper_status(&remote->keeper, out);
	out->unknown = atomic_load_explicit(&remote->unknown, memory_order_relaxed);
	ost_cache_counts(remote->cache, &out->cache);
}
