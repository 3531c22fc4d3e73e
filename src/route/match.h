/* Paths and the patterns of the route table. */
#ifndef OSTIARY_ROUTE_MATCH_H
#define OSTIARY_ROUTE_MATCH_H

#include <stdbool.h>

#include "base/str.h"

struct app;

/* Compares path and pattern segment by segment. "{name}" stands for one segment that is not empty,
 * "{*}" for any number of segments at the end. The segments of the names are written to parameters
 * unless it is NULL; after false its values are undefined. */
bool path_matches(const char *pattern, struct str path, struct str *parameters);

/* True for the issuer's base path and everything below it; false on a task node. */
bool path_is_issuers(const struct app *app, struct str path);

#endif
