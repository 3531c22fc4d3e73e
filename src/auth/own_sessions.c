#include "auth/own_sessions.h"

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
	struct str user_id;
	enum sessions_which which;
	struct str token;
};

static enum store_rc delete_rows(struct sql *sql, void *arg, struct err *err)
{
	const struct ending *e = arg;

	return sessions_delete_of(sql, e->user_id, e->which, e->token, err);
}

enum own_sessions_rc own_sessions_end(struct issuer *issuer, struct str user_id,
				      enum sessions_which which, struct str token, struct err *err)
{
	struct ending e = { user_id, which, token };

	return store_write(issuer->store, delete_rows, &e, err) == STORE_OK ? OWN_SESSIONS_DONE
									    : OWN_SESSIONS_FAULT;
}
