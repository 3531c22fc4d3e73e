#include "auth/token.h"

#include "auth/json_view.h"
#include "auth/not_before.h"
#include "base/b64url.h"
#include "base/json.h"
#include "store/sessions.h"

#define CLAIMS_FIRST 512  /* what the claims of most users take */
#define TOKEN_FIRST  1536 /* what a token of most users takes */

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

/* Thousandths only where they are needed to be behind a mark: a NumericDate may have them (RFC 7519
 * section 2), but nobody else's tokens do. */
static void put_issued(struct buf *b, int64_t issued_ms)
{
	buf_z(b, "{\"iat\":");
	buf_i64(b, issued_ms / 1000);
	if (issued_ms % 1000)
		buf_fmt(b, ".%03lld", (long long)(issued_ms % 1000));
	buf_char(b, ',');
}

static void put_claims(struct buf *b, const struct issuer_settings *s, const struct signed_in *who,
		       int64_t issued_ms)
{
	put_issued(b, issued_ms);
	user_put_json_members(b, &who->user, who->user_order);
	put_text(b, ",\"sub\":", who->user.id);
	buf_z(b, ",\"exp\":");
	buf_i64(b, issued_ms / 1000 + s->jwt_expires_s);
	put_text(b, ",\"iss\":", s->jwt_issuer);
	put_text(b, ",\"aud\":", s->jwt_audience);
	buf_char(b, '}');
}

/* header "." payload, which is what is signed (RFC 7515 section 5.1). */
static void put_signing_input(struct buf *token, struct arena *a, const struct issuer *issuer,
			      const struct signer *signer, const struct signed_in *who,
			      int64_t issued_ms)
{
	struct buf json;

	arena_buf(a, &json, CLAIMS_FIRST, TOKEN_MAX);
	put_header(&json, signer);
	b64url_write(token, json.p, json.n);
	json.n = 0;
	put_claims(&json, &issuer->settings, who, issued_ms);
	buf_char(token, '.');
	b64url_write(token, json.p, json.n);
	token->failed |= json.failed;
}

static enum token_rc sign(struct arena *a, const struct issuer *issuer, const struct signer *signer,
			  const struct signed_in *who, int64_t issued_ms, struct str *out,
			  struct err *err)
{
	char memory[SIGNING_KEY_SIGNATURE_MAX];
	struct buf token, signature;

	arena_buf(a, &token, TOKEN_FIRST, TOKEN_MAX);
	put_signing_input(&token, a, issuer, signer, who, issued_ms);
	if (!buf_ok(&token))
		return TOKEN_TOO_LONG;
	buf_init_fixed(&signature, memory, sizeof(memory));
	if (!signing_key_sign(signer->key, buf_text(&token), &signature, err))
		return TOKEN_FAULT;
	buf_char(&token, '.');
	buf_str(&token, buf_text(&signature));
	if (!buf_ok(&token))
		return TOKEN_TOO_LONG;
	*out = buf_text(&token);
	return TOKEN_ISSUED;
}

/* --- when --------------------------------------------------------------------------------------- */

struct standing {
	struct arena *a;
	struct str user_id;
	struct str session; /* its token; empty: there is none to look at */
	int64_t mark_ms;    /* INT64_MIN: none */
	bool gone;
};

/* The mark first: who ended the session has left one, and it is there before the session is not. */
static enum store_rc look(struct sql *sql, void *arg, struct err *err)
{
	struct standing *s = arg;
	struct signed_in row;
	enum store_rc rc = not_before_of_user(sql, s->user_id, &s->mark_ms, err);

	if (rc == STORE_NONE)
		s->mark_ms = INT64_MIN;
	if ((rc != STORE_OK && rc != STORE_NONE) || !s->session.n)
		return rc == STORE_NONE ? STORE_OK : rc;
	rc = sessions_by_token(sql, s->a, s->session, &row.session, &row.user, err);
	s->gone = rc == STORE_NONE;
	return rc == STORE_NONE ? STORE_OK : rc;
}

/* The whole second, as ever; behind a mark in that second, or of a clock that is ahead, just behind it. */
static int64_t issued_behind(int64_t mark_ms, int64_t now_ms)
{
	int64_t second_ms = now_ms - now_ms % 1000;

	if (second_ms > mark_ms)
		return second_ms;
	return now_ms > mark_ms ? now_ms : mark_ms + 1;
}

static enum token_rc settle_time(struct issuer *issuer, struct standing *s, int64_t *out_ms,
				 struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock); /* before anything is looked at */

	s->mark_ms = INT64_MIN;
	if (issuer->settings.not_before && store_read(issuer->store, look, s, err) != STORE_OK)
		return TOKEN_FAULT;
	*out_ms = issued_behind(s->mark_ms, now_ms);
	return s->gone ? TOKEN_NO_SESSION : TOKEN_ISSUED;
}

static enum token_rc issue(struct issuer *issuer, const struct signed_in *who,
			   struct standing *standing, struct str *out, struct err *err)
{
	struct signer signer;
	int64_t issued_ms;
	enum token_rc rc = settle_time(issuer, standing, &issued_ms, err);

	if (rc != TOKEN_ISSUED)
		return rc;
	if (keyring_signer(issuer->keyring, &signer, err) != KEYRING_OK)
		return TOKEN_FAULT;
	rc = sign(standing->a, issuer, &signer, who, issued_ms, out, err);
	signer_done(&signer);
	return rc;
}

enum token_rc token_issue(struct issuer *issuer, struct arena *a, const struct user *user,
			  struct str *out, struct err *err)
{
	const struct signed_in who = { .user = *user };
	struct standing standing = { .a = a, .user_id = user->id };

	return issue(issuer, &who, &standing, out, err);
}

enum token_rc token_issue_in(struct issuer *issuer, struct arena *a, const struct signed_in *who,
			     struct str *out, struct err *err)
{
	struct standing standing = { .a = a,
				     .user_id = who->user.id,
				     .session = who->session.token };

	return issue(issuer, who, &standing, out, err);
}
