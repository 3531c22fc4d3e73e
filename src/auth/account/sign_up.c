#include "auth/account/sign_up.h"

#include "auth/account/new_user.h"
#include "auth/account/password_policy.h"
#include "auth/address/address.h"
#include "auth/email/decoy.h"
#include "auth/email/link_token.h"
#include "auth/factor/entry/entry.h"
#include "auth/issuer/stored.h"
#include "auth/session/proof.h"
#include "crypto/id.h"
#include "crypto/password/password.h"
#include "store/tables/accounts.h"
#include "store/tables/users.h"

/* The checks that need only the form, in Better Auth's order. */
static enum auth_result check_form(const struct issuer *issuer, const struct sign_up_form *form)
{
	if (!issuer->settings.sign_up.enabled)
		return REFUSED_SIGN_UP_OFF;
	if (!email_is_valid(form->email))
		return REFUSED_INVALID_EMAIL;
	return new_password_judge(issuer, form->password, form->email, form->name);
}

static enum auth_result check_own(struct issuer *issuer, const struct sign_up_form *form,
				  struct err *err)
{
	bool taken = false;

	if (!form->own)
		return AUTH_OK;
	switch (form->own->rc) {
	case OWN_INPUT_MISSING:
		return REFUSED_FIELD_MISSING;
	case OWN_INPUT_NOT_ALLOWED:
		return REFUSED_FIELD_NOT_ALLOWED;
	case OWN_INPUT_INVALID:
		return REFUSED_FIELD_INVALID;
	case OWN_INPUT_OK:
		break;
	}
	if (form->own->values &&
	    STORE_READ(issuer->store, sql, err,
		       users_own_taken(sql, form->own->values, &taken, err)) != STORE_OK)
		return AUTH_FAULT;
	return taken ? REFUSED_NEW_USER_FIELD_TAKEN : AUTH_OK;
}

/* The values to write: made once, so that the transaction may run again. */
struct rows {
	struct user user;
	struct account account;
	struct session session;
	bool no_session;
	const struct issuer *of;
	struct entry_decision decision;
	bool user_conflicts;
	struct verification
		decoy; /* written in place of the other rows when the address is taken */
	const struct issuer *issuer; /* of the mail; NULL: none */
	struct arena *a;
	struct str callback;
};

static enum store_rc enter_tx(struct sql *sql, struct rows *rows, struct err *err)
{
	enum store_rc rc = entry_settle(sql, rows->of, rows->a, &rows->user, WAY_SIGN_UP, false,
					&rows->decision, err);

	if (rc != STORE_OK || rows->decision.entry != ENTRY_SESSION)
		return rc;
	return sessions_insert(sql, &rows->session, err);
}

static enum store_rc insert_user_tx(struct sql *sql, void *arg, struct err *err)
{
	struct rows *rows = arg;
	enum store_rc rc = users_insert(sql, &rows->user, err);

	rows->user_conflicts = rc == STORE_CONFLICT;
	if (rc == STORE_OK)
		rc = accounts_insert_credential(sql, &rows->account, err);
	if (rc == STORE_OK && !rows->no_session)
		rc = enter_tx(sql, rows, err);
	if (rc == STORE_OK && rows->issuer)
		rc = verification_link_send(sql, rows->issuer, rows->a, &rows->user, rows->callback,
					    err);
	return rc;
}

/* The answer for a taken address must not come sooner than for a free one (email/decoy.h): both
 * wait for a commit to the disk. */
static enum store_rc write_decoy_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct rows *rows = arg;
	struct user ignored;
	enum store_rc rc = STORE_NONE;

	if (rows->issuer) /* a statement in place of the mail's */
		rc = stored_or_none(rows->issuer,
				    users_by_email(sql, rows->a, rows->user.email, &ignored, err),
				    err);
	return rc == STORE_OK || rc == STORE_NONE ? decoy_write_tx(sql, &rows->decoy, err) : rc;
}

static void make_rows(const struct issuer *issuer, struct arena *a, const struct sign_up_form *form,
		      struct str email, const struct password_hash *hash, struct rows *rows)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct session_proof proof = proof_at(PROOF_BY_PASSWORD, now_ms);

	rows->user = new_user(issuer, a, email, form->name.p ? form->name : STR(""),
			      form->own ? form->own->values : NULL, now_ms);
	rows->user.image = form->image;
	rows->decision = (struct entry_decision){ .entry = ENTRY_NOTHING };
	rows->of = issuer;
	rows->account = (struct account){
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.user_id = rows->user.id,
		.password_hash = password_hash_text(hash),
		.created_ms = now_ms,
		.updated_ms = now_ms,
	};
	rows->session =
		session_make(issuer, a, rows->user.id, &form->from, form->remember, &proof, now_ms);
	rows->user_conflicts = false;
	rows->a = a;
	rows->callback = form->callback;
}

static bool sends_mail(const struct issuer_settings *s)
{
	switch (s->sign_up.send_mail) {
	case SEND_ON_SIGN_UP_IF_REQUIRED:
		return s->verification.enabled && s->verification.required;
	case SEND_ON_SIGN_UP_YES:
		return s->verification.enabled;
	case SEND_ON_SIGN_UP_NO:
		break;
	}
	return false;
}

static enum auth_result store_rows(struct issuer *issuer, struct rows *rows, struct err *err)
{
	enum store_rc rc = store_grow(issuer->store, insert_user_tx, rows, err);

	if (rc == STORE_OK)
		return AUTH_OK;
	if (rc == STORE_CONFLICT && rows->user_conflicts) /* with a request at the same time */
		return new_user_taken(issuer, rows->a, &rows->user, err);
	return stored_fault(rc, "sign-up", err);
}

/* Stores the rows, or the decoy when the address is taken. Where sign-up starts no session, a
 * taken address is answered like a free one. */
static enum auth_result store_quietly(struct issuer *issuer, struct rows *rows, bool taken,
				      struct err *err)
{
	enum auth_result result;
	enum store_rc rc;

	if (store_is_short_of_room(issuer->store)) { /* whether the address is taken or not */
		err_set_kind(err, ERR_NO_ROOM, "sign-up: the disk is nearly full");
		return AUTH_FAULT;
	}
	if (taken) {
		rows->decoy = decoy_make(issuer, rows->a);
		rc = store_write(issuer->store, write_decoy_tx, rows, err);
		return rc == STORE_OK ? AUTH_OK : stored_fault(rc, "sign-up", err);
	}
	result = store_rows(issuer, rows, err);
	return result == REFUSED_EMAIL_TAKEN ? AUTH_OK : result;
}

enum auth_result sign_up(struct issuer *issuer, struct arena *a, const struct sign_up_form *form,
			 struct signed_in *out, struct err *err)
{
	const struct issuer_settings *s = &issuer->settings;
	bool quiet = s->verification.required || !s->sign_up.auto_sign_in;
	enum auth_result result = check_form(issuer, form);
	struct password_hash hash;
	struct rows rows;
	struct str email;
	bool taken;

	if (result == AUTH_OK)
		result = check_own(issuer, form, err);
	if (result != AUTH_OK)
		return result;
	email = email_lower(a, form->email);
	result = new_user_address(issuer, a, email, err);
	taken = result == REFUSED_EMAIL_TAKEN;
	if (result == AUTH_FAULT || (taken && !quiet))
		return result;
	if (!password_hash(s->password.kind, issuer->random, form->password, &hash, err))
		return AUTH_FAULT;
	make_rows(issuer, a, form, email, &hash, &rows);
	rows.no_session = quiet;
	rows.issuer = sends_mail(s) ? issuer : NULL;
	result = quiet ? store_quietly(issuer, &rows, taken, err) : store_rows(issuer, &rows, err);
	if (result != AUTH_OK)
		return result;
	*out = (struct signed_in){ .user = rows.user };
	if (rows.decision.entry == ENTRY_SESSION)
		out->session = rows.session;
	return AUTH_OK;
}
