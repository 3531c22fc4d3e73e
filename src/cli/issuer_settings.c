#include "cli/issuer_settings.h"

#include "base/cleanup.h"
#include "http/cookie.h"
#include "store/accounts.h"
#include "store/sql.h"

#define PREFIX_MAX 64 /* browsers take names and values of 4 KiB in all */

static struct str text_of(const struct settings *settings, enum setting which)
{
	return settings->of[which].text;
}

static bool is_on(const struct settings *settings, enum setting which)
{
	return str_eq(text_of(settings, which), STR("on"));
}

/* Which member of the issuer's settings a number is. */
static const struct {
	enum setting setting;
	size_t offset;
} numbers[] = {
	{ SETTING_RSA_BITS, offsetof(struct issuer_settings, rsa_bits) },
	{ SETTING_JWT_EXPIRES_IN, offsetof(struct issuer_settings, jwt_expires_s) },
	{ SETTING_KEY_ROTATION, offsetof(struct issuer_settings, keys.rotation_s) },
	{ SETTING_KEY_PENDING, offsetof(struct issuer_settings, keys.pending_s) },
	{ SETTING_KEY_GRACE, offsetof(struct issuer_settings, keys.grace_s) },
	{ SETTING_SESSION_EXPIRES_IN, offsetof(struct issuer_settings, session_s) },
	{ SETTING_SESSION_UPDATE_AGE, offsetof(struct issuer_settings, session_update_s) },
	{ SETTING_SESSION_FRESH_AGE, offsetof(struct issuer_settings, session_fresh_s) },
	{ SETTING_SESSION_MAX_LIFE, offsetof(struct issuer_settings, session_max_s) },
	{ SETTING_COOKIE_CACHE_MAX_AGE, offsetof(struct issuer_settings, cache.max_age_s) },
	{ SETTING_RESET_EXPIRES_IN, offsetof(struct issuer_settings, reset_s) },
	{ SETTING_VERIFICATION_EXPIRES_IN, offsetof(struct issuer_settings, verification_s) },
	{ SETTING_DELETE_USER_EXPIRES_IN, offsetof(struct issuer_settings, deletion_s) },
};

/* And which a switch. */
static const struct {
	enum setting setting;
	const char *word; /* that makes the member true */
	size_t offset;
} switches[] = {
	{ SETTING_SESSION_DEFER_REFRESH, "on", offsetof(struct issuer_settings, session_defer) },
	{ SETTING_SESSION_DISABLE_REFRESH, "on",
	  offsetof(struct issuer_settings, session_no_refresh) },
	{ SETTING_SIGN_UP, "off", offsetof(struct issuer_settings, sign_up_off) },
	{ SETTING_AUTO_SIGN_IN, "off", offsetof(struct issuer_settings, no_auto_sign_in) },
	{ SETTING_REQUIRE_VERIFICATION, "on",
	  offsetof(struct issuer_settings, require_verification) },
	{ SETTING_SEND_ON_SIGN_IN, "on", offsetof(struct issuer_settings, send_on_sign_in) },
	{ SETTING_SIGN_IN_AFTER_VERIFICATION, "on",
	  offsetof(struct issuer_settings, sign_in_after_verification) },
	{ SETTING_PASSWORD_RESET, "on", offsetof(struct issuer_settings, reset_password) },
	{ SETTING_VERIFY_EMAIL, "on", offsetof(struct issuer_settings, verify_email) },
	{ SETTING_REVOKE_ON_RESET, "on", offsetof(struct issuer_settings, end_sessions_on_reset) },
	{ SETTING_CHANGE_EMAIL, "on", offsetof(struct issuer_settings, change_email) },
	{ SETTING_CHANGE_EMAIL_UNVERIFIED, "on",
	  offsetof(struct issuer_settings, change_email_unverified) },
	{ SETTING_CHANGE_EMAIL_CONFIRM, "on",
	  offsetof(struct issuer_settings, change_email_confirm) },
	{ SETTING_DELETE_USER, "on", offsetof(struct issuer_settings, delete_user) },
	{ SETTING_NOT_BEFORE, "on", offsetof(struct issuer_settings, not_before) },
	{ SETTING_DELETE_USER_CONFIRM, "on",
	  offsetof(struct issuer_settings, delete_user_confirm) },
};

/* Long enough for Better Auth's habit and for the tokens. */
static void settle_keys(struct arena *a, const struct settings *settings,
			struct issuer_settings *out)
{
	struct str folder = text_of(settings, SETTING_KEYS_DIR);
	int64_t least_s = out->jwt_expires_s + KEYS_LEEWAY_S;

	out->keys.token_s = out->jwt_expires_s;
	if (!out->keys.grace_s)
		out->keys.grace_s = least_s > KEYRING_GRACE_S ? least_s : KEYRING_GRACE_S;
	out->keys_folder = folder.n ? arena_z(a, folder) : NULL;
}

static enum session_cache_form cache_form(struct str word)
{
	static const char *const words[] = {
		[SESSION_CACHE_OFF] = "off",
		[SESSION_CACHE_COMPACT] = "compact",
		[SESSION_CACHE_JWT] = "jwt",
		[SESSION_CACHE_JWE] = "jwe",
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(word, str_z(words[i])))
			return (enum session_cache_form)i;
	return SESSION_CACHE_OFF;
}

static enum send_on_sign_up send_on_sign_up(struct str word)
{
	if (str_eq(word, STR("auto")))
		return SEND_ON_SIGN_UP_IF_REQUIRED;
	return str_eq(word, STR("on")) ? SEND_ON_SIGN_UP_YES : SEND_ON_SIGN_UP_NO;
}

void issuer_settings_read(struct arena *a, const struct settings *settings,
			  const struct public_address *outside, struct issuer_settings *out)
{
	struct str issuer = text_of(settings, SETTING_JWT_ISSUER);
	struct str audience = text_of(settings, SETTING_JWT_AUDIENCE);
	char *to = (char *)out;

	issuer_settings_default(out);
	out->base_url = outside->base_url;
	out->origin = outside->origin;
	out->trusted = outside->trusted;
	out->jwt_issuer = arena_copy(a, issuer.n ? issuer : outside->origin);
	out->jwt_audience = arena_copy(a, audience.n ? audience : outside->origin);
	(void)signing_alg_parse(text_of(settings, SETTING_JWKS_ALG), &out->jwks_alg);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		memcpy(to + numbers[i].offset, &settings->of[numbers[i].setting].number,
		       sizeof(int64_t));
	settle_keys(a, settings, out);
	for (size_t i = 0; i < ARRAY_LEN(switches); i++) {
		bool on = str_eq(text_of(settings, switches[i].setting), str_z(switches[i].word));

		memcpy(to + switches[i].offset, &on, sizeof(on));
	}
	out->service = arena_copy(a, text_of(settings, SETTING_MAIL_PRODUCT));
	out->password_min = (size_t)settings->of[SETTING_PASSWORD_MIN].number;
	out->password_max = (size_t)settings->of[SETTING_PASSWORD_MAX].number;
	out->cache.form = cache_form(text_of(settings, SETTING_COOKIE_CACHE));
	out->cache.version = arena_copy(a, text_of(settings, SETTING_COOKIE_CACHE_VERSION));
	out->send_on_sign_up = send_on_sign_up(text_of(settings, SETTING_SEND_ON_SIGN_UP));
}

/* --- what the database decides ------------------------------------------------------------------- */

static enum store_rc was_made_before_us(struct sql *sql, void *arg, struct err *err)
{
	return accounts_before_us(sql, arg, err);
}

static enum store_rc has_uuid_ids(struct sql *sql, void *arg, struct err *err)
{
	bool *uuid = arg;

	(void)err;
	*uuid = sql_layout(sql)->uuid_ids;
	return STORE_OK;
}

/* False: the database cannot be read. */
static bool choose_id_kind(struct store *store, const struct settings *settings, enum id_kind *out,
			   struct err *err)
{
	struct str word = text_of(settings, SETTING_ID);
	bool uuid = str_eq(word, STR("uuid"));

	if (str_eq(word, STR("auto")) && store_read(store, has_uuid_ids, &uuid, err) != STORE_OK)
		return false;
	*out = uuid ? ID_KIND_UUID : ID_KIND_TEXT;
	return true;
}

/* What is written as Better Auth writes it, so that it can come back. */
static void choose_formats(const struct settings *settings, bool taken_over,
			   struct issuer_settings *out)
{
	struct str hash = text_of(settings, SETTING_PASSWORD_HASH);
	struct str links = text_of(settings, SETTING_STORE_IDENTIFIER);
	bool scrypt = str_eq(hash, STR("auto")) ? taken_over : str_eq(hash, STR("scrypt"));
	bool plain = str_eq(links, STR("auto")) ? taken_over : str_eq(links, STR("plain"));

	out->password_kind = scrypt ? PASSWORD_KIND_SCRYPT : PASSWORD_KIND_ARGON2ID;
	out->hash_links = !plain;
}

bool issuer_settings_of_database(struct store *store, const struct settings *settings,
				 struct issuer_settings *out, struct err *err)
{
	bool taken_over;

	if (!choose_id_kind(store, settings, &out->id_kind, err) ||
	    store_read(store, was_made_before_us, &taken_over, err) != STORE_OK)
		return false;
	choose_formats(settings, taken_over, out);
	return true;
}

/* --- cookies ------------------------------------------------------------------------------------ */

/* A part of a cookie's name (RFC 6265 section 4.1.1) without a dot of its own at the end. */
static bool is_prefix(struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

		if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_' && c != '.')
			return false;
	}
	return text.n > 0 && text.n <= PREFIX_MAX;
}

/* "https://auth.example.com:8443" -> "auth.example.com" */
static struct str host_of(struct str origin)
{
	struct str host = str_tail(origin, str_starts(origin, STR("https://")) ? 8 : 7);
	ptrdiff_t colon = str_rfind(host, ':');

	if (str_starts(host, STR("[")))
		return host;
	return colon < 0 ? host : str_head(host, (size_t)colon);
}

/* A browser takes a cookie only for the host itself or a domain that it is in. */
static bool is_domain_of(struct str domain, struct str host)
{
	if (str_eq_nocase(domain, host))
		return true;
	return host.n > domain.n + 1 && host.p[host.n - domain.n - 1] == '.' &&
	       str_eq_nocase(str_tail(host, host.n - domain.n), domain);
}

bool cookies_read(struct arena *a, const struct settings *settings,
		  const struct public_address *outside, struct app_cookies *out, struct err *err)
{
	struct str secure = text_of(settings, SETTING_SECURE_COOKIES);
	struct str domain = text_of(settings, SETTING_COOKIE_DOMAIN);
	struct str host = host_of(outside->origin);

	*out = (struct app_cookies){
		.prefix = arena_copy(a, text_of(settings, SETTING_COOKIE_PREFIX)),
		.secure = str_eq(secure, STR("auto")) ? outside->https : str_eq(secure, STR("on")),
	};
	if (!is_prefix(out->prefix)) {
		err_set(err, "%s must be letters, digits, '-', '_' and '.', not \"%.*s\"",
			settings->of[SETTING_COOKIE_PREFIX].source, STR_FMT(out->prefix));
		return false;
	}
	if (!is_on(settings, SETTING_CROSS_SUBDOMAIN))
		return true;
	while (str_starts(domain, STR(".")))
		domain = str_tail(domain, 1);
	out->domain = arena_copy(a, domain.n ? domain : host);
	if (is_domain_of(out->domain, host))
		return true;
	err_set(err, "%s must be a domain that %.*s is in, not \"%.*s\"",
		settings->of[SETTING_COOKIE_DOMAIN].source, STR_FMT(host), STR_FMT(domain));
	return false;
}

/* --- clients ------------------------------------------------------------------------------------ */

#define PROXIES_MAX 64 /* a longer list is a mistake */

bool proxies_read(struct arena *a, const struct settings *settings, struct proxies *out,
		  struct err *err)
{
	struct network *networks = arena_array(a, PROXIES_MAX, sizeof(*networks));
	struct str rest = text_of(settings, SETTING_TRUSTED_PROXIES), one;

	*out = (struct proxies){ .trusted = networks,
				 .headers = arena_copy(a, text_of(settings, SETTING_IP_HEADER)),
				 .ipv6_prefix =
					 (unsigned)settings->of[SETTING_IPV6_PREFIX].number };
	while (rest.n) {
		str_cut(rest, ',', &one, &rest);
		one = str_trim(one);
		if (out->n < PROXIES_MAX && network_parse(one, &networks[out->n])) {
			out->n++;
			continue;
		}
		err_set(err,
			"%s must be addresses such as 10.0.0.1 or 10.0.0.0/8 (at most %d), "
			"not \"%.*s\"",
			settings->of[SETTING_TRUSTED_PROXIES].source, PROXIES_MAX, STR_FMT(one));
		return false;
	}
	return true;
}

bool rate_limit_is_on(const struct settings *settings, const struct public_address *outside)
{
	struct str word = text_of(settings, SETTING_RATE_LIMIT);

	return str_eq(word, STR("auto")) ? outside->https : str_eq(word, STR("on"));
}

bool rate_limit_is_stored(const struct settings *settings, const struct public_address *outside)
{
	return rate_limit_is_on(settings, outside) &&
	       str_eq(text_of(settings, SETTING_RATE_LIMIT_STORAGE), STR("database"));
}
