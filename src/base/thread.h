/* Starting threads, their locks, and waiting by the steady clock (CLOCK_MONOTONIC). */
#ifndef OSTIARY_BASE_THREAD_H
#define OSTIARY_BASE_THREAD_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* Sizes of stacks: the system's default, usually 8 MiB, and one for threads of which there are
 * many. */
#define THREAD_STACK_DEFAULT ((size_t)0)
#define THREAD_STACK_SMALL   ((size_t)512 << 10)

/* Starts a thread in which all signals are blocked: they are for the thread that waits for them.
 * Returns 0 or an errno value, for which *out is untouched. */
int thread_start(pthread_t *out, size_t stack_bytes, void *(*run)(void *argument), void *argument);

/* Blocks all signals in the calling thread, for threads that a library is about to start: they
 * inherit the mask. *out_before is what thread_signals_restore() takes. */
void thread_signals_block(sigset_t *out_before);
void thread_signals_restore(const sigset_t *before);

/* A lock of readers and writers for which readers that never pause do not delay a writer for ever:
 * once a writer waits, further readers wait behind it. So a thread must not lock it for reading
 * twice. */
void thread_rwlock_init(pthread_rwlock_t *out);

/* A condition whose timed waits end by the steady clock. */
void thread_condition_init(pthread_cond_t *out);

/* The time ms milliseconds after `at`; before it when ms is negative. */
struct timespec thread_time_add(struct timespec at, int64_t ms);

/* The steady time as a timespec that has this many milliseconds. */
struct timespec thread_time_at(int64_t steady_ms);

/* The steady time ms milliseconds from now. */
struct timespec thread_time_in(int64_t ms);

/* The milliseconds from now until the steady time `at`; negative when it has passed. */
int64_t thread_time_left(struct timespec at);

/* Waits for a condition of thread_condition_init(); the caller holds the mutex. False when the
 * steady time `until` has come; true after a wake, which may be spurious. */
bool thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, struct timespec until);

#endif
