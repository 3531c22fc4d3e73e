#include "server/answers.h"

#include <pthread.h>
#include <stdlib.h>

#include "http/address.h"

#define BUCKETS 256 /* a power of two; there are at most some thousand long answers */

struct answers_share {
	struct answers_share *next;
	size_t bytes;
	size_t n; /* of the text */
	char text[ADDRESS_TEXT_MAX];
};

struct answers {
	size_t most, most_per_address; /* const */
	uint64_t seed;                 /* const */

	pthread_mutex_t mutex; /* guards all that follows */
	size_t bytes;
	struct answers_share *buckets[BUCKETS];
};

struct answers *answers_new(size_t most, size_t most_per_address, uint64_t seed)
{
	struct answers *answers = calloc(1, sizeof(*answers));

	if (!answers)
		return NULL;
	answers->most = most;
	answers->most_per_address = most_per_address;
	answers->seed = seed;
	pthread_mutex_init(&answers->mutex, NULL);
	return answers;
}

void answers_free(struct answers *answers)
{
	if (!answers)
		return;
	pthread_mutex_destroy(&answers->mutex);
	free(answers);
}

/* The link that points to the address, or to NULL when it holds nothing. The mutex is held. */
static struct answers_share **find(struct answers *answers, struct str text)
{
	uint64_t hash = answers->seed;
	struct answers_share **at;

	for (size_t i = 0; i < text.n; i++) {
		hash = (hash ^ (unsigned char)text.p[i]) * UINT64_C(0xbf58476d1ce4e5b9);
		hash ^= hash >> 29;
	}
	at = &answers->buckets[hash % BUCKETS];
	while (*at && !str_eq(str_of((*at)->text, (*at)->n), text))
		at = &(*at)->next;
	return at;
}

/* The address's share, which is made when there is none. NULL: no memory. */
static struct answers_share *share_of(struct answers *answers, struct str text)
{
	struct answers_share **at = find(answers, text);

	if (!*at) {
		struct answers_share *share = calloc(1, sizeof(*share));

		if (!share)
			return NULL;
		memcpy(share->text, text.p, text.n);
		share->n = text.n;
		*at = share;
	}
	return *at;
}

static void drop_if_empty(struct answers *answers, struct answers_share *share)
{
	struct answers_share **at;

	if (share->bytes)
		return;
	at = find(answers, str_of(share->text, share->n));
	*at = share->next;
	free(share);
}

struct answers_share *answers_hold(struct answers *answers, struct str address, size_t bytes)
{
	struct str text = str_head(address, ADDRESS_TEXT_MAX);
	struct answers_share *share;

	pthread_mutex_lock(&answers->mutex);
	share = share_of(answers, text);
	if (share && (bytes > answers->most_per_address - share->bytes ||
		      bytes > answers->most - answers->bytes)) {
		drop_if_empty(answers, share);
		share = NULL;
	}
	if (share) {
		share->bytes += bytes;
		answers->bytes += bytes;
	}
	pthread_mutex_unlock(&answers->mutex);
	return share;
}

void answers_release(struct answers *answers, struct answers_share *share, size_t bytes)
{
	pthread_mutex_lock(&answers->mutex);
	share->bytes -= bytes;
	answers->bytes -= bytes;
	drop_if_empty(answers, share);
	pthread_mutex_unlock(&answers->mutex);
}
