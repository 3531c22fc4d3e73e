/* One row of the route table (routes.h). A row that forgets a column is not served, or refuses
 * every client. */
#ifndef OSTIARY_ROUTE_ROUTE_H
#define OSTIARY_ROUTE_ROUTE_H

#include "http/app.h"
#include "route/call.h"
#include "route/issuer/errors.h"

/* The clients that may use a route. */
enum access {
	ACCESS_NOBODY = 0,
	ACCESS_ANYONE,
	ACCESS_SESSION,        /* with a live session, which is then call->signed_in */
	ACCESS_CACHED_SESSION, /* the same, but the cookie cache is enough */
	ACCESS_ANY_SESSION,    /* as ACCESS_SESSION; without one the answer is 401 and empty */
	ACCESS_ADMIN,          /* the same, of an admin: else route->refusal */
	ACCESS_OWNER,          /* with a token whose `sub` is the path's {user_id}: call->owner */
};

/* The conventions of a path: the form of its refusals, and the checks before its handler. */
enum side {
	SIDE_TASKS = 0, /* {"detail"}, 405 with Allow, HEAD like GET; paths are whole */
	SIDE_AUTH,      /* Better Auth's; paths stand behind the base path */
};

/* The roles (enum app_role) of processes that serve a route, one bit each. */
#define ROLE_BIT(role) (1u << (role))
enum route_roles {
	ROLES_NONE = 0,
	ROLES_ISSUER = 1 << 0 | 1 << 1, /* APP_ALL, APP_AUTH */
	ROLES_TASKS = 1 << 0 | 1 << 2,  /* APP_ALL, APP_TASKS */
	ROLES_ALL = ROLES_ISSUER | ROLES_TASKS,
};

/* The feature without which a route does not exist. */
enum route_feature {
	FEATURE_NONE = 0, /* it always exists */
	FEATURE_REVOCATIONS,
	FEATURE_PASSKEYS,
	FEATURE_FACTORS,
	FEATURE_PUSH,
	FEATURE_ADMIN,
};

/* A route that needs the issuer's keys waits on a worker's lane while the first one is being
 * made. */
enum route_keys {
	KEYS_UNUSED = 0,
	KEYS_NEEDED,
};

struct body_schema;

typedef void handler_fn(struct call *call);

struct route {
	enum side side;
	enum http_method method;
	const char *path; /* with at most REQUEST_PARAMETERS_MAX parameters; see match.h */
	enum route_roles roles;
	enum route_feature feature;
	enum route_keys keys;
	enum access access;
	enum lane lane;
	handler_fn *handle;
	const struct body_schema *body; /* SIDE_AUTH: NULL leaves the body unread */
	/* Bytes of a body; 0: LIMIT_BODY_BYTES. A long one is taken only from a client that the
	 * head admits. */
	size_t body_max;
	enum wire_error refusal; /* of ACCESS_ADMIN */
};

#endif
