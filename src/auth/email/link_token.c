#include "auth/email/link_token.h"

#include "auth/address/address.h"
#include "auth/email/link_url.h"
#include "crypto/digest.h"
#include "crypto/hs256.h"
#include "store/tables/accounts.h"

#define CREDENTIAL_CHARS 32 /* 128 bits of the digest: nobody finds another hash with the same */

#define TOKEN_BYTES_MAX (512 << 10) /* enough for a body of 64 KiB, escaped and encoded */

static struct str copy_claim(struct arena *a, const struct json *claims, const char *name)
{
	const struct json *claim = json_member(claims, name);

	return claim ? arena_copy(a, json_to_str(claim)) : str_of(NULL, 0);
}

static bool is_text_or_absent(const struct json *claims, const char *name)
{
	const struct json *claim = json_member(claims, name);

	return !claim || json_kind(claim) == JSON_KIND_STRING;
}

enum auth_result email_link_read(const struct issuer *issuer, struct arena *a, struct str token,
				 struct email_link *out)
{
	OWNED(json_free) struct json *claims = NULL;
	const struct json *exp;

	if (!hs256_open(issuer->cookie_key, token, &claims))
		return REFUSED_LINK_INVALID;
	exp = json_member(claims, "exp");
	if (exp && json_kind(exp) != JSON_KIND_INTEGER)
		return REFUSED_LINK_INVALID;
	if (exp && json_to_i64(exp) <= clock_now_s(issuer->clock))
		return REFUSED_LINK_EXPIRED;
	if (!email_is_valid(json_to_str(json_member(claims, "email"))) ||
	    !is_text_or_absent(claims, "updateTo") || !is_text_or_absent(claims, "requestType") ||
	    !is_text_or_absent(claims, "userId") || !is_text_or_absent(claims, "credential")) {
		log_line(issuer->log, LOG_LEVEL_WARN,
			 "a link with a valid signature has invalid claims", NULL, 0);
		return REFUSED_LINK_INVALID;
	}
	*out = (struct email_link){
		.email = email_lower(a, json_to_str(json_member(claims, "email"))),
		.update_to = copy_claim(a, claims, "updateTo"),
		.request_type = copy_claim(a, claims, "requestType"),
		.user_id = copy_claim(a, claims, "userId"),
		.credential = copy_claim(a, claims, "credential"),
	};
	return AUTH_OK;
}

/* The stored hash is salted, so its digest reveals nothing about the password. */
enum store_rc email_link_credential(struct sql *sql, struct arena *a, struct str user_id,
				    struct str *out, struct err *err)
{
	struct account account = { 0 };
	enum store_rc rc = accounts_credential_of(sql, a, user_id, &account, err);
	struct buf hex;

	if (rc != STORE_OK && rc != STORE_NONE)
		return rc;
	arena_buf(a, &hex, DIGEST_HEX, DIGEST_HEX);
	digest_sha256_hex(account.password_hash, &hex);
	*out = str_head(buf_text(&hex), CREDENTIAL_CHARS);
	return STORE_OK;
}

static void put_claim(struct buf *b, const char *name, struct str text)
{
	if (!text.p)
		return;
	buf_fmt(b, ",\"%s\":", name);
	json_put_string(b, text);
}

static struct str make_token(const struct issuer *issuer, struct arena *a,
			     const struct email_link *link, int64_t now_ms, int64_t expires_ms)
{
	struct buf claims, token;

	arena_buf(a, &claims, 256, TOKEN_BYTES_MAX);
	buf_z(&claims, "{\"email\":");
	json_put_string(&claims, email_lower(a, link->email));
	put_claim(&claims, "updateTo", link->update_to);
	put_claim(&claims, "requestType", link->request_type);
	put_claim(&claims, "userId", link->user_id);
	put_claim(&claims, "credential", link->credential);
	buf_fmt(&claims, ",\"iat\":%lld,\"exp\":%lld}", (long long)(now_ms / 1000),
		(long long)(expires_ms / 1000));
	arena_buf(a, &token, 512, TOKEN_BYTES_MAX);
	hs256_put(issuer->cookie_key, buf_text(&claims), &token);
	return buf_text(&token);
}

enum store_rc email_link_send(struct sql *sql, const struct issuer *issuer, struct arena *a,
			      const struct email_link *link, const struct email_letter *letter,
			      struct err *err)
{
	int64_t now_ms = clock_now_ms(issuer->clock);
	int64_t expires_ms = now_ms + issuer->settings.verification.link_life_s * 1000;
	const struct announcement mail = {
		.kind = letter->kind,
		.to = letter->to,
		.name = letter->name,
		.url = link_verify(issuer, a, make_token(issuer, a, link, now_ms, expires_ms),
				   letter->callback),
		.now_ms = now_ms,
		.expires_ms = expires_ms,
	};

	enum store_rc rc = issuer->announce(sql, &mail, err);

	return rc == STORE_NONE ? STORE_OK : rc; /* the link is in no row */
}

enum store_rc verification_link_send(struct sql *sql, const struct issuer *issuer, struct arena *a,
				     const struct user *user, struct str callback, struct err *err)
{
	const struct email_link link = { .email = user->email, .user_id = user->id };
	const struct email_letter letter = { .kind = STR(EMAIL_KIND_VERIFY),
					     .to = user->email,
					     .name = user->name,
					     .callback = callback };

	return email_link_send(sql, issuer, a, &link, &letter, err);
}
