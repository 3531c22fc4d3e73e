#include "auth/account/reset.h"

#include "auth/abuse/throttle.h"
#include "auth/account/credential.h"
#include "auth/account/password_policy.h"
#include "auth/address/address.h"
#include "auth/email/decoy.h"
#include "auth/email/link_row.h"
#include "auth/email/link_url.h"
#include "auth/issuer/stored.h"
#include "auth/revocation/revocation.h"
#include "crypto/id.h"
#include "crypto/password/password.h"
#include "store/tables/accounts.h"
#include "store/tables/users.h"

/* --- asking for a link ------------------------------------------------------------------------ */

struct request {
	const struct issuer *issuer;
	struct arena *a;
	struct str email;
	struct verification row;
	struct announcement mail;
};

static enum store_rc write_decoy_tx(struct sql *sql, struct request *r, struct err *err)
{
	r->row.value = STR("nobody");
	return decoy_write_tx(sql, &r->row, err);
}

/* Anybody can ask for links to an address. So a new one ends no earlier one, but there are few, and
 * few at a time. */
static bool is_enough(const struct issuer *issuer, const struct verifications_alive *alive,
		      int64_t now_ms)
{
	return alive->n >= RESET_LINKS_MAX ||
	       (alive->n && issuer->throttle &&
		alive->newest_ms > now_ms - RESET_PAUSE_S * INT64_C(1000));
}

static enum store_rc write_request_tx(struct sql *sql, void *arg, struct err *err)
{
	struct request *r = arg;
	struct verifications_alive alive = { 0 };
	struct user user;
	enum store_rc rc = verifications_sweep(sql, r->row.created_ms, err);

	if (rc == STORE_OK)
		rc = stored_or_none(r->issuer, users_by_email(sql, r->a, r->email, &user, err),
				    err);
	if (rc == STORE_NONE)
		return write_decoy_tx(sql, r, err);
	if (rc != STORE_OK)
		return rc;
	rc = verifications_alive_of(sql, r->a, STR(RESET_PREFIX), user.id, r->row.created_ms,
				    &alive, err);
	if (rc == STORE_OK && is_enough(r->issuer, &alive, r->row.created_ms))
		return write_decoy_tx(sql, r, err);
	if (rc != STORE_OK)
		return rc;
	r->row.value = user.id;
	r->mail.to = user.email;
	r->mail.name = user.name;
	return link_row_announce(sql, r->issuer, &r->row, &r->mail, err);
}

void reset_link_make(const struct issuer *issuer, struct arena *a, struct str redirect,
		     int64_t now_ms, struct verification *out_row, struct announcement *out_mail)
{
	struct str token = id_new(issuer->random, a, ID_LETTERS_AND_DIGITS, RESET_TOKEN_CHARS);
	int64_t expires_ms = now_ms + issuer->settings.reset.link_life_s * 1000;

	*out_row = (struct verification){
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.identifier = link_row_name(issuer, a, RESET_PREFIX, token),
		.expires_ms = expires_ms,
		.created_ms = now_ms,
		.updated_ms = now_ms,
	};
	*out_mail = (struct announcement){
		.kind = STR("reset-password"),
		.url = link_reset(issuer, a, token, redirect),
		.now_ms = now_ms,
		.expires_ms = expires_ms,
	};
}

enum auth_result reset_request(struct issuer *issuer, struct arena *a, struct str email,
			       struct str redirect, struct err *err)
{
	struct request r = { .issuer = issuer, .a = a, .email = email_lower(a, email) };
	enum store_rc rc;

	if (!issuer->settings.reset.enabled)
		return REFUSED_RESET_OFF;
	reset_link_make(issuer, a, redirect, clock_now_ms(issuer->clock), &r.row, &r.mail);
	rc = store_write(issuer->store, write_request_tx, &r, err);
	return rc == STORE_OK ? AUTH_OK : stored_fault(rc, "request of a reset", err);
}

/* --- finding the row -------------------------------------------------------------------------- */

struct lookup {
	const struct issuer *issuer;
	struct arena *a;
	struct str token;
	struct verification row;
	struct str email, name;
	bool user_exists;
	bool has_account;
	struct account account;
};

/* STORE_OK: there is the user, with or without a password. */
static enum store_rc find_user_tx(struct sql *sql, struct lookup *l, struct err *err)
{
	struct user user;
	enum store_rc rc = users_by_id(sql, l->a, l->row.value, &user, err);

	if (rc != STORE_OK)
		return rc;
	l->email = user.email;
	l->name = user.name;
	rc = accounts_credential_of(sql, l->a, l->row.value, &l->account, err);
	l->has_account = rc == STORE_OK;
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum store_rc find_reset_tx(struct sql *sql, void *arg, struct err *err)
{
	struct lookup *l = arg;
	enum store_rc rc = link_row_find(sql, l->a, RESET_PREFIX, l->token, &l->row, err);

	if (rc != STORE_OK)
		return rc;
	rc = stored_or_none(l->issuer, find_user_tx(sql, l, err), err);
	l->user_exists = rc == STORE_OK;
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum auth_result find_reset(struct issuer *issuer, struct lookup *l, struct err *err)
{
	enum store_rc rc =
		stored_or_none(issuer, store_read(issuer->store, find_reset_tx, l, err), err);

	if (rc != STORE_OK && rc != STORE_NONE)
		return stored_fault(rc, "reset", err);
	if (rc == STORE_NONE || l->row.expires_ms < clock_now_ms(issuer->clock))
		return REFUSED_RESET_TOKEN_INVALID;
	return AUTH_OK;
}

enum auth_result reset_check(struct issuer *issuer, struct arena *a, struct str token,
			     struct err *err)
{
	struct lookup l = { .issuer = issuer, .a = a, .token = token };

	return find_reset(issuer, &l, err);
}

/* --- setting the password --------------------------------------------------------------------- */

/* The values to write: made once, so that the transaction may run again. */
struct setting {
	const struct issuer *issuer;
	const struct lookup *found;
	struct account account;
	bool end_sessions;
	bool token_was_used;
};

static enum store_rc set_password_tx(struct sql *sql, void *arg, struct err *err)
{
	struct setting *s = arg;
	const struct lookup *found = s->found;
	enum store_rc rc = verifications_delete(sql, found->row.identifier, err);

	s->token_was_used = rc == STORE_NONE;
	if (rc == STORE_OK)
		rc = credential_end_access(sql, found->a, s->account.user_id, s->end_sessions, err);
	if (rc == STORE_OK)
		rc = credential_set(sql, found->has_account ? &found->account : NULL, &s->account,
				    err);
	if (rc != STORE_OK)
		return rc;
	return revocation_record(sql, &s->issuer->revocations, s->account.user_id,
				 REVOCATION_SESSIONS_ENDED, err);
}

static enum auth_result set_password(struct issuer *issuer, struct arena *a, const struct lookup *l,
				     struct str password, struct err *err)
{
	struct setting s = { .issuer = issuer,
			     .found = l,
			     .end_sessions = issuer->settings.reset.end_sessions };
	struct password_hash hash;
	int64_t now_ms;

	if (!password_hash(issuer->settings.password.kind, issuer->random, password, &hash, err))
		return AUTH_FAULT;
	now_ms = clock_now_ms(issuer->clock);
	s.account = (struct account){
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.user_id = l->row.value,
		.password_hash = password_hash_text(&hash),
		.created_ms = now_ms,
		.updated_ms = now_ms,
	};
	switch (store_write(issuer->store, set_password_tx, &s, err)) {
	case STORE_OK:
		throttle_forget(issuer->throttle, l->email);
		revocation_confirm(&issuer->revocations, l->row.value);
		return AUTH_OK;
	case STORE_NONE:
		return s.token_was_used ? REFUSED_RESET_TOKEN_INVALID : REFUSED_RESET_USER_GONE;
	case STORE_ORPHAN:
		return REFUSED_RESET_USER_GONE;
	case STORE_CONFLICT:
	case STORE_FULL:
		store_misfit("reset", err);
		break;
	case STORE_FAULT:
		break;
	}
	return AUTH_FAULT;
}

STORE_TX(delete_token_tx, const struct lookup *l, verifications_delete(sql, l->row.identifier, err))

enum auth_result reset_password(struct issuer *issuer, struct arena *a, struct str token,
				struct str password, struct str *out_user_id, struct err *err)
{
	struct lookup l = { .issuer = issuer, .a = a, .token = token };
	enum auth_result rc = new_password_length(&issuer->settings.password, password);

	if (rc != AUTH_OK)
		return rc;
	rc = find_reset(issuer, &l, err);
	if (rc == AUTH_OK && !l.user_exists)
		return REFUSED_RESET_USER_GONE;
	if (rc == AUTH_OK) /* its rules compare the password with the address and the name */
		rc = new_password_judge(issuer, password, l.email, l.name);
	if (rc == AUTH_OK) {
		*out_user_id = l.row.value;
		return set_password(issuer, a, &l, password, err);
	}
	/* The row of an expired link is of no further use. */
	if (rc == REFUSED_RESET_TOKEN_INVALID && l.row.id.n &&
	    store_write(issuer->store, delete_token_tx, &l, err) == STORE_FAULT)
		return AUTH_FAULT;
	return rc;
}
