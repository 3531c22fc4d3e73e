#include "auth/passkey/options.h"

#include "auth/passkey/challenge.h"
#include "base/b64url.h"
#include "base/json.h"
#include "core/limits.h"
#include "crypto/id.h"
#include "store/tables/factors/passkeys.h"

#define USER_HANDLE_CHARS 32

static void put_transports(struct buf *b, struct str transports)
{
	struct str one;
	const char *separator = "";

	buf_char(b, '[');
	while (transports.n) {
		str_cut(transports, ',', &one, &transports);
		buf_z(b, separator);
		json_put_string(b, one);
		separator = ",";
	}
	buf_char(b, ']');
}

/* A table of Better Auth may have a credential in several rows of a user. */
static bool is_repeated(const struct passkey *passkeys, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (str_eq(passkeys[j].credential_id, passkeys[i].credential_id))
			return true;
	return false;
}

static void put_credentials(struct buf *b, const struct passkey *passkeys, size_t n)
{
	buf_char(b, '[');
	for (size_t i = 0; i < n; i++) {
		if (is_repeated(passkeys, i))
			continue;
		buf_z(b, i ? ",{\"id\":" : "{\"id\":");
		json_put_string(b, passkeys[i].credential_id);
		if (passkeys[i].transports.n) {
			buf_z(b, ",\"transports\":");
			put_transports(b, passkeys[i].transports);
		}
		buf_z(b, ",\"type\":\"public-key\"}");
	}
	buf_char(b, ']');
}

/* A new one for each registration, so that an authenticator keeps several credentials of a user. */
static void put_user_handle(struct buf *b, const struct issuer *issuer)
{
	char handle[USER_HANDLE_CHARS];

	id_fill(issuer->random, ID_LOWER_AND_DIGITS, handle, sizeof(handle));
	b64url_write(b, handle, sizeof(handle));
}

static void put_user(struct buf *b, const struct issuer *issuer, const struct user *user,
		     struct str name)
{
	buf_z(b, "\"user\":{\"id\":\"");
	put_user_handle(b, issuer);
	buf_z(b, "\",\"name\":");
	json_put_string(b, name.n ? name : user->email);
	buf_z(b, ",\"displayName\":");
	json_put_string(b, user->email);
	buf_z(b, "},");
}

static void put_registration(struct buf *b, const struct issuer *issuer, const struct user *user,
			     const struct registration_wishes *wishes, struct str challenge,
			     const struct passkey *passkeys, size_t n)
{
	const struct passkey_settings *s = &issuer->settings.passkey;

	buf_fmt(b, "{\"challenge\":\"%.*s\",\"rp\":{\"name\":", STR_FMT(challenge));
	json_put_string(b, s->rp_name);
	buf_z(b, ",\"id\":");
	json_put_string(b, s->rp_id);
	buf_z(b, "},");
	put_user(b, issuer, user, wishes->name);
	buf_z(b, "\"pubKeyCredParams\":[{\"alg\":-8,\"type\":\"public-key\"},"
		 "{\"alg\":-7,\"type\":\"public-key\"},{\"alg\":-257,\"type\":\"public-key\"}],"
		 "\"timeout\":60000,\"attestation\":\"none\",\"excludeCredentials\":");
	put_credentials(b, passkeys, n);
	buf_z(b, ",\"authenticatorSelection\":{\"residentKey\":\"preferred\","
		 "\"userVerification\":\"preferred\",");
	if (wishes->attachment.n) {
		buf_z(b, "\"authenticatorAttachment\":");
		json_put_string(b, wishes->attachment);
		buf_char(b, ',');
	}
	buf_z(b, "\"requireResidentKey\":false},\"extensions\":{\"credProps\":true},\"hints\":[]}");
}

static enum auth_result list_passkeys(struct issuer *issuer, struct arena *a,
				      const struct user *user, struct passkey **out, size_t *out_n,
				      struct err *err)
{
	enum store_rc rc;

	*out_n = 0;
	if (!user)
		return AUTH_OK;
	rc = STORE_READ(
		issuer->store, sql, err,
		passkeys_of_user(sql, a, user->id, LIMIT_PASSKEYS_PER_USER, out, out_n, err));
	return rc == STORE_OK ? AUTH_OK : AUTH_FAULT;
}

enum auth_result passkey_registration_options(struct issuer *issuer, struct arena *a,
					      const struct user *user,
					      const struct registration_wishes *wishes,
					      struct buf *out, struct str *out_token,
					      struct err *err)
{
	struct passkey *passkeys = NULL;
	struct challenge challenge;
	size_t n;

	if (list_passkeys(issuer, a, user, &passkeys, &n, err) != AUTH_OK ||
	    challenge_make(issuer, a, CEREMONY_REGISTRATION, user, wishes->context, &challenge,
			   err) != AUTH_OK)
		return AUTH_FAULT;
	put_registration(out, issuer, user, wishes, challenge.text, passkeys, n);
	*out_token = challenge.token;
	return AUTH_OK;
}

enum auth_result passkey_sign_in_options(struct issuer *issuer, struct arena *a,
					 const struct user *user, struct buf *out,
					 struct str *out_token, struct err *err)
{
	struct passkey *passkeys = NULL;
	struct challenge challenge;
	size_t n;

	if (list_passkeys(issuer, a, user, &passkeys, &n, err) != AUTH_OK ||
	    challenge_make(issuer, a, CEREMONY_AUTHENTICATION, user, (struct str){ 0 }, &challenge,
			   err) != AUTH_OK)
		return AUTH_FAULT;
	buf_z(out, "{\"rpId\":");
	json_put_string(out, issuer->settings.passkey.rp_id);
	buf_fmt(out, ",\"challenge\":\"%.*s\",", STR_FMT(challenge.text));
	if (n) {
		buf_z(out, "\"allowCredentials\":");
		put_credentials(out, passkeys, n);
		buf_char(out, ',');
	}
	buf_z(out, "\"timeout\":60000,\"userVerification\":\"preferred\"}");
	*out_token = challenge.token;
	return AUTH_OK;
}
