/* Defaults that depend on the machine or on other settings. */
#ifndef OSTIARY_CLI_SETTINGS_DEFAULTS_H
#define OSTIARY_CLI_SETTINGS_DEFAULTS_H

#include "cli/settings/table.h"
#include "core/arena.h"

/* Fills the settings that have no value and whose default depends on the machine: the data folder
 * ($STATE_DIRECTORY of systemd, else $XDG_DATA_HOME/ostiary, else ~/.local/share/ostiary), the
 * database in it, and one HTTP thread per core. The data folder stays empty when none of these
 * variables is set. */
void settings_resolve_defaults(struct arena *a, struct settings *settings);

/* Gives a setting without a value this default. */
void settings_set_default(struct settings *settings, enum setting which, struct str text);

#endif
