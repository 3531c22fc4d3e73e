#include "auth/email/verify.h"

#include "auth/address/address.h"
#include "auth/email/decoy.h"
#include "auth/email/link_open.h"
#include "auth/factor/entry/entry.h"
#include "auth/issuer/stored.h"
#include "auth/session/barred.h"

/* --- sending a link --------------------------------------------------------------------------- */

struct sending {
	struct issuer *issuer;
	struct arena *a;
	struct str email;
	struct str callback;
	struct verification decoy;
};

static enum store_rc send_link_tx(struct sql *sql, void *arg, struct err *err)
{
	struct sending *s = arg;
	struct user user;
	enum store_rc rc = users_by_email(sql, s->a, s->email, &user, err);

	rc = stored_or_none(s->issuer, rc, err);
	if (rc == STORE_NONE || (rc == STORE_OK && user.email_verified))
		return decoy_write_tx(sql, &s->decoy, err);
	if (rc != STORE_OK)
		return rc;
	return verification_link_send(sql, s->issuer, s->a, &user, s->callback, err);
}

enum auth_result verification_send(struct issuer *issuer, struct arena *a, struct str email,
				   struct str callback, const struct signed_in *signed_in,
				   struct err *err)
{
	struct sending s = { .issuer = issuer,
			     .a = a,
			     .email = email_lower(a, email),
			     .callback = callback,
			     .decoy = decoy_make(issuer, a) };
	enum store_rc rc;

	if (signed_in && !str_eq(email_lower(a, signed_in->user.email), s.email))
		return REFUSED_EMAIL_MISMATCH;
	if (signed_in && signed_in->user.email_verified)
		return REFUSED_EMAIL_ALREADY_VERIFIED;
	rc = store_write(issuer->store, send_link_tx, &s, err);
	return rc == STORE_OK ? AUTH_OK : stored_fault(rc, "verification", err);
}

/* --- opening a link --------------------------------------------------------------------------- */

static enum store_rc sign_in_by_link_tx(struct sql *sql, struct link_opening *o, struct err *err)
{
	const struct signed_in *signed_in = o->context->signed_in;
	struct entry_decision decision;
	enum store_rc rc;

	if (signed_in && str_eq(signed_in->user.id, o->out.user.id)) {
		o->out.set_session = true;
		o->out.session = signed_in->session;
		return STORE_OK;
	}
	if (user_may_stay(&o->out.user, o->now_ms) != AUTH_OK)
		return STORE_OK; /* the address is verified all the same */
	rc = entry_settle(sql, o->issuer, o->a, &o->out.user, WAY_MAIL_LINK, false, &decision, err);
	if (rc != STORE_OK || decision.entry != ENTRY_SESSION)
		return rc;
	o->out.set_session = o->out.new_session = true;
	o->out.session = o->fresh;
	o->out.session.user_id = o->out.user.id;
	return sessions_insert(sql, &o->out.session, err);
}

enum store_rc verify_address_tx(struct sql *sql, struct link_opening *o, struct err *err)
{
	struct user *user = &o->out.user;
	enum store_rc rc = users_by_email(sql, o->a, o->link->email, user, err);

	if (rc == STORE_NONE)
		return link_refuse(o, REFUSED_LINK_USER_GONE);
	if (rc != STORE_OK)
		return rc;
	if (o->link->user_id.p && !str_eq(o->link->user_id, user->id))
		return link_refuse(o, REFUSED_LINK_INVALID);
	if (user->email_verified)
		return STORE_OK;
	user->email_verified = true;
	user->updated_ms = o->now_ms;
	rc = users_update(sql, user, err);
	if (rc == STORE_OK && o->issuer->settings.verification.sign_in_after)
		rc = sign_in_by_link_tx(sql, o, err);
	return rc;
}
