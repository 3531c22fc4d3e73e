/* What the roles of Better Auth's plugin admin may do, by resource and action. */
#ifndef OSTIARY_AUTH_ADMIN_RIGHTS_H
#define OSTIARY_AUTH_ADMIN_RIGHTS_H

#include <stdbool.h>

#include "auth/issuer/roles.h"
#include "base/str.h"

enum right_role {
	RIGHT_ROLE_UNKNOWN = 0, /* may do nothing */
	RIGHT_ROLE_USER,        /* likewise, and knows the resources */
	RIGHT_ROLE_ADMIN,
};

enum right_role right_role_of(struct str role);

/* Whether the role has rights, or none of them, for that resource: "user" or "session". */
bool rights_know(enum right_role role, struct str resource);

/* Whether the role may do that to the resource: "list", "set-role" and so on. */
bool rights_allow(enum right_role role, struct str resource, struct str action);

#endif
