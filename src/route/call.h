/* One request while it is handled: the facts that the checks before the handler found, and the
 * reply. */
#ifndef OSTIARY_ROUTE_CALL_H
#define OSTIARY_ROUTE_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/session/sessions.h"
#include "base/json.h"
#include "core/limits.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/request.h"
#include "ostiary/verify.h"
#include "tasks/tasks.h"

struct app;
struct route;

/* The different session tokens of a request: the one in Authorization, or those of all cookies
 * whose signature is valid. Until credential_settle() has chosen, call->session_token is the first
 * of them. */
struct session_tokens {
	struct str of[LIMIT_COOKIE_TWINS];
	size_t n; /* LIMIT_COOKIE_TWINS also when there are more */
};

struct call {
	struct app *app;
	const struct route *route;
	struct request *request;
	struct reply *reply;

	/* Task API: set by access_check() for ACCESS_OWNER, and only then. */
	const struct owner *owner;
	struct ost_claims *claims;
	struct refusal refusal; /* why an operation answered STORE_CONFLICT */
	size_t operation;       /* of a batch, from 1, that is to blame; 0: none */

	/* Issuer: set by pipeline_run(). */
	struct json *body; /* NULL when there was none */
	struct form query;
	struct str session_token; /* of a verified cookie or bearer token; empty: none */
	struct session_tokens tokens;
	bool dont_remember; /* the request has a dont_remember cookie with a valid signature */
	struct signed_in signed_in; /* set for ACCESS_SESSION and ACCESS_CACHED_SESSION */
};

/* The issuer of this process; NULL on a task node. */
struct issuer *call_issuer(const struct call *call);

/* A string member of the body, or the first query parameter of that name; empty when it is
 * absent or the member is no string. */
struct str call_body_text(const struct call *call, const char *name);
struct str call_query_text(const struct call *call, struct str name);

/* The client's address and User-Agent, for the row of a session that this request starts. */
struct session_origin call_origin(const struct call *call);

#endif
