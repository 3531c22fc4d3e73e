/* The keeper of ostiary serve: the process that has the secret and the private keys, so that an
 * error in what answers clients gives neither away. */
#ifndef OSTIARY_CLI_KEEPER_KEEPER_H
#define OSTIARY_CLI_KEEPER_KEEPER_H

#include "cli/settings/table.h"
#include "cli/tree/args.h"
#include "core/log.h"
#include "keeper/process.h"

/* Starts the keeper of a server with these settings, which lack the secret, before the secret is
 * read here, and then wipes it from the environment of this process. *out is NULL with --role
 * tasks, which needs no secret, and with OSTIARY_KEY_PROCESS=off. When the keeper ends, so does
 * this process, with a line in the log, which may be filled in later. The keeper does not keep
 * listening, the server's socket for clients, which is -1 while there is none. EX_OK, or the error
 * has been reported and this is the exit code. */
int keeper_start(const struct args *args, const struct settings *settings, struct log *log,
		 int listening, struct keeper_process **out);

#endif
