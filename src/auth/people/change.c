#include "auth/people/people.h"

#include "auth/abuse/attempt.h"
#include "auth/account/credential.h"
#include "auth/account/password_policy.h"
#include "auth/admin/acting.h"
#include "auth/audit/row.h"
#include "auth/email/notice.h"
#include "auth/issuer/stored.h"
#include "auth/revocation/revocation.h"
#include "crypto/id.h"
#include "crypto/password/password.h"

static enum auth_result judge_outcome(enum store_rc rc, const char *doing, struct err *err)
{
	if (rc == STORE_OK)
		return AUTH_OK;
	if (rc == STORE_NONE || rc == STORE_ORPHAN)
		return REFUSED_USER_GONE;
	return stored_fault(rc, doing, err);
}

/* --- the password ----------------------------------------------------------------------------- */

struct setting {
	const struct issuer *issuer;
	struct arena *a;
	struct user user;
	struct account account;
	struct audit_row row;
};

static enum store_rc write_hash_tx(struct sql *sql, const struct setting *s, struct err *err)
{
	struct account old;
	enum store_rc rc = accounts_credential_of(sql, s->a, s->user.id, &old, err);

	if (rc != STORE_OK && rc != STORE_NONE)
		return rc;
	return credential_set(sql, rc == STORE_OK ? &old : NULL, &s->account, err);
}

static enum store_rc set_password_tx(struct sql *sql, void *arg, struct err *err)
{
	struct setting *s = arg;
	struct str id = s->user.id;
	enum store_rc rc = users_by_id(sql, s->a, id, &s->user, err);

	if (rc == STORE_OK)
		rc = write_hash_tx(sql, s, err);
	if (rc == STORE_OK)
		rc = acting_end_by(sql, s->issuer, s->a, id, err);
	if (rc == STORE_OK)
		rc = credential_end_access(sql, s->a, id, true, err);
	if (rc == STORE_OK) /* a running server keeps a count of wrong passwords in its memory */
		rc = attempt_release_user(sql, id, s->row.at_ms, err);
	if (rc == STORE_OK)
		rc = sign_in_notice(sql, s->issuer, &s->user, err);
	if (rc == STORE_OK)
		rc = revocation_record(sql, &s->issuer->revocations, id, REVOCATION_SESSIONS_ENDED,
				       err);
	return rc == STORE_OK ? audit_append(sql, &s->row, err) : rc;
}

enum auth_result person_set_password(const struct issuer *issuer, struct arena *a,
				     const struct user *user, struct str password, struct str actor,
				     struct err *err)
{
	struct setting s = { .issuer = issuer, .a = a, .user = *user };
	enum auth_result result = new_password_judge(issuer, password, user->email, user->name);
	struct password_hash hash;

	if (result != AUTH_OK)
		return result;
	if (!password_hash(issuer->settings.password.kind, issuer->random, password, &hash, err))
		return AUTH_FAULT;
	s.row = audit_row_new(
		issuer->random, a, clock_now_ms(issuer->clock),
		(struct audit_row){ .actor = actor,
				    .action = STR("user-password-set"),
				    .subject = user->id,
				    .detail =
					    STR("all sessions; access tokens issued until now") });
	s.account = (struct account){
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.user_id = user->id,
		.password_hash = password_hash_text(&hash),
		.created_ms = s.row.at_ms,
		.updated_ms = s.row.at_ms,
	};
	result = judge_outcome(store_write(issuer->store, set_password_tx, &s, err),
			       "a new password", err);
	if (result == AUTH_OK)
		revocation_confirm(&issuer->revocations, user->id);
	return result;
}

/* --- the address ------------------------------------------------------------------------------ */

struct verifying {
	struct arena *a;
	const struct user *seen; /* whose address is to be verified */
	struct audit_row row;
	bool was_verified, is_another;
};

static enum store_rc verify_tx(struct sql *sql, void *arg, struct err *err)
{
	struct verifying *v = arg;
	struct user user;
	enum store_rc rc = users_by_id(sql, v->a, v->seen->id, &user, err);

	v->is_another = rc == STORE_OK && !str_eq(user.email, v->seen->email);
	v->was_verified = rc == STORE_OK && user.email_verified;
	if (rc != STORE_OK || v->is_another || v->was_verified)
		return rc;
	user.email_verified = true;
	user.updated_ms = v->row.at_ms;
	rc = users_update(sql, &user, err);
	return rc == STORE_OK ? audit_append(sql, &v->row, err) : rc;
}

enum auth_result person_verify(const struct issuer *issuer, struct arena *a,
			       const struct user *user, struct str actor, struct err *err)
{
	struct verifying v = { .a = a, .seen = user };
	enum auth_result result;

	v.row = audit_row_new(issuer->random, a, clock_now_ms(issuer->clock),
			      (struct audit_row){ .actor = actor,
						  .action = STR("user-verified"),
						  .subject = user->id,
						  .detail = STR("") });
	result = judge_outcome(store_write(issuer->store, verify_tx, &v, err), "a verification",
			       err);
	if (result == AUTH_OK && v.is_another)
		return REFUSED_EMAIL_MISMATCH;
	return result == AUTH_OK && v.was_verified ? REFUSED_EMAIL_ALREADY_VERIFIED : result;
}
