#include "auth/session/sessions.h"

#include "auth/issuer/roles.h"
#include "auth/issuer/stored.h"
#include "auth/session/barred.h"
#include "crypto/id.h"
#include "fields/input.h"
#include "fields/values.h"

/* Header values are bytes; the column is text. Bytes that are not UTF-8 are read as Latin-1, as
 * Node does. */
static struct str header_text(struct arena *a, struct str bytes)
{
	char *out;
	size_t n = 0;

	if (!bytes.p)
		return STR("");
	if (str_is_utf8(bytes))
		return bytes;
	out = arena_array(a, bytes.n, 2);
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char c = (unsigned char)bytes.p[i];

		if (c >= 0x80)
			out[n++] = (char)(0xC0 | c >> 6);
		out[n++] = (char)(c < 0x80 ? c : 0x80 | (c & 0x3F));
	}
	return str_of(out, n);
}

/* The earlier of expires_ms and the end of the longest life (max_life_s, counted from
 * created_ms). */
static int64_t within_max_life(const struct session_settings *s, int64_t created_ms,
			       int64_t expires_ms)
{
	int64_t last_ms = created_ms + s->max_life_s * 1000;

	return s->max_life_s && last_ms < expires_ms ? last_ms : expires_ms;
}

struct session session_make(const struct issuer *issuer, struct arena *a, struct str user_id,
			    const struct session_origin *from, enum remember remember,
			    const struct session_proof *proof, int64_t now_ms)
{
	const struct session_settings *s = &issuer->settings.session;
	const struct own_tables *own = issuer->settings.own;
	int64_t life_s = remember == REMEMBER_YES ? s->life_s : s->brief_life_s;
	struct session session = {
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.token = id_new(issuer->random, a, ID_LETTERS_AND_DIGITS, SESSION_TOKEN_CHARS),
		.user_id = user_id,
		.expires_ms = within_max_life(s, now_ms, now_ms + life_s * 1000),
		.created_ms = now_ms,
		.updated_ms = now_ms,
		.ip_address = header_text(a, from->ip_address),
		.user_agent = header_text(a, from->user_agent),
		.proof = *proof,
		.admin_known = issuer->settings.admin.enabled,
	};

	if (own && own->session.n) {
		session.own_values = own_defaults(&own->session, a, NULL, now_ms);
		session.own = own_members_of(a, &own->session, session.own_values);
	}
	return session;
}

struct expiry {
	const struct issuer *issuer;
	struct str token;
	int64_t now_ms;
};

static int64_t end_of(const struct session_settings *s, const struct session *session)
{
	return within_max_life(s, session->created_ms, session->expires_ms);
}

/* Reads the row again: another request may have renewed the session since it was read. */
static enum store_rc delete_expired_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct expiry *e = arg;
	struct signed_in row;
	enum store_rc rc;
	ARENA(a);

	rc = sessions_by_token(sql, &a, e->token, &row.session, &row.user, err);
	if (rc == STORE_OK && end_of(&e->issuer->settings.session, &row.session) < e->now_ms)
		rc = sessions_delete(sql, e->token, err);
	return rc == STORE_NONE || stored_is_unreadable(e->issuer, rc, err) ? STORE_OK : rc;
}

static enum auth_result session_expire(struct issuer *issuer, struct str token, int64_t now_ms,
				       struct err *err)
{
	struct expiry e = { issuer, token, now_ms };
	enum store_rc rc = store_write(issuer->store, delete_expired_tx, &e, err);

	return rc == STORE_OK ? REFUSED_NO_SESSION : stored_fault(rc, "end of a session", err);
}

struct extension {
	struct str token;
	int64_t expires_ms;
	int64_t updated_ms;
};

STORE_TX(extend_session_tx, const struct extension *x,
	 sessions_extend(sql, x->token, x->expires_ms, x->updated_ms, err))

static int64_t renewed_end(const struct session_settings *s, const struct session *session,
			   int64_t now_ms)
{
	return within_max_life(s, session->created_ms, now_ms + s->life_s * 1000);
}

static enum auth_result session_renew(struct issuer *issuer, struct session *session,
				      int64_t now_ms, struct err *err)
{
	struct extension x = { session->token,
			       renewed_end(&issuer->settings.session, session, now_ms), now_ms };
	enum store_rc rc = store_write(issuer->store, extend_session_tx, &x, err);

	if (rc == STORE_NONE)
		return REFUSED_SESSION_VANISHED;
	if (rc != STORE_OK)
		return stored_fault(rc, "renewal of a session", err);
	session->expires_ms = x.expires_ms;
	session->updated_ms = x.updated_ms;
	return AUTH_OK;
}

/* Better Auth's rule: expiresAt - expiresIn + updateAge <= now. A session that already ends with
 * its longest life is not due: a renewal would change nothing. One in which an admin acts as
 * another user keeps its end. */
static bool is_due(const struct session_settings *s, const struct session *session, int64_t now_ms)
{
	return !session->impersonated_by.n &&
	       session->expires_ms - (s->life_s - s->update_age_s) * 1000 <= now_ms &&
	       (!s->max_life_s || renewed_end(s, session, now_ms) > session->expires_ms);
}

/* A session in which an admin acts as another user is one while the admin is an admin, and the user
 * is none. */
static enum auth_result judge_impersonation(const struct issuer *issuer, struct arena *a,
					    const struct signed_in *found, int64_t now_ms,
					    struct err *err)
{
	struct user admin = { 0 };
	enum store_rc rc;

	if (!found->session.impersonated_by.n)
		return AUTH_OK;
	rc = stored_or_none(
		issuer,
		STORE_READ(issuer->store, sql, err,
			   users_by_id(sql, a, found->session.impersonated_by, &admin, err)),
		err);
	if (rc != STORE_OK && rc != STORE_NONE)
		return stored_fault(rc, "the admin of a session", err);
	return rc == STORE_OK && roles_include(admin.role, ROLE_ADMIN) &&
			       user_may_stay(&admin, now_ms) == AUTH_OK &&
			       !roles_include(found->user.role, ROLE_ADMIN)
		       ? AUTH_OK
		       : REFUSED_NO_SESSION;
}

enum auth_result session_find(struct issuer *issuer, struct arena *a, struct str token,
			      struct session_rules rules, struct signed_in *out, struct err *err)
{
	struct signed_in found = { 0 };
	enum store_rc read =
		STORE_READ(issuer->store, sql, err,
			   sessions_by_token(sql, a, token, &found.session, &found.user, err));
	int64_t now_ms = clock_now_ms(issuer->clock);
	enum auth_result rc;

	if (stored_or_none(issuer, read, err) == STORE_NONE)
		return REFUSED_NO_SESSION;
	if (read != STORE_OK)
		return stored_fault(read, "session", err);
	found.session.expires_ms = end_of(&issuer->settings.session, &found.session);
	if (found.session.expires_ms < now_ms)
		return rules.only_look ? REFUSED_NO_SESSION
				       : session_expire(issuer, token, now_ms, err);
	rc = user_may_stay(&found.user, now_ms);
	if (rc == AUTH_OK)
		rc = judge_impersonation(issuer, a, &found, now_ms, err);
	if (rc != AUTH_OK)
		return rc;
	found.due = !rules.dont_remember && !rules.disable_refresh &&
		    issuer->settings.session.refresh &&
		    is_due(&issuer->settings.session, &found.session, now_ms);
	if (found.due && !rules.only_look)
		rc = session_renew(issuer, &found.session, now_ms, err);
	if (rc != AUTH_OK)
		return rc;
	found.renewed = found.due && !rules.only_look;
	*out = found;
	return AUTH_OK;
}

struct own_update {
	struct arena *a;
	struct signed_in *signed_in;
	const struct own_value *values;
	int64_t now_ms;
};

/* The row is read again: a column may keep a value in another form. */
static enum store_rc update_own_tx(struct sql *sql, void *arg, struct err *err)
{
	struct own_update *u = arg;
	struct signed_in *s = u->signed_in;
	struct user ignored;
	enum store_rc rc = sessions_update_own(sql, s->session.token, u->values, u->now_ms, err);

	return rc == STORE_OK
		       ? sessions_by_token(sql, u->a, s->session.token, &s->session, &ignored, err)
		       : rc;
}

enum auth_result session_update_own(struct issuer *issuer, struct arena *a,
				    struct signed_in *signed_in, const struct own_value *values,
				    struct err *err)
{
	struct own_update u = { a, signed_in, values, clock_now_ms(issuer->clock) };
	enum store_rc rc = store_write(issuer->store, update_own_tx, &u, err);

	switch (stored_or_none(issuer, rc, err)) {
	case STORE_OK:
		signed_in->session.expires_ms =
			end_of(&issuer->settings.session, &signed_in->session);
		signed_in->session_order = VIEW_STORED;
		return AUTH_OK;
	case STORE_NONE:
		return REFUSED_SESSION_VANISHED;
	case STORE_CONFLICT:
		return REFUSED_SESSION_FIELD_TAKEN;
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return stored_fault(rc, "update of a session", err);
}

STORE_TX(delete_session_tx, const struct str *token, sessions_delete(sql, *token, err))

enum auth_result sign_out(struct issuer *issuer, struct str token, struct err *err)
{
	enum store_rc rc = store_write(issuer->store, delete_session_tx, &token, err);

	return rc == STORE_OK ? AUTH_OK : stored_fault(rc, "sign-out", err);
}
