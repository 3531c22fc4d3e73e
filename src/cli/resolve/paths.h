/* Settings that name paths of the issuer. */
#ifndef OSTIARY_CLI_RESOLVE_PATHS_H
#define OSTIARY_CLI_RESOLVE_PATHS_H

#include "auth/abuse/rate_limit.h"
#include "cli/settings/table.h"
#include "core/arena.h"
#include "core/err.h"
#include "route/app.h"

/* Read OSTIARY_DISABLED_PATHS and OSTIARY_RATE_LIMIT_RULES. *out lives in the arena. False: an
 * entry is no path, or no rule; see *err. */
bool disabled_paths_read(struct arena *a, const struct settings *settings, struct app_paths *out,
			 struct err *err);
bool rate_limit_rules_read(struct arena *a, const struct settings *settings,
			   struct rate_limit_rules *out, struct err *err);

#endif
