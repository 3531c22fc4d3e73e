#include "auth/reset.h"

#include "auth/email.h"
#include "auth/link.h"
#include "auth/link_row.h"
#include "auth/not_before.h"
#include "auth/new_password.h"
#include "crypto/id.h"
#include "crypto/password.h"
#include "store/accounts.h"
#include "store/sessions.h"
#include "store/users.h"

/* --- asking ------------------------------------------------------------------------------------- */

struct request {
	const struct issuer *issuer;
	struct arena *a;
	struct str email;
	struct verification row;
	struct announcement mail;
};

/* Nobody's address costs a row as well, which leaves with the transaction: how long an answer takes must
 * not tell who has an account. */
static enum store_rc write_and_forget(struct sql *sql, struct request *r, struct err *err)
{
	enum store_rc rc;

	r->row.value = STR("nobody");
	rc = verifications_insert(sql, &r->row, err);
	return rc == STORE_OK ? verifications_delete(sql, r->row.identifier, err) : rc;
}

static enum store_rc write_request(struct sql *sql, void *arg, struct err *err)
{
	struct request *r = arg;
	struct user user;
	enum store_rc rc = verifications_sweep(sql, r->row.created_ms, err);

	if (rc == STORE_OK)
		rc = users_by_email(sql, r->a, r->email, &user, err);
	if (rc == STORE_NONE)
		return write_and_forget(sql, r, err);
	if (rc != STORE_OK)
		return rc;
	r->row.value = user.id;
	rc = verifications_delete_of(sql, r->a, STR(RESET_PREFIX), user.id,
				     err); /* the newest link counts */
	if (rc == STORE_OK)
		rc = verifications_insert(sql, &r->row, err);
	if (rc != STORE_OK)
		return rc;
	r->mail.to = user.email;
	r->mail.name = user.name;
	return r->issuer->announce(sql, &r->mail, err);
}

enum reset_rc reset_request(struct issuer *issuer, struct arena *a, struct str email,
			    struct str redirect, struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct str token = id_new(issuer->random, a, ID_LETTERS_AND_DIGITS, RESET_TOKEN_CHARS);
	struct request r = { .issuer = issuer, .a = a, .email = email_lower(a, email) };

	r.row = (struct verification){
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.identifier = link_row_name(issuer, a, RESET_PREFIX, token),
		.expires_ms = now_ms + issuer->settings.reset_s * 1000,
		.created_ms = now_ms,
		.updated_ms = now_ms,
	};
	r.mail = (struct announcement){
		.kind = STR("reset-password"),
		.url = link_reset(issuer, a, token, redirect),
		.now_ms = now_ms,
		.expires_ms = r.row.expires_ms,
	};
	return store_write(issuer->store, write_request, &r, err) == STORE_OK ? RESET_DONE
									      : RESET_FAULT;
}

/* --- looking ------------------------------------------------------------------------------------ */

struct lookup {
	struct arena *a;
	struct str token;
	struct verification row;
	struct str email, name;
	bool user_is_there;
	bool has_account;
	struct account account;
};

static enum store_rc lookup_read(struct sql *sql, void *arg, struct err *err)
{
	struct lookup *l = arg;
	struct user user = { 0 };
	enum store_rc rc = link_row_find(sql, l->a, RESET_PREFIX, l->token, &l->row, err);

	if (rc != STORE_OK)
		return rc;
	rc = users_by_id(sql, l->a, l->row.value, &user, err);
	l->user_is_there = rc == STORE_OK;
	l->email = user.email;
	l->name = user.name;
	if (rc == STORE_OK)
		rc = accounts_credential_of(sql, l->a, l->row.value, &l->account, err);
	l->has_account = rc == STORE_OK;
	return rc == STORE_NONE ? STORE_OK : rc;
}

static enum reset_rc look(struct issuer *issuer, struct lookup *l, struct err *err)
{
	enum store_rc rc = store_read(issuer->store, lookup_read, l, err);

	if (rc != STORE_OK && rc != STORE_NONE)
		return RESET_FAULT;
	if (rc == STORE_NONE || l->row.expires_ms < clock_now_ms(issuer->clock))
		return RESET_INVALID_TOKEN;
	return RESET_DONE;
}

enum reset_rc reset_look(struct issuer *issuer, struct arena *a, struct str token, struct err *err)
{
	struct lookup l = { .a = a, .token = token };

	return look(issuer, &l, err);
}

/* --- setting ------------------------------------------------------------------------------------ */

static enum reset_rc judged(enum new_password password)
{
	switch (password) {
	case NEW_PASSWORD_TOO_SHORT:
		return RESET_PASSWORD_TOO_SHORT;
	case NEW_PASSWORD_TOO_LONG:
		return RESET_PASSWORD_TOO_LONG;
	case NEW_PASSWORD_COMPROMISED:
		return RESET_PASSWORD_COMPROMISED;
	case NEW_PASSWORD_GOOD:
		break;
	}
	return RESET_DONE;
}

/* What is to be written: made once, so that the transaction may run again. */
struct setting {
	const struct issuer *issuer;
	const struct lookup *found;
	struct account account;
	bool end_sessions;
	bool token_was_used;
};

static enum store_rc set_credential(struct sql *sql, const struct setting *s, struct err *err)
{
	if (!s->found->has_account)
		return accounts_insert_credential(sql, &s->account, err);
	return accounts_set_password(sql, s->found->account.id, str_of(NULL, 0),
				     s->account.password_hash, s->account.updated_ms, err);
}

static enum store_rc set_rows(struct sql *sql, void *arg, struct err *err)
{
	struct setting *s = arg;
	const struct str any = str_of(NULL, 0);
	enum store_rc rc = verifications_delete(sql, s->found->row.identifier, err);

	s->token_was_used = rc == STORE_NONE;
	if (rc == STORE_OK)
		rc = verifications_delete_of(sql, s->found->a, STR(RESET_PREFIX),
					     s->account.user_id, err);
	if (rc == STORE_OK && s->end_sessions)
		rc = sessions_delete_of(sql, s->account.user_id, SESSIONS_ALL, any, err);
	if (rc == STORE_OK)
		rc = set_credential(sql, s, err);
	if (rc != STORE_OK)
		return rc;
	return not_before_mark(sql, s->issuer, s->account.user_id, DEPARTURE_THROWN_OUT, err);
}

static enum reset_rc set_password(struct issuer *issuer, struct arena *a, const struct lookup *l,
				  struct str password, struct err *err)
{
	struct setting s = { .issuer = issuer,
			     .found = l,
			     .end_sessions = issuer->settings.end_sessions_on_reset };
	struct password_hash hash;
	int64_t now_ms;

	if (!password_hash(issuer->settings.password_kind, issuer->random, password, &hash, err))
		return RESET_FAULT;
	now_ms = clock_now_ms(issuer->clock);
	s.account = (struct account){
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.user_id = l->row.value,
		.password_hash = password_hash_text(&hash),
		.created_ms = now_ms,
		.updated_ms = now_ms,
	};
	switch (store_write(issuer->store, set_rows, &s, err)) {
	case STORE_OK:
		throttle_forget(issuer->throttle, l->email);
		not_before_seal(issuer, l->row.value);
		return RESET_DONE;
	case STORE_NONE:
		return s.token_was_used ? RESET_INVALID_TOKEN : RESET_NO_USER;
	case STORE_ORPHAN:
		return RESET_NO_USER;
	case STORE_CONFLICT:
	case STORE_FULL:
		err_set(err, "reset: the new rows do not fit together");
		break;
	case STORE_FAULT:
		break;
	}
	return RESET_FAULT;
}

static enum store_rc delete_token(struct sql *sql, void *arg, struct err *err)
{
	const struct lookup *l = arg;

	return verifications_delete(sql, l->row.identifier, err);
}

enum reset_rc reset_password(struct issuer *issuer, struct arena *a, struct str token,
			     struct str password, struct err *err)
{
	struct lookup l = { .a = a, .token = token };
	enum reset_rc rc = judged(new_password_length(&issuer->settings, password));

	if (rc != RESET_DONE)
		return rc;
	rc = look(issuer, &l, err);
	if (rc == RESET_DONE && !l.user_is_there)
		return RESET_NO_USER;
	if (rc == RESET_DONE) /* only now it is known whose address and name it must not be */
		rc = judged(new_password_judge(issuer, password, l.email, l.name));
	if (rc == RESET_DONE)
		return set_password(issuer, a, &l, password, err);
	/* An expired row is of no use to anybody. */
	if (rc == RESET_INVALID_TOKEN && l.row.id.n &&
	    store_write(issuer->store, delete_token, &l, err) == STORE_FAULT)
		return RESET_FAULT;
	return rc;
}
