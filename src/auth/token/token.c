#include "auth/token/token.h"

#include "auth/issuer/stored.h"
#include "auth/keys/keyring.h"
#include "auth/revocation/revocation.h"
#include "auth/session/json_view.h"
#include "auth/session/proof.h"
#include "base/b64url.h"
#include "base/json.h"
#include "store/tables/sessions.h"

#define CLAIMS_FIRST 512  /* enough for the claims of most users */
#define TOKEN_FIRST  1536 /* enough for the tokens of most users */

static void put_text(struct buf *b, const char *name_with_comma, struct str text)
{
	buf_z(b, name_with_comma);
	json_put_string(b, text);
}

static void put_header(struct buf *b, const struct signer *signer)
{
	buf_z(b, "{\"alg\":\"");
	buf_str(b, signing_alg_name(signing_key_alg(signer->key)));
	put_text(b, "\",\"kid\":", signer->kid);
	buf_char(b, '}');
}

/* Whole seconds, as other issuers write them; with thousandths, which a NumericDate may have (RFC
 * 7519 section 2), only in the second of a revocation, which the token must be newer than. */
static void put_issued(struct buf *b, int64_t issued_ms)
{
	buf_z(b, "{\"iat\":");
	buf_i64(b, issued_ms / 1000);
	if (issued_ms % 1000)
		buf_fmt(b, ".%03lld", (long long)(issued_ms % 1000));
	buf_char(b, ',');
}

/* Better Auth has none of these. */
static void put_proof(struct buf *b, const struct session_proof *proof)
{
	struct proof_claims claims;

	if (!proof_claims_of(proof, &claims))
		return;
	buf_z(b, ",\"auth_time\":");
	buf_i64(b, claims.auth_time_s);
	for (size_t i = 0; i < claims.n; i++)
		put_text(b, i ? "," : ",\"amr\":[", claims.amr[i]);
	put_text(b, "],\"acr\":", claims.acr);
}

/* A token for an admin who acts as the user ends with that session. In seconds. */
static int64_t end_of(const struct token_settings *s, const struct session *session,
		      int64_t issued_ms)
{
	int64_t end_s = issued_ms / 1000 + s->life_s;

	if (session->impersonated_by.n && session->expires_ms / 1000 < end_s)
		return session->expires_ms / 1000;
	return end_s;
}

static void put_claims(struct buf *b, const struct token_settings *s,
		       const struct signed_in *signed_in, int64_t issued_ms)
{
	put_issued(b, issued_ms);
	user_put_claims(b, &signed_in->user, signed_in->user_order);
	put_text(b, ",\"sub\":", signed_in->user.id);
	buf_z(b, ",\"exp\":");
	buf_i64(b, end_of(s, &signed_in->session, issued_ms));
	put_text(b, ",\"iss\":", s->issuer);
	put_text(b, ",\"aud\":", s->audience);
	put_proof(b, &signed_in->session.proof);
	if (signed_in->session.impersonated_by.n) { /* RFC 8693 section 4.1 */
		put_text(b, ",\"act\":{\"sub\":", signed_in->session.impersonated_by);
		buf_char(b, '}');
	}
	buf_char(b, '}');
}

/* header "." payload, the text that is signed (RFC 7515 section 5.1). */
static void put_signing_input(struct buf *token, struct arena *a, const struct issuer *issuer,
			      const struct signer *signer, const struct signed_in *signed_in,
			      int64_t issued_ms)
{
	struct buf json;

	arena_buf(a, &json, CLAIMS_FIRST, TOKEN_MAX);
	put_header(&json, signer);
	b64url_write(token, json.p, json.n);
	json.n = 0;
	put_claims(&json, &issuer->settings.token, signed_in, issued_ms);
	buf_char(token, '.');
	b64url_write(token, json.p, json.n);
	token->failed |= json.failed;
}

static enum auth_result sign_all(struct arena *a, const struct issuer *issuer,
				 const struct signer *signer, const struct signed_in *signed_in,
				 int64_t issued_ms, struct str *out, struct err *err)
{
	char memory[SIGNING_KEY_SIGNATURE_MAX];
	struct buf token, signature;

	arena_buf(a, &token, TOKEN_FIRST, TOKEN_MAX);
	put_signing_input(&token, a, issuer, signer, signed_in, issued_ms);
	if (!buf_ok(&token))
		return REFUSED_ACCESS_TOKEN_TOO_LONG;
	buf_init_fixed(&signature, memory, sizeof(memory));
	if (!signing_key_sign(signer->key, buf_text(&token), &signature, err))
		return AUTH_FAULT;
	buf_char(&token, '.');
	buf_str(&token, buf_text(&signature));
	if (!buf_ok(&token))
		return REFUSED_ACCESS_TOKEN_TOO_LONG;
	*out = buf_text(&token);
	return AUTH_OK;
}

/* Better Auth stores pictures of providers as data: URLs, which no token has room for. Columns of
 * one's own may be long as well. */
static enum auth_result sign(struct arena *a, const struct issuer *issuer,
			     const struct signer *signer, const struct signed_in *signed_in,
			     int64_t issued_ms, struct str *out, struct err *err)
{
	enum auth_result rc = sign_all(a, issuer, signer, signed_in, issued_ms, out, err);
	struct signed_in plain = *signed_in;

	if (rc == REFUSED_ACCESS_TOKEN_TOO_LONG && plain.user.image.p) {
		plain.user.image = str_of(NULL, 0);
		rc = sign_all(a, issuer, signer, &plain, issued_ms, out, err);
	}
	if (rc == REFUSED_ACCESS_TOKEN_TOO_LONG && plain.user.own.claims.n) {
		plain.user.own.claims = STR("");
		rc = sign_all(a, issuer, signer, &plain, issued_ms, out, err);
	}
	return rc;
}

/* --- the time of issue ------------------------------------------------------------------------ */

struct session_check {
	struct arena *a;
	struct str user_id;
	struct str session; /* its token; empty: there is no session to check */
	int64_t revoked_ms; /* of the user's tokens; INT64_MIN: never */
	bool gone;
	struct session_proof proof; /* as it was given, or as it is stored where that is read */
	struct user user;           /* likewise */
};

/* The revocation is read first (revocation.h, I3): it is recorded before the session is gone. */
static enum store_rc check_session_tx(struct sql *sql, void *arg, struct err *err)
{
	struct session_check *s = arg;
	struct signed_in row;
	enum store_rc rc = revocation_of_user(sql, s->user_id, &s->revoked_ms, err);

	if (rc == STORE_NONE)
		s->revoked_ms = INT64_MIN;
	if ((rc != STORE_OK && rc != STORE_NONE) || !s->session.n)
		return rc == STORE_NONE ? STORE_OK : rc;
	rc = sessions_by_token(sql, s->a, s->session, &row.session, &row.user, err);
	s->gone = rc == STORE_NONE;
	if (rc == STORE_OK) {
		s->proof = row.session.proof;
		s->user.banned = row.user.banned;
		s->user.ban_ends_ms = row.user.ban_ends_ms;
		s->user.role = row.user.role;
		s->user.ban_reason = row.user.ban_reason;
	}
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* The current second; if that is not after the revocation, the current millisecond; if the clock is
 * behind the revocation, the millisecond after it. */
static int64_t time_after_revocation(int64_t revoked_ms, int64_t now_ms)
{
	int64_t second_ms = now_ms - now_ms % 1000;

	if (second_ms > revoked_ms)
		return second_ms;
	return now_ms > revoked_ms ? now_ms : revoked_ms + 1;
}

static enum auth_result choose_time(struct issuer *issuer, struct session_check *s, int64_t *out_ms,
				    struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock); /* before anything is read */

	enum store_rc rc = STORE_OK;

	s->revoked_ms = INT64_MIN;
	if (issuer->revocations.enabled || issuer->settings.admin.enabled)
		rc = stored_or_none(issuer, store_read(issuer->store, check_session_tx, s, err),
				    err);
	if (rc == STORE_NONE)
		return REFUSED_NO_SESSION;
	if (rc != STORE_OK)
		return stored_fault(rc, "token", err);
	*out_ms = time_after_revocation(s->revoked_ms, now_ms);
	return s->gone ? REFUSED_NO_SESSION : AUTH_OK;
}

static enum auth_result issue(struct issuer *issuer, const struct signed_in *signed_in,
			      struct session_check *check, struct str *out, struct err *err)
{
	struct signed_in now = *signed_in;
	struct signer signer;
	int64_t issued_ms = 0;
	enum auth_result rc = choose_time(issuer, check, &issued_ms, err);

	if (rc != AUTH_OK)
		return rc;
	if (keyring_signer(issuer->keyring, &signer, err) != KEYRING_OK)
		return AUTH_FAULT;
	now.session.proof = check->proof;
	now.user = check->user;
	rc = sign(check->a, issuer, &signer, &now, issued_ms, out, err);
	signer_done(&signer);
	return rc;
}

enum auth_result token_issue(struct issuer *issuer, struct arena *a, const struct user *user,
			     struct str *out, struct err *err)
{
	const struct signed_in signed_in = { .user = *user };
	struct session_check check = { .a = a, .user_id = user->id, .user = *user };

	return issue(issuer, &signed_in, &check, out, err);
}

enum auth_result token_issue_in(struct issuer *issuer, struct arena *a,
				const struct signed_in *signed_in, struct str *out, struct err *err)
{
	struct session_check check = { .a = a,
				       .user_id = signed_in->user.id,
				       .session = signed_in->session.token,
				       .user = signed_in->user,
				       .proof = signed_in->session.proof };

	return issue(issuer, signed_in, &check, out, err);
}
