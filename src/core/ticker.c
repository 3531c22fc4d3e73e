#include "core/ticker.h"

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

struct ticker {
	int64_t every_ms;
	void (*tick)(void *arg);
	void *arg;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stopped;
	bool stopping; /* guarded by lock */
};

static struct timespec next_tick(int64_t every_ms)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += every_ms / 1000;
	at.tv_nsec += (long)(every_ms % 1000) * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_nsec -= 1000000000;
		at.tv_sec++;
	}
	return at;
}

/* False when it is to end. */
static bool sleep_until(struct ticker *ticker, struct timespec at)
{
	bool stopping;

	pthread_mutex_lock(&ticker->lock);
	while (!ticker->stopping &&
	       pthread_cond_timedwait(&ticker->stopped, &ticker->lock, &at) == 0)
		;
	stopping = ticker->stopping;
	pthread_mutex_unlock(&ticker->lock);
	return !stopping;
}

static void *run(void *arg)
{
	struct ticker *ticker = arg;

	while (sleep_until(ticker, next_tick(ticker->every_ms)))
		ticker->tick(ticker->arg);
	return NULL;
}

static void release(struct ticker *ticker)
{
	pthread_cond_destroy(&ticker->stopped);
	pthread_mutex_destroy(&ticker->lock);
	free(ticker);
}

struct ticker *ticker_start(int64_t every_ms, void (*tick)(void *arg), void *arg)
{
	struct ticker *ticker = calloc(1, sizeof(*ticker));
	pthread_condattr_t steady;

	if (!ticker)
		return NULL;
	ticker->every_ms = every_ms;
	ticker->tick = tick;
	ticker->arg = arg;
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&ticker->stopped, &steady);
	pthread_condattr_destroy(&steady);
	pthread_mutex_init(&ticker->lock, NULL);
	if (pthread_create(&ticker->thread, NULL, run, ticker) == 0)
		return ticker;
	release(ticker);
	return NULL;
}

void ticker_stop(struct ticker *ticker)
{
	if (!ticker)
		return;
	pthread_mutex_lock(&ticker->lock);
	ticker->stopping = true;
	pthread_cond_signal(&ticker->stopped);
	pthread_mutex_unlock(&ticker->lock);
	pthread_join(ticker->thread, NULL);
	release(ticker);
}
