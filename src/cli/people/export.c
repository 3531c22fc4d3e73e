#include "cli/people/people.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "auth/session/json_view.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "cli/people/details.h"
#include "cli/people/records.h"
#include "cli/people/view.h"
#include "cli/tree/output.h"
#include "tasks/exchange/export.h"

/* --- the account ------------------------------------------------------------------------------ */

/* What is written before the tasks. */
struct account_parts {
	struct person_details details;
	struct person_records records;
};

static void put_account(struct buf *b, const struct people_job *job,
			const struct account_parts *parts)
{
	const struct person *person = &job->person;

	buf_z(b, "{\"format\":\"ostiary-person\",\"version\":1");
	people_put_time(b, "exportedAt", clock_now_ms(&clock_real));
	buf_z(b, ",\n\"user\":");
	user_put_json(b, &person->user, VIEW_STORED);
	person_put_ban(b, &person->user);
	people_put_bool(b, "password", person->password);
	people_put_bool(b, "secondFactor", person->user.second_factor);
	people_put_number(b, "tasksInTrash", person->trash);
	details_put_members(b, &parts->details);
	records_put_members(b, &parts->records);
	buf_z(b, ",\n\"tasks\":");
}

/* --- writing ---------------------------------------------------------------------------------- */

struct output {
	const char *path; /* NULL: standard output */
	FILE *file;
};

static int cannot_write(const struct output *out)
{
	return cli_fail(EX_IOERR, "%s: %s", out->path ? out->path : "standard output",
			strerror(errno));
}

/* A new file that only its owner can read; one that is there is kept. */
static int open_output(const char *path, struct output *out)
{
	int fd;

	*out = (struct output){ .file = stdout };
	if (!*path || strcmp(path, "-") == 0)
		return EX_OK;
	out->path = path;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	out->file = fd < 0 ? NULL : fdopen(fd, "w");
	if (out->file)
		return EX_OK;
	if (fd >= 0)
		close(fd);
	return cli_fail(EX_CANTCREAT, "%s: %s", path, strerror(errno));
}

static int write_buf(const struct output *out, struct buf *b)
{
	bool whole = buf_ok(b);
	size_t n = b->n;

	b->n = 0;
	if (!whole)
		return cli_fail(EX_SOFTWARE, "the output is too long");
	return fwrite(b->p, 1, n, out->file) == n ? EX_OK : cannot_write(out);
}

/* A file that is not whole is taken away. */
static int close_output(struct output *out, int code)
{
	if (fflush(out->file) != 0 && code == EX_OK)
		code = cannot_write(out);
	if (!out->path)
		return code;
	if (fsync(fileno(out->file)) != 0 && code == EX_OK)
		code = cannot_write(out);
	fclose(out->file);
	if (code != EX_OK)
		unlink(out->path);
	return code;
}

/* --- the tasks -------------------------------------------------------------------------------- */

static int write_pieces(struct export *export, const struct output *out)
{
	struct err err = { 0 };
	struct buf piece;
	bool ends = false;
	int code = EX_OK;

	buf_init_heap(&piece, EXPORT_PIECE_MAX);
	while (code == EX_OK && !ends) {
		if (export_go_on(export, &piece, &ends, &err) != STORE_OK)
			code = cli_fail(EX_IOERR, "%s", err.text);
		if (code == EX_OK)
			code = write_buf(out, &piece);
	}
	buf_done(&piece);
	if (code == EX_OK && err.kind == ERR_UNREADABLE)
		cli_fail(EX_OK, "some tasks are left out: %s", err.text);
	return code;
}

static int write_tasks(const struct people_job *job, const struct output *out)
{
	OWNED(export_end) struct export *export = NULL;
	const struct task_rules rules = { .store = job->op.store, .random = &random_kernel };
	const struct owner owner = { .user_id = job->person.user.id };
	const struct export_request request = { .rules = &rules,
						.owner = &owner,
						.writer = &writer_json };
	struct err err = { 0 };

	if (export_begin(&request, &export, &err) != STORE_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	return write_pieces(export, out);
}

static int write_person(const struct people_job *job, const struct account_parts *parts,
			const struct output *out)
{
	struct buf text;
	int code;

	people_buf(job, &text);
	put_account(&text, job, parts);
	code = write_buf(out, &text);
	if (code == EX_OK)
		code = write_tasks(job, out);
	if (code != EX_OK)
		return code;
	buf_z(&text, "}\n");
	return write_buf(out, &text);
}

static int export_person(struct people_job *job)
{
	const char *path = job->args->n_words > 1 ? job->args->words[1] : "";
	struct account_parts parts;
	struct output out;
	int code = details_read(job, &parts.details);

	if (code == EX_OK)
		code = records_read(job, &parts.records);
	if (code == EX_OK)
		code = open_output(path, &out);
	if (code != EX_OK)
		return code;
	return close_output(&out, write_person(job, &parts, &out));
}

static int run_export(const struct args *args)
{
	return people_run_for(args, export_person);
}

const struct command people_export_row = {
	.name = "export",
	.summary = "write what the server keeps about a person as JSON, without secrets",
	.description =
		"An object: format (\"ostiary-person\"), version (1), exportedAt, user (as the "
		"account has it), banned, banExpires, password, secondFactor, tasksInTrash, "
		"authenticator, passkeyList, providers and sessionList as `ostiary user show "
		"--json` has them, pushDevices (name, service, createdAt, sentAt), mails (kind, "
		"state, attempts, note, createdAt, expiresAt), audit (what operators did: action, "
		"at, actor, detail), and tasks: an export of `ostiary tasks export` with lists, "
		"sections, tasks and preferences, which `ostiary tasks import` reads when it is a "
		"file of its own. Tasks in the trash are counted and not written. Without FILE, "
		"and for -, it is written to standard output; a FILE must not be there, and only "
		"its owner can read it.",
	.argument = { .name = "USER [FILE]",
		      .help = "the user's id or e-mail address, and the file to write, or -",
		      .least = 1,
		      .most = 2 },
	.settings = COMMAND_TAKES_SETTINGS,
	.keeps_tables = true,
	.examples = (const struct example[]){ { "For a person who asks for it",
						"ostiary user export ada@example.org ada.json" },
					      { 0 } },
	.run = run_export,
};
