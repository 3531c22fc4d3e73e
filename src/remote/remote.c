#include "ostiary/remote.h"

#include <curl/curl.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/sized.h"
#include "base/thread.h"
#include "remote/clock.h"
#include "remote/fork_guard.h"
#include "remote/refresher.h"
#include "remote/settings.h"

struct ost_remote {
	struct fork_guard guard; /* does not hold in a child made by fork(): nothing else is used */
	struct refresher refresher;
	struct ost_cache *cache;
	atomic_uint_fast64_t unknown_keys;
};

/* Builds the parts in the reverse order of ost_remote_free(). */
static bool build_remote(struct ost_remote *remote, const struct ost_remote_settings *known)
{
	atomic_init(&remote->unknown_keys, 0);
	remote->cache = ost_cache_new((size_t)known->cache_entries);
	return remote->cache && fork_guard_init(&remote->guard) &&
	       refresher_init(&remote->refresher, known);
}

enum ost_remote_rc ost_remote_new(const struct ost_remote_settings *settings,
				  struct ost_remote **out)
{
	struct ost_remote_settings known;
	struct ost_remote *remote;

	if (remote_settings_read(&known, settings))
		return OST_REMOTE_BAD_SETTINGS;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return OST_REMOTE_NO_RESOURCES;
	remote = calloc(1, sizeof(*remote));
	if (remote && build_remote(remote, &known)) {
		*out = remote;
		return OST_REMOTE_OK;
	}
	if (remote) {
		fork_guard_done(&remote->guard);
		ost_cache_free(remote->cache);
	}
	free(remote);
	curl_global_cleanup();
	return OST_REMOTE_NO_RESOURCES;
}

void ost_remote_free(struct ost_remote *remote)
{
	if (!remote || !fork_guard_holds(&remote->guard))
		return;
	refresher_done(&remote->refresher);
	ost_cache_free(remote->cache);
	fork_guard_done(&remote->guard);
	free(remote);
	curl_global_cleanup();
}

static int64_t remote_now_ms(const struct ost_remote *remote)
{
	return remote_clock_ms(&remote->refresher.settings);
}

struct ost_keyset *ost_remote_keys(struct ost_remote *remote)
{
	if (!fork_guard_holds(&remote->guard))
		return NULL;
	return current_set_take(&remote->refresher.current, remote_now_ms(remote));
}

struct ost_revocations *ost_remote_revocations(struct ost_remote *remote)
{
	if (!fork_guard_holds(&remote->guard))
		return NULL;
	return current_set_take_list(&remote->refresher.current);
}

/* The arguments of ost_remote_verify(). */
struct question {
	struct ost_policy policy; /* a copy of this build's size */
	bool has_own_list;        /* the caller's policy has a list, which takes precedence */
	const char *token;
	size_t len;
	int64_t now_s;
	struct ost_claims **out;
};

/* Takes what verifies tokens. False when a part of it is missing; then nothing is taken. */
static bool take_current(struct ost_remote *remote, struct current_pair *out)
{
	if (!fork_guard_holds(&remote->guard))
		return false;
	current_set_take_pair(&remote->refresher.current, remote_now_ms(remote), out);
	if (out->set && (out->list || !refresher_requires_list(&remote->refresher)))
		return true;
	current_pair_done(out);
	return false;
}

static enum ost_verdict verify_once(struct ost_remote *remote, struct question *q)
{
	struct current_pair current;
	enum ost_verdict verdict;

	if (!take_current(remote, &current))
		return OST_UNJUDGED;
	if (!q->has_own_list)
		q->policy.revocations = current.list;
	verdict = ost_cache_verify(remote->cache, current.set, &q->policy, q->token, q->len,
				   q->now_s, q->out);
	current_pair_done(&current);
	return verdict;
}

/* Whether another fetch may lead to another verdict. */
static bool may_change(enum ost_verdict verdict)
{
	return verdict == OST_UNKNOWN_KEY || verdict == OST_UNJUDGED;
}

/* Verifies again after each fetch that may help, until the time is up. */
static enum ost_verdict verify_and_wait(struct ost_remote *remote, struct question *q,
					unsigned wait_ms)
{
	struct timespec deadline = thread_time_in(wait_ms);
	struct refresher *refresher = &remote->refresher;
	enum ost_verdict verdict;
	uint64_t ticket;

	do {
		ticket =
			refresher_ticket(refresher); /* first: a fetch that ends meanwhile counts */
		verdict = verify_once(remote, q);
		/* The key does not exist, unless a set that has it has come meanwhile. */
		if (verdict == OST_UNKNOWN_KEY &&
		    !refresher_request_kid(refresher, q->token, q->len) &&
		    refresher_ticket(refresher) == ticket)
			return verdict;
	} while (may_change(verdict) && refresher_await(refresher, ticket, deadline));
	return verdict;
}

static enum ost_verdict verify_question(struct ost_remote *remote, struct question *q,
					unsigned wait_ms)
{
	enum ost_verdict verdict = verify_once(remote, q);

	if (!may_change(verdict) || !fork_guard_holds(&remote->guard))
		return verdict;
	if (verdict == OST_UNKNOWN_KEY)
		atomic_fetch_add_explicit(&remote->unknown_keys, 1, memory_order_relaxed);
	if (wait_ms)
		return verify_and_wait(remote, q, wait_ms);
	if (verdict == OST_UNKNOWN_KEY)
		(void)refresher_request_kid(&remote->refresher, q->token, q->len);
	return verdict;
}

enum ost_verdict ost_remote_verify(struct ost_remote *remote, const struct ost_policy *policy,
				   const char *token, size_t len, int64_t now_s, unsigned wait_ms,
				   struct ost_claims **out)
{
	struct question q = { .token = token, .len = len, .now_s = now_s, .out = out };

	/* The last member of 0.2 is a pointer: NOLINTNEXTLINE(bugprone-sizeof-expression) */
	if (!sized_read(&q.policy, sizeof(q.policy), OST_POLICY_SIZE_0_2, policy))
		return OST_BAD_POLICY;
	q.has_own_list = q.policy.revocations != NULL;
	return verify_question(remote, &q, wait_ms);
}

void ost_remote_refresh(struct ost_remote *remote)
{
	if (fork_guard_holds(&remote->guard))
		refresher_request(&remote->refresher);
}

static bool has_current(struct ost_remote *remote)
{
	struct current_pair current;
	bool there = take_current(remote, &current);

	if (there)
		current_pair_done(&current);
	return there;
}

bool ost_remote_wait(struct ost_remote *remote, unsigned timeout_ms)
{
	struct timespec deadline = thread_time_in(timeout_ms);
	uint64_t ticket;
	bool there;

	if (!fork_guard_holds(&remote->guard))
		return false;
	do {
		ticket = refresher_ticket(&remote->refresher);
		there = has_current(remote);
	} while (!there && refresher_await(&remote->refresher, ticket, deadline));
	return there;
}

bool ost_remote_feed_status(struct ost_remote *remote, enum ost_remote_subject subject,
			    struct ost_remote_feed_status *out)
{
	struct ost_remote_feed_status status = { .size = sizeof(status),
						 .age_ms = -1,
						 .next_ms = -1 };

	if ((unsigned)subject >= REFRESHER_SUBJECTS)
		return false;
	if (fork_guard_holds(&remote->guard))
		refresher_feed_status(&remote->refresher, subject, &status);
	return sized_write(out, sizeof(status), OST_REMOTE_FEED_STATUS_SIZE_0_2, &status);
}

bool ost_remote_status(struct ost_remote *remote, struct ost_remote_status *out)
{
	struct ost_remote_status status = { .size = sizeof(status) };
	struct ost_cache_counts cache = { .size = sizeof(cache) };

	if (fork_guard_holds(&remote->guard)) {
		ost_cache_counts(remote->cache, &cache);
		status.unknown_keys =
			atomic_load_explicit(&remote->unknown_keys, memory_order_relaxed);
		status.cache_hits = cache.hits;
		status.cache_misses = cache.misses;
		status.cache_entries = cache.entries;
	}
	return sized_write(out, sizeof(status), OST_REMOTE_STATUS_SIZE_0_2, &status);
}
