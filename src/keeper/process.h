/* The keeper's process, and the connection to it.
 *
 * K1  The keeper is forked before this process has read the secret, and before it has threads.
 * K2  The keeper ends when this process has ended, and only then: it ignores signals.
 * K3  When the keeper has ended first, this process ends (struct keeper): nothing it could still
 *     answer would be right.
 */
#ifndef OSTIARY_KEEPER_PROCESS_H
#define OSTIARY_KEEPER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "core/err.h"
#include "crypto/keeper.h"
#include "keeper/vault.h"

#define KEEPER_CHANNELS_MAX 16

/* What the child runs first, in its only thread: it reads the secret's settings and confines
 * itself. Fills *out and returns 0, or an exit code. */
typedef int keeper_prepare_fn(void *arg, struct vault_config *out);

struct keeper_process;

enum keeper_rc {
	KEEPER_RUNS = 0,
	KEEPER_DECLINED, /* the child has ended with *out_code, which is not 0 */
	KEEPER_FAULT,    /* see *err */
};

/* Forks the keeper and waits until prepare() is done there. ended() is called by a thread when the
 * keeper has ended although keeper_process_stop() was not called; it must not return. Memory of
 * arg's is copied, and so are the changes that prepare() makes to it. */
enum keeper_rc keeper_process_start(keeper_prepare_fn *prepare, void (*ended)(void *), void *arg,
				    struct keeper_process **out, int *out_code, struct err *err);

/* For the functions that take a keeper. */
const struct keeper *keeper_of(const struct keeper_process *process);

/* Starts the thread that watches the keeper, so that this process ends with it also when nothing is
 * asked. False: no thread. */
bool keeper_process_watch(struct keeper_process *process);

/* Closes the connection and waits until the keeper has ended. NULL is fine. */
void keeper_process_stop(struct keeper_process *process);

#endif
