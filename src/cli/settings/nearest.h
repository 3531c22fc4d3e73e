/* The distance between two names, for "did you mean ...?" */
#ifndef OSTIARY_CLI_SETTINGS_NEAREST_H
#define OSTIARY_CLI_SETTINGS_NEAREST_H

#include <stddef.h>

#include "base/str.h"

/* The number of letters to insert, delete, replace or swap with the next one that turns a into b;
 * SIZE_MAX when one of them is longer than 64 bytes. */
size_t nearest_distance(struct str a, struct str b);

/* True when the distance is small for the length of `meant`: `written` is a typing error. */
bool nearest_is_typo(struct str written, struct str meant);

#endif
