/* Answers of the issuer in Better Auth's form: errors, faults, redirects. */
#ifndef OSTIARY_ROUTE_ISSUER_ANSWER_H
#define OSTIARY_ROUTE_ISSUER_ANSWER_H

#include <stdbool.h>

#include "core/err.h"
#include "route/call.h"
#include "route/issuer/errors.h"

struct own_input;

/* True for AUTH_OK: the handler goes on. Otherwise the refusal or the fault is answered. A handler
 * whose operation can be throttled answers REFUSED_THROTTLED itself, by answer_throttled(), and
 * does not call this for it. */
bool answer_unless_ok(struct call *call, enum auth_result result, const struct err *err);

/* {"message","code"} with the error's status. */
void answer_error(struct call *call, enum wire_error error);
void answer_wrong_type(struct call *call, struct str allowed_types);
void answer_issues(struct call *call, struct str issues);

/* The headers that tell a client how many seconds to wait, at least 1. */
void answer_retry_after(struct call *call, int64_t wait_s);

/* False: the body sets a role or a ban, which only admins do where OSTIARY_ADMIN is on; it has been
 * answered. */
bool answer_unless_admins_member(struct call *call);

/* False: a refusal of columns of one's own, which has been answered. */
bool answer_unless_fields_fit(struct call *call, const struct own_input *input);

/* 429 with the seconds to wait, at least 1. */
void answer_throttled(struct call *call, int64_t wait_s);

/* Logs the fault, and answers according to its kind: 500 with an empty body, 503 while the
 * database is unavailable, 400 for a text that it cannot store, 401 for a row that cannot be
 * read. */
void answer_fault(struct call *call, const struct err *err);

/* 200 with {"session","user"} of somebody who has just signed in, as they are stored. */
void answer_signed_in(struct call *call, const struct signed_in *signed_in);

/* A refusal of the server itself, by status. */
void answer_for_server(struct arena *a, struct reply *reply, unsigned status);

/* Names the account of the request in the log (auth/abuse/alias.h). */
void answer_about_account(struct call *call, struct str email);

/* 302 to the URL, and the Location header alone. Bytes that no header can hold are
 * percent-encoded. */
void answer_redirect(struct call *call, struct str url);
void answer_location(struct call *call, struct str url);

/* Adds a header's name to access-control-expose-headers: scripts of other origins may read it. */
void answer_expose(struct call *call, struct str header);

#endif
