#include "auth/admin/ending.h"

#include "auth/audit/row.h"
#include "auth/issuer/stored.h"
#include "auth/revocation/revocation.h"
#include "store/tables/access/acting.h"
#include "store/tables/factors/trusted_devices.h"
#include "store/tables/sessions.h"

struct ending {
	const struct issuer *issuer;
	struct arena *a;
	struct str named; /* token or id of a session; of SESSIONS_ALL unused */
	enum sessions_which which;
	struct str user_id, token; /* of what was found */
	struct audit_row row;
};

static enum store_rc find_session(struct sql *sql, struct ending *e, struct err *err)
{
	struct acting_session found;
	struct session session;
	struct user user;
	enum store_rc rc = stored_or_none(
		e->issuer, sessions_by_token(sql, e->a, e->named, &session, &user, err), err);

	if (rc == STORE_OK) {
		e->user_id = user.id;
		e->token = session.token;
	}
	if (rc != STORE_NONE)
		return rc;
	rc = acting_session_by_id(sql, e->a, e->named, &found, err);
	if (rc == STORE_OK) {
		e->user_id = found.user_id;
		e->token = found.token;
	}
	return rc;
}

static enum store_rc find_user(struct sql *sql, const struct ending *e, struct err *err)
{
	struct user ignored;
	enum store_rc rc = users_by_id(sql, e->a, e->user_id, &ignored, err);

	return stored_is_unreadable(e->issuer, rc, err) ? STORE_OK : rc;
}

static enum store_rc end_tx(struct sql *sql, void *arg, struct err *err)
{
	struct ending *e = arg;
	enum store_rc rc = STORE_OK;

	if (e->which == SESSIONS_THIS)
		rc = find_session(sql, e, err);
	else
		rc = find_user(sql, e, err);
	if (rc == STORE_OK && e->which == SESSIONS_ALL)
		rc = trusted_devices_forget(sql, e->a, e->user_id, err);
	if (rc == STORE_OK)
		rc = sessions_delete_of(sql, e->user_id, e->which, e->token, err);
	if (rc == STORE_OK)
		rc = revocation_record(sql, &e->issuer->revocations, e->user_id,
				       REVOCATION_SESSIONS_ENDED, err);
	e->row.subject = e->user_id;
	return rc == STORE_OK ? audit_append(sql, &e->row, err) : rc;
}

static enum auth_result end(struct issuer *issuer, struct ending *e, struct str actor,
			    struct str action, struct err *err)
{
	enum store_rc rc;

	e->row = audit_row_new(
		issuer->random, e->a, clock_now_ms(issuer->clock),
		(struct audit_row){ .actor = actor, .action = action, .detail = STR("") });
	rc = store_write(issuer->store, end_tx, e, err);
	if (rc == STORE_NONE)
		return AUTH_OK;
	if (rc != STORE_OK)
		return stored_fault(rc, "end of sessions", err);
	revocation_confirm(&issuer->revocations, e->user_id);
	return AUTH_OK;
}

enum auth_result ending_of_session(struct issuer *issuer, struct arena *a, struct str token_or_id,
				   struct str actor, struct err *err)
{
	struct ending e = {
		.issuer = issuer, .a = a, .named = token_or_id, .which = SESSIONS_THIS
	};

	return end(issuer, &e, actor, STR("session-ended"), err);
}

enum auth_result ending_of_sessions(struct issuer *issuer, struct arena *a, struct str user_id,
				    struct str actor, struct err *err)
{
	struct ending e = { .issuer = issuer, .a = a, .user_id = user_id, .which = SESSIONS_ALL };

	return end(issuer, &e, actor, STR("sessions-ended"), err);
}
