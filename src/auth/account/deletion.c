#include "auth/account/deletion.h"

#include "auth/email/link_row.h"
#include "auth/email/link_url.h"
#include "auth/issuer/stored.h"
#include "auth/revocation/revocation.h"
#include "auth/session/session_list.h"
#include "base/cleanup.h"
#include "crypto/id.h"

#define DELETION_PREFIX "delete-account-"

static enum auth_result check_password(struct issuer *issuer, struct arena *a, struct str password,
				       const struct user *user, struct err *err)
{
	struct account account;
	enum auth_result rc = account_with_password(issuer, a, user->id, &account, err);

	return rc == AUTH_OK ? account_verify(issuer, a, &account, user, password, err) : rc;
}

struct removal {
	const struct issuer *issuer;
	struct arena *a;
	struct str user_id;
	struct str token; /* of the row to use up; empty: none */
	int64_t now_ms;
	bool token_is_bad;
	struct err reference; /* of a row that keeps the user */
};

/* A token of another user is refused and stays valid for that user. */
static enum store_rc use_token_tx(struct sql *sql, struct removal *r, struct err *err)
{
	struct verification row;
	enum store_rc rc = stored_or_none(
		r->issuer, link_row_find(sql, r->a, DELETION_PREFIX, r->token, &row, err), err);

	if (rc == STORE_OK && (!str_eq(row.value, r->user_id) || row.expires_ms < r->now_ms))
		rc = STORE_NONE;
	if (rc == STORE_OK)
		rc = verifications_delete(sql, row.identifier, err);
	r->token_is_bad = rc == STORE_NONE;
	return rc;
}

enum store_rc user_remove(struct sql *sql, const struct issuer *issuer, struct str user_id,
			  struct err *out_reference, struct err *err)
{
	enum store_rc rc = users_delete(sql, user_id, err);

	if (rc == STORE_ORPHAN)
		*out_reference = *err;
	return rc == STORE_OK ? revocation_record(sql, &issuer->revocations, user_id,
						  REVOCATION_USER_DELETED, err)
			      : rc;
}

static enum store_rc delete_user_tx(struct sql *sql, void *arg, struct err *err)
{
	struct removal *r = arg;
	enum store_rc rc = STORE_OK;

	r->token_is_bad = false;
	if (r->token.n)
		rc = use_token_tx(sql, r, err);
	return rc == STORE_OK ? user_remove(sql, r->issuer, r->user_id, &r->reference, err) : rc;
}

/* An operator has to know which table of an application keeps the user. */
static void log_reference(const struct issuer *issuer, const struct removal *r)
{
	const struct log_field fields[] = { LOG_FIELD_TEXT("user_id", r->user_id),
					    LOG_FIELD_TEXT("constraint",
							   str_z(r->reference.text)) };

	log_line(issuer->log, LOG_LEVEL_WARN, "a user was not deleted: a row refers to the user",
		 fields, ARRAY_LEN(fields));
}

static enum auth_result deleted(const struct issuer *issuer, const struct removal *r,
				enum store_rc rc, struct err *err)
{
	switch (rc) {
	case STORE_OK:
		revocation_confirm(&issuer->revocations, r->user_id);
		return AUTH_OK;
	case STORE_NONE:
		return r->token_is_bad ? REFUSED_DELETION_TOKEN_INVALID : REFUSED_USER_GONE;
	case STORE_ORPHAN:
		log_reference(issuer, r);
		return REFUSED_USER_IN_USE;
	case STORE_CONFLICT:
	case STORE_FULL:
		store_misfit("deletion", err);
		break;
	case STORE_FAULT:
		break;
	}
	return AUTH_FAULT;
}

enum auth_result user_delete(struct issuer *issuer, struct arena *a,
			     const struct deletion *deletion, const struct signed_in *signed_in,
			     struct err *err)
{
	struct removal r = { .issuer = issuer,
			     .a = a,
			     .user_id = signed_in->user.id,
			     .token = deletion->token,
			     .now_ms = clock_now_ms(issuer->clock) };
	enum auth_result rc = AUTH_OK;

	if (deletion->password.n)
		rc = check_password(issuer, a, deletion->password, &signed_in->user, err);
	else if (!deletion->token.n && !session_is_fresh(issuer, &signed_in->session))
		rc = REFUSED_PROOF_MISSING;
	if (rc != AUTH_OK)
		return rc;
	return deleted(issuer, &r, store_write(issuer->store, delete_user_tx, &r, err), err);
}

enum auth_result user_delete_check(struct issuer *issuer, struct arena *a, struct str password,
				   const struct signed_in *signed_in, struct err *err)
{
	return check_password(issuer, a, password, &signed_in->user, err);
}

struct request {
	const struct issuer *issuer;
	struct verification row;
	struct announcement mail;
};

STORE_TX(write_request_tx, const struct request *r,
	 link_row_announce(sql, r->issuer, &r->row, &r->mail, err))

enum auth_result user_delete_by_mail(struct issuer *issuer, struct arena *a, struct str callback,
				     const struct signed_in *signed_in, struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct str token = id_new(issuer->random, a, ID_LOWER_AND_DIGITS, DELETION_TOKEN_CHARS);
	struct request r = { .issuer = issuer };
	enum store_rc rc;

	r.row = (struct verification){
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.identifier = link_row_name(issuer, a, DELETION_PREFIX, token),
		.value = signed_in->user.id,
		.expires_ms = now_ms + issuer->settings.deletion.link_life_s * 1000,
		.created_ms = now_ms,
		/* Says of a digest that it is no reset's (verifications.h). */
		.updated_ms = now_ms + issuer->settings.deletion.link_life_s * 1000,
	};
	r.mail = (struct announcement){
		.kind = STR("delete-account"),
		.to = signed_in->user.email,
		.name = signed_in->user.name,
		.url = link_delete(issuer, a, token, callback),
		.now_ms = now_ms,
		.expires_ms = r.row.expires_ms,
	};
	rc = store_write(issuer->store, write_request_tx, &r, err);
	return rc == STORE_OK ? AUTH_OK : stored_fault(rc, "request of a deletion", err);
}
