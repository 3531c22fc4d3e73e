/* Refusals of the task API: problem details (RFC 9457) whose first member is "detail". */
#ifndef OSTIARY_ROUTE_DETAIL_H
#define OSTIARY_ROUTE_DETAIL_H

#include "base/str.h"
#include "core/arena.h"
#include "http/reply.h"
#include "route/problem/problem.h"

/* The general problem of that status. */
void detail_reply(struct arena *a, struct reply *reply, unsigned status, struct str text);

/* A problem of its own; the status is that of the table. */
void detail_problem(struct arena *a, struct reply *reply, enum problem problem, struct str text,
		    struct blame blame);

/* The same of an operation of a batch, by its number from 1; 0: of the request itself. */
void detail_operation(struct arena *a, struct reply *reply, enum problem problem, struct str text,
		      struct blame blame, size_t operation);

/* 401 with WWW-Authenticate (RFC 6750 section 3). */
void detail_not_authenticated(struct arena *a, struct reply *reply);

/* 401 with that challenge, for a token that is valid, and of a sign-in that is not enough. */
void detail_stronger_sign_in(struct arena *a, struct reply *reply, struct str challenge);

/* A refusal of the server itself, by status. */
void detail_refuse(const struct request *request, struct reply *reply, unsigned status);

/* Gives a refusal that is application/json the type application/problem+json when the request's
 * Accept names it. Clients that know neither keep what they have always read. */
void detail_negotiate(const struct request *request, struct reply *reply);

#endif
