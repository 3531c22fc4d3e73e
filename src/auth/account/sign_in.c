#include "auth/account/sign_in.h"

#include "auth/abuse/attempt.h"
#include "auth/abuse/device.h"
#include "auth/abuse/throttle.h"
#include "auth/account/stored_hashes.h"
#include "auth/address/address.h"
#include "auth/email/decoy.h"
#include "auth/email/link_token.h"
#include "auth/issuer/stored.h"
#include "auth/session/barred.h"
#include "auth/session/proof.h"
#include "crypto/password/password.h"
#include "store/tables/accounts.h"
#include "store/tables/throttle.h"
#include "store/tables/users.h"

struct lookup {
	const struct issuer *issuer;
	struct arena *a;
	const struct sign_in_form *form;
	struct str email;
	struct str address; /* of the client */
	bool known_address; /* the user has a session from that address */
	struct str device;  /* empty for strangers */
	int64_t failures;   /* in a row, of this device or of strangers */
	struct user user;
	struct account account;
};

static enum store_rc find_user_tx(struct sql *sql, void *arg, struct err *err)
{
	struct lookup *l = arg;
	enum store_rc rc = users_by_email(sql, l->a, l->email, &l->user, err);

	if (rc != STORE_OK)
		return rc;
	l->device = device_of(l->issuer->cookie_key, l->form->device, l->user.id);
	rc = sessions_any_from(sql, l->user.id, l->address, &l->known_address, err);
	if (rc == STORE_OK)
		rc = sign_in_failures_of(sql, l->user.id, l->device, &l->failures, err);
	if (rc == STORE_OK)
		rc = accounts_credential_of(sql, l->a, l->user.id, &l->account, err);
	return rc;
}

/* So many wrong passwords in a row are guesses: no password counts any more, until a new one is set
 * by a link in a mail (NIST SP 800-63B section 5.2.2). It is answered like a wrong password. */
static bool is_closed(const struct lookup *l)
{
	return l->issuer->throttle && l->failures >= SIGN_IN_FAILURES_MAX;
}

/* A refusal costs the same work, whatever was found. AUTH_OK when the password is the account's. */
static enum auth_result compare_password(const struct issuer *issuer, const struct lookup *l,
					 enum store_rc found, struct str password, struct err *err)
{
	if (found != STORE_OK && found != STORE_NONE)
		return stored_fault(found, "sign-in", err);
	if (found == STORE_NONE || !l->account.password_hash.p || is_closed(l))
		return password_verify_unknown_user(issuer->hashes, password, err)
			       ? REFUSED_WRONG_CREDENTIALS
			       : AUTH_FAULT;
	switch (password_verify(issuer->hashes, l->account.password_hash, password, err)) {
	case PASSWORD_MATCH:
		return AUTH_OK;
	case PASSWORD_UNUSABLE:
		stored_hashes_warn(issuer, l->user.id);
		return REFUSED_WRONG_CREDENTIALS;
	case PASSWORD_MISMATCH:
		return REFUSED_WRONG_CREDENTIALS;
	case PASSWORD_FAULT:
		break;
	}
	return AUTH_FAULT;
}

/* The values to write: made once, so that the transaction may run again. */
struct rows {
	struct session session;
	const struct account *account;
	struct str hash;         /* p is NULL when the stored one is current */
	const struct lookup *of; /* whose failures in a row end */
	struct factor_outcome factor;
	enum entry entry;
};

/* A change of the password at this moment wins: a session started with the old one would outlive
 * the end of all sessions. */
static enum store_rc insert_session_tx(struct sql *sql, void *arg, struct err *err)
{
	struct rows *rows = arg;
	const struct lookup *l = rows->of;
	struct str verified = rows->account->password_hash;
	enum store_rc rc =
		rows->hash.p ? accounts_set_password(sql, rows->account->id, verified, rows->hash,
						     rows->session.created_ms, err)
			     : accounts_lock(sql, rows->account->id, verified, err);

	if (rc == STORE_OK && l->failures)
		rc = sign_in_failures_forget(sql, l->user.id, l->device, err);
	if (rc == STORE_OK)
		rc = factor_settle(sql, l->issuer, l->a, &l->user, WAY_PASSWORD, l->form->trust,
				   &rows->factor, &rows->entry, err);
	if (rc != STORE_OK || rows->entry != ENTRY_SESSION)
		return rc;
	return sessions_insert(sql, &rows->session, err);
}

static enum auth_result start_session(struct issuer *issuer, struct arena *a,
				      const struct sign_in_form *form, const struct lookup *l,
				      struct signed_in *out, struct factor_outcome *out_factor,
				      struct err *err)
{
	enum password_kind kind = issuer->settings.password.kind;
	struct password_hash hash;
	struct rows rows = { .account = &l->account, .of = l };
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct session_proof proof = proof_at(PROOF_BY_PASSWORD, now_ms);
	enum store_rc rc;

	if (!password_is_current(kind, l->account.password_hash)) {
		if (!password_hash(kind, issuer->random, form->password, &hash, err))
			return AUTH_FAULT;
		rows.hash = password_hash_text(&hash);
	}
	rows.session =
		session_make(issuer, a, l->user.id, &form->from, form->remember, &proof, now_ms);
	rows.factor = factor_outcome_make(issuer, a, &l->user, WAY_PASSWORD, form->trust);
	rc = store_write(issuer->store, insert_session_tx, &rows, err);
	switch (rc) {
	case STORE_OK:
		*out_factor = rows.factor;
		if (rows.entry != ENTRY_SESSION)
			return REFUSED_SECOND_FACTOR;
		*out = (struct signed_in){ .user = l->user, .session = rows.session };
		return AUTH_OK;
	case STORE_ORPHAN: /* deleted while the password was hashed */
	case STORE_NONE:   /* or the password was changed */
		return REFUSED_WRONG_CREDENTIALS;
	case STORE_CONFLICT:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return stored_fault(rc, "sign-in", err);
}

/* --- an address that is not verified ---------------------------------------------------------- */

struct reminder {
	const struct issuer *issuer;
	struct arena *a;
	const struct user *user;
	struct str callback;
};

STORE_TX(send_reminder_tx, const struct reminder *r,
	 verification_link_send(sql, r->issuer, r->a, r->user, r->callback, err))

static enum auth_result refuse_unverified(struct issuer *issuer, struct arena *a,
					  const struct user *user, struct str callback,
					  struct err *err)
{
	struct reminder r = { issuer, a, user, callback };
	bool sends = issuer->settings.verification.send_on_sign_in &&
		     issuer->settings.verification.enabled;

	enum store_rc rc = STORE_OK;

	if (sends)
		rc = store_write(issuer->store, send_reminder_tx, &r, err);
	return rc == STORE_OK ? REFUSED_EMAIL_NOT_VERIFIED : stored_fault(rc, "sign-in", err);
}

/* --- wrong passwords in a row ----------------------------------------------------------------- */

struct failure {
	const struct lookup *l;
	struct verification decoy;
};

/* The same work on the disk whether or not there is such a user. */
static enum store_rc record_failure_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct failure *failure = arg;

	if (!failure->l->user.id.n)
		return decoy_write_tx(sql, &failure->decoy, err);
	return sign_in_failures_add(sql, failure->l->user.id, failure->l->device, err);
}

static enum auth_result refuse(struct issuer *issuer, const struct lookup *l, struct err *err)
{
	struct failure failure = { .l = l, .decoy = decoy_make(issuer, l->a) };
	struct log_field user = LOG_FIELD_TEXT("user_id", l->user.id);
	enum store_rc rc;

	if (!issuer->throttle)
		return REFUSED_WRONG_CREDENTIALS;
	rc = store_write(issuer->store, record_failure_tx, &failure, err);
	if (rc != STORE_OK && rc != STORE_ORPHAN) /* deleted meanwhile */
		return stored_fault(rc, "sign-in", err);
	if (l->failures + 1 == SIGN_IN_FAILURES_MAX)
		log_line(issuer->log, LOG_LEVEL_NOTICE,
			 "too many wrong passwords in a row: no password counts until a reset",
			 &user, 1);
	return REFUSED_WRONG_CREDENTIALS;
}

/* By what the throttle knows the client: the device, else the address from which the user has a
 * session. Empty for strangers, who share one count. */
static struct str client_of(const struct lookup *l)
{
	if (l->device.n)
		return l->device;
	return l->known_address ? l->address : str_of(NULL, 0);
}

enum auth_result sign_in(struct issuer *issuer, struct arena *a, const struct sign_in_form *form,
			 struct signed_in *out, struct sign_in_answer *out_answer, struct err *err)
{
	struct lookup l = {
		.issuer = issuer, .a = a, .form = form, .address = form->from.ip_address
	};
	enum store_rc found;
	struct str key;
	enum auth_result rc;

	if (!email_is_valid(form->email))
		return REFUSED_INVALID_EMAIL;
	if (str_utf16_units(form->password) > issuer->settings.password.max_units)
		return REFUSED_PASSWORD_TOO_LONG;
	l.email = email_lower(a, form->email);
	found = stored_or_none(issuer, store_read(issuer->store, find_user_tx, &l, err), err);
	key = throttle_key(a, l.email, client_of(&l));
	out_answer->wait_s = attempt_begin(issuer->throttle, issuer->store, l.email, key,
					   clock_now_ms(issuer->clock));
	if (out_answer->wait_s)
		return REFUSED_THROTTLED;
	rc = compare_password(issuer, &l, found, form->password, err);
	if (rc == REFUSED_WRONG_CREDENTIALS)
		return refuse(issuer, &l, err);
	if (rc != AUTH_OK)
		return rc;
	throttle_forget(issuer->throttle, key);
	if (issuer->settings.verification.required && !l.user.email_verified)
		return refuse_unverified(issuer, a, &l.user, form->callback, err);
	rc = user_may_stay(&l.user, clock_now_ms(issuer->clock));
	return rc == AUTH_OK ? start_session(issuer, a, form, &l, out, &out_answer->factor, err)
			     : rc;
}
