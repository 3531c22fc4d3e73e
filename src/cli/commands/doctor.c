#include "cli/commands/doctor.h"

#include <sysexits.h>
#include <unistd.h>

#include "cli/doctor/examination.h"
#include "cli/nodes/operation.h"
#include "cli/resolve/database.h"
#include "cli/resolve/issuer_settings.h"
#include "cli/resolve/own_fields.h"
#include "cli/resolve/secret.h"
#include "cli/tree/output.h"
#include "core/log.h"

struct doctor {
	bool json;
	struct settings settings;
	struct log log;
	struct examination e;
};

static int find_secrets(struct doctor *d)
{
	struct err err = { 0 };

	switch (secrets_find(d->e.arena, &d->settings, SECRET_LEAVE, &random_kernel, &d->e.secrets,
			     &err)) {
	case SECRET_READ:
	case SECRET_MADE:
	case SECRET_MISSING:
		return EX_OK;
	case SECRET_UNUSABLE:
		break;
	}
	return cli_fail(EX_CONFIG, "%s", err.text);
}

/* --- the verdict ------------------------------------------------------------------------------ */

/* Like the refusal of a start, and names the remedy. */
static int report_bad_key(const struct examination *e)
{
	uint64_t version = 0;

	if (e->bad_rc == SEALED_OTHER_VERSION &&
	    sealed_column_version(e->bad->private_jwk, &version))
		return cli_fail(EX_CONFIG,
				"key \"%.*s\" is sealed with version %llu of the secret: set "
				"BETTER_AUTH_SECRETS to what Better Auth has, with that version; a "
				"start would be refused",
				STR_FMT(e->bad->kid), (unsigned long long)version);
	if (e->bad_rc == SEALED_NO_LEGACY)
		return cli_fail(EX_CONFIG,
				"key \"%.*s\" is sealed with a secret without a version: set "
				"BETTER_AUTH_SECRET to it, beside BETTER_AUTH_SECRETS; a start "
				"would be refused",
				STR_FMT(e->bad->kid));
	return cli_fail(EX_CONFIG,
			"the secret does not open key \"%.*s\": set %s to the one that Better Auth "
			"has; a start would be refused",
			STR_FMT(e->bad->kid),
			sealed_column_version(e->bad->private_jwk, &version)
				? "BETTER_AUTH_SECRETS"
				: "BETTER_AUTH_SECRET");
}

/* Names every loss that is not accepted, and the setting that accepts it. */
static int report_losses(const struct examination *e)
{
	const struct plugins_found *found = &e->found.plugins;
	struct buf names;

	arena_buf(e->arena, &names, 128, 1024);
	buf_str(&names, e->accepted);
	for (size_t i = 0; i < found->n; i++)
		if (plugin_is_refused(&found->of[i], e->accepted)) {
			buf_z(&names, names.n ? "," : "");
			buf_str(&names, found->of[i].meaning->name);
		}
	if (names.n == e->accepted.n)
		return EX_OK;
	return cli_fail(EX_CONFIG,
			"users lose an account or a protection, as LOSS says above; to accept "
			"that, set OSTIARY_TAKEOVER_ACCEPT=%.*s",
			STR_FMT(buf_text(&names)));
}

/* --- the examination -------------------------------------------------------------------------- */

static int report(struct doctor *d)
{
	struct examination *e = &d->e;
	int code;

	examination_try_keys(e);
	if (d->json)
		examination_put_json(e);
	else
		examination_put_text(e);
	code = cli_print(&e->text);
	if (e->bad && e->secrets.current.n)
		return report_bad_key(e);
	return code == EX_OK ? report_losses(e) : code;
}

/* Decides about the rate limit as serve does. */
static bool wants_rate_limit(const struct settings *settings)
{
	const struct public_address outside = {
		.https = str_starts(settings_text(settings, SETTING_BASE_URL), STR("https://"))
	};

	return rate_limit_is_stored(settings, &outside);
}

static void count_hash(void *arg, struct str hash)
{
	hash_census_add(&((struct examination *)arg)->passwords, hash);
}

static int examine(struct doctor *d)
{
	struct store_config config = database_config(&d->settings, &d->log);
	const struct hash_visitor hashes = { .visit = count_hash, .arg = &d->e };
	struct err err = { 0 };
	int code;

	d->e.accepted = settings_text(&d->settings, SETTING_TAKEOVER_ACCEPT);
	if (!plugins_accept_is_valid(d->e.accepted, &err))
		return cli_fail(EX_CONFIG, "OSTIARY_TAKEOVER_ACCEPT: %s", err.text);
	if (!own_fields_read(d->e.arena, &d->settings, &config.own, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	config.rate_limit = wants_rate_limit(&d->settings);
	if (!config.url.n)
		return cli_fail(EX_CONFIG, "name the database with --database");
	code = find_secrets(d);
	if (code != EX_OK)
		return code;
	switch (store_inspect(&config, &hashes, d->e.arena, &d->e.found, &err)) {
	case INSPECT_DONE:
		return report(d);
	case INSPECT_REFUSED:
		return cli_fail(EX_CONFIG, "a start would be refused: %s", err.text);
	case INSPECT_UNREADABLE:
		return cli_fail(EX_NOINPUT, "%s", err.text);
	case INSPECT_BAD_URL:
		break;
	}
	return cli_fail(EX_CONFIG, "DATABASE_URL: %s", err.text);
}

static int run_doctor(const struct args *args)
{
	struct doctor d = { .e.arena = args->arena, .json = args_has(args, &flag_json) };
	int code = operation_read_settings(args, &d.settings);

	d.log = (struct log){ .fd = STDERR_FILENO, .level = LOG_LEVEL_WARN, .clock = &clock_real };
	buf_init_heap(&d.e.text, (size_t)1 << 20);
	if (code == EX_OK)
		code = examine(&d);
	buf_done(&d.e.text);
	return code;
}

const struct command doctor_command = {
	.name = "doctor",
	.summary = "report what a start on a database would find and do, and change nothing",
	.description =
		"Give it the secret as the server gets it, and it reports which signing keys the "
		"secret opens. It exits with 78 when a start would be refused, and when users "
		"would lose an account or a protection, until OSTIARY_TAKEOVER_ACCEPT names it.\n\n"
		"With --json, an object: exists, engine, changes (an array of the changes that a "
		"start would make) and, where Better Auth's tables are, madeBy, tablesVersion (of "
		"Ostiary's own tables, 0 before the first start), users, verifiedUsers, "
		"liveSessions, otherAccounts, pushDevices (that reminders are pushed to), "
		"passwords (the number of each kind), keys (all, "
		"clear, opened, which is null without a secret, and sealed, by the version of the "
		"secret), otherColumns (of the table user) and meanings (rows that plugins of "
		"Better Auth mean something by: name, rows, loss and accepted).",
	.flags = (const struct flag *const[]){ &flag_json, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){
			{ "A database of Better Auth, before it is taken over",
			  "BETTER_AUTH_SECRET_FILE=secret ostiary doctor --database "
			  "postgres://me@db/app" },
			{ 0 } },
	.run = run_doctor,
};
