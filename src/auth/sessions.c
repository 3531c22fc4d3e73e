#include "auth/sessions.h"

#include "crypto/id.h"

/* Header values are bytes; the column is text. What is not UTF-8 is read as Latin-1, as Node does. */
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

/* When the session ends at the latest if it would end then. */
static int64_t within_max_life(const struct issuer_settings *s, int64_t created_ms,
			       int64_t expires_ms)
{
	int64_t last_ms = created_ms + s->session_max_s * 1000;

	return s->session_max_s && last_ms < expires_ms ? last_ms : expires_ms;
}

struct session session_make(const struct issuer *issuer, struct arena *a, struct str user_id,
			    const struct session_origin *from, enum remember remember,
			    int64_t now_ms)
{
	const struct issuer_settings *s = &issuer->settings;
	int64_t life_s = remember == REMEMBER_YES ? s->session_s : s->session_brief_s;

	return (struct session){
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.token = id_new(issuer->random, a, ID_LETTERS_AND_DIGITS, SESSION_TOKEN_CHARS),
		.user_id = user_id,
		.expires_ms = within_max_life(s, now_ms, now_ms + life_s * 1000),
		.created_ms = now_ms,
		.updated_ms = now_ms,
		.ip_address = header_text(a, from->ip_address),
		.user_agent = header_text(a, from->user_agent),
	};
}

struct lookup {
	struct arena *a;
	struct str token;
	struct signed_in found;
};

static enum store_rc lookup_read(struct sql *sql, void *arg, struct err *err)
{
	struct lookup *l = arg;

	return sessions_by_token(sql, l->a, l->token, &l->found.session, &l->found.user, err);
}

struct expiry {
	const struct issuer_settings *settings;
	struct str token;
	int64_t now_ms;
};

static int64_t end_of(const struct issuer_settings *s, const struct session *session)
{
	return within_max_life(s, session->created_ms, session->expires_ms);
}

/* Another request may have renewed the session since it was read, so the row is looked at again. */
static enum store_rc delete_if_expired(struct sql *sql, void *arg, struct err *err)
{
	const struct expiry *e = arg;
	struct signed_in row;
	struct arena a;
	enum store_rc rc;

	arena_init(&a, NULL, 0);
	rc = sessions_by_token(sql, &a, e->token, &row.session, &row.user, err);
	if (rc == STORE_OK && end_of(e->settings, &row.session) < e->now_ms)
		rc = sessions_delete(sql, e->token, err);
	arena_done(&a);
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum session_rc expire(struct issuer *issuer, struct str token, int64_t now_ms,
			      struct err *err)
{
	struct expiry e = { &issuer->settings, token, now_ms };

	return store_write(issuer->store, delete_if_expired, &e, err) == STORE_OK ? SESSION_GONE
										  : SESSION_FAULT;
}

struct extension {
	struct str token;
	int64_t expires_ms;
	int64_t updated_ms;
};

static enum store_rc extend_row(struct sql *sql, void *arg, struct err *err)
{
	const struct extension *x = arg;

	return sessions_extend(sql, x->token, x->expires_ms, x->updated_ms, err);
}

static int64_t renewed_end(const struct issuer_settings *s, const struct session *session,
			   int64_t now_ms)
{
	return within_max_life(s, session->created_ms, now_ms + s->session_s * 1000);
}

static enum session_rc renew(struct issuer *issuer, struct session *session, int64_t now_ms,
			     struct err *err)
{
	struct extension x = { session->token, renewed_end(&issuer->settings, session, now_ms),
			       now_ms };
	enum store_rc rc = store_write(issuer->store, extend_row, &x, err);

	if (rc == STORE_NONE)
		return SESSION_VANISHED;
	if (rc != STORE_OK)
		return SESSION_FAULT;
	session->expires_ms = x.expires_ms;
	session->updated_ms = x.updated_ms;
	return SESSION_RENEWED;
}

/* Contract: expiresAt - expiresIn + updateAge <= now. One that ends with its longest life is not renewed for
 * nothing. */
static bool is_due(const struct issuer_settings *s, const struct session *session, int64_t now_ms)
{
	return session->expires_ms - (s->session_s - s->session_update_s) * 1000 <= now_ms &&
	       (!s->session_max_s || renewed_end(s, session, now_ms) > session->expires_ms);
}

enum session_rc session_find(struct issuer *issuer, struct arena *a, struct str token,
			     struct session_rules rules, struct signed_in *out, struct err *err)
{
	struct lookup l = { .a = a, .token = token };
	enum store_rc read = store_read(issuer->store, lookup_read, &l, err);
	int64_t now_ms = clock_now_ms(issuer->clock);
	enum session_rc rc = SESSION_LIVE;

	if (read == STORE_NONE)
		return SESSION_GONE;
	if (read != STORE_OK)
		return SESSION_FAULT;
	l.found.session.expires_ms = end_of(&issuer->settings, &l.found.session);
	if (l.found.session.expires_ms < now_ms)
		return rules.only_look ? SESSION_GONE : expire(issuer, token, now_ms, err);
	l.found.due = !rules.dont_remember && !rules.disable_refresh &&
		      !issuer->settings.session_no_refresh &&
		      is_due(&issuer->settings, &l.found.session, now_ms);
	if (l.found.due && !rules.only_look)
		rc = renew(issuer, &l.found.session, now_ms, err);
	if (rc == SESSION_LIVE || rc == SESSION_RENEWED)
		*out = l.found;
	return rc;
}

static enum store_rc delete_row(struct sql *sql, void *arg, struct err *err)
{
	const struct str *token = arg;

	return sessions_delete(sql, *token, err);
}

enum sign_out_rc sign_out(struct issuer *issuer, struct str token, struct err *err)
{
	return store_write(issuer->store, delete_row, &token, err) == STORE_OK ? SIGN_OUT_DONE
									       : SIGN_OUT_FAULT;
}
