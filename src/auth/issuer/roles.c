#include "auth/issuer/roles.h"

bool roles_include(struct str roles, struct str role)
{
	struct str one;

	while (roles.n) {
		str_cut(roles, ',', &one, &roles);
		if (str_eq(str_trim(one), role))
			return true;
	}
	return false;
}
