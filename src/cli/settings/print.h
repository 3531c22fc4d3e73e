/* Prints the settings. */
#ifndef OSTIARY_CLI_SETTINGS_PRINT_H
#define OSTIARY_CLI_SETTINGS_PRINT_H

#include "base/buf.h"
#include "cli/settings/table.h"

/* One line for each setting: its variable, its value (secrets are masked) and the source of the
 * value. */
void settings_put(struct buf *b, const struct settings *settings);

/* The same as a JSON array of objects, in the order of the rows:
 *
 *   name    the variable
 *   flag    the flag without its dashes; null when the setting has none
 *   value   the value in use, secrets masked; null when it is not set
 *   from    "flag", "environment", "file" or "default"; null when it is not set
 *   source  the flag or the variable that has the value, or "default"; likewise
 */
void settings_put_json(struct buf *b, const struct settings *settings);

#endif
