/* Handlers of the issuer, on Better Auth's wire. */
#ifndef OSTIARY_ROUTE_AUTH_H
#define OSTIARY_ROUTE_AUTH_H

#include "route/call.h"

void auth_ok(struct call *call);
void auth_sign_up(struct call *call);
void auth_sign_in(struct call *call);
void auth_sign_out(struct call *call);
void auth_get_session(struct call *call);
void auth_post_session(struct call *call);
void auth_token(struct call *call);
void auth_error_page(struct call *call);
void auth_sign_in_social(struct call *call);

#endif
