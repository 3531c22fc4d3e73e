#include "auth/people/people.h"

#include "auth/account/new_user.h"
#include "auth/account/password_policy.h"
#include "auth/account/reset.h"
#include "auth/address/address.h"
#include "auth/audit/row.h"
#include "auth/issuer/stored.h"
#include "crypto/id.h"
#include "crypto/password/password.h"
#include "store/tables/accounts.h"

/* The values to write: made once, so that the transaction may run again. */
struct creation {
	const struct issuer *issuer;
	struct arena *a;
	enum first_password how;
	struct user user;
	struct account account;
	struct verification link;
	struct announcement mail;
	struct audit_row row;
	bool is_taken, mail_is_refused;
};

static enum store_rc write_password_tx(struct sql *sql, struct creation *c, struct err *err)
{
	enum store_rc rc;

	if (c->how == FIRST_PASSWORD_NONE)
		return STORE_OK;
	if (c->how == FIRST_PASSWORD_GIVEN)
		return accounts_insert_credential(sql, &c->account, err);
	rc = verifications_insert(sql, &c->link, err);
	if (rc == STORE_OK && c->how == FIRST_PASSWORD_BY_MAIL) {
		rc = c->issuer->announce(sql, &c->mail, err);
		c->mail_is_refused = rc == STORE_NONE;
	}
	return rc;
}

static enum store_rc create_tx(struct sql *sql, void *arg, struct err *err)
{
	struct creation *c = arg;
	enum store_rc rc = users_insert(sql, &c->user, err);

	c->mail_is_refused = false;
	c->is_taken = rc == STORE_CONFLICT;
	if (rc == STORE_OK)
		rc = write_password_tx(sql, c, err);
	return rc == STORE_OK ? audit_append(sql, &c->row, err) : rc;
}

/* Returns the link's URL. */
static struct str make_link(struct creation *c, int64_t now_ms)
{
	reset_link_make(c->issuer, c->a, STR(""), now_ms, &c->link, &c->mail);
	c->link.value = c->user.id;
	c->mail.kind = STR("invitation");
	c->mail.to = c->user.email;
	c->mail.name = c->user.name;
	return c->mail.url;
}

static void make_rows(struct creation *c, const struct new_person *person,
		      const struct password_hash *hash, struct created_person *out)
{
	const struct issuer *issuer = c->issuer;
	int64_t now_ms = clock_now_ms(issuer->clock);
	static const struct str details[] = {
		[FIRST_PASSWORD_GIVEN] = STR_INIT("with a password"),
		[FIRST_PASSWORD_BY_LINK] = STR_INIT("with a link to set a password"),
		[FIRST_PASSWORD_BY_MAIL] = STR_INIT("with a mailed link to set a password"),
		[FIRST_PASSWORD_NONE] = STR_INIT("without a password"),
	};

	c->user = new_user(issuer, c->a, email_lower(c->a, person->email), person->name,
			   person->own, now_ms);
	c->user.image = person->image;
	c->user.email_verified = person->email_verified;
	if (person->role.n)
		c->user.role = person->role;
	*out = (struct created_person){ .user = c->user };
	if (person->how == FIRST_PASSWORD_GIVEN) {
		c->account = (struct account){
			.id = id_make(issuer->random, c->a, issuer->settings.id_kind),
			.user_id = c->user.id,
			.password_hash = password_hash_text(hash),
			.created_ms = now_ms,
			.updated_ms = now_ms,
		};
	} else if (person->how != FIRST_PASSWORD_NONE) {
		struct str link = make_link(c, now_ms);

		out->link = person->how == FIRST_PASSWORD_BY_LINK ? link : STR("");
		out->expires_ms = c->link.expires_ms;
	}
	c->row = audit_row_new(issuer->random, c->a, now_ms,
			       (struct audit_row){ .actor = person->actor,
						   .action = STR("user-created"),
						   .subject = c->user.id,
						   .detail = details[person->how] });
}

static bool lacks_own(const struct own_tables *own)
{
	for (size_t i = 0; own && i < own->user.n; i++) {
		const struct own_field *field = &own->user.of[i];

		if (field->required && !field->now && field->fallback.state != OWN_SET)
			return true;
	}
	return false;
}

static enum auth_result judge(const struct issuer *issuer, const struct new_person *person)
{
	if (!email_is_valid(person->email))
		return REFUSED_INVALID_EMAIL;
	if (!person->own && lacks_own(issuer->settings.own))
		return REFUSED_FIELD_MISSING;
	if (person->how == FIRST_PASSWORD_GIVEN)
		return new_password_judge(issuer, person->password, person->email, person->name);
	return person->how == FIRST_PASSWORD_NONE || issuer->settings.reset.enabled
		       ? AUTH_OK
		       : REFUSED_RESET_OFF;
}

enum auth_result person_create(const struct issuer *issuer, struct arena *a,
			       const struct new_person *person, struct created_person *out,
			       struct err *err)
{
	struct creation c = { .issuer = issuer, .a = a, .how = person->how };
	enum auth_result result = judge(issuer, person);
	struct password_hash hash = { .n = 0 };
	enum store_rc rc;

	if (result != AUTH_OK)
		return result;
	if (person->how == FIRST_PASSWORD_GIVEN &&
	    !password_hash(issuer->settings.password.kind, issuer->random, person->password, &hash,
			   err))
		return AUTH_FAULT;
	make_rows(&c, person, &hash, out);
	rc = store_grow(issuer->store, create_tx, &c, err);
	if (rc == STORE_OK)
		return AUTH_OK;
	if (rc == STORE_NONE && c.mail_is_refused)
		return REFUSED_THROTTLED;
	if (rc == STORE_CONFLICT && c.is_taken)
		return new_user_taken(issuer, a, &c.user, err);
	return stored_fault(rc, "a new user", err);
}
