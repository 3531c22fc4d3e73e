#include "cli/commands/doctor.h"

#include <sysexits.h>
#include <unistd.h>

#include "cli/checks/checks.h"
#include "cli/doctor/examination.h"
#include "cli/nodes/operation.h"
#include "cli/nodes/plan.h"
#include "cli/resolve/secret.h"
#include "cli/tree/output.h"
#include "core/log.h"

struct doctor {
	bool json;
	struct str mail_to;
	struct settings settings;
	struct log log;
	struct examination e;
	struct checks checks;
};

static const struct flag flag_mail_to = {
	.name = "mail-to",
	.value = "ADDRESS",
	.help = "send a mail there, to show that the mail server takes it",
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

static void put_all(struct doctor *d)
{
	struct buf *b = &d->e.text;

	if (d->json) {
		buf_char(b, '{');
		examination_put_json(&d->e);
		checks_put_json(b, &d->checks);
		buf_z(b, "}\n");
		return;
	}
	examination_put_text(&d->e);
	checks_put_text(b, &d->checks);
}

/* A start makes a secret only where nothing was sealed with another. */
static int report_no_secret(const struct examination *e)
{
	if (e->secrets.current.n || e->found.n_keys == e->clear)
		return EX_OK;
	return cli_fail(EX_CONFIG,
			"the keys are sealed, and there is no secret: set %s; a start "
			"would be refused",
			e->sealed[0].numbered ? "BETTER_AUTH_SECRETS" : "BETTER_AUTH_SECRET");
}

static int report_checks(const struct checks *checks)
{
	switch (checks_worst(checks)) {
	case VERDICT_OK:
	case VERDICT_WARNING:
		return EX_OK;
	case VERDICT_FAULT:
		return cli_fail(EX_UNAVAILABLE, "a start would succeed, but not all works: see "
						"\"fault\" above");
	case VERDICT_DAMAGED:
		break;
	}
	return cli_fail(EX_DATAERR, "the data are damaged: see \"damaged\" above");
}

static int report(struct doctor *d)
{
	struct examination *e = &d->e;
	int code;

	examination_try_keys(e);
	d->checks = (struct checks){
		.arena = e->arena, .settings = &d->settings, .e = e, .mail_to = d->mail_to
	};
	checks_run(&d->checks);
	put_all(d);
	code = cli_print(&e->text);
	if (e->bad && e->secrets.current.n)
		return report_bad_key(e);
	if (code == EX_OK)
		code = report_no_secret(e);
	if (code == EX_OK)
		code = report_losses(e);
	return code == EX_OK ? report_checks(&d->checks) : code;
}

static void count_hash(void *arg, struct str hash)
{
	hash_census_add(&((struct examination *)arg)->passwords, hash);
}

static int examine(struct doctor *d)
{
	const struct hash_visitor hashes = { .visit = count_hash, .arg = &d->e };
	struct err err = { 0 };
	int code;

	d->e.accepted = settings_text(&d->settings, SETTING_TAKEOVER_ACCEPT);
	if (!plugins_accept_is_valid(d->e.accepted, &err))
		return cli_fail(EX_CONFIG, "OSTIARY_TAKEOVER_ACCEPT: %s", err.text);
	code = find_secrets(d);
	if (code == EX_OK)
		code = examination_inspect(d->e.arena, &d->settings, &d->log, &hashes, &d->e.found);
	return code == EX_OK ? report(d) : code;
}

static int run_doctor(const struct args *args)
{
	struct doctor d = { .e.arena = args->arena,
			    .json = args_has(args, &flag_json),
			    .mail_to = str_z(args_value(args, &flag_mail_to)) };
	int code = operation_read_settings(args, &d.settings);

	d.log = (struct log){ .fd = STDERR_FILENO, .level = LOG_LEVEL_WARN, .clock = &clock_real };
	buf_init_heap(&d.e.text, (size_t)1 << 20);
	if (code == EX_OK)
		code = plan_judge(args->arena, &d.settings);
	if (code == EX_OK)
		code = examine(&d);
	buf_done(&d.e.text);
	return code;
}

const struct command doctor_command = {
	.name = "doctor",
	.summary = "judge settings, database and machine as a start would, and change nothing",
	.description =
		"Give it the settings and the secret as the server gets them. It reports what is "
		"in the database, which signing keys the secret opens, and what a start would "
		"change. Then it judges, a line each, what is ok, a warning or a fault: the "
		"integrity of an SQLite file, which it reads whole; the backups; the disk; the "
		"clock; whether the URL of the server leads to this database; whether clients "
		"behind proxies are told apart; the mail server.\n\n"
		"It exits with 78 when a start would be refused, and when users would lose an "
		"account or a protection, until OSTIARY_TAKEOVER_ACCEPT names it; with 65 when "
		"data are damaged; with 69 when a start would succeed and there is a fault.\n\n"
		"With --json, an object: exists, engine, changes (an array of the changes that a "
		"start would make) and, where Better Auth's tables are, madeBy, tablesVersion (of "
		"Ostiary's own tables, 0 before the first start), users, verifiedUsers, "
		"liveSessions, otherAccounts, pushDevices (that reminders are pushed to), "
		"passwords (the number of each kind), keys (all, "
		"clear, opened, which is null without a secret, and sealed, by the version of the "
		"secret), otherColumns (of the table user) and meanings (rows that plugins of "
		"Better Auth mean something by: name, rows, loss and accepted); and checks (name, "
		"verdict, which is ok, warning, fault or damaged, and says).",
	.flags = (const struct flag *const[]){ &flag_mail_to, &flag_json, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){
			{ "A running server, with a mail to oneself",
			  "ostiary doctor --mail-to me@example.com" },
			{ "A database of Better Auth, before it is taken over",
			  "BETTER_AUTH_SECRET_FILE=secret ostiary doctor --database "
			  "postgres://me@db/app" },
			{ 0 } },
	.run = run_doctor,
};
