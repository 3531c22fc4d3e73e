#include "remote/holder.h"

#include <stddef.h>

void holder_init(struct holder *holder)
{
	pthread_rwlockattr_t attributes;

	/* Readers that never pause must not keep a new set out for ever. */
	pthread_rwlockattr_init(&attributes);
	pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	*holder = (struct holder){ 0 };
	pthread_rwlock_init(&holder->lock, &attributes); /* cannot fail on Linux */
	pthread_rwlockattr_destroy(&attributes);
}

void holder_done(struct holder *holder)
{
	ost_keyset_unref(holder->set);
	ost_not_before_unref(holder->list);
	pthread_rwlock_destroy(&holder->lock);
}

struct ost_keyset *holder_take(struct holder *holder, int64_t now_ms)
{
	struct ost_keyset *set = NULL;

	pthread_rwlock_rdlock(&holder->lock);
	if (holder->set && now_ms < holder->good_until_ms)
		set = ost_keyset_ref(holder->set);
	pthread_rwlock_unlock(&holder->lock);
	return set;
}

void holder_take_both(struct holder *holder, int64_t now_ms, struct held *out)
{
	*out = (struct held){ NULL, NULL };
	pthread_rwlock_rdlock(&holder->lock);
	if (holder->set && now_ms < holder->good_until_ms) {
		out->set = ost_keyset_ref(holder->set);
		out->list = holder->list ? ost_not_before_ref(holder->list) : NULL;
	}
	pthread_rwlock_unlock(&holder->lock);
}

void held_done(struct held *held)
{
	ost_keyset_unref(held->set);
	ost_not_before_unref(held->list);
	*held = (struct held){ NULL, NULL };
}

struct ost_not_before *holder_take_list(struct holder *holder)
{
	struct ost_not_before *list;

	pthread_rwlock_rdlock(&holder->lock);
	list = holder->list ? ost_not_before_ref(holder->list) : NULL;
	pthread_rwlock_unlock(&holder->lock);
	return list;
}

void holder_put_list(struct holder *holder, struct ost_not_before *list)
{
	struct ost_not_before *before;

	pthread_rwlock_wrlock(&holder->lock);
	before = holder->list;
	holder->list = list;
	pthread_rwlock_unlock(&holder->lock);
	ost_not_before_unref(before);
}

bool holder_is_outdated(struct holder *holder, int64_t now_ms)
{
	bool outdated;

	pthread_rwlock_rdlock(&holder->lock);
	outdated = holder->set && now_ms >= holder->good_until_ms;
	pthread_rwlock_unlock(&holder->lock);
	return outdated;
}

void holder_put(struct holder *holder, struct ost_keyset *set, int64_t good_until_ms)
{
	struct ost_keyset *before;

	pthread_rwlock_wrlock(&holder->lock);
	before = holder->set;
	holder->set = set;
	holder->good_until_ms = good_until_ms;
	pthread_rwlock_unlock(&holder->lock);
	ost_keyset_unref(before); /* freeing keys takes longer than anybody should wait */
}

void holder_extend(struct holder *holder, int64_t good_until_ms)
{
	pthread_rwlock_wrlock(&holder->lock);
	holder->good_until_ms = good_until_ms;
	pthread_rwlock_unlock(&holder->lock);
}
