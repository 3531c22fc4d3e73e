#include "auth/sign_in.h"

#include "auth/attempt.h"
#include "auth/email.h"
#include "auth/email_link.h"
#include "crypto/password.h"
#include "store/accounts.h"
#include "store/users.h"

struct lookup {
	struct arena *a;
	struct str email;
	struct str address; /* where the attempt comes from */
	bool familiar;      /* the user is signed in from there */
	struct user user;
	struct account account;
};

static enum store_rc lookup_read(struct sql *sql, void *arg, struct err *err)
{
	struct lookup *l = arg;
	enum store_rc rc = users_by_email(sql, l->a, l->email, &l->user, err);

	if (rc == STORE_OK)
		rc = sessions_any_from(sql, l->user.id, l->address, &l->familiar, err);
	if (rc == STORE_OK)
		rc = accounts_credential_of(sql, l->a, l->user.id, &l->account, err);
	return rc;
}

/* One password hash, whatever was found: SIGN_IN_DONE when the password is the account's. */
static enum sign_in_rc judge(const struct issuer *issuer, const struct lookup *l,
			     enum store_rc found, struct str password, struct err *err)
{
	if (found != STORE_OK && found != STORE_NONE)
		return SIGN_IN_FAULT;
	if (found == STORE_NONE || !l->account.password_hash.p)
		return password_verify_nobody(issuer->settings.password_kind, password, err)
			       ? SIGN_IN_REFUSED
			       : SIGN_IN_FAULT;
	switch (password_verify(l->account.password_hash, password, err)) {
	case PASSWORD_MATCH:
		return SIGN_IN_DONE;
	case PASSWORD_MISMATCH:
		return SIGN_IN_REFUSED;
	case PASSWORD_FAULT:
		break;
	}
	return SIGN_IN_FAULT;
}

/* What is to be written: made once, so that the transaction may run again. */
struct rows {
	struct session session;
	const struct account *account;
	struct str hash; /* p is NULL when the stored one is current */
};

/* Somebody who changes the password at this moment wins: a session that the old one began would outlive
 * the end of all sessions. */
static enum store_rc insert_rows(struct sql *sql, void *arg, struct err *err)
{
	const struct rows *rows = arg;
	struct str verified = rows->account->password_hash;
	enum store_rc rc =
		rows->hash.p ? accounts_set_password(sql, rows->account->id, verified, rows->hash,
						     rows->session.created_ms, err)
			     : accounts_hold(sql, rows->account->id, verified, err);

	return rc == STORE_OK ? sessions_insert(sql, &rows->session, err) : rc;
}

static enum sign_in_rc begin_session(struct issuer *issuer, struct arena *a,
				     const struct sign_in_form *form, const struct lookup *l,
				     struct signed_in *out, struct err *err)
{
	enum password_kind kind = issuer->settings.password_kind;
	struct password_hash hash;
	struct rows rows = { .account = &l->account };

	if (!password_is_current(kind, l->account.password_hash)) {
		if (!password_hash(kind, issuer->random, form->password, &hash, err))
			return SIGN_IN_FAULT;
		rows.hash = password_hash_text(&hash);
	}
	rows.session = session_make(issuer, a, l->user.id, &form->from, form->remember,
				    clock_now_ms(issuer->clock));
	switch (store_write(issuer->store, insert_rows, &rows, err)) {
	case STORE_OK:
		*out = (struct signed_in){ .user = l->user, .session = rows.session };
		return SIGN_IN_DONE;
	case STORE_ORPHAN: /* deleted while the password was hashed */
	case STORE_NONE:   /* or changed */
		return SIGN_IN_REFUSED;
	case STORE_CONFLICT:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return SIGN_IN_FAULT;
}

/* --- an address that is not verified ------------------------------------------------------------ */

struct reminder {
	const struct issuer *issuer;
	struct arena *a;
	const struct user *user;
	struct str callback;
};

static enum store_rc send_reminder(struct sql *sql, void *arg, struct err *err)
{
	const struct reminder *r = arg;

	return email_link_send(
		sql, r->issuer, r->a,
		&(struct email_link){ .email = r->user->email, .user_id = r->user->id },
		&(struct email_letter){ .kind = STR("verify-email"),
					.to = r->user->email,
					.name = r->user->name,
					.callback = r->callback },
		err);
}

static enum sign_in_rc keep_out(struct issuer *issuer, struct arena *a, const struct user *user,
				struct str callback, struct err *err)
{
	struct reminder r = { issuer, a, user, callback };

	if (!issuer->settings.send_on_sign_in || !issuer->settings.verify_email)
		return SIGN_IN_NOT_VERIFIED;
	return store_write(issuer->store, send_reminder, &r, err) == STORE_OK ? SIGN_IN_NOT_VERIFIED
									      : SIGN_IN_FAULT;
}

enum sign_in_rc sign_in(struct issuer *issuer, struct arena *a, const struct sign_in_form *form,
			struct signed_in *out, int64_t *out_wait_s, struct err *err)
{
	struct lookup l = { .a = a, .address = form->from.ip_address };
	enum store_rc found;
	struct str key;
	enum sign_in_rc rc;

	if (!email_is_valid(form->email))
		return SIGN_IN_INVALID_EMAIL;
	if (str_utf16_units(form->password) > issuer->settings.password_max)
		return SIGN_IN_PASSWORD_TOO_LONG;
	l.email = email_lower(a, form->email);
	found = store_read(issuer->store, lookup_read, &l, err);
	key = throttle_key(a, l.email, l.familiar ? l.address : str_of(NULL, 0));
	*out_wait_s = attempt_begin(issuer, l.email, key);
	if (*out_wait_s)
		return SIGN_IN_THROTTLED;
	rc = judge(issuer, &l, found, form->password, err);
	if (rc != SIGN_IN_DONE)
		return rc;
	throttle_forget(issuer->throttle, key);
	if (issuer->settings.require_verification && !l.user.email_verified)
		return keep_out(issuer, a, &l.user, form->callback, err);
	return begin_session(issuer, a, form, &l, out, err);
}
