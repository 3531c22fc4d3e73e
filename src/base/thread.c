#include "base/thread.h"

#define NANOS_PER_S  1000000000L
#define NANOS_PER_MS 1000000L

void thread_signals_block(sigset_t *out_before)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, out_before);
}

void thread_signals_restore(const sigset_t *before)
{
	pthread_sigmask(SIG_SETMASK, before, NULL);
}

int thread_start(pthread_t *out, size_t stack_bytes, void *(*run)(void *argument), void *argument)
{
	pthread_attr_t attributes;
	sigset_t before;
	int rc = pthread_attr_init(&attributes);

	if (rc)
		return rc;
	if (stack_bytes)
		rc = pthread_attr_setstacksize(&attributes, stack_bytes);
	if (rc == 0) {
		thread_signals_block(&before);
		rc = pthread_create(out, &attributes, run, argument);
		thread_signals_restore(&before);
	}
	pthread_attr_destroy(&attributes);
	return rc;
}

void thread_rwlock_init(pthread_rwlock_t *out)
{
	pthread_rwlockattr_t fair;

	pthread_rwlockattr_init(&fair);
	pthread_rwlockattr_setkind_np(&fair, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	pthread_rwlock_init(out, &fair); /* cannot fail on Linux */
	pthread_rwlockattr_destroy(&fair);
}

void thread_condition_init(pthread_cond_t *out)
{
	pthread_condattr_t steady;

	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(out, &steady);
	pthread_condattr_destroy(&steady);
}

struct timespec thread_time_add(struct timespec at, int64_t ms)
{
	at.tv_sec += ms / 1000;
	at.tv_nsec += (long)(ms % 1000) * NANOS_PER_MS;
	if (at.tv_nsec >= NANOS_PER_S) {
		at.tv_sec++;
		at.tv_nsec -= NANOS_PER_S;
	} else if (at.tv_nsec < 0) {
		at.tv_sec--;
		at.tv_nsec += NANOS_PER_S;
	}
	return at;
}

struct timespec thread_time_at(int64_t steady_ms)
{
	return thread_time_add((struct timespec){ 0 }, steady_ms);
}

struct timespec thread_time_in(int64_t ms)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return thread_time_add(now, ms);
}

int64_t thread_time_left(struct timespec at)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)(at.tv_sec - now.tv_sec) * 1000 + (at.tv_nsec - now.tv_nsec) / NANOS_PER_MS;
}

bool thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, struct timespec until)
{
	return pthread_cond_timedwait(condition, mutex, &until) == 0;
}
