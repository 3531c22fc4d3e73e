#include "server/budget.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/hash.h"
#include "http/address.h"

#define BUCKETS 1024 /* ten addresses in each when 10,000 clients have one connection each */

struct budget_share {
	struct budget_share *next;
	size_t amount;
	size_t n; /* bytes of text */
	char text[ADDRESS_TEXT_MAX];
};

struct budget {
	size_t max, max_per_address; /* const */
	uint64_t seed;               /* const */

	pthread_mutex_t mutex; /* guards all that follows */
	size_t amount;
	struct budget_share *buckets[BUCKETS];
};

struct budget *budget_new(size_t max, size_t max_per_address, uint64_t seed)
{
	struct budget *budget = calloc(1, sizeof(*budget));

	if (!budget)
		return NULL;
	budget->max = max;
	budget->max_per_address = max_per_address;
	budget->seed = seed;
	pthread_mutex_init(&budget->mutex, NULL);
	return budget;
}

void budget_free(struct budget *budget)
{
	if (!budget)
		return;
	pthread_mutex_destroy(&budget->mutex);
	free(budget);
}

/* The link that points to the share of the address, or the NULL where it belongs. The mutex is
 * held. */
static struct budget_share **share_slot(struct budget *budget, struct str text)
{
	struct budget_share **at = &budget->buckets[hash_keyed(budget->seed, text) % BUCKETS];

	while (*at && !str_eq(str_of((*at)->text, (*at)->n), text))
		at = &(*at)->next;
	return at;
}

/* NULL: no memory. The mutex is held. */
static struct budget_share *share_find_or_add(struct budget *budget, struct str text)
{
	struct budget_share **at = share_slot(budget, text);

	if (!*at) {
		struct budget_share *share = calloc(1, sizeof(*share));

		if (!share)
			return NULL;
		if (text.n)
			memcpy(share->text, text.p, text.n);
		share->n = text.n;
		*at = share;
	}
	return *at;
}

static void share_drop_if_empty(struct budget *budget, struct budget_share *share)
{
	struct budget_share **at;

	if (share->amount)
		return;
	at = share_slot(budget, str_of(share->text, share->n));
	*at = share->next;
	free(share);
}

static bool has_room(const struct budget *budget, const struct budget_share *share, size_t amount,
		     enum budget_bound bound)
{
	if (amount > budget->max - budget->amount)
		return false;
	return bound == BUDGET_TOTAL || (share->amount <= budget->max_per_address &&
					 amount <= budget->max_per_address - share->amount);
}

struct budget_share *budget_reserve(struct budget *budget, struct str address, size_t amount,
				    enum budget_bound bound)
{
	struct str text = str_head(address, ADDRESS_TEXT_MAX);
	struct budget_share *share;

	pthread_mutex_lock(&budget->mutex);
	share = share_find_or_add(budget, text);
	if (share && !has_room(budget, share, amount, bound)) {
		share_drop_if_empty(budget, share);
		share = NULL;
	}
	if (share) {
		share->amount += amount;
		budget->amount += amount;
	}
	pthread_mutex_unlock(&budget->mutex);
	return share;
}

size_t budget_used(struct budget *budget)
{
	size_t used;

	pthread_mutex_lock(&budget->mutex);
	used = budget->amount;
	pthread_mutex_unlock(&budget->mutex);
	return used;
}

struct str budget_address(const struct budget_share *share)
{
	return str_of(share->text, share->n);
}

void budget_release(struct budget *budget, struct budget_share *share, size_t amount)
{
	pthread_mutex_lock(&budget->mutex);
	share->amount -= amount;
	budget->amount -= amount;
	share_drop_if_empty(budget, share);
	pthread_mutex_unlock(&budget->mutex);
}
