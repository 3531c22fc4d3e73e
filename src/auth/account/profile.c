#include "auth/account/profile.h"

#include "auth/issuer/stored.h"

struct update {
	struct arena *a;
	struct str user_id;
	const struct profile_change *change;
	int64_t now_ms;
	struct user user;
};

/* The row is read again: a column may keep a value in another form. */
static enum store_rc update_own(struct sql *sql, struct update *u, struct err *err)
{
	enum store_rc rc = users_update_own(sql, u->user_id, u->change->own, err);

	return rc == STORE_OK ? users_by_id(sql, u->a, u->user_id, &u->user, err) : rc;
}

/* Reads and writes in one transaction, so that of two concurrent changes neither undoes the
 * other. */
static enum store_rc update_user_tx(struct sql *sql, void *arg, struct err *err)
{
	struct update *u = arg;
	enum store_rc rc = users_by_id(sql, u->a, u->user_id, &u->user, err);

	if (rc != STORE_OK)
		return rc;
	if (u->change->set_name)
		u->user.name = u->change->name;
	if (u->change->set_image)
		u->user.image = u->change->image;
	u->user.updated_ms = u->now_ms;
	rc = users_update(sql, &u->user, err);
	return rc == STORE_OK && u->change->own ? update_own(sql, u, err) : rc;
}

enum auth_result profile_update(struct issuer *issuer, struct arena *a, struct str user_id,
				const struct profile_change *change, struct user *out,
				struct err *err)
{
	struct update u = {
		.a = a, .user_id = user_id, .change = change, .now_ms = clock_now_ms(issuer->clock)
	};
	enum store_rc rc = store_write(issuer->store, update_user_tx, &u, err);

	switch (stored_or_none(issuer, rc, err)) {
	case STORE_OK:
		*out = u.user;
		return AUTH_OK;
	case STORE_NONE:
	case STORE_ORPHAN:
		return REFUSED_USER_GONE;
	case STORE_CONFLICT:
		if (change->own)
			return REFUSED_USER_FIELD_TAKEN;
		break;
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return stored_fault(rc, "profile", err);
}

enum auth_result accounts_list(struct issuer *issuer, struct arena *a, struct str user_id,
			       struct account_view **out, size_t *out_n, struct err *err)
{
	enum store_rc rc = STORE_READ(issuer->store, sql, err,
				      accounts_of_user(sql, a, user_id, out, out_n, err));

	return stored_list(issuer, rc, "list of accounts", err);
}
