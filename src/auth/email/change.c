#include "auth/email/change.h"

#include "auth/address/address.h"
#include "auth/email/decoy.h"
#include "auth/email/link_open.h"
#include "auth/email/link_row.h"
#include "auth/issuer/stored.h"
#include "auth/revocation/revocation.h"
#include "auth/session/session_list.h"

enum store_rc email_old_address_end(struct sql *sql, const struct issuer *issuer, struct arena *a,
				    struct str user_id, struct err *err)
{
	enum store_rc rc = verifications_delete_of(sql, a, STR(RESET_PREFIX), user_id, err);

	return rc == STORE_OK ? revocation_record(sql, &issuer->revocations, user_id,
						  REVOCATION_SESSIONS_ENDED, err)
			      : rc;
}

/* --- asking for a change ---------------------------------------------------------------------- */

struct change {
	struct issuer *issuer;
	struct arena *a;
	struct str email;
	struct str callback;
	struct user user;
	bool at_once; /* the old address is not verified, and the settings ask for no link */
	bool confirm; /* a link to the old address comes first */
	bool changed;
	struct verification decoy;
};

static enum store_rc change_at_once_tx(struct sql *sql, struct change *c, struct err *err)
{
	enum store_rc rc = users_by_id(sql, c->a, c->user.id, &c->user, err);

	if (rc != STORE_OK)
		return rc;
	c->user.email = c->email;
	c->user.updated_ms = clock_now_ms(c->issuer->clock);
	rc = users_update(sql, &c->user, err);
	if (rc == STORE_OK)
		rc = email_old_address_end(sql, c->issuer, c->a, c->user.id, err);
	c->changed = rc == STORE_OK;
	if (rc != STORE_OK || !c->issuer->settings.verification.enabled)
		return rc;
	return verification_link_send(sql, c->issuer, c->a, &c->user, c->callback, err);
}

static enum store_rc send_change_link_tx(struct sql *sql, struct change *c, struct err *err)
{
	struct email_link link = {
		.email = c->user.email,
		.update_to = c->email,
		.request_type = c->confirm ? STR(EMAIL_LINK_CONFIRM) : STR(EMAIL_LINK_CHANGE),
		.user_id = c->user.id,
	};
	const struct email_letter letter = {
		.kind = c->confirm ? STR("change-email") : STR(EMAIL_KIND_VERIFY),
		.to = c->confirm ? c->user.email : c->email,
		.name = c->user.name,
		.callback = c->callback,
	};
	enum store_rc rc = email_link_credential(sql, c->a, c->user.id, &link.credential, err);

	if (rc != STORE_OK)
		return rc;
	return email_link_send(sql, c->issuer, c->a, &link, &letter, err);
}

static enum store_rc start_change_tx(struct sql *sql, void *arg, struct err *err)
{
	struct change *c = arg;
	struct user other;
	enum store_rc rc = users_by_email(sql, c->a, c->email, &other, err);

	c->changed = false;
	if (rc == STORE_OK || stored_is_unreadable(c->issuer, rc, err)) /* taken; not revealed */
		return decoy_write_tx(sql, &c->decoy, err);
	if (rc != STORE_NONE)
		return rc;
	return c->at_once ? change_at_once_tx(sql, c, err) : send_change_link_tx(sql, c, err);
}

static enum auth_result started(enum store_rc rc, struct change *c, struct err *err)
{
	switch (rc) {
	case STORE_OK:
		return AUTH_OK;
	case STORE_CONFLICT: /* taken at this moment, which the answer does not reveal either */
		c->changed = false;
		return AUTH_OK;
	case STORE_NONE:
	case STORE_ORPHAN:
		return REFUSED_USER_GONE;
	case STORE_FULL:
		store_misfit("change of address", err);
		break;
	case STORE_FAULT:
		break;
	}
	return AUTH_FAULT;
}

enum auth_result email_change(struct issuer *issuer, struct arena *a,
			      const struct email_change *change, struct signed_in *signed_in,
			      bool *out_changed, struct err *err)
{
	const struct issuer_settings *s = &issuer->settings;
	struct change c = { .issuer = issuer,
			    .a = a,
			    .email = email_lower(a, change->email),
			    .callback = change->callback,
			    .user = signed_in->user,
			    .at_once = !signed_in->user.email_verified &&
				       s->change_email.unverified_at_once,
			    .confirm = signed_in->user.email_verified && s->change_email.confirm,
			    .decoy = decoy_make(issuer, a) };
	enum auth_result rc;

	if (!session_is_fresh(issuer, &signed_in->session))
		return REFUSED_SESSION_NOT_FRESH;
	if (str_eq(c.email, signed_in->user.email))
		return REFUSED_EMAIL_UNCHANGED;
	if (!c.at_once && !s->verification.enabled) /* a confirmation would be followed by none */
		return REFUSED_CHANGE_NEEDS_MAIL;
	rc = started(
		stored_or_none(issuer, store_write(issuer->store, start_change_tx, &c, err), err),
		&c, err);
	if (rc != AUTH_OK)
		return rc;
	if (c.changed) {
		revocation_confirm(&issuer->revocations, c.user.id);
		signed_in->user = c.user;
	}
	*out_changed = c.changed;
	return AUTH_OK;
}

/* --- opening a link --------------------------------------------------------------------------- */

/* The old address agreed: now a link goes to the new one. */
static enum store_rc ask_new_address_tx(struct sql *sql, struct link_opening *o, struct err *err)
{
	struct email_link next = *o->link;
	const struct email_letter letter = { .kind = STR(EMAIL_KIND_VERIFY),
					     .to = o->link->update_to,
					     .name = o->out.user.name,
					     .callback = o->context->callback };

	next.request_type = STR(EMAIL_LINK_CHANGE);
	o->out.hide_member = true;
	if (!o->issuer->settings.verification.enabled)
		return STORE_OK;
	return email_link_send(sql, o->issuer, o->a, &next, &letter, err);
}

static enum store_rc set_address_tx(struct sql *sql, struct link_opening *o, struct err *err)
{
	bool asked = str_eq(o->link->request_type, STR(EMAIL_LINK_CHANGE));
	const struct signed_in *signed_in = o->context->signed_in;
	struct user *user = &o->out.user;
	enum store_rc rc;

	user->email = email_lower(o->a, o->link->update_to);
	user->email_verified = asked && user->email_verified;
	user->updated_ms = o->now_ms;
	rc = users_update(sql, user, err);
	if (rc == STORE_CONFLICT) /* another user has taken the address */
		return link_refuse(o, REFUSED_LINK_INVALID);
	if (rc == STORE_OK)
		rc = email_old_address_end(sql, o->issuer, o->a, user->id, err);
	o->revoked = rc == STORE_OK;
	if (rc == STORE_OK && !asked && o->issuer->settings.verification.enabled)
		rc = verification_link_send(sql, o->issuer, o->a, user, o->context->callback, err);
	o->out.show_user = true;
	o->out.set_session = signed_in != NULL;
	if (signed_in)
		o->out.session = signed_in->session;
	return rc;
}

/* Refuses unless the password is still the one under which the change was asked for. */
static enum store_rc check_credential_tx(struct sql *sql, struct link_opening *o, struct err *err)
{
	struct str now;
	enum store_rc rc = email_link_credential(sql, o->a, o->out.user.id, &now, err);

	if (rc == STORE_OK && !str_eq(o->link->credential, now))
		return link_refuse(o, REFUSED_LINK_INVALID);
	return rc;
}

enum store_rc change_address_tx(struct sql *sql, struct link_opening *o, struct err *err)
{
	const struct signed_in *signed_in = o->context->signed_in;
	enum store_rc rc;

	if (!o->link->user_id.p)
		return link_refuse(o, REFUSED_LINK_INVALID);
	rc = users_by_id(sql, o->a, o->link->user_id, &o->out.user, err);
	if (rc == STORE_NONE)
		return link_refuse(o, REFUSED_LINK_USER_GONE);
	if (rc != STORE_OK)
		return rc;
	if (!str_eq(o->out.user.email, o->link->email))
		return link_refuse(o, REFUSED_LINK_INVALID); /* used already */
	if (signed_in && !str_eq(signed_in->user.id, o->out.user.id))
		return link_refuse(o, REFUSED_LINK_OTHER_USER);
	rc = check_credential_tx(sql, o, err);
	if (rc != STORE_OK)
		return rc;
	if (str_eq(o->link->request_type, STR(EMAIL_LINK_CONFIRM)))
		return ask_new_address_tx(sql, o, err);
	return set_address_tx(sql, o, err);
}
