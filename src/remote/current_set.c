#include "remote/current_set.h"

#include <stddef.h>

#include "base/thread.h"

void current_set_init(struct current_set *current)
{
	*current = (struct current_set){ .set = NULL };
	thread_rwlock_init(&current->lock);
}

void current_set_done(struct current_set *current)
{
	ost_keyset_unref(current->set);
	ost_revocations_unref(current->list);
	pthread_rwlock_destroy(&current->lock);
}

/* The lock is held. */
static struct ost_keyset *set_ref(const struct current_set *current, int64_t now_ms)
{
	if (!current->set || now_ms >= current->good_until_ms)
		return NULL;
	return ost_keyset_ref(current->set);
}

static struct ost_revocations *list_ref(const struct current_set *current)
{
	return current->list ? ost_revocations_ref(current->list) : NULL;
}

struct ost_keyset *current_set_take(struct current_set *current, int64_t now_ms)
{
	struct ost_keyset *set;

	pthread_rwlock_rdlock(&current->lock);
	set = set_ref(current, now_ms);
	pthread_rwlock_unlock(&current->lock);
	return set;
}

struct ost_revocations *current_set_take_list(struct current_set *current)
{
	struct ost_revocations *list;

	pthread_rwlock_rdlock(&current->lock);
	list = list_ref(current);
	pthread_rwlock_unlock(&current->lock);
	return list;
}

void current_set_take_pair(struct current_set *current, int64_t now_ms, struct current_pair *out)
{
	pthread_rwlock_rdlock(&current->lock);
	out->set = set_ref(current, now_ms);
	out->list = out->set ? list_ref(current) : NULL;
	pthread_rwlock_unlock(&current->lock);
}

void current_pair_done(struct current_pair *pair)
{
	ost_keyset_unref(pair->set);
	ost_revocations_unref(pair->list);
	*pair = (struct current_pair){ NULL, NULL };
}

void current_set_put(struct current_set *current, struct ost_keyset *set, int64_t good_until_ms)
{
	struct ost_keyset *replaced;

	pthread_rwlock_wrlock(&current->lock);
	replaced = current->set;
	current->set = set;
	current->good_until_ms = good_until_ms;
	pthread_rwlock_unlock(&current->lock);
	ost_keyset_unref(replaced); /* freeing keys takes too long for a lock */
}

void current_set_extend(struct current_set *current, int64_t good_until_ms)
{
	pthread_rwlock_wrlock(&current->lock);
	current->good_until_ms = good_until_ms;
	pthread_rwlock_unlock(&current->lock);
}

void current_set_put_list(struct current_set *current, struct ost_revocations *list)
{
	struct ost_revocations_info info = { .size = sizeof(info) };
	struct ost_revocations *replaced;

	ost_revocations_info(list, &info);
	pthread_rwlock_wrlock(&current->lock);
	replaced = current->list;
	current->list = list;
	current->list_expires_s = info.expires_s;
	pthread_rwlock_unlock(&current->lock);
	ost_revocations_unref(replaced);
}

bool current_set_is_outdated(struct current_set *current, int64_t now_ms)
{
	bool outdated;

	pthread_rwlock_rdlock(&current->lock);
	outdated = current->set && now_ms >= current->good_until_ms;
	pthread_rwlock_unlock(&current->lock);
	return outdated;
}

bool current_set_list_has_expired(struct current_set *current, int64_t now_s)
{
	bool expired;

	pthread_rwlock_rdlock(&current->lock);
	expired = current->list && now_s >= current->list_expires_s;
	pthread_rwlock_unlock(&current->lock);
	return expired;
}
