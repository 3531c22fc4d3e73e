#include "core/ticker.h"

#include <stdbool.h>

#include "base/thread.h"

struct ticker {
	int64_t every_ms;
	void (*tick)(void *arg);
	void *arg;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stopped;
	bool stopping; /* guarded by lock */
};

/* False when the ticker is to stop. */
static bool ticker_sleep(struct ticker *ticker, struct timespec at)
{
	bool stopping;

	pthread_mutex_lock(&ticker->lock);
	while (!ticker->stopping && thread_wait_until(&ticker->stopped, &ticker->lock, at))
		;
	stopping = ticker->stopping;
	pthread_mutex_unlock(&ticker->lock);
	return !stopping;
}

static void *ticker_run(void *arg)
{
	struct ticker *ticker = arg;

	while (ticker_sleep(ticker, thread_time_in(ticker->every_ms)))
		ticker->tick(ticker->arg);
	return NULL;
}

static void ticker_free(struct ticker *ticker)
{
	pthread_cond_destroy(&ticker->stopped);
	pthread_mutex_destroy(&ticker->lock);
	free(ticker);
}

struct ticker *ticker_start(int64_t every_ms, void (*tick)(void *arg), void *arg)
{
	struct ticker *ticker = calloc(1, sizeof(*ticker));

	if (!ticker)
		return NULL;
	ticker->every_ms = every_ms;
	ticker->tick = tick;
	ticker->arg = arg;
	thread_condition_init(&ticker->stopped);
	pthread_mutex_init(&ticker->lock, NULL);
	if (thread_start(&ticker->thread, THREAD_STACK_DEFAULT, ticker_run, ticker) == 0)
		return ticker;
	ticker_free(ticker);
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
	ticker_free(ticker);
}
