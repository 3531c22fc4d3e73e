/* The settings of second factors. */
#ifndef OSTIARY_CLI_RESOLVE_FACTOR_SETTINGS_H
#define OSTIARY_CLI_RESOLVE_FACTOR_SETTINGS_H

#include "auth/issuer/settings.h"
#include "cli/settings/table.h"
#include "core/arena.h"

/* Fills all members but hash_codes, which the database decides. Texts live in the arena. */
void factor_settings_read(struct arena *a, const struct settings *settings,
			  struct two_factor_settings *out);

#endif
