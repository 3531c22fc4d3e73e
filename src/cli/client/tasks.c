#include "cli/client/tasks.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/url.h"
#include "cli/client/client.h"
#include "cli/nodes/operation.h"
#include "cli/tree/output.h"
#include "core/limits.h"

#define ANSWER_DEPTH 8
#define OUTPUT_BYTES ((size_t)64 << 20)

static const struct flag flag_token = {
	.name = "token",
	.value = "FILE",
	.help = "file with the access token, or - for standard input; without it, the variable "
		"OSTIARY_TOKEN has the token",
};
static const struct flag flag_format = {
	.name = "format",
	.value = "FORMAT",
	.choices = "json csv ics",
	.help = "json (everything), csv (a table) or ics (a calendar); json by default",
};
static const struct flag flag_from = {
	.name = "format",
	.value = "FORMAT",
	.choices = "json csv todoist vikunja taskwarrior todotxt ics trello",
	.help = "the program that wrote the file: json and csv are exports of Ostiary, csv also of "
		"Todoist",
	.required = true,
};
static const struct flag flag_dry_run = {
	.name = "dry-run",
	.help = "make nothing, and say what would be made",
};
static const struct flag flag_zone = {
	.name = "time-zone",
	.value = "NAME",
	.help = "the zone in which times are meant, such as Europe/Berlin; by default that of the "
		"preferences",
};
static const struct flag flag_language = {
	.name = "language",
	.value = "TAG",
	.help = "the language of the text, such as en or de; by default that of the preferences",
};
static const struct flag flag_plain = {
	.name = "plain",
	.help = "take the text as the title, and look for nothing in it",
};
static const struct flag flag_all = {
	.name = "all",
	.help = "completed tasks as well",
};

struct tasks_job {
	const struct args *args;
	struct settings settings;
	struct client client;
};

static int open_job(const struct args *args, struct tasks_job *job)
{
	int code;

	job->args = args;
	code = operation_read_settings(args, &job->settings);
	if (code != EX_OK)
		return code;
	return client_open(args->arena, &job->settings, args_value(args, &flag_token),
			   &job->client);
}

static int get(const struct tasks_job *job, struct str path, struct str *out)
{
	const struct client_request request = { .method = "GET", .path = path };

	return client_send(&job->client, &request, out);
}

static int post_json(const struct tasks_job *job, struct str path, struct str body, struct str *out)
{
	const struct client_request request = {
		.method = "POST", .path = path, .content_type = "application/json", .body = body
	};

	return client_send(&job->client, &request, out);
}

static int no_sense(void)
{
	return cli_fail(EX_UNAVAILABLE, "the server's answer is none of a task API");
}

/* --- add -------------------------------------------------------------------------------------- */

static void put_text_member(struct buf *b, const char *name, const char *value)
{
	if (!value)
		return;
	buf_fmt(b, ",\"%s\":", name);
	json_put_string(b, str_z(value));
}

/* The members of the task that the server reads in the text. */
static int parse_text(const struct tasks_job *job, struct str *out)
{
	OWNED(json_free) struct json *answer = NULL;
	struct buf body, task;
	struct str text;
	int code;

	arena_buf(job->args->arena, &body, 512, LIMIT_BODY_BYTES);
	buf_z(&body, "{\"text\":");
	json_put_string(&body, str_z(args_word(job->args)));
	put_text_member(&body, "time_zone", args_value(job->args, &flag_zone));
	put_text_member(&body, "language", args_value(job->args, &flag_language));
	buf_char(&body, '}');
	code = post_json(job, STR("tasks/parse"), buf_text(&body), &text);
	if (code != EX_OK)
		return code;
	if (json_parse(text, ANSWER_DEPTH, &answer) != JSON_OK)
		return no_sense();
	arena_buf(job->args->arena, &task, 512, LIMIT_BODY_BYTES);
	json_put(&task, json_member(answer, "task"));
	*out = buf_text(&task);
	return EX_OK;
}

static struct str plain_task(const struct tasks_job *job)
{
	struct buf body;

	arena_buf(job->args->arena, &body, 512, LIMIT_BODY_BYTES);
	buf_z(&body, "{\"title\":");
	json_put_string(&body, str_z(args_word(job->args)));
	buf_char(&body, '}');
	return buf_text(&body);
}

static void put_row(struct buf *b, const struct json *task)
{
	static const char *const members[] = { "due_date", "due_time", "priority" };
	static const int widths[] = { 10, 5, 6 };

	buf_fmt(b, "%lld ", (long long)json_to_i64(json_member(task, "id")));
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		struct str value = json_to_str(json_member(task, members[i]));

		buf_fmt(b, "%-*.*s ", widths[i], STR_FMT(value.n ? value : STR("-")));
	}
	buf_z(b, json_to_bool(json_member(task, "completed")) ? "x " : "  ");
	cli_put_safe(b, json_to_str(json_member(task, "title")));
	buf_char(b, '\n');
}

static int print_one(const struct tasks_job *job, struct str answer)
{
	OWNED(json_free) struct json *task = NULL;
	struct buf text;

	if (json_parse(answer, ANSWER_DEPTH, &task) != JSON_OK)
		return no_sense();
	arena_buf(job->args->arena, &text, 512, OUTPUT_BYTES);
	if (args_has(job->args, &flag_json)) {
		buf_str(&text, answer);
		buf_char(&text, '\n');
	} else {
		put_row(&text, task);
	}
	return cli_print(&text);
}

static int run_add(const struct args *args)
{
	struct tasks_job job;
	struct str task = { 0 }, answer = { 0 };
	int code = open_job(args, &job);

	if (code == EX_OK && args_has(args, &flag_plain))
		task = plain_task(&job);
	else if (code == EX_OK)
		code = parse_text(&job, &task);
	if (code == EX_OK)
		code = post_json(&job, STR("tasks"), task, &answer);
	return code == EX_OK ? print_one(&job, answer) : code;
}

/* --- list ------------------------------------------------------------------------------------- */

static int print_table(const struct tasks_job *job, struct str answer)
{
	OWNED(json_free) struct json *tasks = NULL;
	struct buf text;

	if (json_parse(answer, ANSWER_DEPTH, &tasks) != JSON_OK ||
	    json_kind(tasks) != JSON_KIND_ARRAY)
		return no_sense();
	arena_buf(job->args->arena, &text, 4096, OUTPUT_BYTES);
	for (size_t i = 0; i < json_count(tasks); i++) {
		const struct json *task = json_element(tasks, i);

		if (args_has(job->args, &flag_all) || !json_to_bool(json_member(task, "completed")))
			put_row(&text, task);
	}
	return cli_print(&text);
}

static int run_list(const struct args *args)
{
	struct tasks_job job;
	struct buf text;
	struct str answer = { 0 };
	int code = open_job(args, &job);

	if (code == EX_OK)
		code = get(&job, STR("tasks"), &answer);
	if (code != EX_OK)
		return code;
	if (!args_has(args, &flag_json))
		return print_table(&job, answer);
	arena_buf(args->arena, &text, answer.n + 1, answer.n + 1);
	buf_str(&text, answer);
	buf_char(&text, '\n');
	return cli_print(&text);
}

/* --- export and import ------------------------------------------------------------------------ */

static int run_export(const struct args *args)
{
	const char *format = args_value(args, &flag_format);
	struct tasks_job job;
	struct buf text;
	struct str answer = { 0 };
	int code = open_job(args, &job);

	if (code == EX_OK)
		code = get(&job,
			   arena_fmt(args->arena, "export?format=%s", format ? format : "json"),
			   &answer);
	if (code != EX_OK)
		return code;
	arena_buf(args->arena, &text, answer.n + 1, answer.n + 1);
	buf_str(&text, answer);
	return cli_print(&text);
}

static const char *media_type_of(const char *format)
{
	static const struct {
		const char *formats, *type;
	} rows[] = {
		{ "csv", "text/csv" },
		{ "todotxt", "text/plain" },
		{ "ics", "text/calendar" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(format, rows[i].formats) == 0)
			return rows[i].type;
	return "application/json";
}

static struct str import_path(const struct tasks_job *job)
{
	struct buf path;

	arena_buf(job->args->arena, &path, 256, LIMIT_URL_BYTES);
	buf_fmt(&path, "import?format=%s&dry_run=%s", args_value(job->args, &flag_from),
		args_has(job->args, &flag_dry_run) ? "true" : "false");
	if (args_has(job->args, &flag_zone)) {
		buf_z(&path, "&time_zone=");
		url_put_component(&path, str_z(args_value(job->args, &flag_zone)));
	}
	return buf_text(&path);
}

/* A line for each task that is not made, or not as a whole. */
static void put_items(struct buf *b, const struct json *items)
{
	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_element(items, i);
		struct str reason = json_to_str(json_member(item, "reason"));

		if (!reason.n)
			continue;
		buf_fmt(b, "line %lld: ", (long long)json_to_i64(json_member(item, "line")));
		cli_put_safe(b, json_to_str(json_member(item, "title")));
		buf_z(b, ": ");
		cli_put_safe(b, reason);
		buf_char(b, '\n');
	}
}

static int print_import(const struct tasks_job *job, struct str answer)
{
	OWNED(json_free) struct json *report = NULL;
	struct buf text;

	if (json_parse(answer, ANSWER_DEPTH, &report) != JSON_OK)
		return no_sense();
	arena_buf(job->args->arena, &text, 4096, OUTPUT_BYTES);
	if (args_has(job->args, &flag_json)) {
		buf_str(&text, answer);
		buf_char(&text, '\n');
		return cli_print(&text);
	}
	put_items(&text, json_member(report, "items"));
	buf_fmt(&text, "%lld tasks %s, %lld there already, %lld skipped\n",
		(long long)json_to_i64(json_member(report, "made")),
		args_has(job->args, &flag_dry_run) ? "would be made" : "made",
		(long long)json_to_i64(json_member(report, "present")),
		(long long)json_to_i64(json_member(report, "skipped")));
	return cli_print(&text);
}

static int run_import(const struct args *args)
{
	struct client_request request = { .method = "POST" };
	struct tasks_job job;
	struct str answer = { 0 };
	int code = open_job(args, &job);

	if (code == EX_OK)
		code = client_read_file(args->arena, args_word(args), LIMIT_EXCHANGE_BYTES,
					&request.body);
	if (code != EX_OK)
		return code;
	request.path = import_path(&job);
	request.content_type = media_type_of(args_value(args, &flag_from));
	code = client_send(&job.client, &request, &answer);
	return code == EX_OK ? print_import(&job, answer) : code;
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct command add_row = {
	.name = "add",
	.summary = "make a task of one line of text",
	.description = "The server finds lists (@home), tags (#money), a priority (!high), dates, "
		       "times and repetitions in the text, in English or German. Prints the task "
		       "as `ostiary tasks list` does.",
	.flags = (const struct flag *const[]){ &flag_json, &flag_language, &flag_plain, &flag_zone,
					       &flag_token, NULL },
	.argument = { .name = "TEXT",
		      .help = "the text, quoted as one word",
		      .least = 1,
		      .most = 1 },
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){
			{ "A task with a date, a time, a tag and a repetition",
			  "ostiary tasks add 'Pay rent tomorrow 9am #money every month'" },
			{ 0 },
		},
	.run = run_add,
};

static const struct command list_row = {
	.name = "list",
	.summary = "list one's open tasks, newest first",
	.description = "Each line has the id, the due date and time, the priority and the title.",
	.flags = (const struct flag *const[]){ &flag_json, &flag_all, &flag_token, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.run = run_list,
};

static const struct command export_row = {
	.name = "export",
	.summary = "print all of one's tasks",
	.flags = (const struct flag *const[]){ &flag_format, &flag_token, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){
			{ "A copy of everything", "ostiary tasks export > tasks.json" },
			{ 0 },
		},
	.run = run_export,
};

static const struct command import_row = {
	.name = "import",
	.summary = "make tasks of a file of this or another program",
	.description = "A second import of the same file makes nothing twice. Prints a line for "
		       "each task that is skipped or not kept as a whole, and the numbers.",
	.flags = (const struct flag *const[]){ &flag_from, &flag_dry_run, &flag_json, &flag_zone,
					       &flag_token, NULL },
	.argument = { .name = "FILE",
		      .help = "the file, or - for standard input",
		      .least = 1,
		      .most = 1 },
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){
			{ "What Taskwarrior's tasks would become",
			  "task export | ostiary tasks import --format taskwarrior --dry-run -" },
			{ 0 },
		},
	.run = run_import,
};

const struct command tasks_command = {
	.name = "tasks",
	.summary = "one's own tasks on a server: add, list, export, import",
	.description = "Works on a server that BETTER_AUTH_URL (--base-url) names, by default the "
		       "one on this machine, with the access token of a user.",
	.subcommands = (const struct command *const[]){ &add_row, &list_row, &export_row,
							&import_row, NULL },
};
