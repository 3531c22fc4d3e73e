#include "auth/admin/directory.h"

#include "auth/issuer/stored.h"

enum auth_result directory_list(const struct issuer *issuer, struct arena *a,
				const struct listing_query *query, struct directory_page *out,
				struct err *err)
{
	enum store_rc rc;

	*out = (struct directory_page){ .n = 0 };
	rc = STORE_READ(issuer->store, sql, err,
			listing_page(sql, a, query, &out->users, &out->n, &out->total, err));
	return stored_list(issuer, rc, "list of users", err);
}

enum auth_result directory_find(const struct issuer *issuer, struct arena *a, struct str id,
				struct user *out, struct err *err)
{
	enum store_rc rc = STORE_READ(issuer->store, sql, err, users_by_id(sql, a, id, out, err));

	rc = stored_or_none(issuer, rc, err);
	if (rc == STORE_OK)
		return AUTH_OK;
	return rc == STORE_NONE ? REFUSED_USER_GONE : stored_fault(rc, "user", err);
}

enum auth_result directory_sessions(const struct issuer *issuer, struct arena *a,
				    struct str user_id, struct session **out, size_t *out_n,
				    struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	enum store_rc rc;

	*out_n = 0;
	rc = STORE_READ(issuer->store, sql, err,
			sessions_of_anyone(sql, a, user_id, now_ms, out, out_n, err));
	if (rc == STORE_NONE)
		return AUTH_OK;
	return stored_list(issuer, rc, "list of sessions", err);
}
