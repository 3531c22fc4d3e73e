#include "cli/settings/needs.h"

#include "core/conninfo.h"

static bool is_https(const struct settings *settings)
{
	return str_starts(settings_text(settings, SETTING_BASE_URL), STR("https://"));
}

static bool is_on_postgres(const struct settings *settings)
{
	return conninfo_form(settings_text(settings, SETTING_DATABASE)) != CONNINFO_NONE;
}

static bool limits_rate(const struct settings *settings)
{
	struct str word = settings_text(settings, SETTING_RATE_LIMIT);

	return str_eq(word, STR("auto")) ? is_https(settings) : str_eq(word, STR("on"));
}

static bool is_left_out(const struct settings *settings, enum setting which)
{
	return settings_text(settings, which).n == 0;
}

static bool has_no_listen(const struct settings *settings)
{
	return is_left_out(settings, SETTING_LISTEN);
}

static bool has_own_keys(const struct settings *settings)
{
	return is_left_out(settings, SETTING_KEYS_DIR);
}

/* A session that ends at the age of its renewal is never renewed. */
static bool outlives_update_age(const struct settings *settings)
{
	return settings->of[SETTING_SESSION_EXPIRES_IN].number >
	       settings->of[SETTING_SESSION_UPDATE_AGE].number;
}

/* A need is met by one of the values of a setting, or by a judgement. */
static const struct {
	const char *words;
	enum setting which;
	const char *values; /* separated by blanks; NULL: any */
	bool (*judge)(const struct settings *settings);
} needs[SETTING_NEEDS] = {
	[SETTING_NEED_NO_LISTEN] = { .words = "no OSTIARY_LISTEN", .judge = has_no_listen },
	[SETTING_NEED_PROXIES] = { .words = "OSTIARY_TRUSTED_PROXIES",
				   .which = SETTING_TRUSTED_PROXIES },
	[SETTING_NEED_HTTPS] = { .words = "a BETTER_AUTH_URL with https", .judge = is_https },
	[SETTING_NEED_POSTGRES] = { .words = "a PostgreSQL database", .judge = is_on_postgres },
	[SETTING_NEED_BACKUPS] = { .words = "OSTIARY_BACKUP_TO", .which = SETTING_BACKUP_TO },
	[SETTING_NEED_ISSUER] = { .words = "OSTIARY_ROLE=all or auth",
				  .which = SETTING_ROLE,
				  .values = "all auth" },
	[SETTING_NEED_TASK_NODE] = { .words = "OSTIARY_ROLE=tasks",
				     .which = SETTING_ROLE,
				     .values = "tasks" },
	[SETTING_NEED_REVOCATIONS] = { .words = "OSTIARY_REVOCATIONS=on",
				       .which = SETTING_REVOCATIONS,
				       .values = "on" },
	[SETTING_NEED_OWN_KEYS] = { .words = "no OSTIARY_SIGNING_KEYS_DIR", .judge = has_own_keys },
	[SETTING_NEED_RSA] = { .words = "JWKS_ALG=RS256 or PS256",
			       .which = SETTING_JWKS_ALG,
			       .values = "RS256 PS256" },
	[SETTING_NEED_REFRESH] = { .words = "OSTIARY_SESSION_DISABLE_REFRESH=off",
				   .which = SETTING_SESSION_DISABLE_REFRESH,
				   .values = "off" },
	[SETTING_NEED_LONGER_SESSION] = { .words = "a longer OSTIARY_SESSION_EXPIRES_IN",
					  .judge = outlives_update_age },
	[SETTING_NEED_COOKIE_CACHE] = { .words = "OSTIARY_COOKIE_CACHE=compact, jwt or jwe",
					.which = SETTING_COOKIE_CACHE,
					.values = "compact jwt jwe" },
	[SETTING_NEED_CROSS_SUBDOMAIN] = { .words = "OSTIARY_CROSS_SUBDOMAIN_COOKIES=on",
					   .which = SETTING_CROSS_SUBDOMAIN,
					   .values = "on" },
	[SETTING_NEED_SIGN_UP] = { .words = "OSTIARY_SIGN_UP=on",
				   .which = SETTING_SIGN_UP,
				   .values = "on" },
	[SETTING_NEED_UNVERIFIED] = { .words = "OSTIARY_REQUIRE_EMAIL_VERIFICATION=off",
				      .which = SETTING_REQUIRE_VERIFICATION,
				      .values = "off" },
	[SETTING_NEED_REQUIRED] = { .words = "OSTIARY_REQUIRE_EMAIL_VERIFICATION=on",
				    .which = SETTING_REQUIRE_VERIFICATION,
				    .values = "on" },
	[SETTING_NEED_PASSKEYS] = { .words = "OSTIARY_PASSKEYS=on",
				    .which = SETTING_PASSKEYS,
				    .values = "on" },
	[SETTING_NEED_ADMIN] = { .words = "OSTIARY_ADMIN=on",
				 .which = SETTING_ADMIN,
				 .values = "on" },
	[SETTING_NEED_VERIFY_EMAIL] = { .words = "OSTIARY_EMAIL_VERIFICATION=on",
					.which = SETTING_VERIFY_EMAIL,
					.values = "on" },
	[SETTING_NEED_RESET] = { .words = "OSTIARY_PASSWORD_RESET=on",
				 .which = SETTING_PASSWORD_RESET,
				 .values = "on" },
	[SETTING_NEED_CHANGE_EMAIL] = { .words = "OSTIARY_CHANGE_EMAIL=on",
					.which = SETTING_CHANGE_EMAIL,
					.values = "on" },
	[SETTING_NEED_DELETION] = { .words = "OSTIARY_DELETE_USER=on",
				    .which = SETTING_DELETE_USER,
				    .values = "on" },
	[SETTING_NEED_DELETION_MAIL] = { .words = "OSTIARY_DELETE_USER_CONFIRMATION=on",
					 .which = SETTING_DELETE_USER_CONFIRM,
					 .values = "on" },
	[SETTING_NEED_SMTP] = { .words = "OSTIARY_SMTP_HOST", .which = SETTING_SMTP_HOST },
	[SETTING_NEED_SMTP_ENCRYPTED] = { .words = "OSTIARY_SMTP_SECURITY=starttls or tls",
					  .which = SETTING_SMTP_SECURITY,
					  .values = "starttls tls" },
	[SETTING_NEED_PUSH] = { .words = "OSTIARY_PUSH=on", .which = SETTING_PUSH, .values = "on" },
	[SETTING_NEED_BLOCKLIST] = { .words = "OSTIARY_PASSWORD_BLOCKLIST=on",
				     .which = SETTING_PASSWORD_BLOCKLIST,
				     .values = "on" },
	[SETTING_NEED_RATE_LIMIT] = { .words = "OSTIARY_RATE_LIMIT=on, or auto with https",
				      .judge = limits_rate },
	[SETTING_NEED_WEB] = { .words = "OSTIARY_WEB=on", .which = SETTING_WEB, .values = "on" },
};

static const enum setting_need of_group[SETTING_GROUPS] = {
	[SETTING_GROUP_KEYS] = SETTING_NEED_ISSUER,
	[SETTING_GROUP_SESSIONS] = SETTING_NEED_ISSUER,
	[SETTING_GROUP_SIGN_IN] = SETTING_NEED_ISSUER,
	[SETTING_GROUP_MAILS] = SETTING_NEED_ISSUER,
	[SETTING_GROUP_SMTP] = SETTING_NEED_ISSUER,
	[SETTING_GROUP_GUESSING] = SETTING_NEED_ISSUER,
};

const char *setting_need_words(enum setting_need need)
{
	return needs[need].words;
}

bool setting_need_is_met(enum setting_need need, const struct settings *settings)
{
	struct str text;

	if (need == SETTING_NEED_NOTHING)
		return true;
	if (needs[need].judge)
		return needs[need].judge(settings);
	text = settings_text(settings, needs[need].which);
	return needs[need].values ? str_is_word_of(text, needs[need].values) : text.n > 0;
}

enum setting_need setting_lacks(const struct settings *settings, enum setting which)
{
	const struct setting_row *row = &setting_rows[which];

	if (!setting_need_is_met(of_group[row->group], settings))
		return of_group[row->group];
	for (size_t i = 0; i < SETTING_NEEDS_MAX; i++)
		if (!setting_need_is_met(row->needs[i], settings))
			return row->needs[i];
	return SETTING_NEED_NOTHING;
}

bool setting_is_given(const struct settings *settings, enum setting which)
{
	return settings->of[which].text.n &&
	       !str_eq(str_z(settings->of[which].source), STR("default"));
}
