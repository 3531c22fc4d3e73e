#include "cli/commands/outbox.h"

#include <stdio.h>
#include <sysexits.h>

#include "auth/audit/chain.h"
#include "auth/audit/row.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "cli/nodes/operation.h"
#include "cli/tree/output.h"
#include "core/log.h"
#include "store/tables/outbox.h"

struct outbox_job {
	const struct args *args;
	struct operation op; /* without the issuer */
	struct str id;
	struct outbox_row *rows;
	size_t n;
	struct outbox_row shown;
};

/* --- reading and changing --------------------------------------------------------------------- */

static enum store_rc record(struct sql *sql, const struct outbox_job *job, struct str action,
			    struct err *err)
{
	struct arena *a = job->op.arena;
	const struct audit_row row = audit_row_new(&random_kernel, a, clock_now_ms(&clock_real),
						   (struct audit_row){ .actor = operation_actor(a),
								       .action = action,
								       .subject = job->id });

	return audit_append(sql, &row, err);
}

static enum store_rc retry_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct outbox_job *job = arg;
	enum store_rc rc = outbox_retry(sql, job->id, clock_now_ms(&clock_real), err);

	return rc == STORE_OK ? record(sql, job, STR("mail-retried"), err) : rc;
}

/* A link signs its reader in: nobody sees one without a row that says so. */
static enum store_rc show_tx(struct sql *sql, void *arg, struct err *err)
{
	struct outbox_job *job = arg;
	enum store_rc rc = outbox_find(sql, job->op.arena, job->id, &job->shown, err);

	return rc == STORE_OK ? record(sql, job, STR("mail-shown"), err) : rc;
}

/* --- showing ---------------------------------------------------------------------------------- */

static void put_row(struct buf *b, const struct outbox_row *row)
{
	cli_put_column(b, row->id, 16);
	cli_put_column(b, row->state, 7);
	cli_put_column(b, row->kind, 14);
	clock_put_iso(b, row->created_ms);
	buf_char(b, ' ');
	buf_fmt(b, "%8lld ", (long long)row->attempts);
	cli_put_column(b, row->url.p ? STR("***") : STR("-"), 4);
	cli_put_column(b, row->recipient, 30);
	cli_put_safe(b, row->note);
	while (b->n && b->p[b->n - 1] == ' ')
		b->n--;
	buf_char(b, '\n');
}

static void put_line(struct buf *b, const char *name, struct str text)
{
	cli_put_column(b, str_z(name), 10);
	cli_put_safe(b, text);
	buf_char(b, '\n');
}

static void put_time(struct buf *b, const char *name, int64_t ms)
{
	cli_put_column(b, str_z(name), 10);
	clock_put_iso(b, ms);
	buf_char(b, '\n');
}

static void put_whole(struct buf *b, const struct outbox_row *row)
{
	put_line(b, "id", row->id);
	put_line(b, "state", row->state);
	put_line(b, "kind", row->kind);
	put_line(b, "to", row->recipient);
	put_line(b, "name", row->name);
	put_line(b, "link", row->url.p ? row->url : STR("(wiped)"));
	cli_put_column(b, STR("attempts"), 10);
	buf_fmt(b, "%lld\n", (long long)row->attempts);
	put_time(b, "created", row->created_ms);
	put_time(b, "due", row->due_ms);
	put_time(b, "expires", row->expires_ms);
	put_line(b, "note", row->note);
}

static void put_member(struct buf *b, const char *name, struct str text)
{
	buf_fmt(b, "\"%s\":", name);
	json_put_string(b, text);
	buf_char(b, ',');
}

static void put_time_member(struct buf *b, const char *name, int64_t ms)
{
	buf_fmt(b, "\"%s\":\"", name);
	clock_put_iso(b, ms);
	buf_z(b, "\",");
}

/* Without the link, which signs a user in: `outbox show` prints it. */
static void put_json(struct buf *b, const struct outbox_row *row)
{
	buf_char(b, '{');
	put_member(b, "id", row->id);
	put_member(b, "state", row->state);
	put_member(b, "kind", row->kind);
	put_member(b, "to", row->recipient);
	put_time_member(b, "createdAt", row->created_ms);
	put_time_member(b, "dueAt", row->due_ms);
	put_time_member(b, "expiresAt", row->expires_ms);
	buf_fmt(b, "\"attempts\":%lld,\"hasLink\":%s,", (long long)row->attempts,
		row->url.p ? "true" : "false");
	buf_z(b, "\"note\":");
	if (row->note.p)
		json_put_string(b, row->note);
	else
		buf_z(b, "null");
	buf_char(b, '}');
}

static void put_table(struct buf *b, const struct outbox_job *job)
{
	if (job->n)
		buf_z(b, "ID               STATE   KIND           CREATED                  "
			 "ATTEMPTS LINK TO                             NOTE\n");
	for (size_t i = 0; i < job->n; i++)
		put_row(b, &job->rows[i]);
}

static void put_json_list(struct buf *b, const struct outbox_job *job)
{
	buf_char(b, '[');
	for (size_t i = 0; i < job->n; i++) {
		buf_z(b, i ? "," : "");
		put_json(b, &job->rows[i]);
	}
	buf_z(b, "]\n");
}

/* --- the operations --------------------------------------------------------------------------- */

static int list_mails(struct outbox_job *job)
{
	struct err err = { 0 };
	struct buf text;

	if (STORE_READ(job->op.store, sql, &err,
		       outbox_list(sql, job->op.arena, &job->rows, &job->n, &err)) != STORE_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	arena_buf(job->op.arena, &text, 4096, (size_t)4 << 20);
	(args_has(job->args, &flag_json) ? put_json_list : put_table)(&text, job);
	return cli_print(&text);
}

static int no_such_mail(const struct outbox_job *job, const char *otherwise)
{
	return cli_fail(EX_DATAERR, "there is no mail \"%.*s\"%s; see: ostiary outbox list",
			STR_FMT(job->id), otherwise);
}

static int show_mail(struct outbox_job *job)
{
	struct err err = { 0 };
	struct buf text;
	enum store_rc rc = store_write(job->op.store, show_tx, job, &err);

	if (rc == STORE_NONE)
		return no_such_mail(job, "");
	if (rc != STORE_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	arena_buf(job->op.arena, &text, 4096, (size_t)1 << 20);
	put_whole(&text, &job->shown);
	return cli_print(&text);
}

static int retry_mail(struct outbox_job *job)
{
	struct err err = { 0 };
	enum store_rc rc = store_write(job->op.store, retry_tx, job, &err);

	if (rc == STORE_NONE)
		return no_such_mail(job, " that can be sent: it was sent, is being sent, or its "
					 "link has expired");
	if (rc != STORE_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	puts("The running server sends it within seconds.");
	return EX_OK;
}

/* --- the rows --------------------------------------------------------------------------------- */

static int run_job(const struct args *args, int (*run)(struct outbox_job *job))
{
	struct outbox_job job = { .args = args, .id = str_z(args_word(args)) };
	int code = operation_open_store(&job.op, args, LOG_LEVEL_WARN);

	if (code == EX_OK)
		code = run(&job);
	operation_done(&job.op);
	return code;
}

static int outbox_run_list(const struct args *args)
{
	return run_job(args, list_mails);
}

static int outbox_run_show(const struct args *args)
{
	return run_job(args, show_mail);
}

static int outbox_run_retry(const struct args *args)
{
	return run_job(args, retry_mail);
}

#define ID                                                                                         \
	{                                                                                          \
		.name = "ID", .help = "the id of the mail, as `ostiary outbox list` prints it",    \
		.least = 1, .most = 1                                                              \
	}

static const struct command list_row = {
	.name = "list",
	.summary = "list the mails that wait, were sent, or failed",
	.description =
		"Links are not printed, because a link can sign a user in.\n\n"
		"With --json, an array of objects: id, state, kind, to, the times createdAt, "
		"dueAt and expiresAt (RFC 3339), attempts, hasLink (false once the link is "
		"wiped) and note (the result of the last attempt; null before it).",
	.flags = (const struct flag *const[]){ &flag_json, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.keeps_tables = true,
	.run = outbox_run_list,
};

static const struct command show_row = {
	.name = "show",
	.summary = "show one mail with its link",
	.description = "The audit table records it (`ostiary audit`), because a link can sign a "
		       "user in.",
	.argument = ID,
	.settings = COMMAND_TAKES_SETTINGS,
	.run = outbox_run_show,
};

static const struct command retry_row = {
	.name = "retry",
	.summary = "send a mail again, until its link expires",
	.argument = ID,
	.settings = COMMAND_TAKES_SETTINGS,
	.run = outbox_run_retry,
};

const struct command outbox_command = {
	.name = "outbox",
	.summary = "show mails with their links, and send them again",
	.subcommands = (const struct command *const[]){ &list_row, &show_row, &retry_row, NULL },
};
