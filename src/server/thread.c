#include "server/thread.h"

#include <time.h>

#define NANOS_PER_SECOND 1000000000L
#define NANOS_PER_MS     1000000L

void thread_signals_off(sigset_t *out_before)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, out_before);
}

void thread_signals_restore(const sigset_t *before)
{
	pthread_sigmask(SIG_SETMASK, before, NULL);
}

bool thread_start(pthread_t *out, void *(*run)(void *argument), void *argument)
{
	pthread_attr_t attributes;
	sigset_t before;
	int rc;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, THREAD_STACK_BYTES);
	thread_signals_off(&before);
	rc = pthread_create(out, &attributes, run, argument);
	thread_signals_restore(&before);
	pthread_attr_destroy(&attributes);
	return rc == 0;
}

void thread_condition_init(pthread_cond_t *out)
{
	pthread_condattr_t steady;

	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(out, &steady);
	pthread_condattr_destroy(&steady);
}

struct timespec thread_in_ms(unsigned ms)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += ms / 1000;
	at.tv_nsec += ms % 1000 * NANOS_PER_MS;
	if (at.tv_nsec >= NANOS_PER_SECOND) {
		at.tv_sec++;
		at.tv_nsec -= NANOS_PER_SECOND;
	}
	return at;
}
