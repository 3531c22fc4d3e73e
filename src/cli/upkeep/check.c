#include "cli/upkeep/upkeep.h"

#include <sysexits.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/nodes/operation.h"
#include "cli/resolve/database.h"
#include "cli/tree/output.h"
#include "cli/upkeep/contents.h"
#include "store/counters.h"
#include "store/inspect.h"

static const struct flag flag_accept = {
	.name = "accept-lost-log",
	.help = "take an SQLite file that has lost its write-ahead log for whole, if it is sound",
};

struct check_job {
	const struct args *args;
	struct settings settings;
	struct str url;
};

/* The server keeps every page of a PostgreSQL database, and every reference, sound by itself. */
static int check_pages(struct check_job *job)
{
	struct err err = { 0 };
	enum backup_rc rc = args_has(job->args, &flag_accept)
				    ? backup_accept_lost_log(job->args->arena, job->url, &err)
				    : backup_judge(job->args->arena, job->url, &err);

	return rc == BACKUP_SERVER ? EX_OK : backup_report(rc, "ostiary check", &err);
}

STORE_TX(count_wrong_tx, int64_t *out, counters_wrong(sql, out, err))

/* An older version's database is read as it is. */
static int check_counters(struct check_job *job)
{
	const struct log log = { .fd = STDERR_FILENO,
				 .level = LOG_LEVEL_WARN,
				 .clock = &clock_real };
	struct store_config config = database_config(&job->settings, &log);
	struct err err = { 0 };
	int64_t wrong = 0;
	bool exists;

	if (store_look(&config, count_wrong_tx, &wrong, &exists, &err) != INSPECT_DONE)
		return cli_fail(EX_IOERR, "%s", err.text);
	if (wrong)
		return cli_fail(EX_DATAERR, "the number of tasks is wrong for %lld users",
				(long long)wrong);
	return EX_OK;
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

static int check_seals(struct check_job *job)
{
	struct contents contents;
	struct buf text;
	int code = contents_read(job->args->arena, &job->settings, job->url, &contents);

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
	int code = operation_read_settings(args, &job.settings);

	if (code != EX_OK)
		return code;
	job.url = settings_text(&job.settings, SETTING_DATABASE);
	if (!job.url.n)
		return cli_fail(EX_CONFIG, "name the database with --database");
	code = check_pages(&job);
	if (code == EX_OK)
		code = check_counters(&job);
	return code == EX_OK ? check_seals(&job) : code;
}

const struct command check_command = {
	.name = "check",
	.summary = "read the whole database and say whether it is sound",
	.description =
		"It reads every page of an SQLite file, looks for rows that refer to none, counts "
		"the tasks of all users, and opens the signing keys with the secret. It may run "
		"beside a server. It exits with 65 when the data are damaged, and with 78 when the "
		"secret opens not all keys.\n\n"
		"A server does not start on a copy that was made while the database was open, and "
		"that has no log beside it: it lacks what was written last. --accept-lost-log lets "
		"it start.\n\n"
		"With --json, an object: sound (true), users, keys and openedKeys.",
	.flags = (const struct flag *const[]){ &flag_accept, &flag_json, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.run = run_check,
};
