#include "auth/deletion.h"

#include "auth/link.h"
#include "auth/link_row.h"
#include "auth/not_before.h"
#include "auth/own_sessions.h"
#include "crypto/id.h"

#define DELETION_PREFIX "delete-account-"

static enum account_rc check_password(struct issuer *issuer, struct arena *a, struct str password,
				      const struct user *user, struct err *err)
{
	struct account account;
	enum account_rc rc = account_with_password(issuer, a, user->id, &account, err);

	return rc == ACCOUNT_DONE ? account_verify(issuer, a, &account, user, password, err) : rc;
}

struct removal {
	const struct issuer *issuer;
	struct arena *a;
	struct str user_id;
	struct str token; /* of the row to use up; empty: none is needed */
	int64_t now_ms;
	bool token_is_bad;
};

/* Another user's token stays good for them. */
static enum store_rc use_token(struct sql *sql, struct removal *r, struct err *err)
{
	struct verification row;
	enum store_rc rc = link_row_find(sql, r->a, DELETION_PREFIX, r->token, &row, err);

	if (rc == STORE_OK && (!str_eq(row.value, r->user_id) || row.expires_ms < r->now_ms))
		rc = STORE_NONE;
	if (rc == STORE_OK)
		rc = verifications_delete(sql, row.identifier, err);
	r->token_is_bad = rc == STORE_NONE;
	return rc;
}

static enum store_rc delete_rows(struct sql *sql, void *arg, struct err *err)
{
	struct removal *r = arg;
	enum store_rc rc = STORE_OK;

	r->token_is_bad = false;
	if (r->token.n)
		rc = use_token(sql, r, err);
	if (rc == STORE_OK)
		rc = users_delete(sql, r->user_id, err);
	return rc == STORE_OK ? not_before_mark(sql, r->issuer, r->user_id, DEPARTURE_DELETED, err)
			      : rc;
}

enum account_rc user_delete(struct issuer *issuer, struct arena *a, const struct deletion *deletion,
			    const struct signed_in *who, struct err *err)
{
	struct removal r = { .issuer = issuer,
			     .a = a,
			     .user_id = who->user.id,
			     .token = deletion->token,
			     .now_ms = clock_now_ms(issuer->clock) };
	enum account_rc rc = ACCOUNT_DONE;

	if (deletion->password.n)
		rc = check_password(issuer, a, deletion->password, &who->user, err);
	else if (!deletion->token.n && !session_is_fresh(issuer, &who->session))
		rc = ACCOUNT_STALE;
	if (rc != ACCOUNT_DONE)
		return rc;
	if (store_write(issuer->store, delete_rows, &r, err) == STORE_OK) {
		not_before_seal(issuer, r.user_id);
		return ACCOUNT_DONE;
	}
	return r.token_is_bad ? ACCOUNT_INVALID_TOKEN : ACCOUNT_FAULT;
}

enum account_rc user_delete_check(struct issuer *issuer, struct arena *a, struct str password,
				  const struct signed_in *who, struct err *err)
{
	return check_password(issuer, a, password, &who->user, err);
}

struct request {
	const struct issuer *issuer;
	struct verification row;
	struct announcement mail;
};

static enum store_rc write_request(struct sql *sql, void *arg, struct err *err)
{
	struct request *r = arg;
	enum store_rc rc = verifications_insert(sql, &r->row, err);

	return rc == STORE_OK ? r->issuer->announce(sql, &r->mail, err) : rc;
}

enum account_rc user_delete_by_mail(struct issuer *issuer, struct arena *a, struct str callback,
				    const struct signed_in *who, struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct str token = id_new(issuer->random, a, ID_LOWER_AND_DIGITS, DELETION_TOKEN_CHARS);
	struct request r = { .issuer = issuer };

	r.row = (struct verification){
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.identifier = link_row_name(issuer, a, DELETION_PREFIX, token),
		.value = who->user.id,
		.expires_ms = now_ms + issuer->settings.deletion_s * 1000,
		.created_ms = now_ms,
		.updated_ms = now_ms,
	};
	r.mail = (struct announcement){
		.kind = STR("delete-account"),
		.to = who->user.email,
		.name = who->user.name,
		.url = link_delete(issuer, a, token, callback),
		.now_ms = now_ms,
		.expires_ms = r.row.expires_ms,
	};
	return store_write(issuer->store, write_request, &r, err) == STORE_OK ? ACCOUNT_DONE
									      : ACCOUNT_FAULT;
}
