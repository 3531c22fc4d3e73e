#include "auth/verify_email.h"

#include "auth/email.h"
#include "auth/not_before.h"
#include "auth/own_sessions.h"
#include "auth/reset.h"
#include "crypto/id.h"
#include "store/verifications.h"

#define VERIFY_KIND STR("verify-email")

/* --- opening a link ----------------------------------------------------------------------------- */

struct opening {
	struct issuer *issuer;
	struct arena *a;
	const struct email_link *link;
	const struct verify_visit *visit;
	int64_t now_ms;
	struct session fresh; /* made once, so that the transaction may run again */
	enum verify_rc refusal;
	bool thrown_out; /* the tokens of before name the old address */
	struct verified out;
};

/* STORE_NONE, which undoes the transaction, with the reason. */
static enum store_rc refuse(struct opening *o, enum verify_rc why)
{
	o->refusal = why;
	return STORE_NONE;
}

static enum store_rc sign_in_by_link(struct sql *sql, struct opening *o, struct err *err)
{
	const struct signed_in *who = o->visit->who;

	o->out.set_session = true;
	if (who && str_eq(who->user.id, o->out.user.id)) {
		o->out.session = who->session;
		return STORE_OK;
	}
	o->out.new_session = true;
	o->out.session = o->fresh;
	o->out.session.user_id = o->out.user.id;
	return sessions_insert(sql, &o->out.session, err);
}

static enum store_rc verify_address(struct sql *sql, struct opening *o, struct err *err)
{
	struct user *user = &o->out.user;
	enum store_rc rc = users_by_email(sql, o->a, o->link->email, user, err);

	if (rc == STORE_NONE)
		return refuse(o, VERIFY_NO_USER);
	if (rc != STORE_OK)
		return rc;
	if (o->link->user_id.p && !str_eq(o->link->user_id, user->id))
		return refuse(o, VERIFY_INVALID);
	if (user->email_verified)
		return STORE_OK;
	user->email_verified = true;
	user->updated_ms = o->now_ms;
	rc = users_update(sql, user, err);
	if (rc == STORE_OK && o->issuer->settings.sign_in_after_verification)
		rc = sign_in_by_link(sql, o, err);
	return rc;
}

static enum store_rc send_to(struct sql *sql, struct opening *o, const struct email_link *link,
			     struct str to, struct err *err)
{
	const struct email_letter letter = { .kind = VERIFY_KIND,
					     .to = to,
					     .name = o->out.user.name,
					     .callback = o->visit->callback };

	if (!o->issuer->settings.verify_email)
		return STORE_OK;
	return email_link_send(sql, o->issuer, o->a, link, &letter, err);
}

/* The old address agreed: now the new one is asked. */
static enum store_rc ask_new_address(struct sql *sql, struct opening *o, struct err *err)
{
	struct email_link next = *o->link;

	next.request_type = STR(EMAIL_LINK_CHANGE);
	o->out.hide_member = true;
	return send_to(sql, o, &next, o->link->update_to, err);
}

static enum store_rc set_address(struct sql *sql, struct opening *o, struct err *err)
{
	bool asked = str_eq(o->link->request_type, STR(EMAIL_LINK_CHANGE));
	struct user *user = &o->out.user;
	enum store_rc rc;

	user->email = email_lower(o->a, o->link->update_to);
	user->email_verified = asked && user->email_verified;
	user->updated_ms = o->now_ms;
	rc = users_update(sql, user, err);
	if (rc == STORE_CONFLICT) /* somebody took the address meanwhile */
		return refuse(o, VERIFY_INVALID);
	if (rc == STORE_OK) /* links that went to the old address */
		rc = verifications_delete_of(sql, o->a, STR(RESET_PREFIX), user->id, err);
	if (rc == STORE_OK && !asked)
		rc = send_to(sql, o,
			     &(struct email_link){ .email = user->email, .user_id = user->id },
			     user->email, err);
	if (rc == STORE_OK)
		rc = not_before_mark(sql, o->issuer, user->id, DEPARTURE_THROWN_OUT, err);
	o->thrown_out = rc == STORE_OK;
	o->out.show_user = true;
	o->out.set_session = o->visit->who != NULL;
	if (o->visit->who)
		o->out.session = o->visit->who->session;
	return rc;
}

/* Whether the password is still the one that the change was asked for under. */
static enum store_rc check_credential(struct sql *sql, struct opening *o, struct err *err)
{
	struct str now;
	enum store_rc rc = email_link_credential(sql, o->a, o->out.user.id, &now, err);

	if (rc == STORE_OK && !str_eq(o->link->credential, now))
		return refuse(o, VERIFY_INVALID);
	return rc;
}

static enum store_rc change_address(struct sql *sql, struct opening *o, struct err *err)
{
	const struct signed_in *who = o->visit->who;
	enum store_rc rc;

	if (!o->link->user_id.p)
		return refuse(o, VERIFY_INVALID);
	rc = users_by_id(sql, o->a, o->link->user_id, &o->out.user, err);
	if (rc == STORE_NONE)
		return refuse(o, VERIFY_NO_USER);
	if (rc != STORE_OK)
		return rc;
	if (!str_eq(o->out.user.email, o->link->email))
		return refuse(o, VERIFY_INVALID); /* used already */
	if (who && !str_eq(who->user.id, o->out.user.id))
		return refuse(o, VERIFY_OTHER_USER);
	rc = check_credential(sql, o, err);
	if (rc != STORE_OK)
		return rc;
	if (str_eq(o->link->request_type, STR(EMAIL_LINK_CONFIRM)))
		return ask_new_address(sql, o, err);
	return set_address(sql, o, err);
}

static enum store_rc open_link(struct sql *sql, void *arg, struct err *err)
{
	struct opening *o = arg;

	o->out = (struct verified){ 0 };
	o->thrown_out = false;
	o->refusal = VERIFY_DONE;
	return o->link->update_to.n ? change_address(sql, o, err) : verify_address(sql, o, err);
}

enum verify_rc email_verify(struct issuer *issuer, struct arena *a, const struct email_link *link,
			    const struct verify_visit *visit, struct verified *out, struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct opening o = {
		.issuer = issuer, .a = a, .link = link, .visit = visit, .now_ms = now_ms
	};
	enum store_rc rc;

	o.fresh = session_make(issuer, a, str_of(NULL, 0), &visit->from, REMEMBER_YES, now_ms);
	rc = store_write(issuer->store, open_link, &o, err);
	if (rc == STORE_OK) {
		if (o.thrown_out)
			not_before_seal(issuer, o.out.user.id);
		*out = o.out;
		return VERIFY_DONE;
	}
	if (rc == STORE_NONE)
		return o.refusal == VERIFY_DONE ? VERIFY_NO_USER : o.refusal;
	if (rc != STORE_FAULT)
		err_set(err, "verification: the rows do not fit together");
	return VERIFY_FAULT;
}

/* --- sending a link ----------------------------------------------------------------------------- */

struct sending {
	struct issuer *issuer;
	struct arena *a;
	struct str email;
	struct str callback;
	struct verification dummy;
};

/* Nobody to write to costs a row as well, which leaves with the transaction: how long an answer takes
 * must not tell who has an account. */
static enum store_rc write_and_forget(struct sql *sql, struct sending *s, struct err *err)
{
	enum store_rc rc = verifications_insert(sql, &s->dummy, err);

	return rc == STORE_OK ? verifications_delete(sql, s->dummy.identifier, err) : rc;
}

static enum store_rc send_link(struct sql *sql, void *arg, struct err *err)
{
	struct sending *s = arg;
	struct user user;
	enum store_rc rc = users_by_email(sql, s->a, s->email, &user, err);

	if (rc == STORE_NONE || (rc == STORE_OK && user.email_verified))
		return write_and_forget(sql, s, err);
	if (rc != STORE_OK)
		return rc;
	return email_link_send(sql, s->issuer, s->a,
			       &(struct email_link){ .email = user.email, .user_id = user.id },
			       &(struct email_letter){ .kind = VERIFY_KIND,
						       .to = user.email,
						       .name = user.name,
						       .callback = s->callback },
			       err);
}

enum send_verification_rc verification_send(struct issuer *issuer, struct arena *a,
					    struct str email, struct str callback,
					    const struct signed_in *who, struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct str id = id_make(issuer->random, a, issuer->settings.id_kind);
	struct sending s = {
		.issuer = issuer, .a = a, .email = email_lower(a, email), .callback = callback
	};

	if (who && !str_eq(email_lower(a, who->user.email), s.email))
		return SEND_VERIFICATION_MISMATCH;
	if (who && who->user.email_verified)
		return SEND_VERIFICATION_ALREADY;
	s.dummy = (struct verification){ .id = id,
					 .identifier = id,
					 .value = id,
					 .expires_ms = now_ms,
					 .created_ms = now_ms,
					 .updated_ms = now_ms };
	return store_write(issuer->store, send_link, &s, err) == STORE_OK ? SEND_VERIFICATION_DONE
									  : SEND_VERIFICATION_FAULT;
}

/* --- changing the address ----------------------------------------------------------------------- */

struct change {
	struct issuer *issuer;
	struct arena *a;
	struct str email;
	struct str callback;
	struct user user;
	bool at_once, confirm;
	bool changed;
	struct verification dummy;
};

static enum store_rc change_now(struct sql *sql, struct change *c, struct err *err)
{
	enum store_rc rc = users_by_id(sql, c->a, c->user.id, &c->user, err);

	if (rc != STORE_OK)
		return rc;
	c->user.email = c->email;
	c->user.updated_ms = clock_now_ms(c->issuer->clock);
	rc = users_update(sql, &c->user, err);
	if (rc == STORE_OK)
		rc = verifications_delete_of(sql, c->a, STR(RESET_PREFIX), c->user.id, err);
	if (rc == STORE_OK)
		rc = not_before_mark(sql, c->issuer, c->user.id, DEPARTURE_THROWN_OUT, err);
	c->changed = rc == STORE_OK;
	if (rc != STORE_OK || !c->issuer->settings.verify_email)
		return rc;
	return email_link_send(sql, c->issuer, c->a,
			       &(struct email_link){ .email = c->email, .user_id = c->user.id },
			       &(struct email_letter){ .kind = VERIFY_KIND,
						       .to = c->email,
						       .name = c->user.name,
						       .callback = c->callback },
			       err);
}

static enum store_rc ask(struct sql *sql, struct change *c, struct err *err)
{
	struct email_link link = {
		.email = c->user.email,
		.update_to = c->email,
		.request_type = c->confirm ? STR(EMAIL_LINK_CONFIRM) : STR(EMAIL_LINK_CHANGE),
		.user_id = c->user.id,
	};
	const struct email_letter letter = {
		.kind = c->confirm ? STR("change-email") : VERIFY_KIND,
		.to = c->confirm ? c->user.email : c->email,
		.name = c->user.name,
		.callback = c->callback,
	};
	enum store_rc rc = email_link_credential(sql, c->a, c->user.id, &link.credential, err);

	if (rc != STORE_OK)
		return rc;
	return email_link_send(sql, c->issuer, c->a, &link, &letter, err);
}

static enum store_rc change_rows(struct sql *sql, void *arg, struct err *err)
{
	struct change *c = arg;
	struct user other;
	enum store_rc rc = users_by_email(sql, c->a, c->email, &other, err);

	c->changed = false;
	if (rc == STORE_OK) { /* taken, which the answer does not tell */
		rc = verifications_insert(sql, &c->dummy, err);
		return rc == STORE_OK ? verifications_delete(sql, c->dummy.identifier, err) : rc;
	}
	if (rc != STORE_NONE)
		return rc;
	return c->at_once ? change_now(sql, c, err) : ask(sql, c, err);
}

enum change_email_rc email_change(struct issuer *issuer, struct arena *a, struct str email,
				  struct str callback, struct signed_in *who, struct err *err)
{
	const struct issuer_settings *s = &issuer->settings;
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct str id = id_make(issuer->random, a, issuer->settings.id_kind);
	struct change c = { .issuer = issuer,
			    .a = a,
			    .email = email_lower(a, email),
			    .callback = callback,
			    .user = who->user,
			    .at_once = !who->user.email_verified && s->change_email_unverified,
			    .confirm = who->user.email_verified && s->change_email_confirm };
	enum store_rc rc;

	if (!session_is_fresh(issuer, &who->session))
		return CHANGE_EMAIL_STALE;
	if (str_eq(c.email, who->user.email))
		return CHANGE_EMAIL_SAME;
	if (!c.at_once && !c.confirm && !s->verify_email)
		return CHANGE_EMAIL_NO_MAIL;
	c.dummy = (struct verification){ .id = id,
					 .identifier = id,
					 .value = id,
					 .expires_ms = now_ms,
					 .created_ms = now_ms,
					 .updated_ms = now_ms };
	rc = store_write(issuer->store, change_rows, &c, err);
	if (rc == STORE_OK && c.changed) {
		not_before_seal(issuer, c.user.id);
		who->user = c.user;
	}
	if (rc == STORE_OK)
		return c.changed ? CHANGE_EMAIL_CHANGED : CHANGE_EMAIL_DONE;
	if (rc != STORE_FAULT)
		err_set(err, "change of address: the rows do not fit together");
	return CHANGE_EMAIL_FAULT;
}
