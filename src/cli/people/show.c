#include "cli/people/people.h"

#include <sysexits.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "cli/people/details.h"
#include "cli/people/job.h"
#include "cli/people/view.h"
#include "cli/tree/output.h"

/* --- as text ---------------------------------------------------------------------------------- */

static void put_name(struct buf *b, const char *name)
{
	cli_put_column(b, str_z(name), 14);
}

static void put_line(struct buf *b, const char *name, struct str text)
{
	put_name(b, name);
	cli_put_safe(b, text);
	buf_char(b, '\n');
}

static void put_time_line(struct buf *b, const char *name, int64_t ms)
{
	put_name(b, name);
	clock_put_iso(b, ms);
	buf_char(b, '\n');
}

static void put_ban_line(struct buf *b, const struct user *user)
{
	bool banned = person_is_banned(user);

	put_name(b, "banned");
	buf_z(b, banned ? "yes" : "no");
	if (banned && user->ban_ends_ms != INT64_MAX) {
		buf_z(b, ", until ");
		clock_put_iso(b, user->ban_ends_ms);
	}
	buf_char(b, '\n');
}

static void put_session(struct buf *b, const struct session *session)
{
	buf_z(b, "  since ");
	clock_put_iso(b, session->created_ms);
	buf_z(b, " until ");
	clock_put_iso(b, session->expires_ms);
	buf_z(b, " from ");
	cli_put_safe(b, session->ip_address.n ? session->ip_address : STR("an unknown address"));
	if (session->user_agent.n) {
		buf_z(b, ", ");
		cli_put_safe(b, session->user_agent);
	}
	buf_char(b, '\n');
}

static void put_ways_line(struct buf *b, const struct person *person,
			  const struct person_details *more)
{
	put_name(b, "ways in");
	person_put_ways(b, person);
	for (size_t i = 0; i < more->n_accounts; i++) {
		if (str_eq(more->accounts[i].provider_id, STR("credential")))
			continue;
		buf_z(b, ", ");
		cli_put_safe(b, more->accounts[i].provider_id);
	}
	buf_char(b, '\n');
}

static void put_text(struct buf *b, const struct person *person, const struct person_details *more)
{
	const struct user *user = &person->user;

	put_line(b, "id", user->id);
	put_line(b, "email", user->email);
	put_line(b, "verified", user->email_verified ? STR("yes") : STR("no"));
	put_line(b, "name", user->name);
	put_time_line(b, "created", user->created_ms);
	put_time_line(b, "changed", user->updated_ms);
	put_ban_line(b, user);
	put_ways_line(b, person, more);
	put_line(b, "second factor",
		 more->authenticator   ? STR("authenticator")
		 : user->second_factor ? STR("codes by mail")
				       : STR("none"));
	put_name(b, "tasks");
	buf_fmt(b, "%lld, and %lld in the trash; %lld lists\n", (long long)person->tasks,
		(long long)person->trash, (long long)person->lists);
	put_name(b, "sessions");
	buf_fmt(b, "%lld\n", (long long)person->sessions);
	for (size_t i = 0; i < more->n_sessions; i++)
		put_session(b, &more->sessions[i]);
}

/* --- as JSON ---------------------------------------------------------------------------------- */

static void put_json(struct buf *b, const struct person *person, const struct person_details *more)
{
	const struct user *user = &person->user;

	person_put_members(b, person);
	people_put_time(b, "updatedAt", user->updated_ms);
	person_put_ban(b, user);
	people_put_number(b, "tasks", person->tasks);
	people_put_number(b, "tasksInTrash", person->trash);
	people_put_number(b, "lists", person->lists);
	details_put_members(b, more);
	buf_z(b, "}\n");
}

static int show_person(struct people_job *job)
{
	struct person_details more;
	struct buf text;
	int code = details_read(job, &more);

	if (code != EX_OK)
		return code;
	people_buf(job, &text);
	(args_has(job->args, &flag_json) ? put_json : put_text)(&text, &job->person, &more);
	return cli_print(&text);
}

static int run_show(const struct args *args)
{
	return people_run_for(args, show_person);
}

const struct command people_show_row = {
	.name = "show",
	.summary = "show one person: ways in, second factor, sessions, number of tasks",
	.description =
		"No secret is printed: no token of a session, no hash of a password and no key.\n\n"
		"With --json, an object with the members of `ostiary user list`, and updatedAt, "
		"banned, banExpires (null: not banned, or without an end), tasks, tasksInTrash and "
		"lists (numbers), authenticator, passkeyList (name, createdAt, usedAt, "
		"deviceType, backedUp), providers (other ways in, of Better Auth), and "
		"sessionList (id, createdAt, expiresAt, updatedAt, ipAddress, userAgent), the "
		"newest 100 at most.",
	.flags = (const struct flag *const[]){ &flag_json, NULL },
	.argument = PEOPLE_WHO,
	.settings = COMMAND_TAKES_SETTINGS,
	.keeps_tables = true,
	.examples =
		(const struct example[]){ { "Who is this?", "ostiary user show ada@example.org" },
					  { 0 } },
	.run = run_show,
};
