#include "cli/upkeep/upkeep.h"

#include <sysexits.h>

#include "base/cleanup.h"
#include "cli/nodes/operation.h"
#include "cli/tree/output.h"
#include "cli/upkeep/contents.h"
#include "store/counters.h"

struct check_job {
	const struct args *args;
	struct operation op;
	struct str url;
};

/* The server keeps every page of a PostgreSQL database, and every reference, sound by itself. */
static int check_pages(struct check_job *job)
{
	struct err err = { 0 };
	enum backup_rc rc = backup_judge(job->args->arena, job->url, &err);

	return rc == BACKUP_SERVER ? EX_OK : backup_report(rc, "ostiary check", &err);
}

static int check_counters(struct check_job *job)
{
	struct err err = { 0 };
	int64_t wrong = 0;
	int code = operation_open_store(&job->op, job->args, LOG_LEVEL_WARN);

	if (code == EX_OK &&
	    STORE_READ(job->op.store, sql, &err, counters_wrong(sql, &wrong, &err)) != STORE_OK)
		code = cli_fail(EX_IOERR, "%s", err.text);
	operation_done(&job->op);
	if (code == EX_OK && wrong)
		return cli_fail(EX_DATAERR, "the number of tasks is wrong for %lld users",
				(long long)wrong);
	return code;
}

static void put(struct buf *b, const struct check_job *job, const struct contents *contents)
{
	if (args_has(job->args, &flag_json)) {
		buf_z(b, "{\"sound\":true,");
		contents_put_json(b, contents);
		buf_z(b, "}\n");
		return;
	}
	buf_z(b, "The database is sound: ");
	contents_put(b, contents);
	buf_z(b, ".\n");
}

static int check_seals(struct check_job *job, const struct settings *settings)
{
	struct contents contents;
	struct buf text;
	int code = contents_read(job->args->arena, settings, job->url, &contents);

	if (code != EX_OK)
		return code;
	if (contents_are_locked(&contents))
		return cli_fail(EX_CONFIG, "the secret does not open key \"%.*s\"",
				STR_FMT(contents.e.bad->kid));
	arena_buf(job->args->arena, &text, 1024, 65536);
	put(&text, job, &contents);
	return cli_print(&text);
}

static int run_check(const struct args *args)
{
	struct check_job job = { .args = args };
	struct settings settings;
	int code = operation_read_settings(args, &settings);

	if (code != EX_OK)
		return code;
	job.url = settings_text(&settings, SETTING_DATABASE);
	if (!job.url.n)
		return cli_fail(EX_CONFIG, "name the database with --database");
	code = check_pages(&job);
	if (code == EX_OK)
		code = check_counters(&job);
	return code == EX_OK ? check_seals(&job, &settings) : code;
}

const struct command check_command = {
	.name = "check",
	.summary = "read the whole database and say whether it is sound",
	.description =
		"It reads every page of an SQLite file, looks for rows that refer to none, counts "
		"the tasks of all users, and opens the signing keys with the secret. It may run "
		"beside a server. It exits with 65 when the data are damaged, and with 78 when the "
		"secret opens not all keys.\n\n"
		"With --json, an object: sound (true), users, keys and openedKeys.",
	.flags = (const struct flag *const[]){ &flag_json, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.run = run_check,
};
