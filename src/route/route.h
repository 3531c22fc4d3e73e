/* The route table: every path of the program, who may use it and where it runs. */
#ifndef OSTIARY_ROUTE_ROUTE_H
#define OSTIARY_ROUTE_ROUTE_H

#include "http/app.h"
#include "route/call.h"

/* Who may use a route. A row that forgets this column refuses everybody. */
enum access {
	ACCESS_NOBODY = 0,
	ACCESS_ANYONE,
	ACCESS_SESSION,        /* who has a live session: the handler finds it in call->signed_in */
	ACCESS_CACHED_SESSION, /* the same, but the cookie cache may vouch for it */
	ACCESS_OWNER, /* who has a token whose `sub` is the path's {user_id}: call->owner */
};

/* Which manners a path has: how it refuses, and what is read before the handler runs. */
enum side {
	SIDE_TASKS = 0, /* {"detail"}, 405 with Allow, HEAD like GET; paths are whole */
	SIDE_AUTH,      /* Better Auth's manners; paths stand behind the base path */
};

struct body_schema;

typedef void handler_fn(struct call *call);

struct route {
	enum side side;
	enum http_method method;
	const char *path; /* "{name}": one segment that is not empty; "{*}": any, at the end */
	enum access access;
	enum lane lane;
	handler_fn *handle;
	const struct body_schema *body; /* SIDE_AUTH: NULL leaves the body unread */
};

/* The row for that method and path; NULL when there is none. */
/* The pattern of what the issuer has at that path below the base path, whatever the method and without
 * slashes at its end; empty when there is nothing. */
struct str route_pattern(struct str path);

const struct route *route_find(const struct app *app, enum http_method method, struct str path);

/* Fills call->parameters from the request's path, which the route has matched. */
void route_parameters(struct call *call);

/* True for the base path and everything below it. */
bool route_is_auth(const struct app *app, struct str path);

/* "GET, HEAD, POST": the methods that the path has, as the Allow header names them; empty when the path
 * does not exist. */
struct str route_allowed(const struct app *app, struct arena *a, struct str path);

#endif
