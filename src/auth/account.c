#include "auth/account.h"

#include "auth/attempt.h"
#include "auth/not_before.h"
#include "auth/new_password.h"
#include "auth/reset.h"
#include "crypto/password.h"
#include "store/verifications.h"

/* --- name and image ----------------------------------------------------------------------------- */

struct update {
	struct arena *a;
	struct str user_id;
	const struct profile_change *change;
	int64_t now_ms;
	struct user user;
};

/* Read and written in one transaction, so that two changes at once do not undo each other. */
static enum store_rc update_row(struct sql *sql, void *arg, struct err *err)
{
	struct update *u = arg;
	enum store_rc rc = users_by_id(sql, u->a, u->user_id, &u->user, err);

	if (rc != STORE_OK)
		return rc;
	if (u->change->set_name)
		u->user.name = u->change->name;
	if (u->change->set_image)
		u->user.image = u->change->image;
	u->user.updated_ms = u->now_ms;
	return users_update(sql, &u->user, err);
}

static enum account_rc outcome(enum store_rc rc, struct err *err)
{
	switch (rc) {
	case STORE_OK:
		return ACCOUNT_DONE;
	case STORE_NONE:
	case STORE_ORPHAN:
		return ACCOUNT_GONE;
	case STORE_CONFLICT:
	case STORE_FULL:
		err_set(err, "account: the rows do not fit together");
		break;
	case STORE_FAULT:
		break;
	}
	return ACCOUNT_FAULT;
}

enum account_rc profile_update(struct issuer *issuer, struct arena *a, struct str user_id,
			       const struct profile_change *change, struct user *out,
			       struct err *err)
{
	struct update u = {
		.a = a, .user_id = user_id, .change = change, .now_ms = clock_now_ms(issuer->clock)
	};
	enum account_rc rc = outcome(store_write(issuer->store, update_row, &u, err), err);

	if (rc == ACCOUNT_DONE)
		*out = u.user;
	return rc;
}

/* --- password ----------------------------------------------------------------------------------- */

struct lookup {
	struct arena *a;
	struct str user_id;
	struct account account;
};

static enum store_rc lookup_read(struct sql *sql, void *arg, struct err *err)
{
	struct lookup *l = arg;

	return accounts_credential_of(sql, l->a, l->user_id, &l->account, err);
}

enum account_rc account_with_password(struct issuer *issuer, struct arena *a, struct str user_id,
				      struct account *out, struct err *err)
{
	struct lookup l = { .a = a, .user_id = user_id };
	enum store_rc rc = store_read(issuer->store, lookup_read, &l, err);

	if (rc != STORE_OK && rc != STORE_NONE)
		return ACCOUNT_FAULT;
	if (rc == STORE_NONE || !l.account.password_hash.p)
		return ACCOUNT_NO_PASSWORD;
	*out = l.account;
	return ACCOUNT_DONE;
}

enum account_rc account_verify(struct issuer *issuer, struct arena *a,
			       const struct account *account, const struct user *user,
			       struct str password, struct err *err)
{
	struct str key = throttle_key(a, user->email, ACCOUNT_KNOWN);

	if (attempt_begin(issuer, user->email, key))
		return ACCOUNT_THROTTLED;
	switch (password_verify(account->password_hash, password, err)) {
	case PASSWORD_MATCH:
		throttle_forget(issuer->throttle, key);
		return ACCOUNT_DONE;
	case PASSWORD_MISMATCH:
		return ACCOUNT_WRONG_PASSWORD;
	case PASSWORD_FAULT:
		break;
	}
	return ACCOUNT_FAULT;
}

enum account_rc password_check(struct issuer *issuer, struct arena *a, const struct user *user,
			       struct str password, struct err *err)
{
	struct account account;
	enum account_rc rc;

	if (str_utf16_units(password) > issuer->settings.password_max)
		return ACCOUNT_PASSWORD_TOO_LONG;
	rc = account_with_password(issuer, a, user->id, &account, err);
	if (rc == ACCOUNT_NO_PASSWORD)
		return password_verify_nobody(issuer->settings.password_kind, password, err)
			       ? ACCOUNT_WRONG_PASSWORD
			       : ACCOUNT_FAULT;
	return rc == ACCOUNT_DONE ? account_verify(issuer, a, &account, user, password, err) : rc;
}

/* What is to be written: made once, so that the transaction may run again. */
struct replacement {
	const struct issuer *issuer;
	struct arena *a;
	struct account account;
	struct str hash;
	int64_t now_ms;
	bool end_sessions;
	struct session session;
	bool changed_meanwhile;
};

static enum store_rc begin_anew(struct sql *sql, struct replacement *r, struct err *err)
{
	enum store_rc rc =
		sessions_delete_of(sql, r->account.user_id, SESSIONS_ALL, str_of(NULL, 0), err);

	return rc == STORE_OK ? sessions_insert(sql, &r->session, err) : rc;
}

static enum store_rc replace_rows(struct sql *sql, void *arg, struct err *err)
{
	struct replacement *r = arg;
	enum store_rc rc = accounts_set_password(sql, r->account.id, r->account.password_hash,
						 r->hash, r->now_ms, err);

	r->changed_meanwhile = rc == STORE_NONE;
	if (rc == STORE_OK) /* links that were asked for before are no way around it */
		rc = verifications_delete_of(sql, r->a, STR(RESET_PREFIX), r->account.user_id, err);
	if (rc == STORE_OK && r->end_sessions)
		rc = begin_anew(sql, r, err);
	if (rc != STORE_OK)
		return rc;
	return not_before_mark(sql, r->issuer, r->account.user_id, DEPARTURE_THROWN_OUT, err);
}

static enum account_rc judge(const struct issuer *issuer, struct str password,
			     const struct user *user)
{
	switch (new_password_judge(issuer, password, user->email, user->name)) {
	case NEW_PASSWORD_TOO_SHORT:
		return ACCOUNT_PASSWORD_TOO_SHORT;
	case NEW_PASSWORD_TOO_LONG:
		return ACCOUNT_PASSWORD_TOO_LONG;
	case NEW_PASSWORD_COMPROMISED:
		return ACCOUNT_COMPROMISED;
	case NEW_PASSWORD_GOOD:
		break;
	}
	return ACCOUNT_DONE;
}

static enum account_rc replace(struct issuer *issuer, struct arena *a,
			       const struct password_change *change, const struct account *account,
			       struct signed_in *who, struct err *err)
{
	struct replacement r = { .issuer = issuer,
				 .a = a,
				 .account = *account,
				 .now_ms = clock_now_ms(issuer->clock),
				 .end_sessions = change->end_sessions };
	struct password_hash hash;
	enum account_rc rc;

	if (!password_hash(issuer->settings.password_kind, issuer->random, change->wanted, &hash,
			   err))
		return ACCOUNT_FAULT;
	r.hash = password_hash_text(&hash);
	r.session =
		session_make(issuer, a, account->user_id, &change->from, REMEMBER_YES, r.now_ms);
	rc = outcome(store_write(issuer->store, replace_rows, &r, err), err);
	if (rc == ACCOUNT_GONE && r.changed_meanwhile)
		return ACCOUNT_WRONG_PASSWORD; /* it was right a moment ago */
	if (rc == ACCOUNT_DONE)
		not_before_seal(issuer, account->user_id);
	if (rc == ACCOUNT_DONE && change->end_sessions)
		who->session = r.session;
	return rc;
}

enum account_rc password_change(struct issuer *issuer, struct arena *a,
				const struct password_change *change, struct signed_in *who,
				struct err *err)
{
	struct account account = { 0 };
	enum account_rc rc = judge(issuer, change->wanted, &who->user);

	if (rc == ACCOUNT_DONE)
		rc = account_with_password(issuer, a, who->user.id, &account, err);
	if (rc == ACCOUNT_DONE)
		rc = account_verify(issuer, a, &account, &who->user, change->current, err);
	return rc == ACCOUNT_DONE ? replace(issuer, a, change, &account, who, err) : rc;
}

/* --- accounts ----------------------------------------------------------------------------------- */

struct listing {
	struct arena *a;
	struct str user_id;
	struct account_view *accounts;
	size_t n;
};

static enum store_rc list_rows(struct sql *sql, void *arg, struct err *err)
{
	struct listing *l = arg;

	return accounts_of_user(sql, l->a, l->user_id, &l->accounts, &l->n, err);
}

enum account_rc accounts_list(struct issuer *issuer, struct arena *a, struct str user_id,
			      struct account_view **out, size_t *out_n, struct err *err)
{
	struct listing l = { .a = a, .user_id = user_id };

	if (store_read(issuer->store, list_rows, &l, err) != STORE_OK)
		return ACCOUNT_FAULT;
	*out = l.accounts;
	*out_n = l.n;
	return ACCOUNT_DONE;
}
