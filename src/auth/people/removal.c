#include "auth/people/people.h"

#include "auth/account/deletion.h"
#include "auth/admin/acting.h"
#include "auth/audit/row.h"
#include "auth/issuer/stored.h"
#include "auth/revocation/revocation.h"

struct removal {
	const struct issuer *issuer;
	struct arena *a;
	struct str user_id;
	struct audit_row row;
	struct err reference; /* of a row that keeps the user */
};

static enum store_rc remove_tx(struct sql *sql, void *arg, struct err *err)
{
	struct removal *r = arg;
	struct user user;
	enum store_rc rc = users_by_id(sql, r->a, r->user_id, &user, err);

	if (rc == STORE_OK)
		rc = acting_end_by(sql, r->issuer, r->a, r->user_id, err);
	if (rc == STORE_OK)
		rc = user_remove(sql, r->issuer, r->user_id, &r->reference, err);
	return rc == STORE_OK ? audit_append(sql, &r->row, err) : rc;
}

enum auth_result person_remove(const struct issuer *issuer, struct arena *a, struct str user_id,
			       struct str actor, struct err *err)
{
	struct removal r = {
		.issuer = issuer,
		.a = a,
		.user_id = user_id,
		.row = audit_row_new(
			issuer->random, a, clock_now_ms(issuer->clock),
			(struct audit_row){ .actor = actor,
					    .action = STR("user-deleted"),
					    .subject = user_id,
					    .detail = STR("account, sessions, tasks; access "
							  "tokens issued until now") }),
	};
	enum store_rc rc = store_write(issuer->store, remove_tx, &r, err);

	switch (rc) {
	case STORE_OK:
		revocation_confirm(&issuer->revocations, user_id);
		return AUTH_OK;
	case STORE_NONE:
		return REFUSED_USER_GONE;
	case STORE_ORPHAN:
		*err = r.reference;
		return REFUSED_USER_IN_USE;
	case STORE_CONFLICT:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return stored_fault(rc, "a deletion", err);
}
