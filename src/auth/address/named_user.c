#include "auth/address/named_user.h"

#include "auth/address/address.h"

enum store_rc users_by_name(struct sql *sql, struct arena *a, struct str name, struct user *out,
			    struct err *err)
{
	return str_find(name, '@') >= 0 ? users_by_email(sql, a, email_lower(a, name), out, err)
					: users_by_id(sql, a, name, out, err);
}
