#include "auth/token.h"

#include "auth/json_view.h"
#include "base/b64url.h"
#include "base/json.h"

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

static void put_claims(struct buf *b, const struct issuer_settings *s, const struct user *user,
		       int64_t now_s)
{
	buf_z(b, "{\"iat\":");
	buf_i64(b, now_s);
	buf_char(b, ',');
	user_put_json_members(b, user);
	put_text(b, ",\"sub\":", user->id);
	buf_z(b, ",\"exp\":");
	buf_i64(b, now_s + s->jwt_expires_s);
	put_text(b, ",\"iss\":", s->jwt_issuer);
	put_text(b, ",\"aud\":", s->jwt_audience);
	buf_char(b, '}');
}

/* header "." payload, which is what is signed (RFC 7515 section 5.1). */
static void put_signing_input(struct buf *token, struct arena *a, const struct issuer *issuer,
			      const struct signer *signer, const struct user *user)
{
	struct buf json;

	arena_buf(a, &json, CLAIMS_FIRST, TOKEN_MAX);
	put_header(&json, signer);
	b64url_write(token, json.p, json.n);
	json.n = 0;
	put_claims(&json, &issuer->settings, user, clock_now_s(issuer->clock));
	buf_char(token, '.');
	b64url_write(token, json.p, json.n);
	token->failed |= json.failed;
}

static enum token_rc sign(struct arena *a, const struct issuer *issuer, const struct signer *signer,
			  const struct user *user, struct str *out, struct err *err)
{
	char memory[SIGNING_KEY_SIGNATURE_MAX];
	struct buf token, signature;

	arena_buf(a, &token, TOKEN_FIRST, TOKEN_MAX);
	put_signing_input(&token, a, issuer, signer, user);
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

enum token_rc token_issue(struct issuer *issuer, struct arena *a, const struct user *user,
			  struct str *out, struct err *err)
{
	struct signer signer;
	enum token_rc rc;

	if (keyring_signer(issuer->keyring, &signer, err) != KEYRING_OK)
		return TOKEN_FAULT;
	rc = sign(a, issuer, &signer, user, out, err);
	signer_done(&signer);
	return rc;
}
