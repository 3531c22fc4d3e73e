/* Where a proxy has put this server: below which path of its host. */
#ifndef OSTIARY_ROUTE_PLACE_H
#define OSTIARY_ROUTE_PLACE_H

#include "base/str.h"
#include "core/arena.h"

struct app;

/* The path as the route table and the site know it: without config.root in front, and with
 * config.base_path in the place of config.issuer_path. Where root and issuer have the same path, a
 * path below it is the issuer's if the issuer has a route for it, and otherwise the site's. A path
 * that is not below the root stays as it is, since a proxy may have cut the root off. */
struct str place_inner_path(const struct app *app, struct arena *a, struct str path);

#endif
