/* Settings that do nothing beside the others, from the needs of their rows. */
#ifndef OSTIARY_CLI_SETTINGS_NEEDS_H
#define OSTIARY_CLI_SETTINGS_NEEDS_H

#include <stdbool.h>

#include "cli/settings/table.h"

/* The settings that a need looks at, in words: "OSTIARY_SMTP_HOST", "OSTIARY_WEB=on". */
const char *setting_need_words(enum setting_need need);

bool setting_need_is_met(enum setting_need need, const struct settings *settings);

/* The first of the needs of the setting, and of its group, that is not met; SETTING_NEED_NOTHING:
 * its value takes effect. The settings have their defaults. */
enum setting_need setting_lacks(const struct settings *settings, enum setting which);

/* True when a flag, a variable or a file gives the value. */
bool setting_is_given(const struct settings *settings, enum setting which);

#endif
