/* The route table: every path of the program. */
#ifndef OSTIARY_ROUTE_ROUTES_H
#define OSTIARY_ROUTE_ROUTES_H

#include "core/arena.h"
#include "metrics/requests.h"
#include "route/route.h"

struct app;

/* The row for that method and path, with the segments of its parameters, not decoded; NULL when
 * this process serves none. A path belongs to the first pattern that fits it. */
const struct route *route_find(const struct app *app, enum http_method method, struct str path,
			       struct str parameters[REQUEST_PARAMETERS_MAX]);

/* The numbers of requests, for counting: of those without a row, then of the rows. */
enum {
	ROUTES_NONE = 0, /* no path of this process, a preflight, or no sound head */
	ROUTES_SITE,     /* a page */
	ROUTES_FIRST,
};
size_t route_number(const struct route *route);

/* The method and the pattern of that number; empty texts behind the last one. */
struct metric_route route_name(size_t number);

/* The pattern of the issuer's route at that path below the base path, whatever the method and
 * without slashes at its end; empty when there is none. */
struct str route_pattern(struct str path);

/* The methods of the path as the Allow header names them: "GET, HEAD, POST"; empty when the path
 * does not exist. */
struct str route_allowed(const struct app *app, struct arena *a, struct str path);

#endif
