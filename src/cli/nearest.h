/* "Did you mean ...?" */
#ifndef OSTIARY_CLI_NEAREST_H
#define OSTIARY_CLI_NEAREST_H

#include <stddef.h>

#include "base/str.h"

/* How many letters one must insert, delete, exchange or swap with the next to come from a to b; texts
 * longer than 64 bytes are infinitely far from everything. */
size_t nearest_distance(struct str a, struct str b);

/* True when the distance is small for the length of the name: a typing error. */
bool nearest_is_typo(struct str written, struct str meant);

#endif
