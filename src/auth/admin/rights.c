#include "auth/admin/rights.h"

enum right_role right_role_of(struct str role)
{
	if (str_eq(role, ROLE_ADMIN))
		return RIGHT_ROLE_ADMIN;
	return str_eq(role, ROLE_USER) ? RIGHT_ROLE_USER : RIGHT_ROLE_UNKNOWN;
}

bool rights_know(enum right_role role, struct str resource)
{
	return role != RIGHT_ROLE_UNKNOWN && str_is_word_of(resource, "user session");
}

/* Nobody may act as an admin: there is no "impersonate-admins". */
bool rights_allow(enum right_role role, struct str resource, struct str action)
{
	if (role != RIGHT_ROLE_ADMIN)
		return false;
	if (str_eq(resource, STR("session")))
		return str_is_word_of(action, "list revoke delete");
	return str_eq(resource, STR("user")) &&
	       str_is_word_of(action, "create list set-role ban impersonate delete set-password "
				      "set-email get update");
}
