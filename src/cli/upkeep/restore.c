#include "cli/upkeep/upkeep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/nodes/operation.h"
#include "cli/resolve/data_dir.h"
#include "cli/resolve/database.h"
#include "cli/tree/output.h"
#include "cli/upkeep/contents.h"

struct restore_job {
	const struct args *args;
	struct settings settings;
	struct store_config config;
	struct backup_restored done;
};

/* Copies standard input to a private file beside the database. */
static int spool(const char *path)
{
	char piece[65536];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool written = fd >= 0;
	ssize_t n = 1;

	while (written && (n = read(STDIN_FILENO, piece, sizeof(piece))) > 0)
		written = write(fd, piece, (size_t)n) == n;
	if (fd >= 0 && close(fd) < 0)
		written = false;
	return written && n == 0
		       ? EX_OK
		       : cli_fail(EX_IOERR, "%s cannot be written: %s", path, strerror(errno));
}

static int put_back(struct restore_job *job, const char *from)
{
	struct err err = { 0 };
	enum backup_rc rc = backup_restore(job->args->arena, &job->config, from, &job->done, &err);

	return backup_report(rc, "ostiary restore", &err);
}

static int put_back_standard_input(struct restore_job *job)
{
	struct err err = { 0 };
	struct str path;
	enum backup_rc rc = backup_path_of(job->args->arena, job->config.url, &path, &err);
	const char *spooled;
	int code;

	if (rc != BACKUP_DONE)
		return backup_report(rc, "ostiary restore", &err);
	spooled = arena_fmt(job->args->arena, "%.*s.restore-%ld", STR_FMT(path), (long)getpid()).p;
	code = spool(spooled);
	if (code == EX_OK)
		code = put_back(job, spooled);
	unlink(spooled);
	return code;
}

static int tell(const struct restore_job *job)
{
	struct contents contents;
	struct buf text;
	int code = contents_read(job->args->arena, &job->settings, job->config.url, &contents);

	if (code != EX_OK)
		return code;
	arena_buf(job->args->arena, &text, 1024, 65536);
	buf_fmt(&text, "%.*s is restored: ", STR_FMT(job->done.path));
	contents_put(&text, &contents);
	buf_z(&text, ".\nWhoever has signed out since the backup was made is signed in again; "
		     "`ostiary session end-all` signs everybody out.\n");
	if (job->done.aside.n)
		buf_fmt(&text,
			"The files that were there are now %.*s; delete them when they are "
			"not needed.\n",
			STR_FMT(job->done.aside));
	code = cli_print(&text);
	if (code == EX_OK && contents_are_locked(&contents))
		return cli_fail(EX_CONFIG, "the secret that is known here does not open the "
					   "signing keys: put the one of the backup in its place "
					   "before the server starts");
	return code;
}

static int run_restore(const struct args *args)
{
	const struct log log = { .fd = STDERR_FILENO,
				 .level = LOG_LEVEL_WARN,
				 .clock = &clock_real };
	struct restore_job job = { .args = args };
	struct err err = { 0 };
	int code = operation_read_settings(args, &job.settings);

	if (code != EX_OK)
		return code;
	job.config = database_config(&job.settings, &log);
	if (!job.config.url.n)
		return cli_fail(EX_CONFIG, "name the data folder with --data");
	if (settings_text(&job.settings, SETTING_DATA).n &&
	    !data_dir_make(args->arena, settings_text(&job.settings, SETTING_DATA), &err))
		return cli_fail(EX_CANTCREAT, "%s", err.text);
	code = strcmp(args_word(args), "-") == 0 ? put_back_standard_input(&job)
						 : put_back(&job, args_word(args));
	return code == EX_OK ? tell(&job) : code;
}

const struct command restore_command = {
	.name = "restore",
	.summary = "put a backup in the place of the SQLite database",
	.description =
		"It refuses while a process has the database open, and a file that is not sound, "
		"that a newer version made, or that was copied from a running server without its "
		"log. The files that were there before, and what is left of their log, are kept "
		"under another name. FILE is `-` for standard input.",
	.argument = { .name = "FILE", .help = "the backup, or `-`", .least = 1, .most = 1 },
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){ { "On a new machine, beside the secret of the old one",
					    "ostiary restore ostiary.db --data /var/lib/ostiary" },
					  { 0 } },
	.run = run_restore,
};
