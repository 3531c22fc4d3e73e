/* What the outcomes of auth/account.h are on the wire. */
#ifndef OSTIARY_ROUTE_AUTH_ACCOUNT_RC_H
#define OSTIARY_ROUTE_AUTH_ACCOUNT_RC_H

#include <stdbool.h>

#include "auth/account.h"
#include "route/call.h"

/* True for ACCOUNT_DONE; anything else is answered. */
bool auth_account_done(struct call *call, enum account_rc rc, const struct err *err);

#endif
