/* The keyring's look at the table every few seconds. */
#include "auth/keyring_own.h"

#include <stdlib.h>
#include <time.h>

/* A change that leaves the mark as it was (somebody wrote SQL by hand) is seen after a minute. */
#define LOOKS_PER_READ 30

static enum store_rc look(struct sql *sql, void *arg, struct err *err)
{
	return signing_keys_look(sql, arg, err);
}

/* Under `birth`. */
static enum keyring_rc read_if_changed(struct keyring *ring, struct err *err)
{
	struct signing_keys_mark mark;

	if (ring->folder)
		return keyring_load_files(ring, LOAD_IF_CHANGED, err);
	if (store_read(ring->store, look, &mark, err) != STORE_OK)
		return KEYRING_FAULT;
	if (mark.turn == ring->mark.turn && mark.rows == ring->mark.rows &&
	    ++ring->looks % LOOKS_PER_READ)
		return KEYRING_OK;
	return keyring_load(ring, err);
}

static bool is_due(struct keyring *ring)
{
	OWNED(snapshot_free) struct snapshot *s = keyring_hold(ring);
	struct key_facts facts = snapshot_facts(s, &ring->rules, clock_now_ms(ring->clock));

	return !ring->folder && keys_rotation_is_due(&facts, ring->rules.alg);
}

void keyring_tick(struct keyring *ring)
{
	struct err err = { 0 };
	enum keyring_rc rc;

	pthread_mutex_lock(&ring->birth);
	rc = read_if_changed(ring, &err);
	if (rc == KEYRING_OK)
		rc = keyring_note(ring, &err);
	if (rc == KEYRING_OK && is_due(ring))
		rc = keyring_follow(ring, &err);
	pthread_mutex_unlock(&ring->birth);
	if (rc != KEYRING_OK)
		log_error(ring->log, "the signing keys could not be looked after", err.text);
}

struct keyring_timer {
	struct keyring *keyring;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stopped;
	bool stopping; /* guarded by lock */
};

static struct timespec next_look(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += KEYRING_LOOK_MS / 1000;
	at.tv_nsec += (long)(KEYRING_LOOK_MS % 1000) * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_nsec -= 1000000000;
		at.tv_sec++;
	}
	return at;
}

/* False when it is to end. */
static bool sleep_until(struct keyring_timer *timer, struct timespec at)
{
	bool stopping;

	pthread_mutex_lock(&timer->lock);
	while (!timer->stopping && pthread_cond_timedwait(&timer->stopped, &timer->lock, &at) == 0)
		;
	stopping = timer->stopping;
	pthread_mutex_unlock(&timer->lock);
	return !stopping;
}

static void *run(void *arg)
{
	struct keyring_timer *timer = arg;

	while (sleep_until(timer, next_look()))
		keyring_tick(timer->keyring);
	return NULL;
}

struct keyring_timer *keyring_timer_start(struct keyring *keyring)
{
	struct keyring_timer *timer = calloc(1, sizeof(*timer));
	pthread_condattr_t steady;

	if (!timer)
		return NULL;
	timer->keyring = keyring;
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&timer->stopped, &steady);
	pthread_condattr_destroy(&steady);
	pthread_mutex_init(&timer->lock, NULL);
	if (pthread_create(&timer->thread, NULL, run, timer) == 0)
		return timer;
	pthread_cond_destroy(&timer->stopped);
	pthread_mutex_destroy(&timer->lock);
	free(timer);
	return NULL;
}

void keyring_timer_stop(struct keyring_timer *timer)
{
	if (!timer)
		return;
	pthread_mutex_lock(&timer->lock);
	timer->stopping = true;
	pthread_cond_signal(&timer->stopped);
	pthread_mutex_unlock(&timer->lock);
	pthread_join(timer->thread, NULL);
	pthread_cond_destroy(&timer->stopped);
	pthread_mutex_destroy(&timer->lock);
	free(timer);
}
