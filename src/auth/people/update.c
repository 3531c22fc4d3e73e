#include "auth/people/people.h"

#include "auth/address/address.h"
#include "auth/admin/access.h"
#include "auth/audit/row.h"
#include "auth/email/change.h"
#include "auth/issuer/stored.h"
#include "auth/revocation/revocation.h"

struct updating {
	const struct issuer *issuer;
	struct arena *a;
	const struct person_update *update;
	struct access_change access;
	struct str email; /* in small letters */
	struct audit_row row;
	struct user user;
	bool email_is_taken;
};

static enum store_rc write_access(struct sql *sql, struct updating *u, struct err *err)
{
	const struct person_update *p = u->update;
	enum store_rc rc = STORE_OK;

	if (p->set_role)
		rc = access_set_role_in(sql, &u->access, p->role, err);
	if (rc != STORE_OK || !p->set_banned)
		return rc;
	return p->banned ? access_ban_in(sql, &u->access, p->ban_reason, p->ban_ends_ms, err)
			 : access_unban_in(sql, &u->access, err);
}

static bool has_profile(const struct person_update *p)
{
	return p->set_name || p->set_image || p->set_email || p->set_verified || p->own;
}

/* Whether the address is another one. */
static bool apply(struct updating *u)
{
	const struct person_update *p = u->update;
	bool moves = p->set_email && !str_eq(u->email, u->user.email);

	if (p->set_name)
		u->user.name = p->name;
	if (p->set_image)
		u->user.image = p->image;
	if (moves) {
		u->user.email = u->email;
		u->user.email_verified = false;
	}
	if (p->set_verified)
		u->user.email_verified = p->verified;
	u->user.updated_ms = u->row.at_ms;
	return moves;
}

static enum store_rc write_profile(struct sql *sql, struct updating *u, struct err *err)
{
	bool moves = apply(u);
	enum store_rc rc = users_update(sql, &u->user, err);

	u->email_is_taken = rc == STORE_CONFLICT;
	if (rc == STORE_OK && u->update->own)
		rc = users_update_own(sql, u->user.id, u->update->own, err);
	if (rc == STORE_OK && moves)
		rc = email_old_address_end(sql, u->issuer, u->a, u->user.id, err);
	return rc == STORE_OK ? audit_append(sql, &u->row, err) : rc;
}

/* The row is read again: a column may keep a value in another form. */
static enum store_rc update_tx(struct sql *sql, void *arg, struct err *err)
{
	struct updating *u = arg;
	enum store_rc rc = access_prepare(sql, err);

	u->email_is_taken = false;
	if (rc == STORE_OK)
		rc = write_access(sql, u, err);
	if (rc == STORE_OK)
		rc = users_by_id(sql, u->a, u->access.user_id, &u->user, err);
	if (rc == STORE_OK && has_profile(u->update))
		rc = write_profile(sql, u, err);
	return rc == STORE_OK ? users_by_id(sql, u->a, u->access.user_id, &u->user, err) : rc;
}

static enum auth_result outcome(const struct updating *u, enum store_rc rc, struct err *err)
{
	switch (stored_or_none(u->issuer, rc, err)) {
	case STORE_OK:
		revocation_confirm(&u->issuer->revocations, u->user.id);
		return AUTH_OK;
	case STORE_NONE:
	case STORE_ORPHAN:
		return u->access.is_last_admin ? REFUSED_LAST_ADMIN : REFUSED_USER_GONE;
	case STORE_CONFLICT:
		return u->email_is_taken ? REFUSED_EMAIL_TAKEN : REFUSED_USER_FIELD_TAKEN;
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return stored_fault(rc, "a change of a user", err);
}

enum auth_result person_update(const struct issuer *issuer, struct arena *a, struct str user_id,
			       const struct person_update *update, struct str actor,
			       struct user *out, struct err *err)
{
	struct updating u = {
		.issuer = issuer,
		.a = a,
		.update = update,
		.access = { .issuer = issuer,
			    .arena = a,
			    .user_id = user_id,
			    .actor = actor,
			    .keeps_admin = true },
		.email = update->set_email ? email_lower(a, update->email) : str_of(NULL, 0),
	};
	enum auth_result result;

	if (update->set_email && !email_is_valid(update->email))
		return REFUSED_INVALID_EMAIL;
	u.row = audit_row_new(issuer->random, a, clock_now_ms(issuer->clock),
			      (struct audit_row){ .actor = actor,
						  .action = STR("user-updated"),
						  .subject = user_id,
						  .detail = STR("") });
	result = outcome(&u, store_write(issuer->store, update_tx, &u, err), err);
	*out = u.user;
	return result;
}
