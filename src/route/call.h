/* One request on its way through a handler: what the guard found out about it, and its answer. */
#ifndef OSTIARY_ROUTE_CALL_H
#define OSTIARY_ROUTE_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/sessions.h"
#include "base/json.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/request.h"
#include "ostiary/verify.h"
#include "tasks/tasks.h"

struct app;
struct route;

#define CALL_PARAMETERS_MAX 2 /* the longest pattern has two */

struct call {
	struct app *app;
	const struct route *route;
	struct request *request;
	struct reply *reply;
	struct str parameters[CALL_PARAMETERS_MAX]; /* as they stand in the path, not decoded */

	/* Task API: set by the guard for ACCESS_OWNER, and only then. */
	const struct owner *owner;
	struct ost_claims *claims;

	/* Issuer: set by auth_admit(). */
	struct json *body; /* NULL when there was none */
	struct form query;
	struct str session_token;   /* of a verified cookie or bearer token; empty: none */
	bool dont_remember;         /* a dont_remember cookie with a valid signature came along */
	struct signed_in signed_in; /* set for ACCESS_SESSION */
};

#endif
