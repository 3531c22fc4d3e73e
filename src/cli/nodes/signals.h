/* What signals do to a server.
 *
 * SIGTERM, SIGINT, SIGQUIT  stop it, and so does SIGHUP of a terminal that was closed
 * SIGHUP, sent              reloads nothing, and says so
 * SIGUSR1, SIGUSR2, timers, SIGIO, SIGPWR, SIGXCPU, SIGSTKFLT, SIGTRAP, SIGSYS, real-time signals
 *                           nothing, and it says so
 * SIGPIPE, SIGXFSZ          nothing: the call that they belong to fails
 * a fatal one               ends it, after what waits for the reader of the log
 */
#ifndef OSTIARY_CLI_NODES_SIGNALS_H
#define OSTIARY_CLI_NODES_SIGNALS_H

#include <signal.h>

#include "cli/supervisor/supervisor.h"
#include "core/log.h"

/* Blocks the signals, for this thread and those that it starts from now on, so that they wait for
 * signals_await_stop(). */
void signals_hold(void);

/* Waits for a signal that stops the server; the others get a line in the log. The supervisor learns
 * of both. From then on a second SIGTERM, SIGINT or SIGQUIT ends the process at once. */
void signals_await_stop(const struct log *log, const struct supervisor *supervisor);

/* A fatal signal writes the lines that wait in the log's queue before it ends the process. The log
 * must live as long as the process. */
void signals_rescue_log(const struct log *log);

#endif
