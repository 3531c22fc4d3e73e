/* Checks the value of a setting by the type of its row. */
#ifndef OSTIARY_CLI_SETTINGS_CHECK_H
#define OSTIARY_CLI_SETTINGS_CHECK_H

#include <stdbool.h>

#include "cli/settings/table.h"
#include "core/err.h"

/* Checks the text of a value and fills its number: of an integer, or the seconds of a duration.
 * False with the rest of the sentence "NAME ..." in *err. */
bool setting_check(const struct setting_row *row, struct setting_value *value, struct err *err);

#endif
