#include "route/task_api/writing/running.h"

void running_init(struct running_set *set)
{
	set->first = NULL;
	pthread_mutex_init(&set->lock, NULL);
}

void running_done(struct running_set *set)
{
	pthread_mutex_destroy(&set->lock);
}

static bool is_there(const struct running_set *set, const struct running *one)
{
	for (const struct running *r = set->first; r; r = r->next)
		if (str_eq(r->user_id, one->user_id) && str_eq(r->key, one->key))
			return true;
	return false;
}

bool running_enter(struct running_set *set, struct running *one)
{
	bool enters;

	pthread_mutex_lock(&set->lock);
	enters = !is_there(set, one);
	if (enters) {
		one->next = set->first;
		set->first = one;
	}
	pthread_mutex_unlock(&set->lock);
	return enters;
}

void running_leave(struct running_set *set, const struct running *one)
{
	struct running **at = &set->first;

	pthread_mutex_lock(&set->lock);
	while (*at && *at != one)
		at = &(*at)->next;
	if (*at)
		*at = one->next;
	pthread_mutex_unlock(&set->lock);
}
