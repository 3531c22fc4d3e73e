#include "auth/attempt.h"

#include "auth/email.h"
#include "crypto/id.h"
#include "store/audit.h"
#include "store/throttle_releases.h"
#include "store/users.h"

struct lookup {
	struct str email;
	int64_t released_ms;
};

static enum store_rc lookup_read(struct sql *sql, void *arg, struct err *err)
{
	struct lookup *l = arg;

	return throttle_releases_of(sql, l->email, &l->released_ms, err);
}

int64_t attempt_begin(struct issuer *issuer, struct str email, struct str key)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	int64_t wait_s = throttle_attempt(issuer->throttle, key, now_ms);
	struct lookup l = { .email = email };
	struct err ignored = { 0 };

	if (wait_s && store_read(issuer->store, lookup_read, &l, &ignored) == STORE_OK &&
	    throttle_release(issuer->throttle, key, l.released_ms))
		wait_s = throttle_attempt(issuer->throttle, key, now_ms);
	return wait_s;
}

/* ---- by an operator ---- */

struct release {
	struct arena *a;
	struct str email;
	struct audit_row row;
};

static enum store_rc write_release(struct sql *sql, void *arg, struct err *err)
{
	struct release *r = arg;
	struct user user;
	enum store_rc rc = users_by_email(sql, r->a, r->email, &user, err);

	if (rc == STORE_OK)
		rc = throttle_releases_put(sql, user.id, r->row.at_ms,
					   r->row.at_ms - THROTTLE_FORGET_S * INT64_C(1000), err);
	if (rc != STORE_OK)
		return rc;
	r->row.subject = user.id;
	return audit_insert(sql, &r->row, err);
}

enum release_rc attempt_release(struct store *store, struct arena *a, struct str email,
				struct str actor, int64_t now_ms, struct err *err)
{
	struct release r = {
		.a = a,
		.email = email_lower(a, email),
		.row = { .id = id_new(&random_kernel, a, ID_LETTERS_AND_DIGITS, ID_CHARS),
			 .at_ms = now_ms,
			 .actor = actor,
			 .action = STR("throttle-released"),
			 .detail = STR("") },
	};

	switch (store_write(store, write_release, &r, err)) {
	case STORE_OK:
		return RELEASE_DONE;
	case STORE_NONE:
	case STORE_ORPHAN:
		return RELEASE_NO_USER;
	case STORE_CONFLICT:
	case STORE_FULL:
		err_set(err, "release: the new rows do not fit together");
		break;
	case STORE_FAULT:
		break;
	}
	return RELEASE_FAULT;
}
