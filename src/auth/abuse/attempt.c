#include "auth/abuse/attempt.h"

#include "auth/address/address.h"
#include "auth/audit/row.h"
#include "store/tables/throttle.h"
#include "store/tables/users.h"

int64_t attempt_begin(struct throttle *throttle, struct store *store, struct str email,
		      struct str key, int64_t now_ms)
{
	int64_t wait_s = throttle_attempt(throttle, key, now_ms);
	int64_t reset_ms = 0;
	struct err ignored = { 0 };

	if (wait_s &&
	    STORE_READ(store, sql, &ignored, throttle_resets_of(sql, email, &reset_ms, &ignored)) ==
		    STORE_OK &&
	    throttle_release(throttle, key, reset_ms))
		wait_s = throttle_attempt(throttle, key, now_ms);
	return wait_s;
}

/* --- the operator's reset --------------------------------------------------------------------- */

enum store_rc attempt_release_user(struct sql *sql, struct str user_id, int64_t now_ms,
				   struct err *err)
{
	int64_t oldest_ms = now_ms - THROTTLE_FORGET_S * INT64_C(1000);
	enum store_rc rc = throttle_resets_put(sql, user_id, now_ms, oldest_ms, err);

	return rc == STORE_OK ? sign_in_failures_forget_all(sql, user_id, err) : rc;
}

struct release {
	struct arena *a;
	struct str email;
	struct audit_row row;
};

static enum store_rc release_throttle_tx(struct sql *sql, void *arg, struct err *err)
{
	struct release *r = arg;
	struct user user;
	enum store_rc rc = users_by_email(sql, r->a, r->email, &user, err);

	if (rc == STORE_OK)
		rc = attempt_release_user(sql, user.id, r->row.at_ms, err);
	if (rc != STORE_OK)
		return rc;
	r->row.subject = user.id;
	return audit_append(sql, &r->row, err);
}

enum release_rc attempt_release(struct store *store, struct arena *a, struct str email,
				struct str actor, int64_t now_ms, struct err *err)
{
	struct release r = {
		.a = a,
		.email = email_lower(a, email),
		.row = audit_row_new(&random_kernel, a, now_ms,
				     (struct audit_row){ .actor = actor,
							 .action = STR("throttle-released"),
							 .detail = STR("") }),
	};

	switch (store_write(store, release_throttle_tx, &r, err)) {
	case STORE_OK:
		return RELEASE_DONE;
	case STORE_NONE:
	case STORE_ORPHAN:
		return RELEASE_NO_USER;
	case STORE_CONFLICT:
	case STORE_FULL:
		store_misfit("release", err);
		break;
	case STORE_FAULT:
		break;
	}
	return RELEASE_FAULT;
}
