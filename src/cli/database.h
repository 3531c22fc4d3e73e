/* The database that the settings name, for every command that opens it. */
#ifndef OSTIARY_CLI_DATABASE_H
#define OSTIARY_CLI_DATABASE_H

#include "cli/settings.h"
#include "core/log.h"
#include "store/store.h"

/* What the settings say about it; after settings_settle(). The url is empty when there is no folder for
 * a database of its own. The log outlives the store. */
struct store_config database_config(const struct settings *settings, const struct log *log);

#endif
