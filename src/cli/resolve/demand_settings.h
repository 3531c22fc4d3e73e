/* The settings that demand something of the way in which people have signed in. */
#ifndef OSTIARY_CLI_RESOLVE_DEMAND_SETTINGS_H
#define OSTIARY_CLI_RESOLVE_DEMAND_SETTINGS_H

#include <stdbool.h>

#include "cli/settings/table.h"
#include "core/arena.h"
#include "core/err.h"
#include "route/verifier/demand.h"

/* Reads OSTIARY_REQUIRE_METHODS, OSTIARY_REQUIRE_ACR and OSTIARY_REQUIRE_AUTH_AGE. *out lives in
 * the arena. False: a list cannot be read; see *err. */
bool demand_settings_read(struct arena *a, const struct settings *settings, struct demand *out,
			  struct err *err);

#endif
