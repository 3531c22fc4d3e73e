#include "auth/sign_up.h"

#include "auth/email.h"
#include "auth/email_link.h"
#include "auth/new_password.h"
#include "crypto/id.h"
#include "crypto/password.h"
#include "store/accounts.h"
#include "store/users.h"
#include "store/verifications.h"

/* The checks that need nothing but the form, in the contract's order. */
static enum sign_up_rc judge(const struct issuer *issuer, const struct sign_up_form *form)
{
	if (issuer->settings.sign_up_off)
		return SIGN_UP_OFF;
	if (!email_is_valid(form->email))
		return SIGN_UP_INVALID_EMAIL;
	switch (new_password_judge(issuer, form->password, form->email, form->name)) {
	case NEW_PASSWORD_TOO_SHORT:
		return SIGN_UP_PASSWORD_TOO_SHORT;
	case NEW_PASSWORD_TOO_LONG:
		return SIGN_UP_PASSWORD_TOO_LONG;
	case NEW_PASSWORD_COMPROMISED:
		return SIGN_UP_COMPROMISED;
	case NEW_PASSWORD_GOOD:
		break;
	}
	return SIGN_UP_DONE;
}

struct lookup {
	struct arena *a;
	struct str email;
};

static enum store_rc lookup_read(struct sql *sql, void *arg, struct err *err)
{
	const struct lookup *l = arg;
	struct user ignored;

	return users_by_email(sql, l->a, l->email, &ignored, err);
}

static enum sign_up_rc address_is_free(struct issuer *issuer, struct arena *a, struct str email,
				       struct err *err)
{
	struct lookup l = { a, email };

	switch (store_read(issuer->store, lookup_read, &l, err)) {
	case STORE_NONE:
		return SIGN_UP_DONE;
	case STORE_OK:
		return SIGN_UP_EMAIL_TAKEN;
	case STORE_CONFLICT:
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return SIGN_UP_FAULT;
}

/* What is to be stored: made once, so that the transaction may run again. */
struct rows {
	struct user user;
	struct account account;
	struct session session;
	bool no_session;
	bool email_taken;
	const struct issuer *issuer; /* of the mail; NULL: none */
	struct arena *a;
	struct str callback;
};

static enum store_rc send_mail(struct sql *sql, const struct rows *rows, struct err *err)
{
	const struct user *user = &rows->user;

	return email_link_send(sql, rows->issuer, rows->a,
			       &(struct email_link){ .email = user->email, .user_id = user->id },
			       &(struct email_letter){ .kind = STR("verify-email"),
						       .to = user->email,
						       .name = user->name,
						       .callback = rows->callback },
			       err);
}

static enum store_rc insert_rows(struct sql *sql, void *arg, struct err *err)
{
	struct rows *rows = arg;
	enum store_rc rc = users_insert(sql, &rows->user, err);

	rows->email_taken = rc == STORE_CONFLICT;
	if (rc == STORE_OK)
		rc = accounts_insert_credential(sql, &rows->account, err);
	if (rc == STORE_OK && !rows->no_session)
		rc = sessions_insert(sql, &rows->session, err);
	if (rc == STORE_OK && rows->issuer)
		rc = send_mail(sql, rows, err);
	return rc;
}

/* Who has the address already must not be told from a free one by the time that takes: rows of nobody, as
 * many as of a new user, which leave with the transaction. */
static enum store_rc insert_and_forget(struct sql *sql, void *arg, struct err *err)
{
	const struct rows *rows = arg;
	const struct verification nobody = {
		.id = rows->account.id,
		.identifier = rows->user.id,
		.value = STR("nobody"),
		.expires_ms = rows->user.created_ms,
		.created_ms = rows->user.created_ms,
		.updated_ms = rows->user.created_ms,
	};
	struct user ignored;
	enum store_rc rc = verifications_insert(sql, &nobody, err);

	if (rc == STORE_OK && rows->issuer) /* in place of the mail's row */
		rc = users_by_email(sql, rows->a, rows->user.email, &ignored, err);
	if (rc != STORE_OK && rc != STORE_NONE)
		return rc;
	return verifications_delete(sql, nobody.identifier, err);
}

static void make_rows(const struct issuer *issuer, struct arena *a, const struct sign_up_form *form,
		      struct str email, const struct password_hash *hash, struct rows *rows)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct str id = id_make(issuer->random, a, issuer->settings.id_kind);

	rows->user = (struct user){
		.id = id,
		.name = form->name.p ? form->name : STR(""),
		.email = email,
		.image = form->image,
		.created_ms = now_ms,
		.updated_ms = now_ms,
	};
	rows->account = (struct account){
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.user_id = id,
		.password_hash = password_hash_text(hash),
		.created_ms = now_ms,
		.updated_ms = now_ms,
	};
	rows->session = session_make(issuer, a, id, &form->from, form->remember, now_ms);
	rows->email_taken = false;
	rows->a = a;
	rows->callback = form->callback;
}

static bool sends_mail(const struct issuer_settings *s)
{
	switch (s->send_on_sign_up) {
	case SEND_ON_SIGN_UP_IF_REQUIRED:
		return s->verify_email && s->require_verification;
	case SEND_ON_SIGN_UP_YES:
		return s->verify_email;
	case SEND_ON_SIGN_UP_NO:
		break;
	}
	return false;
}

static enum sign_up_rc store_rows(struct issuer *issuer, struct rows *rows, struct signed_in *out,
				  struct err *err)
{
	switch (store_write(issuer->store, insert_rows, rows, err)) {
	case STORE_OK:
		*out = (struct signed_in){ .user = rows->user };
		if (!rows->no_session)
			out->session = rows->session;
		return rows->no_session ? SIGN_UP_NO_SESSION : SIGN_UP_DONE;
	case STORE_CONFLICT:
		if (rows->email_taken) /* by somebody who asked at the same time */
			return SIGN_UP_EMAIL_TAKEN;
		err_set(err, "sign-up: a fresh session token is already in use");
		break;
	case STORE_NONE:
	case STORE_ORPHAN:
	case STORE_FULL:
		err_set(err, "sign-up: the new rows do not fit together");
		break;
	case STORE_FAULT:
		break;
	}
	return SIGN_UP_FAULT;
}

enum sign_up_rc sign_up(struct issuer *issuer, struct arena *a, const struct sign_up_form *form,
			struct signed_in *out, struct err *err)
{
	const struct issuer_settings *s = &issuer->settings;
	bool quiet = s->require_verification || s->no_auto_sign_in;
	enum sign_up_rc rc = judge(issuer, form);
	struct password_hash hash;
	struct rows rows;
	struct str email;
	bool taken;

	if (rc != SIGN_UP_DONE)
		return rc;
	email = email_lower(a, form->email);
	rc = address_is_free(issuer, a, email, err);
	taken = rc == SIGN_UP_EMAIL_TAKEN;
	if (rc == SIGN_UP_FAULT || (taken && !quiet))
		return rc;
	if (!password_hash(issuer->settings.password_kind, issuer->random, form->password, &hash,
			   err))
		return SIGN_UP_FAULT;
	make_rows(issuer, a, form, email, &hash, &rows);
	rows.no_session = quiet;
	rows.issuer = sends_mail(s) ? issuer : NULL;
	if (!taken)
		rc = store_rows(issuer, &rows, out, err);
	else if (store_write(issuer->store, insert_and_forget, &rows, err) != STORE_OK)
		return SIGN_UP_FAULT;
	if (rc != SIGN_UP_EMAIL_TAKEN || !quiet)
		return rc;
	*out = (struct signed_in){ .user = rows.user };
	return SIGN_UP_NO_SESSION;
}
