/* Handlers of the routes below /admin, on the wire of Better Auth's plugin admin. But for those
 * that say so they run for admins only: the route table demands it (ACCESS_ADMIN). The parts:
 * list.c lists users, users.c shows one, create.c makes and changes users, access.c decides about
 * them, acting.c acts as one. */
#ifndef OSTIARY_ROUTE_ISSUER_ADMIN_ADMIN_H
#define OSTIARY_ROUTE_ISSUER_ADMIN_ADMIN_H

#include "route/call.h"

/* list.c */
void admin_list_users(struct call *call);

/* users.c */
void admin_get_user(struct call *call);
void admin_list_sessions(struct call *call);
void admin_has_permission(struct call *call); /* for everybody with a session */

/* create.c */
void admin_create_user(struct call *call);
void admin_update_user(struct call *call);

/* access.c */
void admin_set_role(struct call *call);
void admin_ban_user(struct call *call);
void admin_unban_user(struct call *call);
void admin_set_password(struct call *call);
void admin_revoke_session(struct call *call);
void admin_revoke_sessions(struct call *call);
void admin_remove_user(struct call *call);

/* acting.c */
void admin_impersonate(struct call *call);
void admin_stop_impersonating(struct call *call); /* for everybody with a session */

#endif
