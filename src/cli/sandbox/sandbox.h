/* ostiary serve confined: to the files, connections and system calls that its settings need. */
#ifndef OSTIARY_CLI_SANDBOX_SANDBOX_H
#define OSTIARY_CLI_SANDBOX_SANDBOX_H

#include <stdbool.h>

#include "cli/sandbox/rules.h"
#include "cli/settings/table.h"
#include "core/arena.h"
#include "core/log.h"

/* Confines the process with Landlock and seccomp, unless OSTIARY_LANDLOCK or OSTIARY_SECCOMP is
 * off, for a server that is to open its database. Call it after the server listens and before the
 * first thread is started. A kernel that lacks one of them is named in the log, once. EX_OK, or the
 * error has been reported and this is the exit code. */
int sandbox_enter(struct arena *a, const struct settings *settings, enum sandbox_keys keys,
		  const struct log *log);

/* The same for the keeper of the keys, which opens the secret's folder and that of the keys. */
int sandbox_enter_as_keeper(struct arena *a, const struct settings *settings,
			    const struct log *log);

/* False in a build with sanitizers, which confines nothing: they run a program, and attach to the
 * process at its end. */
bool sandbox_is_built(void);

#endif
