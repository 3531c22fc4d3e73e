#include "cli/people/people.h"

#include <string.h>
#include <sysexits.h>

#include "auth/people/people.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "cli/people/issuer.h"
#include "cli/tree/output.h"

/* Prints the sentence about the user, or {"id","email",name: value}. */
static int tell(const struct people_job *job, const char *sentence, const char *name, bool value)
{
	const struct user *user = &job->person.user;
	struct buf text;

	people_buf(job, &text);
	if (args_has(job->args, &flag_json)) {
		buf_z(&text, "{\"id\":");
		json_put_string(&text, user->id);
		people_put_text(&text, "email", user->email);
		people_put_bool(&text, name, value);
		buf_z(&text, "}\n");
	} else {
		cli_put_safe(&text, user->email);
		buf_z(&text, sentence);
	}
	return cli_print(&text);
}

/* --- the password ----------------------------------------------------------------------------- */

static int set_password(struct people_job *job, struct str password)
{
	PEOPLE_ISSUER(issuer);
	const struct user *user = &job->person.user;
	struct arena *a = job->op.arena;
	struct err err = { 0 };
	int code = people_issuer_open(job, &issuer);

	if (code == EX_OK)
		code = people_report(
			&issuer,
			person_set_password(&issuer, a, user, password, operation_actor(a), &err),
			user->email, &err);
	if (code != EX_OK)
		return code;
	return tell(job, " has the new password, and is signed out everywhere. A mail tells it.\n",
		    "sessionsEnded", true);
}

static int read_and_set(struct people_job *job)
{
	char room[VALUE_FILE_MAX + 1];
	struct str password;
	int code = people_read_password(args_value(job->args, &flag_required_password_file), room,
					&password);

	if (code == EX_OK)
		code = set_password(job, password);
	explicit_bzero(room, sizeof(room));
	return code;
}

static int run_set_password(const struct args *args)
{
	return people_run_for(args, read_and_set);
}

const struct command people_set_password_row = {
	.name = "set-password",
	.summary = "set a person's password, and end all sessions",
	.description =
		"The server's rules for passwords apply. Sessions, links to reset the password, "
		"trusted browsers and the count of wrong passwords end; the second factor and "
		"passkeys stay. Access tokens issued until now are rejected where "
		"OSTIARY_REVOCATIONS is on, and elsewhere stay good until they expire. The person "
		"is sent a mail, and it is recorded in the table ostiary_audit.\n\n"
		"With --json, an object: id, email, sessionsEnded.",
	.flags = (const struct flag *const[]){ &flag_required_password_file, &flag_json, NULL },
	.argument = PEOPLE_WHO,
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){ { "From a pipe", "pwgen 20 1 | ostiary user set-password "
							   "ada@example.org --password-file -" },
					  { 0 } },
	.run = run_set_password,
};

/* --- the address ------------------------------------------------------------------------------ */

static int verify(struct people_job *job)
{
	PEOPLE_ISSUER(issuer);
	const struct user *user = &job->person.user;
	struct arena *a = job->op.arena;
	struct err err = { 0 };
	enum auth_result result = AUTH_OK;
	int code = people_issuer_open(job, &issuer);

	if (code != EX_OK)
		return code;
	result = person_verify(&issuer, a, user, operation_actor(a), &err);
	if (result == REFUSED_EMAIL_ALREADY_VERIFIED)
		return tell(job, " was verified already.\n", "changed", false);
	code = people_report(&issuer, result, user->email, &err);
	return code == EX_OK ? tell(job, " is verified.\n", "changed", true) : code;
}

static int run_verify(const struct args *args)
{
	return people_run_for(args, verify);
}

const struct command people_verify_row = {
	.name = "verify",
	.summary = "mark a person's e-mail address as verified",
	.description =
		"For an address that is known to be the person's, where no mail can be sent. It "
		"is recorded in the table ostiary_audit. A session's cached data tells of it when "
		"the cache is renewed.\n\n"
		"With --json, an object: id, email, changed (false: it was verified already).",
	.flags = (const struct flag *const[]){ &flag_json, NULL },
	.argument = PEOPLE_WHO,
	.settings = COMMAND_TAKES_SETTINGS,
	.examples = (const struct example[]){ { "After a call", "ostiary user verify "
								"ada@example.org" },
					      { 0 } },
	.run = run_verify,
};
