/* What an operator would want to know although a start succeeds. */
#ifndef OSTIARY_CLI_NODES_WARNINGS_H
#define OSTIARY_CLI_NODES_WARNINGS_H

#include "cli/resolve/address.h"
#include "cli/settings/table.h"
#include "core/arena.h"
#include "core/log.h"

/* Logs a warning for each of these: the program runs as root, other machines reach it at an address
 * that it does not trust, a setting has no effect without another, a path to switch off does not
 * exist, and a mail that settings promise does not come. */
void warnings_log(struct arena *a, const struct settings *settings,
		  const struct listen_address *listening, const struct public_address *outside,
		  const struct log *log);

#endif
