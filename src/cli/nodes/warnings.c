#include "cli/nodes/warnings.h"

#include <unistd.h>

#include "base/cleanup.h"
#include "cli/nodes/mail.h"
#include "cli/nodes/plan.h"
#include "cli/resolve/paths.h"
#include "cli/settings/needs.h"
#include "route/routes.h"

static void warn_of_root(const struct log *log)
{
	const struct log_field fields[] = { LOG_FIELD_TEXT(
		"advice",
		STR("give the data folder to a user of its own and start as that user: "
		    "User= in a systemd unit, --user of docker run, or setpriv --reuid")) };

	if (geteuid() == 0)
		log_line(log, LOG_LEVEL_WARN,
			 "running as root: an attacker in this process has the whole machine",
			 fields, ARRAY_LEN(fields));
}

static void warn_of_address(struct arena *a, const struct settings *settings,
			    const struct listen_address *listening,
			    const struct public_address *outside, const struct log *log)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("listening", listening->host),
		LOG_FIELD_TEXT("trusted", outside->origin),
		LOG_FIELD_TEXT("setting", STR("BETTER_AUTH_URL")),
	};

	if (plan_role(settings) != APP_TASKS && !setting_is_given(settings, SETTING_BASE_URL) &&
	    !address_is_loopback(a, listening->host))
		log_line(log, LOG_LEVEL_WARN,
			 "other machines reach this server, but its pages work at the trusted "
			 "address alone: set BETTER_AUTH_URL to the address that browsers use",
			 fields, ARRAY_LEN(fields));
}

/* They name nobody, but tell how busy the server is and what fails. */
static void warn_of_metrics(struct arena *a, const struct settings *settings, const struct log *log)
{
	struct listen_address at;
	struct err ignored;
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("setting", STR("OSTIARY_METRICS_LISTEN")),
		LOG_FIELD_TEXT("advice", STR("let only the reader of metrics reach the port")),
	};

	if (address_of_metrics(settings, &at, &ignored) && !address_is_loopback(a, at.host))
		log_line(log, LOG_LEVEL_WARN,
			 "other machines may read the metrics, which ask for no sign-in", fields,
			 ARRAY_LEN(fields));
}

static void warn_of_no_effect(const struct settings *settings, const struct log *log)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		enum setting_need lacks = setting_lacks(settings, (enum setting)i);
		const struct log_field fields[] = {
			LOG_FIELD_TEXT("setting", str_z(setting_rows[i].variables[0])),
			LOG_FIELD_TEXT("needs", str_z(setting_need_words(lacks))),
		};

		if (lacks && setting_is_given(settings, (enum setting)i))
			log_line(log, LOG_LEVEL_WARN, "a setting has no effect", fields,
				 ARRAY_LEN(fields));
	}
}

/* A path is compared whole: a pattern, or a name in one, switches nothing off. */
static bool can_be_disabled(struct str path)
{
	struct str pattern = route_pattern(path);

	return pattern.n > 0 && str_find(pattern, '{') < 0;
}

static void warn_of_disabled_paths(struct arena *a, const struct settings *settings,
				   const struct log *log)
{
	struct app_paths disabled;
	struct err err;

	if (plan_role(settings) == APP_TASKS || !disabled_paths_read(a, settings, &disabled, &err))
		return;
	for (size_t i = 0; i < disabled.n; i++) {
		const struct log_field fields[] = {
			LOG_FIELD_TEXT("setting", STR("OSTIARY_DISABLED_PATHS")),
			LOG_FIELD_TEXT("path", disabled.of[i]),
		};

		if (!can_be_disabled(disabled.of[i]))
			log_line(log, LOG_LEVEL_WARN, "a path to switch off is none of the issuer",
				 fields, ARRAY_LEN(fields));
	}
}

/* ---- mails that do not come ---- */

static bool is_on(const struct settings *settings, enum setting which)
{
	return settings_is_on(settings, which);
}

static bool cannot_verify(const struct settings *settings)
{
	return is_on(settings, SETTING_REQUIRE_VERIFICATION) &&
	       !is_on(settings, SETTING_VERIFY_EMAIL);
}

static bool never_asks_to_verify(const struct settings *settings)
{
	return is_on(settings, SETTING_REQUIRE_VERIFICATION) &&
	       is_on(settings, SETTING_VERIFY_EMAIL) &&
	       str_eq(settings_text(settings, SETTING_SEND_ON_SIGN_UP), STR("off")) &&
	       !is_on(settings, SETTING_SEND_ON_SIGN_IN);
}

static bool cannot_ask_new_address(const struct settings *settings)
{
	return is_on(settings, SETTING_CHANGE_EMAIL) && !is_on(settings, SETTING_VERIFY_EMAIL);
}

/* Two settings that together promise a mail which nothing sends. */
static const struct silence {
	enum setting which;
	bool (*is_silent)(const struct settings *settings);
	const char *effect;
} silences[] = {
	{ SETTING_REQUIRE_VERIFICATION, cannot_verify,
	  "with OSTIARY_EMAIL_VERIFICATION=off nobody can verify an address, and who signs up "
	  "cannot sign in" },
	{ SETTING_REQUIRE_VERIFICATION, never_asks_to_verify,
	  "neither sign-up nor sign-in sends a link: users have to ask for one" },
	{ SETTING_CHANGE_EMAIL, cannot_ask_new_address,
	  "with OSTIARY_EMAIL_VERIFICATION=off no change of a verified address is possible" },
};

/* Settings that send mails, and by which setting they do so, if by another. */
static const struct promise {
	enum setting which, beside;
} promises[] = {
	{ SETTING_VERIFY_EMAIL, SETTING_VERIFY_EMAIL },
	{ SETTING_PASSWORD_RESET, SETTING_PASSWORD_RESET },
	{ SETTING_DELETE_USER_CONFIRM, SETTING_DELETE_USER },
	{ SETTING_CHANGE_EMAIL_CONFIRM, SETTING_CHANGE_EMAIL },
};

/* They are the only second factor of a user who has no authenticator. */
static bool sends_codes(const struct settings *settings)
{
	return is_on(settings, SETTING_TWO_FACTOR_OTP) &&
	       !str_eq(settings_text(settings, SETTING_TWO_FACTOR), STR("off"));
}

static void warn_of_mail(const struct log *log, enum setting which, const char *effect)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("setting", str_z(setting_rows[which].variables[0])),
		LOG_FIELD_TEXT("effect", str_z(effect)),
	};

	log_line(log, LOG_LEVEL_WARN, "a mail that a setting promises does not come", fields,
		 ARRAY_LEN(fields));
}

static void warn_of_held_mails(const struct settings *settings, const struct log *log)
{
	static const char effect[] = "without OSTIARY_SMTP_HOST mails stay in the outbox: ostiary "
				     "outbox shows their links";

	for (size_t i = 0; i < ARRAY_LEN(promises); i++)
		if (is_on(settings, promises[i].which) && is_on(settings, promises[i].beside))
			warn_of_mail(log, promises[i].which, effect);
	if (sends_codes(settings))
		warn_of_mail(log, SETTING_TWO_FACTOR_OTP, effect);
}

static void warn_of_silence(struct arena *a, const struct settings *settings,
			    const struct public_address *outside, const struct log *log)
{
	if (plan_role(settings) == APP_TASKS)
		return;
	for (size_t i = 0; i < ARRAY_LEN(silences); i++)
		if (silences[i].is_silent(settings))
			warn_of_mail(log, silences[i].which, silences[i].effect);
	if (mail_is_held(a, settings, outside->origin))
		warn_of_held_mails(settings, log);
}

void warnings_log(struct arena *a, const struct settings *settings,
		  const struct listen_address *listening, const struct public_address *outside,
		  const struct log *log)
{
	warn_of_root(log);
	warn_of_address(a, settings, listening, outside, log);
	warn_of_metrics(a, settings, log);
	warn_of_no_effect(settings, log);
	warn_of_disabled_paths(a, settings, log);
	warn_of_silence(a, settings, outside, log);
}
