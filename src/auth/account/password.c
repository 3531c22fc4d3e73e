#include "auth/account/password.h"

#include "auth/abuse/attempt.h"
#include "auth/abuse/throttle.h"
#include "auth/account/password_policy.h"
#include "auth/account/reset.h"
#include "auth/account/stored_hashes.h"
#include "auth/email/link_row.h"
#include "auth/issuer/stored.h"
#include "auth/revocation/revocation.h"
#include "auth/session/proof.h"
#include "crypto/password/password.h"
#include "store/tables/factors/trusted_devices.h"
#include "store/tables/throttle.h"
#include "store/tables/verifications.h"

/* The counter of attempts by clients that have a session: the "address" of its key. */
#define ATTEMPTS_WITH_SESSION STR("(signed in)")

enum auth_result account_with_password(struct issuer *issuer, struct arena *a, struct str user_id,
				       struct account *out, struct err *err)
{
	struct account account = { 0 };
	enum store_rc rc = STORE_READ(issuer->store, sql, err,
				      accounts_credential_of(sql, a, user_id, &account, err));

	rc = stored_or_none(issuer, rc, err);
	if (rc != STORE_OK && rc != STORE_NONE)
		return stored_fault(rc, "password", err);
	if (rc == STORE_NONE || !account.password_hash.p)
		return REFUSED_NO_PASSWORD;
	*out = account;
	return AUTH_OK;
}

enum auth_result account_verify(struct issuer *issuer, struct arena *a,
				const struct account *account, const struct user *user,
				struct str password, struct err *err)
{
	struct str key = throttle_key(a, user->email, ATTEMPTS_WITH_SESSION);

	if (attempt_begin(issuer->throttle, issuer->store, user->email, key,
			  clock_now_ms(issuer->clock)))
		return REFUSED_THROTTLED;
	switch (password_verify(issuer->hashes, account->password_hash, password, err)) {
	case PASSWORD_MATCH:
		throttle_forget(issuer->throttle, key);
		return AUTH_OK;
	case PASSWORD_UNUSABLE:
		stored_hashes_warn(issuer, user->id);
		return REFUSED_WRONG_PASSWORD;
	case PASSWORD_MISMATCH:
		return REFUSED_WRONG_PASSWORD;
	case PASSWORD_FAULT:
		break;
	}
	return AUTH_FAULT;
}

enum auth_result password_check(struct issuer *issuer, struct arena *a, const struct user *user,
				struct str password, struct err *err)
{
	struct account account = { 0 };
	enum auth_result rc;

	if (str_utf16_units(password) > issuer->settings.password.max_units)
		return REFUSED_PASSWORD_TOO_LONG;
	rc = account_with_password(issuer, a, user->id, &account, err);
	if (rc == REFUSED_NO_PASSWORD)
		return password_verify_unknown_user(issuer->hashes, password, err)
			       ? REFUSED_WRONG_PASSWORD
			       : AUTH_FAULT;
	return rc == AUTH_OK ? account_verify(issuer, a, &account, user, password, err) : rc;
}

/* The values to write: made once, so that the transaction may run again. */
struct replacement {
	const struct issuer *issuer;
	struct arena *a;
	struct account account;
	struct str hash;
	int64_t now_ms;
	bool end_sessions;
	struct session session;
	bool changed_meanwhile; /* another request replaced the password that this one verified */
};

static enum store_rc restart_sessions_tx(struct sql *sql, struct replacement *r, struct err *err)
{
	enum store_rc rc =
		sessions_delete_of(sql, r->account.user_id, SESSIONS_ALL, str_of(NULL, 0), err);

	return rc == STORE_OK ? sessions_insert(sql, &r->session, err) : rc;
}

static enum store_rc replace_password_tx(struct sql *sql, void *arg, struct err *err)
{
	struct replacement *r = arg;
	enum store_rc rc = accounts_set_password(sql, r->account.id, r->account.password_hash,
						 r->hash, r->now_ms, err);

	r->changed_meanwhile = rc == STORE_NONE;
	if (rc == STORE_OK) /* earlier reset links would set another password */
		rc = verifications_delete_of(sql, r->a, STR(RESET_PREFIX), r->account.user_id, err);
	if (rc == STORE_OK)
		rc = trusted_devices_forget(sql, r->a, r->account.user_id, err);
	if (rc == STORE_OK)
		rc = sign_in_failures_forget_all(sql, r->account.user_id, err);
	if (rc == STORE_OK && r->end_sessions)
		rc = restart_sessions_tx(sql, r, err);
	if (rc != STORE_OK)
		return rc;
	return revocation_record(sql, &r->issuer->revocations, r->account.user_id,
				 REVOCATION_SESSIONS_ENDED, err);
}

static enum auth_result written(enum store_rc rc, const struct replacement *r, struct err *err)
{
	switch (rc) {
	case STORE_OK:
		return AUTH_OK;
	case STORE_NONE:
	case STORE_ORPHAN:
		return r->changed_meanwhile ? REFUSED_WRONG_PASSWORD : REFUSED_USER_GONE;
	case STORE_CONFLICT:
	case STORE_FULL:
		store_misfit("change of a password", err);
		break;
	case STORE_FAULT:
		break;
	}
	return AUTH_FAULT;
}

static enum auth_result replace_password(struct issuer *issuer, struct arena *a,
					 const struct password_change *change,
					 const struct account *account, struct signed_in *signed_in,
					 struct err *err)
{
	struct replacement r = { .issuer = issuer,
				 .a = a,
				 .account = *account,
				 .now_ms = clock_now_ms(issuer->clock),
				 .end_sessions = change->end_sessions };
	struct session_proof proof;
	struct password_hash hash;
	enum auth_result rc;

	if (!password_hash(issuer->settings.password.kind, issuer->random, change->wanted, &hash,
			   err))
		return AUTH_FAULT;
	r.hash = password_hash_text(&hash);
	proof = proof_with(&signed_in->session.proof, PROOF_BY_PASSWORD, r.now_ms);
	r.session = session_make(issuer, a, account->user_id, &change->from, REMEMBER_YES, &proof,
				 r.now_ms);
	rc = written(store_write(issuer->store, replace_password_tx, &r, err), &r, err);
	if (rc == AUTH_OK)
		revocation_confirm(&issuer->revocations, account->user_id);
	if (rc == AUTH_OK && change->end_sessions)
		signed_in->session = r.session;
	return rc;
}

enum auth_result password_change(struct issuer *issuer, struct arena *a,
				 const struct password_change *change, struct signed_in *signed_in,
				 struct err *err)
{
	struct account account = { 0 };
	enum auth_result rc = new_password_judge(issuer, change->wanted, signed_in->user.email,
						 signed_in->user.name);

	if (rc == AUTH_OK)
		rc = account_with_password(issuer, a, signed_in->user.id, &account, err);
	if (rc == AUTH_OK)
		rc = account_verify(issuer, a, &account, &signed_in->user, change->current, err);
	return rc == AUTH_OK ? replace_password(issuer, a, change, &account, signed_in, err) : rc;
}

int64_t password_wait_s(struct issuer *issuer, struct arena *a, const struct user *user,
			int64_t now_ms)
{
	struct str key = throttle_key(a, user->email, ATTEMPTS_WITH_SESSION);

	return throttle_wait_s(issuer->throttle, key, now_ms);
}
