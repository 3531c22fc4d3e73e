#include "cli/resolve/issuer_settings.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "cli/resolve/factor_settings.h"
#include "cli/resolve/passkey_settings.h"
#include "cli/resolve/public_suffix.h"
#include "cli/settings/typed.h"
#include "http/cookie.h"
#include "store/sql/sql.h"
#include "store/tables/accounts.h"

#define PREFIX_MAX 64 /* browsers take names and values of 4 KiB in all */

static void read_switches(const struct settings *settings, struct issuer_settings *out)
{
	bool disable_refresh;

	SETTING_READ(settings, SESSION_DISABLE_REFRESH, &disable_refresh);
	out->session.refresh = !disable_refresh;
	SETTING_READ(settings, SESSION_DEFER_REFRESH, &out->session.defer_refresh);
	SETTING_READ(settings, SIGN_UP, &out->sign_up.enabled);
	SETTING_READ(settings, AUTO_SIGN_IN, &out->sign_up.auto_sign_in);
	SETTING_READ(settings, VERIFY_EMAIL, &out->verification.enabled);
	SETTING_READ(settings, REQUIRE_VERIFICATION, &out->verification.required);
	SETTING_READ(settings, SEND_ON_SIGN_IN, &out->verification.send_on_sign_in);
	SETTING_READ(settings, SIGN_IN_AFTER_VERIFICATION, &out->verification.sign_in_after);
	SETTING_READ(settings, PASSWORD_RESET, &out->reset.enabled);
	SETTING_READ(settings, REVOKE_ON_RESET, &out->reset.end_sessions);
	SETTING_READ(settings, CHANGE_EMAIL, &out->change_email.enabled);
	SETTING_READ(settings, CHANGE_EMAIL_UNVERIFIED, &out->change_email.unverified_at_once);
	SETTING_READ(settings, CHANGE_EMAIL_CONFIRM, &out->change_email.confirm);
	SETTING_READ(settings, DELETE_USER, &out->deletion.enabled);
	SETTING_READ(settings, DELETE_USER_CONFIRM, &out->deletion.confirm);
	SETTING_READ(settings, PASSKEYS, &out->passkey.enabled);
	SETTING_READ(settings, ADMIN, &out->admin.enabled);
	SETTING_READ(settings, REVOCATIONS, &out->revocations);
}

static void read_numbers(const struct settings *settings, struct issuer_settings *out)
{
	int64_t password_min, password_max;

	SETTING_READ(settings, PASSWORD_MIN, &password_min);
	SETTING_READ(settings, PASSWORD_MAX, &password_max);
	out->password.min_units = (size_t)password_min;
	out->password.max_units = (size_t)password_max;
	SETTING_READ(settings, AUDIT_KEEP, &out->audit_keep_s);
	SETTING_READ(settings, RSA_BITS, &out->keys.rsa_bits);
	SETTING_READ(settings, JWT_EXPIRES_IN, &out->token.life_s);
	SETTING_READ(settings, SESSION_EXPIRES_IN, &out->session.life_s);
	SETTING_READ(settings, SESSION_UPDATE_AGE, &out->session.update_age_s);
	SETTING_READ(settings, SESSION_FRESH_AGE, &out->session.fresh_age_s);
	SETTING_READ(settings, SESSION_MAX_LIFE, &out->session.max_life_s);
	SETTING_READ(settings, COOKIE_CACHE_MAX_AGE, &out->cache.max_age_s);
	SETTING_READ(settings, RESET_EXPIRES_IN, &out->reset.link_life_s);
	SETTING_READ(settings, VERIFICATION_EXPIRES_IN, &out->verification.link_life_s);
	SETTING_READ(settings, DELETE_USER_EXPIRES_IN, &out->deletion.link_life_s);
	SETTING_READ(settings, IMPERSONATION_EXPIRES_IN, &out->admin.impersonation_s);
}

/* The grace time has a default that covers Better Auth's default and the life of the tokens. */
static void read_keys(struct arena *a, const struct settings *settings, struct issuer_settings *out)
{
	struct str folder = settings_text(settings, SETTING_KEYS_DIR);
	struct key_rules *rules = &out->keys.rules;
	int64_t least_s = out->token.life_s + KEYS_LEEWAY_S;

	(void)signing_alg_parse(settings_text(settings, SETTING_JWKS_ALG), &out->keys.alg);
	SETTING_READ(settings, KEY_ROTATION, &rules->rotation_s);
	SETTING_READ(settings, KEY_PENDING, &rules->pending_s);
	SETTING_READ(settings, KEY_GRACE, &rules->grace_s);
	rules->token_s = out->token.life_s;
	if (!rules->grace_s)
		rules->grace_s = least_s > KEYS_GRACE_S ? least_s : KEYS_GRACE_S;
	out->keys.takes_clear = settings_is_on(settings, SETTING_CLEAR_KEYS);
	out->keys.folder = folder.n ? arena_z(a, folder) : NULL;
}

static enum cookie_cache_form cache_form(struct str word)
{
	static const char *const words[] = {
		[COOKIE_CACHE_OFF] = "off",
		[COOKIE_CACHE_COMPACT] = "compact",
		[COOKIE_CACHE_JWT] = "jwt",
		[COOKIE_CACHE_JWE] = "jwe",
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(word, str_z(words[i])))
			return (enum cookie_cache_form)i;
	return COOKIE_CACHE_OFF;
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
	struct str issuer = settings_text(settings, SETTING_JWT_ISSUER);
	struct str audience = settings_text(settings, SETTING_JWT_AUDIENCE);

	issuer_settings_default(out);
	out->base_url = outside->base_url;
	out->origin = outside->origin;
	out->root = outside->root;
	out->trusted = outside->trusted;
	out->token.issuer = arena_copy(a, issuer.n ? issuer : outside->origin);
	out->token.audience = arena_copy(a, audience.n ? audience : outside->origin);
	read_switches(settings, out);
	read_numbers(settings, out);
	read_keys(a, settings, out);
	passkey_settings_read(a, settings, outside->origin, &out->passkey);
	factor_settings_read(a, settings, &out->two_factor);
	out->service = arena_copy(a, settings_text(settings, SETTING_MAIL_PRODUCT));
	out->cache.form = cache_form(settings_text(settings, SETTING_COOKIE_CACHE));
	out->cache.version = arena_copy(a, settings_text(settings, SETTING_COOKIE_CACHE_VERSION));
	out->sign_up.send_mail = send_on_sign_up(settings_text(settings, SETTING_SEND_ON_SIGN_UP));
}

bool issuer_settings_fit(const struct settings *settings, const struct issuer_settings *issuer,
			 struct err *err)
{
	const char *fault = key_rules_fault(&issuer->keys.rules);

	if (fault)
		err_set(err,
			"OSTIARY_KEY_ROTATION, OSTIARY_KEY_PENDING, OSTIARY_KEY_GRACE and "
			"JWT_EXPIRES_IN do not go together: %s",
			fault);
	else if (issuer->password.min_units > issuer->password.max_units)
		err_set(err,
			"OSTIARY_PASSWORD_MIN_LENGTH is %zu and OSTIARY_PASSWORD_MAX_LENGTH is "
			"%zu: no password can be both (%s)",
			issuer->password.min_units, issuer->password.max_units,
			settings->of[SETTING_PASSWORD_MIN].source);
	else
		return passkey_settings_fit(settings, issuer->origin, err);
	return false;
}

/* --- decided by the tables of the database ---------------------------------------------------- */

static enum id_kind id_kind_of(const struct store *store, const struct settings *settings)
{
	struct str word = settings_text(settings, SETTING_ID);
	bool uuid = str_eq(word, STR("auto")) ? store_layout(store)->uuid_ids
					      : str_eq(word, STR("uuid"));

	return uuid ? ID_KIND_UUID : ID_KIND_TEXT;
}

/* A database that Better Auth made gets its formats, so that Better Auth can use it again. */
static void choose_formats(const struct settings *settings, bool taken_over,
			   struct issuer_settings *out)
{
	struct str hash = settings_text(settings, SETTING_PASSWORD_HASH);
	struct str links = settings_text(settings, SETTING_STORE_IDENTIFIER);
	struct str codes = settings_text(settings, SETTING_STORE_BACKUP_CODES);
	bool scrypt = str_eq(hash, STR("auto")) ? taken_over : str_eq(hash, STR("scrypt"));
	bool plain = str_eq(links, STR("auto")) ? taken_over : str_eq(links, STR("plain"));

	out->password.kind = scrypt ? PASSWORD_KIND_SCRYPT : PASSWORD_KIND_ARGON2ID;
	out->hash_links = !plain;
	out->two_factor.hash_codes =
		str_eq(codes, STR("auto")) ? !taken_over : str_eq(codes, STR("hashed"));
}

bool issuer_settings_of_database(struct store *store, const struct settings *settings,
				 struct issuer_settings *out, struct err *err)
{
	bool taken_over = false;

	if (STORE_READ(store, sql, err, accounts_before_us(sql, &taken_over, err)) != STORE_OK)
		return false;
	out->id_kind = id_kind_of(store, settings);
	out->own = store_layout(store)->own;
	choose_formats(settings, taken_over, out);
	return true;
}

/* --- cookies ---------------------------------------------------------------------------------- */

/* Part of a cookie's name (RFC 6265 section 4.1.1). */
static bool is_prefix(struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (!ascii_is_alnum(c) && c != '-' && c != '_' && c != '.')
			return false;
	}
	return text.n > 0 && text.n <= PREFIX_MAX;
}

static bool read_host_prefix(const struct settings *settings, struct app_cookies *out,
			     struct err *err)
{
	struct str word = settings_text(settings, SETTING_COOKIE_HOST_PREFIX);

	out->host_prefix = !str_eq(word, STR("off"));
	out->reads_earlier = str_eq(word, STR("migrate"));
	if (!out->host_prefix ||
	    (out->secure && !settings_is_on(settings, SETTING_CROSS_SUBDOMAIN)))
		return true;
	err_set(err, "%s=%.*s is for cookies of one host that are sent over https only: %s",
		settings->of[SETTING_COOKIE_HOST_PREFIX].source, STR_FMT(word),
		out->secure ? "OSTIARY_CROSS_SUBDOMAIN_COOKIES is on"
			    : "the base URL is not https, and OSTIARY_SECURE_COOKIES is not on");
	return false;
}

static bool judge_suffix(const struct settings *settings, struct str domain, struct err *err)
{
	const struct setting_value *given = &settings->of[SETTING_COOKIE_DOMAIN];

	if (!public_suffix_is(domain))
		return true;
	err_set(err,
		"%s: strangers have domains below %.*s, so that browsers take no cookies for it",
		given->text.n ? given->source : settings->of[SETTING_CROSS_SUBDOMAIN].source,
		STR_FMT(domain));
	return false;
}

bool cookies_read(struct arena *a, const struct settings *settings,
		  const struct public_address *outside, struct app_cookies *out, struct err *err)
{
	struct str secure = settings_text(settings, SETTING_SECURE_COOKIES);
	struct str domain = settings_text(settings, SETTING_COOKIE_DOMAIN);
	struct str host = address_host_of(outside->origin);

	*out = (struct app_cookies){
		.prefix = arena_copy(a, settings_text(settings, SETTING_COOKIE_PREFIX)),
		.host = arena_copy(a, host),
		.secure = str_eq(secure, STR("auto")) ? outside->https : str_eq(secure, STR("on")),
	};
	if (!is_prefix(out->prefix)) {
		err_set(err, "%s must be letters, digits, '-', '_' and '.', not \"%.*s\"",
			settings->of[SETTING_COOKIE_PREFIX].source, STR_FMT(out->prefix));
		return false;
	}
	if (!read_host_prefix(settings, out, err))
		return false;
	if (!settings_is_on(settings, SETTING_CROSS_SUBDOMAIN))
		return true;
	while (str_starts(domain, STR(".")))
		domain = str_tail(domain, 1);
	out->domain = arena_copy(a, domain.n ? domain : host);
	if (address_is_in_domain(host, out->domain))
		return judge_suffix(settings, out->domain, err);
	err_set(err, "%s must be a domain that %.*s is in, not \"%.*s\"",
		settings->of[SETTING_COOKIE_DOMAIN].source, STR_FMT(host), STR_FMT(domain));
	return false;
}

/* --- clients ---------------------------------------------------------------------------------- */

#define PROXIES_MAX 64 /* a longer list is a mistake */

bool proxies_read(struct arena *a, const struct settings *settings, struct proxies *out,
		  struct err *err)
{
	struct network *networks = arena_array(a, PROXIES_MAX, sizeof(*networks));
	struct str rest = settings_text(settings, SETTING_TRUSTED_PROXIES), one;

	*out = (struct proxies){ .trusted = networks,
				 .headers =
					 arena_copy(a, settings_text(settings, SETTING_IP_HEADER)),
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
	if (!proxies_headers_are_names(out->headers)) {
		err_set(err, "%s must be names of headers such as x-forwarded-for, not \"%.*s\"",
			settings->of[SETTING_IP_HEADER].source, STR_FMT(out->headers));
		return false;
	}
	return true;
}

bool rate_limit_is_on(const struct settings *settings, const struct public_address *outside)
{
	struct str word = settings_text(settings, SETTING_RATE_LIMIT);

	return str_eq(word, STR("auto")) ? outside->https : str_eq(word, STR("on"));
}

bool rate_limit_is_stored(const struct settings *settings, const struct public_address *outside)
{
	return rate_limit_is_on(settings, outside) &&
	       str_eq(settings_text(settings, SETTING_RATE_LIMIT_STORAGE), STR("database"));
}
