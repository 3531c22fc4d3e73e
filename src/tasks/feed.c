#include "tasks/feed.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/hash.h"
#include "core/limits.h"
#include "store/tables/tasks/revision.h"
#include "store/watch.h"

#define BUCKETS 1024

struct feed_owner {
	struct feed_owner *next; /* in its bucket */
	struct feed_place *places;
	unsigned n;
	int64_t revision;
	size_t bytes; /* of text */
	char text[];  /* the user's id */
};

struct feed_place {
	struct task_feed *feed;
	struct feed_owner *owner;
	struct feed_place *next;
	void (*wake)(void *of); /* NULL: not yet */
	void *of;
};

struct task_feed {
	struct store *store;
	const struct log *log;
	struct store_watch *watch;
	uint64_t seed;
	pthread_mutex_t mutex; /* guards what follows, and all owners and places */
	unsigned n;
	struct feed_owner *buckets[BUCKETS];
};

/* ---- owners; the mutex is held ---- */

static struct feed_owner **slot_of(struct task_feed *feed, struct str user_id)
{
	struct feed_owner **at = &feed->buckets[hash_keyed(feed->seed, user_id) % BUCKETS];

	while (*at && !str_eq(str_of((*at)->text, (*at)->bytes), user_id))
		at = &(*at)->next;
	return at;
}

/* NULL: no memory. */
static struct feed_owner *find_or_add(struct task_feed *feed, struct str user_id)
{
	struct feed_owner **at = slot_of(feed, user_id);

	if (!*at) {
		struct feed_owner *owner = calloc(1, sizeof(*owner) + user_id.n);

		if (!owner)
			return NULL;
		owner->bytes = user_id.n;
		memcpy(owner->text, user_id.p, user_id.n);
		*at = owner;
	}
	return *at;
}

static void drop_if_empty(struct task_feed *feed, struct feed_owner *owner)
{
	struct feed_owner **at;

	if (owner->n)
		return;
	at = slot_of(feed, str_of(owner->text, owner->bytes));
	*at = owner->next;
	free(owner);
}

/* ---- places ---- */

static enum feed_rc add_place(struct task_feed *feed, struct str user_id, struct feed_place *place)
{
	struct feed_owner *owner = feed->n < LIMIT_STREAMS ? find_or_add(feed, user_id) : NULL;

	if (!owner)
		return FEED_FULL;
	if (owner->n >= LIMIT_STREAMS_PER_USER)
		return FEED_USER_FULL;
	*place = (struct feed_place){ .feed = feed, .owner = owner, .next = owner->places };
	owner->places = place;
	owner->n++;
	if (feed->n++ == 0)
		store_watch_need(feed->watch, true);
	return FEED_JOINED;
}

enum feed_rc task_feed_join(struct task_feed *feed, const struct owner *owner,
			    struct feed_place **out)
{
	struct feed_place *place = malloc(sizeof(*place));
	enum feed_rc rc;

	if (!place)
		return FEED_FULL;
	pthread_mutex_lock(&feed->mutex);
	rc = add_place(feed, owner->user_id, place);
	pthread_mutex_unlock(&feed->mutex);
	if (rc == FEED_JOINED)
		*out = place;
	else
		free(place);
	return rc;
}

void task_feed_leave(struct feed_place *place)
{
	struct task_feed *feed = place->feed;
	struct feed_place **at;

	pthread_mutex_lock(&feed->mutex);
	at = &place->owner->places;
	while (*at != place)
		at = &(*at)->next;
	*at = place->next;
	place->owner->n--;
	drop_if_empty(feed, place->owner);
	if (--feed->n == 0)
		store_watch_need(feed->watch, false);
	pthread_mutex_unlock(&feed->mutex);
	free(place);
}

void task_feed_wake_by(struct feed_place *place, void (*wake)(void *of), void *of)
{
	pthread_mutex_lock(&place->feed->mutex);
	place->wake = wake;
	place->of = of;
	pthread_mutex_unlock(&place->feed->mutex);
}

int64_t task_feed_revision(struct feed_place *place)
{
	int64_t revision;

	pthread_mutex_lock(&place->feed->mutex);
	revision = place->owner->revision;
	pthread_mutex_unlock(&place->feed->mutex);
	return revision;
}

/* ---- changes ---- */

void task_feed_wrote(struct task_feed *feed, const struct owner *owner)
{
	if (feed)
		store_watch_wrote(feed->watch, owner->user_id);
}

/* An owner whom nobody waits for any more is not there. */
static void note(struct task_feed *feed, struct str user_id, int64_t revision)
{
	struct feed_owner *owner;

	pthread_mutex_lock(&feed->mutex);
	owner = *slot_of(feed, user_id);
	if (owner && revision > owner->revision) {
		owner->revision = revision;
		for (struct feed_place *place = owner->places; place; place = place->next)
			if (place->wake)
				place->wake(place->of);
	}
	pthread_mutex_unlock(&feed->mutex);
}

struct ids {
	struct str *of;
	size_t n;
};

static void copy_ids(struct task_feed *feed, struct arena *a, struct str user_id, struct ids *out)
{
	pthread_mutex_lock(&feed->mutex);
	out->of = arena_alloc(a, (feed->n + 1) * sizeof(struct str));
	out->n = 0;
	if (user_id.n && *slot_of(feed, user_id))
		out->of[out->n++] = user_id;
	for (size_t i = 0; !user_id.n && i < BUCKETS; i++)
		for (struct feed_owner *owner = feed->buckets[i]; owner; owner = owner->next)
			out->of[out->n++] = arena_copy(a, str_of(owner->text, owner->bytes));
	pthread_mutex_unlock(&feed->mutex);
}

static enum store_rc read_revisions(struct task_feed *feed, struct sql *sql, const struct ids *ids,
				    struct err *err)
{
	enum store_rc rc = STORE_OK;

	for (size_t i = 0; rc == STORE_OK && i < ids->n; i++) {
		const struct owner owner = { .user_id = ids->of[i] };
		struct revision revision;

		rc = revision_read(sql, &owner, &revision, err);
		if (rc == STORE_OK)
			note(feed, ids->of[i], revision.number);
	}
	return rc;
}

static bool changed(void *arg, struct str user_id)
{
	struct task_feed *feed = arg;
	enum store_rc rc = STORE_OK;
	struct err err = { 0 };
	struct ids ids;
	ARENA(a);

	copy_ids(feed, &a, user_id, &ids);
	if (ids.n)
		rc = STORE_READ(feed->store, sql, &err, read_revisions(feed, sql, &ids, &err));
	if (rc != STORE_OK)
		log_error(feed->log, "revisions could not be read for streams of events",
			  str_z(err.text));
	return rc == STORE_OK;
}

/* ---- life ---- */

struct task_feed *task_feed_new(struct store *store, const struct log *log,
				const struct random *random, struct err *err)
{
	struct task_feed *feed = calloc(1, sizeof(*feed));
	const struct store_watch_config watch = {
		.store = store, .log = log, .changed = changed, .arg = feed
	};

	if (!feed) {
		err_set(err, "no memory for streams of events");
		return NULL;
	}
	feed->store = store;
	feed->log = log;
	random_fill(random, &feed->seed, sizeof(feed->seed));
	pthread_mutex_init(&feed->mutex, NULL);
	feed->watch = store_watch_new(&watch, err);
	if (feed->watch)
		return feed;
	task_feed_free(feed);
	return NULL;
}

void task_feed_free(struct task_feed *feed)
{
	if (!feed)
		return;
	store_watch_free(feed->watch);
	pthread_mutex_destroy(&feed->mutex);
	free(feed);
}

void task_feed_state(struct task_feed *feed, struct feed_state *out)
{
	*out = (struct feed_state){ .places_max = LIMIT_STREAMS };
	if (!feed)
		return;
	pthread_mutex_lock(&feed->mutex);
	out->places = feed->n;
	pthread_mutex_unlock(&feed->mutex);
	out->looked_ms = store_watch_looked_ms(feed->watch);
}
