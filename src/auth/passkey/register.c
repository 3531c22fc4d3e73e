#include "auth/passkey/register.h"

#include "auth/passkey/challenge.h"
#include "auth/passkey/expected.h"
#include "auth/email/notice.h"
#include "auth/passkey/response.h"
#include "base/b64url.h"
#include "core/limits.h"
#include "crypto/id.h"

#define AAGUID_BYTES 16

/* 8-4-4-4-12 digits (RFC 9562 section 4). */
static struct str uuid_text(struct arena *a, struct str bytes)
{
	struct buf b;

	arena_buf(a, &b, 40, 40);
	for (size_t i = 0; i < AAGUID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			buf_char(&b, '-');
		buf_hex(&b, bytes.p + i, 1);
	}
	return buf_text(&b);
}

static struct str base64_text(struct arena *a, struct str bytes)
{
	struct buf b;

	arena_buf(a, &b, 2 * bytes.n + 4, 2 * bytes.n + 4);
	b64_write(&b, bytes.p, bytes.n);
	return buf_text(&b);
}

static struct str base64url_text(struct arena *a, struct str bytes)
{
	struct buf b;

	arena_buf(a, &b, 2 * bytes.n + 4, 2 * bytes.n + 4);
	b64url_write(&b, bytes.p, bytes.n);
	return buf_text(&b);
}

static struct passkey row_of(const struct issuer *issuer, struct arena *a,
			     const struct passkey_form *form,
			     const struct webauthn_credential *credential)
{
	return (struct passkey){
		.id = id_make(issuer->random, a, issuer->settings.id_kind),
		.name = form->name.n ? form->name : (struct str){ 0 },
		.public_key = base64_text(a, credential->public_key),
		.user_id = form->user->id,
		.credential_id = base64url_text(a, credential->id),
		.counter = credential->counter,
		.device_type =
			credential->backup_eligible ? STR("multiDevice") : STR("singleDevice"),
		.backed_up = credential->backed_up,
		.transports = response_transports(a, form->response),
		.created_ms = clock_now_ms(issuer->clock),
		.aaguid = uuid_text(a, credential->aaguid),
	};
}

struct rows {
	const struct issuer *issuer;
	const struct user *user;
	struct arena *a;
	const struct passkey *passkey;
	const struct session *session; /* NULL: none is started */
};

/* The lock comes first, so that of two requests with one credential the second finds it. */
static enum store_rc insert_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct rows *rows = arg;
	struct passkey *list, found;
	bool shared;
	size_t n;
	enum store_rc rc = passkeys_lock(sql, err);

	if (rc == STORE_OK)
		rc = passkeys_by_credential(sql, rows->a, rows->passkey->credential_id, &found,
					    &shared, err);
	if (rc != STORE_NONE)
		return rc == STORE_OK ? STORE_CONFLICT : rc;
	rc = passkeys_of_user(sql, rows->a, rows->passkey->user_id, LIMIT_PASSKEYS_PER_USER, &list,
			      &n, err);
	if (rc == STORE_OK && n >= LIMIT_PASSKEYS_PER_USER)
		return STORE_FULL;
	if (rc == STORE_OK)
		rc = passkeys_insert(sql, rows->passkey, err);
	if (rc == STORE_OK && rows->session)
		rc = sessions_insert(sql, rows->session, err);
	return rc == STORE_OK ? sign_in_notice(sql, rows->issuer, rows->user, err) : rc;
}

static enum auth_result store_rows(struct issuer *issuer, struct rows *rows, struct err *err)
{
	switch (store_grow(issuer->store, insert_tx, rows, err)) {
	case STORE_OK:
		return AUTH_OK;
	case STORE_CONFLICT:
		return REFUSED_PASSKEY_TAKEN;
	case STORE_FULL:
		return REFUSED_PASSKEYS_TOO_MANY;
	case STORE_ORPHAN:
		return REFUSED_USER_GONE;
	case STORE_NONE:
	case STORE_FAULT:
		break;
	}
	return AUTH_FAULT;
}

static void log_refusal(const struct issuer *issuer, const struct user *user, const char *reason)
{
	const struct log_field fields[] = { LOG_FIELD_TEXT("user", user->id),
					    LOG_FIELD_TEXT("reason", str_z(reason)) };

	log_line(issuer->log, LOG_LEVEL_INFO, "passkey refused", fields, ARRAY_LEN(fields));
}

static enum auth_result verify(const struct issuer *issuer, struct arena *a,
			       const struct passkey_form *form, struct str challenge,
			       struct webauthn_credential *out)
{
	struct webauthn_ceremony expected = passkey_expected(issuer, a, challenge, form->origin);
	enum webauthn_verdict verdict = WEBAUTHN_MALFORMED;
	struct webauthn_registration response;

	if (response_registration(a, form->response, &response))
		verdict = webauthn_register(&response, &expected, &webauthn_published_roots,
					    clock_now_ms(issuer->clock) / 1000, out);
	if (verdict == WEBAUTHN_OK)
		return AUTH_OK;
	log_refusal(issuer, form->user, webauthn_verdict_text(verdict));
	return REFUSED_PASSKEY_NOT_REGISTERED;
}

enum auth_result passkey_register(struct issuer *issuer, struct arena *a,
				  const struct passkey_form *form, struct passkey *out,
				  struct session *out_session, struct err *err)
{
	struct rows rows = { .issuer = issuer, .user = form->user, .a = a };
	struct webauthn_credential credential;
	struct str challenge, user_id;
	struct session session;
	struct passkey passkey;
	enum auth_result rc = challenge_take(issuer, a, CEREMONY_REGISTRATION, form->token,
					     &challenge, &user_id, err);

	if (rc == AUTH_OK && !str_eq(user_id, form->user->id))
		rc = REFUSED_PASSKEY_OTHER_USER;
	if (rc == AUTH_OK)
		rc = verify(issuer, a, form, challenge, &credential);
	if (rc != AUTH_OK)
		return rc;
	passkey = row_of(issuer, a, form, &credential);
	rows.passkey = &passkey;
	if (form->starts_session) {
		session = session_make(issuer, a, form->user->id, &form->from, REMEMBER_YES,
				       form->proof, clock_now_ms(issuer->clock));
		rows.session = &session;
	}
	rc = store_rows(issuer, &rows, err);
	if (rc != AUTH_OK)
		return rc;
	*out = passkey;
	if (form->starts_session)
		*out_session = session;
	return AUTH_OK;
}
