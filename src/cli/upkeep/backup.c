#include "cli/upkeep/upkeep.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "cli/nodes/operation.h"
#include "cli/tree/output.h"
#include "cli/upkeep/contents.h"
#include "cli/upkeep/series.h"

struct backup_job {
	const struct args *args;
	struct settings settings;
	struct str url;
	const char *to;
	const char *folder; /* NULL: one file */
	size_t keep;        /* 0: all */
};

static const struct flag flag_to = {
	.name = "to",
	.value = "FOLDER",
	.help = "make a backup with the time in its name in this folder",
};

static const struct flag flag_keep = {
	.name = "keep",
	.value = "N",
	.help = "with --to: afterwards delete the oldest backups of the folder until N are left",
};

static bool to_standard_output(const struct backup_job *job)
{
	return strcmp(args_word(job->args), "-") == 0;
}

static bool read_keep(struct backup_job *job)
{
	const char *keep = args_value(job->args, &flag_keep);
	char *end;

	if (!keep)
		return true;
	job->keep = strtoul(keep, &end, 10);
	return *keep >= '1' && *keep <= '9' && !*end && job->folder;
}

static bool is_folder(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* A backup for standard output is judged before its first byte is written. */
static int choose_place(struct backup_job *job)
{
	struct arena *a = job->args->arena;
	struct err err = { 0 };
	struct str path;
	enum backup_rc rc = backup_path_of(a, job->url, &path, &err);

	if (rc != BACKUP_DONE)
		return backup_report(rc, "ostiary backup", &err);
	job->folder = args_value(job->args, &flag_to);
	if (!!job->folder == (job->args->n_words == 1))
		return cli_fail(EX_USAGE, "name either a file, or a folder with --to");
	if (!read_keep(job))
		return cli_fail(EX_USAGE, "--keep takes a number from 1, beside --to");
	if (job->folder && !is_folder(job->folder))
		return cli_fail(EX_CANTCREAT, "%s is no folder", job->folder);
	if (job->folder)
		job->to = series_name(a, job->folder, &clock_real);
	else if (to_standard_output(job))
		job->to = arena_fmt(a, "%.*s.backup-%ld", STR_FMT(path), (long)getpid()).p;
	else
		job->to = args_word(job->args);
	return EX_OK;
}

static long long size_of(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 ? (long long)info.st_size : 0;
}

static void put_json(struct buf *b, const struct backup_job *job, const struct contents *contents)
{
	buf_z(b, "{\"file\":");
	json_put_string(b, str_z(job->to));
	buf_fmt(b, ",\"bytes\":%lld,", size_of(job->to));
	contents_put_json(b, contents);
	buf_z(b, "}\n");
}

static void put_text(struct buf *b, const struct backup_job *job, const struct contents *contents)
{
	buf_fmt(b, "%s: %lld bytes, checked; ", job->to, size_of(job->to));
	contents_put(b, contents);
	buf_z(b, ".\nKeep the secret too, in another place than the backups: without it, a backup "
		 "signs everybody out.\n");
}

static int tell(const struct backup_job *job)
{
	struct str url = arena_fmt(job->args->arena, "sqlite:%s", job->to);
	struct contents contents;
	struct buf text;
	int code = contents_read(job->args->arena, &job->settings, url, &contents);

	if (code != EX_OK)
		return code;
	arena_buf(job->args->arena, &text, 1024, 65536);
	(args_has(job->args, &flag_json) ? put_json : put_text)(&text, job, &contents);
	code = cli_print(&text);
	if (code == EX_OK && contents_are_locked(&contents))
		return cli_fail(EX_CONFIG, "the secret that is known here does not open the "
					   "signing keys: it is another server's");
	return code;
}

static int write_out(const char *path)
{
	char piece[65536];
	FILE *file = fopen(path, "re");
	bool written = file != NULL;
	size_t n;

	while (written && (n = fread(piece, 1, sizeof(piece), file)) > 0)
		written = fwrite(piece, 1, n, stdout) == n;
	written = written && !ferror(file) && fflush(stdout) == 0;
	if (file)
		fclose(file);
	return written ? EX_OK
		       : cli_fail(EX_IOERR,
				  "the backup cannot be written to standard "
				  "output: %s",
				  strerror(errno));
}

static int make(struct backup_job *job)
{
	struct err err = { 0 };
	enum backup_rc rc = backup_make(job->args->arena, job->url, job->to, &err);
	int code;

	if (rc != BACKUP_DONE)
		return backup_report(rc, "ostiary backup", &err);
	if (to_standard_output(job)) {
		code = write_out(job->to);
		unlink(job->to);
		return code;
	}
	code = tell(job);
	if (code == EX_OK && job->keep &&
	    !series_trim(job->args->arena, job->folder, job->keep, &err))
		return cli_fail(EX_IOERR, "%s", err.text);
	return code;
}

static int run_backup(const struct args *args)
{
	struct backup_job job = { .args = args };
	int code = operation_read_settings(args, &job.settings);

	job.url = settings_text(&job.settings, SETTING_DATABASE);
	if (code == EX_OK && !job.url.n)
		code = cli_fail(EX_CONFIG, "name the data folder with --data");
	if (code == EX_OK)
		code = choose_place(&job);
	return code == EX_OK ? make(&job) : code;
}

const struct command backup_command = {
	.name = "backup",
	.summary = "copy the SQLite database, also while a server uses it",
	.description =
		"The backup has everything that was answered before it began, is one file of mode "
		"0600, and replaces an older one of that name only after every page of it was read "
		"and found sound. FILE is `-` for standard output. The secret is not in it: "
		"without the secret, nobody can sign in with an old session.\n\n"
		"A server makes backups by itself with --backup-to. A PostgreSQL database has its "
		"own programs, pg_dump and pg_restore.\n\n"
		"With --json, an object: file, bytes, users, keys (signing keys) and openedKeys "
		"(those that the secret opens; null without a secret).",
	.flags = (const struct flag *const[]){ &flag_to, &flag_keep, &flag_json, NULL },
	.argument = { .name = "FILE", .help = "the file to write, or `-`", .least = 0, .most = 1 },
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){ { "A backup each night, of which two weeks are kept",
					    "ostiary backup --to /var/backups/ostiary --keep 14" },
					  { "To another machine",
					    "ostiary backup - | ssh backup 'cat > ostiary.db'" },
					  { 0 } },
	.run = run_backup,
};
