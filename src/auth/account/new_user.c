#include "auth/account/new_user.h"

#include "auth/issuer/roles.h"
#include "auth/issuer/stored.h"
#include "crypto/id.h"
#include "fields/input.h"
#include "fields/values.h"

struct user new_user(const struct issuer *issuer, struct arena *a, struct str email,
		     struct str name, const struct own_value *own, int64_t now_ms)
{
	const struct own_tables *tables = issuer->settings.own;
	struct user user = {
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.name = name,
		.email = email,
		.created_ms = now_ms,
		.updated_ms = now_ms,
		.factor_known = issuer->settings.two_factor.policy != FACTOR_POLICY_OFF,
		.admin_known = issuer->settings.admin.enabled,
		.role = ROLE_USER,
	};

	if (tables && tables->user.n) {
		user.own_values = own_defaults(&tables->user, a, own, now_ms);
		user.own = own_members_of(a, &tables->user, user.own_values);
	}
	return user;
}

enum auth_result new_user_address(const struct issuer *issuer, struct arena *a, struct str email,
				  struct err *err)
{
	struct user ignored;
	enum store_rc rc =
		STORE_READ(issuer->store, sql, err, users_by_email(sql, a, email, &ignored, err));

	if (rc == STORE_NONE)
		return AUTH_OK;
	if (rc == STORE_OK || stored_is_unreadable(issuer, rc, err))
		return REFUSED_EMAIL_TAKEN;
	return stored_fault(rc, "a new user", err);
}

enum auth_result new_user_taken(const struct issuer *issuer, struct arena *a,
				const struct user *user, struct err *err)
{
	enum auth_result result;

	if (!user->own_values)
		return REFUSED_EMAIL_TAKEN;
	result = new_user_address(issuer, a, user->email, err);
	return result == AUTH_OK ? REFUSED_NEW_USER_FIELD_TAKEN : result;
}
