#include "auth/passkey/sign_in.h"

#include "auth/passkey/challenge.h"
#include "auth/passkey/expected.h"
#include "auth/passkey/response.h"
#include "auth/issuer/stored.h"
#include "auth/session/barred.h"
#include "auth/session/proof.h"
#include "base/b64url.h"
#include "store/tables/factors/passkeys.h"

#define KEY_CHARS_MAX 4096 /* an RSA key of 8192 bits has 1,400 */

struct lookup {
	struct arena *a;
	struct str credential_id;
	struct passkey passkey;
	bool shared;
	struct user user;
};

static enum store_rc find_tx(struct sql *sql, void *arg, struct err *err)
{
	struct lookup *l = arg;
	enum store_rc rc =
		passkeys_by_credential(sql, l->a, l->credential_id, &l->passkey, &l->shared, err);

	return rc == STORE_OK ? users_by_id(sql, l->a, l->passkey.user_id, &l->user, err) : rc;
}

/* The column has base64 with padding; rows of other programs may have base64url. */
static bool decode_key(struct arena *a, struct str text, struct str *out)
{
	char *plain;
	unsigned char *bytes;
	size_t n;

	while (str_ends(text, STR("=")))
		text.n--;
	n = b64url_decoded_len(text.n);
	if (n == 0 || text.n > KEY_CHARS_MAX)
		return false;
	plain = arena_alloc(a, text.n);
	bytes = arena_alloc(a, n);
	for (size_t i = 0; i < text.n; i++)
		plain[i] = text.p[i] == '+' ? '-' : text.p[i] == '/' ? '_' : text.p[i];
	*out = str_of(bytes, n);
	return b64url_decode(str_of(plain, text.n), bytes);
}

static enum webauthn_verdict judge(const struct issuer *issuer, struct arena *a,
				   const struct passkey_sign_in_form *form, struct str challenge,
				   const struct passkey *passkey, struct webauthn_sign_in *out)
{
	struct webauthn_ceremony expected = passkey_expected(issuer, a, challenge, form->origin);
	struct webauthn_assertion response;
	struct webauthn_stored stored;

	if (!response_assertion(a, form->response, &response))
		return WEBAUTHN_MALFORMED;
	if (passkey->counter < 0 || passkey->counter > UINT32_MAX ||
	    !decode_key(a, passkey->public_key, &stored.public_key))
		return WEBAUTHN_BAD_KEY;
	stored.counter = (uint32_t)passkey->counter;
	return webauthn_authenticate(&response, &expected, &stored, out);
}

/* A counter that goes back may be that of a copy, which its owner has to hear of. */
static void log_refusal(const struct issuer *issuer, const struct passkey *passkey,
			enum webauthn_verdict verdict)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("user", passkey->user_id),
		LOG_FIELD_TEXT("passkey", passkey->id),
		LOG_FIELD_TEXT("reason", str_z(webauthn_verdict_text(verdict))),
	};

	log_line(issuer->log, verdict == WEBAUTHN_BAD_COUNTER ? LOG_LEVEL_WARN : LOG_LEVEL_INFO,
		 "passkey refused", fields, ARRAY_LEN(fields));
}

static enum auth_result verify(const struct issuer *issuer, struct arena *a,
			       const struct passkey_sign_in_form *form, struct str challenge,
			       const struct passkey *passkey, struct webauthn_sign_in *out)
{
	enum webauthn_verdict verdict = judge(issuer, a, form, challenge, passkey, out);

	if (verdict == WEBAUTHN_OK)
		return AUTH_OK;
	log_refusal(issuer, passkey, verdict);
	return verdict == WEBAUTHN_BAD_SIGNATURE ? REFUSED_PASSKEY_SIGNATURE_WRONG
						 : REFUSED_PASSKEY_RESPONSE_WRONG;
}

struct rows {
	const struct issuer *issuer;
	struct arena *a;
	const struct user *user;
	const struct passkey *passkey;
	struct webauthn_sign_in ceremony;
	struct session session;
	struct factor_outcome factor;
	enum entry entry;
};

static enum way_in way_of(const struct webauthn_sign_in *ceremony)
{
	return ceremony->user_verified ? WAY_PASSKEY_VERIFIED : WAY_PASSKEY_TOUCHED;
}

/* The counter decides among requests that present one response, or two of one counter, at once. */
static enum store_rc start_tx(struct sql *sql, void *arg, struct err *err)
{
	struct rows *rows = arg;
	enum store_rc rc = passkeys_count(sql, rows->passkey->credential_id, rows->passkey->user_id,
					  rows->ceremony.counter, rows->ceremony.backed_up, err);

	if (rc == STORE_OK)
		rc = passkeys_use(sql, rows->passkey->credential_id, rows->passkey->user_id,
				  rows->session.created_ms, err);
	if (rc == STORE_OK)
		rc = factor_settle(sql, rows->issuer, rows->a, rows->user, way_of(&rows->ceremony),
				   str_of(NULL, 0), &rows->factor, &rows->entry, err);
	if (rc != STORE_OK || rows->entry != ENTRY_SESSION)
		return rc;
	return sessions_insert(sql, &rows->session, err);
}

static enum auth_result start_session(struct issuer *issuer, struct rows *rows, struct err *err)
{
	enum store_rc rc = store_write(issuer->store, start_tx, rows, err);

	switch (rc) {
	case STORE_OK:
		return rows->entry == ENTRY_SESSION ? AUTH_OK : REFUSED_SECOND_FACTOR;
	case STORE_NONE:
		log_refusal(issuer, rows->passkey, WEBAUTHN_BAD_COUNTER);
		return REFUSED_PASSKEY_RESPONSE_WRONG;
	case STORE_ORPHAN: /* deleted in between */
		return REFUSED_PASSKEY_UNKNOWN;
	case STORE_CONFLICT:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return stored_fault(rc, "passkey", err);
}

static struct session_proof proof_of(const struct webauthn_sign_in *ceremony, int64_t now_ms)
{
	return proof_at(ceremony->user_verified ? PROOF_BY_VERIFYING_KEY : PROOF_BY_TOUCHED_KEY,
			now_ms);
}

static enum auth_result find(struct issuer *issuer, struct lookup *l, struct err *err)
{
	enum store_rc rc = stored_or_none(issuer, store_read(issuer->store, find_tx, l, err), err);

	if (rc == STORE_NONE || (rc == STORE_OK && l->shared))
		return REFUSED_PASSKEY_UNKNOWN;
	return rc == STORE_OK ? AUTH_OK : stored_fault(rc, "passkey", err);
}

static enum auth_result admit(const struct issuer *issuer, const struct user *user)
{
	if (issuer->settings.verification.required && !user->email_verified)
		return REFUSED_EMAIL_NOT_VERIFIED;
	return user_may_stay(user, clock_now_ms(issuer->clock));
}

enum auth_result passkey_sign_in(struct issuer *issuer, struct arena *a,
				 const struct passkey_sign_in_form *form, struct signed_in *out,
				 struct passkey_answer *out_answer, struct err *err)
{
	struct lookup l = { .a = a, .credential_id = response_id(form->response) };
	struct str challenge, user_id;
	struct rows rows = { .issuer = issuer, .a = a, .user = &l.user };
	int64_t now_ms = clock_now_ms(issuer->clock);
	struct session_proof proof;
	enum auth_result rc = challenge_take(issuer, a, CEREMONY_AUTHENTICATION, form->token,
					     &challenge, &user_id, err);

	if (rc == AUTH_OK)
		rc = find(issuer, &l, err);
	if (rc == AUTH_OK)
		rc = verify(issuer, a, form, challenge, &l.passkey, &rows.ceremony);
	if (rc == AUTH_OK)
		rc = admit(issuer, &l.user);
	if (rc != AUTH_OK)
		return rc;
	rows.passkey = &l.passkey;
	proof = proof_of(&rows.ceremony, now_ms);
	rows.session =
		session_make(issuer, a, l.user.id, &form->from, REMEMBER_YES, &proof, now_ms);
	rows.factor =
		factor_outcome_make(issuer, a, &l.user, way_of(&rows.ceremony), str_of(NULL, 0));
	rc = start_session(issuer, &rows, err);
	*out_answer = (struct passkey_answer){ rows.ceremony.user_verified, rows.factor };
	if (rc == AUTH_OK)
		*out = (struct signed_in){ .user = l.user, .session = rows.session };
	return rc;
}
