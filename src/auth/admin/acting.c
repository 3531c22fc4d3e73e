#include "auth/admin/acting.h"

#include "auth/audit/row.h"
#include "auth/issuer/roles.h"
#include "auth/issuer/stored.h"
#include "auth/revocation/revocation.h"
#include "auth/session/barred.h"
#include "store/tables/access/acting.h"

enum store_rc acting_end_by(struct sql *sql, const struct issuer *issuer, struct arena *a,
			    struct str admin_id, struct err *err)
{
	struct str *users = NULL;
	size_t n = 0;
	enum store_rc rc = acting_users(sql, a, admin_id, &users, &n, err);

	for (size_t i = 0; rc == STORE_OK && i < n; i++)
		rc = revocation_record(sql, &issuer->revocations, users[i],
				       REVOCATION_SESSIONS_ENDED, err);
	return rc == STORE_OK ? acting_delete_by(sql, admin_id, err) : rc;
}

static struct audit_row make_row(const struct issuer *issuer, struct arena *a, struct str admin_id,
				 struct str action, struct str user_id, int64_t now_ms)
{
	return audit_row_new(issuer->random, a, now_ms,
			     (struct audit_row){ .actor = admin_id,
						 .action = action,
						 .subject = user_id,
						 .detail = STR("") });
}

struct starting {
	const struct issuer *issuer;
	struct arena *a;
	struct session session;
	struct user user;
	struct audit_row row;
	int64_t now_ms;
	enum auth_result refusal; /* AUTH_OK: none */
};

static enum auth_result judge(const struct starting *s)
{
	if (roles_include(s->user.role, ROLE_ADMIN))
		return REFUSED_ACTING_AS_ADMIN;
	return user_may_stay(&s->user, s->now_ms);
}

static enum store_rc start_tx(struct sql *sql, void *arg, struct err *err)
{
	struct starting *s = arg;
	enum store_rc rc = users_by_id(sql, s->a, s->session.user_id, &s->user, err);

	s->refusal = rc == STORE_OK ? judge(s) : AUTH_OK;
	if (rc != STORE_OK || s->refusal != AUTH_OK)
		return rc;
	rc = sessions_insert(sql, &s->session, err);
	return rc == STORE_OK ? audit_append(sql, &s->row, err) : rc;
}

enum auth_result acting_start(struct issuer *issuer, struct arena *a, const struct user *admin,
			      struct str user_id, const struct session_origin *from,
			      struct signed_in *out, struct err *err)
{
	const struct session_proof none = { { 0 } };
	struct starting s = { .issuer = issuer, .a = a, .now_ms = clock_now_ms(issuer->clock) };
	enum store_rc rc;

	s.session = session_make(issuer, a, user_id, from, REMEMBER_NO, &none, s.now_ms);
	s.session.expires_ms = s.now_ms + issuer->settings.admin.impersonation_s * 1000;
	s.session.impersonated_by = admin->id;
	s.row = make_row(issuer, a, admin->id, STR("impersonation-started"), user_id, s.now_ms);
	rc = stored_or_none(issuer, store_grow(issuer->store, start_tx, &s, err), err);
	if (rc == STORE_NONE || rc == STORE_ORPHAN)
		return REFUSED_USER_GONE;
	if (rc != STORE_OK)
		return stored_fault(rc, "a session of an admin", err);
	if (s.refusal != AUTH_OK)
		return s.refusal;
	*out = (struct signed_in){ .session = s.session, .user = s.user };
	return AUTH_OK;
}

struct stopping {
	const struct issuer *issuer;
	const struct session *session;
	struct audit_row row;
};

static enum store_rc stop_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct stopping *s = arg;
	enum store_rc rc = sessions_delete(sql, s->session->token, err);

	if (rc == STORE_OK)
		rc = revocation_record(sql, &s->issuer->revocations, s->session->user_id,
				       REVOCATION_SESSIONS_ENDED, err);
	return rc == STORE_OK ? audit_append(sql, &s->row, err) : rc;
}

static enum auth_result find_own(struct issuer *issuer, struct arena *a, struct str token,
				 struct str admin_id, struct signed_in *out, struct err *err)
{
	const struct session_rules look = { .only_look = true };
	enum auth_result result = session_find(issuer, a, token, look, out, err);

	if (result == AUTH_FAULT)
		return AUTH_FAULT;
	return result == AUTH_OK && str_eq(out->user.id, admin_id) &&
			       !out->session.impersonated_by.n
		       ? AUTH_OK
		       : REFUSED_ADMIN_SESSION_GONE;
}

enum auth_result acting_stop(struct issuer *issuer, struct arena *a, const struct signed_in *acting,
			     struct str admin_token, struct signed_in *out, struct err *err)
{
	const struct session *session = &acting->session;
	struct stopping s = { .issuer = issuer, .session = session };
	enum auth_result result =
		find_own(issuer, a, admin_token, session->impersonated_by, out, err);
	enum store_rc rc;

	if (result != AUTH_OK)
		return result;
	s.row = make_row(issuer, a, session->impersonated_by, STR("impersonation-ended"),
			 session->user_id, clock_now_ms(issuer->clock));
	rc = store_write(issuer->store, stop_tx, &s, err);
	if (rc != STORE_OK)
		return stored_fault(rc, "the end of a session of an admin", err);
	revocation_confirm(&issuer->revocations, session->user_id);
	return AUTH_OK;
}
