/* Handlers of the issuer for somebody who is signed in: profile, password, sessions, deletion. On Better
 * Auth's wire. */
#ifndef OSTIARY_ROUTE_AUTH_OWN_H
#define OSTIARY_ROUTE_AUTH_OWN_H

#include "route/call.h"

void auth_update_user(struct call *call);
void auth_update_session(struct call *call);
void auth_change_password(struct call *call);
void auth_verify_password(struct call *call);
void auth_list_accounts(struct call *call);
void auth_delete_user(struct call *call);
void auth_delete_link(struct call *call);

void auth_list_sessions(struct call *call);
void auth_revoke_session(struct call *call);
void auth_revoke_sessions(struct call *call);
void auth_revoke_other_sessions(struct call *call);

#endif
