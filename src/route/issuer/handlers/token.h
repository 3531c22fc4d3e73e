/* The access token that answers carry beside the session. */
#ifndef OSTIARY_ROUTE_ISSUER_HANDLERS_TOKEN_H
#define OSTIARY_ROUTE_ISSUER_HANDLERS_TOKEN_H

#include <stdbool.h>

#include "route/call.h"

/* Adds the access token of call->signed_in as `set-auth-jwt`, which saves the client a request.
 * Adds nothing when the session has ended or the token would make the head longer than proxies
 * take: GET /token returns it, or answers why not. False: a fault has been answered. */
bool token_header_add(struct call *call);

#endif
