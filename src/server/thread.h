/* Threads and waiting, the way this room does both. */
#ifndef OSTIARY_SERVER_THREAD_H
#define OSTIARY_SERVER_THREAD_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

/* Starts a thread that gets no signals: they are for the thread that started the server. Its stack is
 * small, since requests keep their data in arenas. */
bool thread_start(pthread_t *out, void *(*run)(void *argument), void *argument);

#define THREAD_STACK_BYTES ((size_t)512 << 10)

/* For threads that a library starts: they take their maker's signal mask along. */
void thread_signals_off(sigset_t *out_before);
void thread_signals_restore(const sigset_t *before);

/* A condition whose waits end by the steady clock. */
void thread_condition_init(pthread_cond_t *out);

/* The steady time that many milliseconds from now, for pthread_cond_timedwait(). */
struct timespec thread_in_ms(unsigned ms);

#endif
