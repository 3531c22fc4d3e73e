#include "cli/people/people.h"

#include <sysexits.h>

#include "auth/people/people.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "cli/people/issuer.h"
#include "cli/tree/output.h"

static const struct flag flag_yes = {
	.name = "yes",
	.help = "delete; without it, the command only says what it would delete",
};

static void put_json(struct buf *b, const struct person *person)
{
	buf_z(b, "{\"id\":");
	json_put_string(b, person->user.id);
	people_put_text(b, "email", person->user.email);
	people_put_number(b, "sessions", person->sessions);
	people_put_number(b, "passkeys", person->passkeys);
	people_put_number(b, "tasks", person->tasks);
	people_put_number(b, "tasksInTrash", person->trash);
	people_put_number(b, "lists", person->lists);
	people_put_bool(b, "deleted", true);
	buf_z(b, "}\n");
}

/* "ada@example.org (id; sessions: 2, ...)" */
static void put_what(struct buf *b, const struct person *person)
{
	cli_put_safe(b, person->user.email);
	buf_fmt(b, " (%.*s; sessions: %lld, passkeys: %lld, tasks: %lld, in the trash: %lld, ",
		STR_FMT(person->user.id), (long long)person->sessions, (long long)person->passkeys,
		(long long)person->tasks, (long long)person->trash);
	buf_fmt(b, "lists: %lld)", (long long)person->lists);
}

static int refuse(const struct people_job *job)
{
	struct buf text;

	people_buf(job, &text);
	put_what(&text, &job->person);
	return cli_fail(EX_USAGE, "nothing is deleted: %.*s would go for good; say so with --yes",
			STR_FMT(buf_text(&text)));
}

static int delete_person(struct people_job *job)
{
	PEOPLE_ISSUER(issuer);
	const struct user *user = &job->person.user;
	struct arena *a = job->op.arena;
	struct err err = { 0 };
	struct buf text;
	int code;

	if (!args_has(job->args, &flag_yes))
		return refuse(job);
	code = people_issuer_open(job, &issuer);
	if (code == EX_OK)
		code = people_report(&issuer,
				     person_remove(&issuer, a, user->id, operation_actor(a), &err),
				     user->email, &err);
	if (code != EX_OK)
		return code;
	people_buf(job, &text);
	if (args_has(job->args, &flag_json)) {
		put_json(&text, &job->person);
	} else {
		put_what(&text, &job->person);
		buf_z(&text, " is deleted.\n");
	}
	return cli_print(&text);
}

static int run_delete(const struct args *args)
{
	return people_run_for(args, delete_person);
}

const struct command people_delete_row = {
	.name = "delete",
	.summary = "delete a person with all that belongs to the account",
	.description =
		"As a person deletes the own account: the account, ways in, sessions, mails that "
		"wait, lists and tasks are gone for good; only a backup has them. Access tokens "
		"issued until now are rejected where OSTIARY_REVOCATIONS is on, and elsewhere stay "
		"good until they expire. A task node with a database of its own deletes the tasks "
		"when it reads of the deletion in the revocation list. It is recorded in the table "
		"ostiary_audit with the id.\n\n"
		"With --json, an object: id, email, deleted, and the numbers of what went: "
		"sessions, passkeys, tasks, tasksInTrash, lists.",
	.flags = (const struct flag *const[]){ &flag_yes, &flag_json, NULL },
	.argument = PEOPLE_WHO,
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){
			{ "After an export", "ostiary user delete ada@example.org --yes" }, { 0 } },
	.run = run_delete,
};
