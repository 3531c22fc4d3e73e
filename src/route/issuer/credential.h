/* The session token of a request: its cookie, or a bearer token. */
#ifndef OSTIARY_ROUTE_ISSUER_CREDENTIAL_H
#define OSTIARY_ROUTE_ISSUER_CREDENTIAL_H

#include "auth/issuer/result.h"
#include "core/err.h"
#include "route/call.h"

/* Sets call->tokens, call->session_token and call->dont_remember from the cookies, or from a
 * session token in Authorization. A valid bearer token takes the place of the session cookies; an
 * invalid one counts as absent. */
void credential_read(struct call *call);

/* Sets call->tokens and call->session_token from the cookies alone, whatever Authorization says. */
void credential_read_cookies(struct call *call);

/* Decides between several session cookies: the one whose session is alive is call->session_token.
 * Two that are alive are none, since one of them may have been planted by a neighbouring host. To
 * be called before the token is used; it reads the database only when there are several.
 *
 *   AUTH_OK             call->session_token, which may be empty or of an ended session
 *   REFUSED_NO_SESSION  two sessions are alive; call->session_token is empty, the cookies stay
 *   AUTH_FAULT          see *err */
enum auth_result credential_settle(struct call *call, struct err *err);

/* Ends the sessions of all of the request's tokens. AUTH_OK, AUTH_FAULT. */
enum auth_result credential_end(struct call *call, struct err *err);

#endif
