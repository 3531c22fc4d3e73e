/* The roles of a user, which the column role of Better Auth's plugin admin joins by commas. */
#ifndef OSTIARY_AUTH_ISSUER_ROLES_H
#define OSTIARY_AUTH_ISSUER_ROLES_H

#include <stdbool.h>

#include "base/str.h"

#define ROLE_ADMIN STR("admin")
#define ROLE_USER  STR("user") /* of new users, and of those who have none */

/* Whether the role is one of them. Blanks around a role do not count. */
bool roles_include(struct str roles, struct str role);

#endif
