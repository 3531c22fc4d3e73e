#include "auth/own_sessions.h"

#include "auth/not_before.h"

bool session_is_fresh(const struct issuer *issuer, const struct session *session)
{
	int64_t fresh_ms = issuer->settings.session_fresh_s * 1000;

	return fresh_ms == 0 || clock_now_ms(issuer->clock) - session->created_ms < fresh_ms;
}

struct listing {
	struct arena *a;
	struct str user_id;
	int64_t now_ms;
	struct session *sessions;
	size_t n;
};

static enum store_rc list_rows(struct sql *sql, void *arg, struct err *err)
{
	struct listing *l = arg;

	return sessions_of_user(sql, l->a, l->user_id, l->now_ms, &l->sessions, &l->n, err);
}

enum own_sessions_rc own_sessions_list(struct issuer *issuer, struct arena *a, struct str user_id,
				       struct session **out, size_t *out_n, struct err *err)
{
	struct listing l = { .a = a, .user_id = user_id, .now_ms = clock_now_ms(issuer->clock) };

	if (store_read(issuer->store, list_rows, &l, err) != STORE_OK)
		return OWN_SESSIONS_FAULT;
	*out = l.sessions;
	*out_n = l.n;
	return OWN_SESSIONS_DONE;
}

struct ending {
	const struct issuer *issuer;
	struct str user_id;
	enum sessions_which which;
	struct str token;
};

/* STORE_OK: it is a session of the user's. STORE_NONE. */
static enum store_rc is_theirs(struct sql *sql, const struct ending *e, struct err *err)
{
	struct signed_in row;
	enum store_rc rc;
	struct arena a;

	arena_init(&a, NULL, 0);
	rc = sessions_by_token(sql, &a, e->token, &row.session, &row.user, err);
	if (rc == STORE_OK && !str_eq(row.user.id, e->user_id))
		rc = STORE_NONE;
	arena_done(&a);
	return rc;
}

static enum store_rc delete_rows(struct sql *sql, void *arg, struct err *err)
{
	const struct ending *e = arg;
	enum store_rc rc = STORE_OK;

	if (e->which == SESSIONS_THIS && e->issuer->settings.not_before)
		rc = is_theirs(sql, e, err);
	if (rc == STORE_OK)
		rc = sessions_delete_of(sql, e->user_id, e->which, e->token, err);
	if (rc == STORE_OK)
		rc = not_before_mark(sql, e->issuer, e->user_id, DEPARTURE_THROWN_OUT, err);
	return rc;
}

enum own_sessions_rc own_sessions_end(struct issuer *issuer, struct str user_id,
				      enum sessions_which which, struct str token, struct err *err)
{
	struct ending e = { issuer, user_id, which, token };
	enum store_rc rc = store_write(issuer->store, delete_rows, &e, err);

	if (rc == STORE_NONE) /* there was no such session */
		return OWN_SESSIONS_DONE;
	if (rc != STORE_OK)
		return OWN_SESSIONS_FAULT;
	not_before_seal(issuer, user_id);
	return OWN_SESSIONS_DONE;
}
