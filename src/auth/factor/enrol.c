#include "auth/factor/enrol.h"

#include "auth/email/notice.h"
#include "auth/factor/entry/entry.h"
#include "auth/factor/totp.h"
#include "auth/session/proof.h"
#include "crypto/id.h"
#include "store/tables/factors/factor_states.h"
#include "store/tables/factors/trusted_devices.h"
#include "store/tables/factors/two_factors.h"

static enum auth_result changed(enum store_rc rc, struct err *err)
{
	switch (rc) {
	case STORE_OK:
		return AUTH_OK;
	case STORE_NONE:
	case STORE_ORPHAN:
		return REFUSED_USER_GONE;
	case STORE_CONFLICT:
	case STORE_FULL:
		store_misfit("second factor", err);
		break;
	case STORE_FAULT:
		break;
	}
	return AUTH_FAULT;
}

/* --- an authenticator ------------------------------------------------------------------------- */

struct totp_start {
	struct arena *a;
	struct two_factor row;
	bool on; /* a verified one is there */
};

static enum store_rc start_totp_tx(struct sql *sql, void *arg, struct err *err)
{
	struct totp_start *s = arg;
	struct two_factor before;
	enum store_rc rc = two_factors_of(sql, s->a, s->row.user_id, &before, err);

	s->on = rc == STORE_OK && before.verified;
	if (s->on || (rc != STORE_OK && rc != STORE_NONE))
		return rc;
	rc = two_factors_delete_of(sql, s->row.user_id, err);
	if (rc == STORE_OK)
		rc = two_factors_insert(sql, &s->row, err);
	return rc == STORE_OK ? factor_states_renew(sql, s->row.user_id, err) : rc;
}

enum auth_result factor_start_totp(struct issuer *issuer, struct arena *a, const struct user *user,
				   struct str name, struct str *out_uri,
				   struct backup_codes *out_codes, struct err *err)
{
	struct totp_start s = { .a = a,
				.row = { .id = id_make(issuer->random, a, issuer->settings.id_kind),
					 .user_id = user->id } };
	struct backup_codes codes;
	enum auth_result rc;
	struct str uri;

	if (!totp_secret_make(issuer, a, &s.row.secret)) {
		err_set(err, "the secret of an authenticator could not be sealed");
		return AUTH_FAULT;
	}
	if (!totp_uri(issuer, a, s.row.secret, name, user->email, &uri, err) ||
	    !backup_codes_make(issuer, a, user->id, &codes, &s.row.backup_codes, err))
		return AUTH_FAULT;
	rc = changed(store_write(issuer->store, start_totp_tx, &s, err), err);
	if (rc != AUTH_OK)
		return rc;
	if (s.on)
		return REFUSED_TOTP_ON;
	*out_uri = uri;
	*out_codes = codes;
	return AUTH_OK;
}

enum auth_result factor_totp_uri(struct issuer *issuer, struct arena *a, const struct user *user,
				 struct str *out, struct err *err)
{
	struct two_factor row = { 0 };
	enum store_rc rc =
		STORE_READ(issuer->store, sql, err, two_factors_of(sql, a, user->id, &row, err));

	if (rc == STORE_NONE)
		return REFUSED_TOTP_OFF;
	if (rc != STORE_OK)
		return AUTH_FAULT;
	return totp_uri(issuer, a, row.secret, str_of(NULL, 0), user->email, out, err) ? AUTH_OK
										       : AUTH_FAULT;
}

/* --- backup codes ----------------------------------------------------------------------------- */

struct new_codes {
	const struct issuer *issuer;
	struct arena *a;
	const struct user *user;
	struct str column;
};

static enum store_rc new_codes_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct new_codes *c = arg;
	struct two_factor row;
	enum store_rc rc = two_factors_of(sql, c->a, c->user->id, &row, err);

	if (rc == STORE_OK)
		rc = two_factors_set_codes(sql, row.id, row.backup_codes, c->column, err);
	return rc == STORE_OK ? sign_in_notice(sql, c->issuer, c->user, err) : rc;
}

enum auth_result factor_new_codes(struct issuer *issuer, struct arena *a, const struct user *user,
				  struct backup_codes *out, struct err *err)
{
	struct new_codes c = { .issuer = issuer, .a = a, .user = user };
	struct backup_codes codes;
	enum auth_result rc;

	if (!user->second_factor)
		return REFUSED_FACTOR_OFF;
	if (!backup_codes_make(issuer, a, user->id, &codes, &c.column, err))
		return AUTH_FAULT;
	rc = changed(store_write(issuer->store, new_codes_tx, &c, err), err);
	if (rc == AUTH_OK)
		*out = codes;
	return rc == REFUSED_USER_GONE ? REFUSED_FACTOR_OFF : rc;
}

/* --- on and off ------------------------------------------------------------------------------- */

struct switching {
	const struct issuer *issuer;
	struct arena *a;
	const struct signed_in *signed_in;
	struct session session;
	int64_t now_ms;
	bool demanded;
};

/* Whoever has copied the old session's token does not have the new one. */
static enum store_rc replace_session(struct sql *sql, const struct switching *s, struct err *err)
{
	enum store_rc rc = sessions_delete(sql, s->signed_in->session.token, err);

	return rc == STORE_OK ? sessions_insert(sql, &s->session, err) : rc;
}

static enum store_rc enable_mail_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct switching *s = arg;
	const struct user *user = &s->signed_in->user;
	enum store_rc rc = users_set_factor(sql, user->id, true, s->now_ms, err);

	if (rc == STORE_OK)
		rc = replace_session(sql, s, err);
	return rc == STORE_OK ? sign_in_notice(sql, s->issuer, user, err) : rc;
}

static enum store_rc forget_factor(struct sql *sql, const struct switching *s, struct err *err)
{
	const struct user *user = &s->signed_in->user;
	enum store_rc rc = two_factors_delete_of(sql, user->id, err);

	if (rc == STORE_OK)
		rc = factor_states_renew(sql, user->id, err);
	if (rc == STORE_OK)
		rc = trusted_devices_forget(sql, s->a, user->id, err);
	return rc == STORE_OK ? users_set_factor(sql, user->id, false, s->now_ms, err) : rc;
}

static enum store_rc disable_tx(struct sql *sql, void *arg, struct err *err)
{
	struct switching *s = arg;
	const struct user *user = &s->signed_in->user;
	enum store_rc rc = entry_demands(sql, s->issuer, s->a, user->id, &s->demanded, err);

	if (rc != STORE_OK || s->demanded)
		return rc;
	rc = forget_factor(sql, s, err);
	if (rc == STORE_OK)
		rc = replace_session(sql, s, err);
	if (rc != STORE_OK || !user->second_factor)
		return rc;
	return sign_in_notice(sql, s->issuer, user, err);
}

static enum auth_result switch_factor(struct issuer *issuer, struct arena *a,
				      const struct factor_change *change, store_write_fn *fn,
				      struct session *out, struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct switching s = {
		.issuer = issuer, .a = a, .signed_in = change->signed_in, .now_ms = now_ms
	};
	struct session_proof proof =
		proof_with(&change->signed_in->session.proof, PROOF_BY_PASSWORD, now_ms);
	enum auth_result rc;

	s.session = session_make(issuer, a, change->signed_in->user.id, &change->from,
				 change->remember, &proof, now_ms);
	rc = changed(store_write(issuer->store, fn, &s, err), err);
	if (rc == AUTH_OK && s.demanded)
		return REFUSED_FACTOR_DEMANDED;
	if (rc == AUTH_OK)
		*out = s.session;
	return rc;
}

enum auth_result factor_enable_mail(struct issuer *issuer, struct arena *a,
				    const struct factor_change *change, struct session *out,
				    struct err *err)
{
	if (!issuer->settings.two_factor.mail_codes)
		return REFUSED_MAIL_CODES_OFF;
	return switch_factor(issuer, a, change, enable_mail_tx, out, err);
}

enum auth_result factor_disable(struct issuer *issuer, struct arena *a,
				const struct factor_change *change, struct session *out,
				struct err *err)
{
	return switch_factor(issuer, a, change, disable_tx, out, err);
}
