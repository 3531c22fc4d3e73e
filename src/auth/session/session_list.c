#include "auth/session/session_list.h"

#include "auth/issuer/stored.h"
#include "auth/revocation/revocation.h"
#include "store/tables/factors/trusted_devices.h"

bool session_is_fresh(const struct issuer *issuer, const struct session *session)
{
	int64_t fresh_ms = issuer->settings.session.fresh_age_s * 1000;

	if (session->impersonated_by.n)
		return false;
	return fresh_ms == 0 || clock_now_ms(issuer->clock) - session->created_ms < fresh_ms;
}

enum auth_result session_list(struct issuer *issuer, struct arena *a, struct str user_id,
			      struct session **out, size_t *out_n, struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	enum store_rc rc = STORE_READ(issuer->store, sql, err,
				      sessions_of_user(sql, a, user_id, now_ms, out, out_n, err));

	return stored_list(issuer, rc, "list of sessions", err);
}

struct ending {
	const struct issuer *issuer;
	struct str user_id;
	enum sessions_which which;
	struct str token;
};

/* STORE_OK: the token is of a session of the user, or of one that cannot be read, whose user the
 * deletion compares. STORE_NONE, STORE_FAULT. */
static enum store_rc find_own_tx(struct sql *sql, const struct ending *e, struct err *err)
{
	struct signed_in row;
	enum store_rc rc;
	ARENA(a);

	rc = sessions_by_token(sql, &a, e->token, &row.session, &row.user, err);
	if (rc == STORE_OK && !str_eq(row.user.id, e->user_id))
		rc = STORE_NONE;
	return stored_is_unreadable(e->issuer, rc, err) ? STORE_OK : rc;
}

/* Whoever signs out everywhere wants to be asked everywhere. */
static enum store_rc forget_trust_tx(struct sql *sql, const struct ending *e, struct err *err)
{
	ARENA(a);

	return e->which == SESSIONS_THIS ? STORE_OK
					 : trusted_devices_forget(sql, &a, e->user_id, err);
}

static enum store_rc delete_sessions_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct ending *e = arg;
	enum store_rc rc = STORE_OK;

	if (e->which == SESSIONS_THIS && e->issuer->revocations.enabled)
		rc = find_own_tx(sql, e, err);
	if (rc == STORE_OK)
		rc = sessions_delete_of(sql, e->user_id, e->which, e->token, err);
	if (rc == STORE_OK)
		rc = forget_trust_tx(sql, e, err);
	if (rc == STORE_OK)
		rc = revocation_record(sql, &e->issuer->revocations, e->user_id,
				       REVOCATION_SESSIONS_ENDED, err);
	return rc;
}

enum auth_result session_list_end(struct issuer *issuer, struct str user_id,
				  enum sessions_which which, struct str token, struct err *err)
{
	struct ending e = { issuer, user_id, which, token };
	enum store_rc rc = store_write(issuer->store, delete_sessions_tx, &e, err);

	if (rc == STORE_NONE) /* there was no such session */
		return AUTH_OK;
	if (rc != STORE_OK)
		return stored_fault(rc, "end of sessions", err);
	revocation_confirm(&issuer->revocations, user_id);
	return AUTH_OK;
}
