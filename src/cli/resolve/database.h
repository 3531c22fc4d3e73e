/* The database that the settings name, for every command that opens it. */
#ifndef OSTIARY_CLI_RESOLVE_DATABASE_H
#define OSTIARY_CLI_RESOLVE_DATABASE_H

#include "cli/settings/table.h"
#include "core/log.h"
#include "store/store.h"

/* Call it after settings_resolve_defaults(). The URL is empty when no database was named and there
 * is no data folder. The log must outlive the store. */
struct store_config database_config(const struct settings *settings, const struct log *log);

/* The same as a start of the server opens it: a task node has no users. https: of the server's URL.
 * False: columns of one's own are declared wrong, as *err says. */
bool database_config_of_start(struct arena *a, const struct settings *settings, bool https,
			      const struct log *log, struct store_config *out, struct err *err);

/* The tables that a server with these settings works with: a task node needs those of tasks. */
enum store_tables database_tables(const struct settings *settings);

#endif
