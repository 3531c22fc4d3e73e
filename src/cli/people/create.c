#include "cli/people/people.h"

#include <string.h>
#include <sysexits.h>

#include "auth/people/people.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "cli/people/issuer.h"
#include "cli/tree/output.h"
#include "core/limits.h"

static const struct flag flag_name = {
	.name = "name",
	.value = "NAME",
	.help = "the person's name, of at most 500 characters",
	.required = true,
};

#define WHO                                                                                        \
	{                                                                                          \
		.name = "EMAIL", .help = "the e-mail address, which signs in", .least = 1,         \
		.most = 1                                                                          \
	}

static void put_json(struct buf *b, const struct created_person *made, enum first_password how)
{
	buf_z(b, "{\"id\":");
	json_put_string(b, made->user.id);
	people_put_text(b, "email", made->user.email);
	people_put_text(b, "name", made->user.name);
	people_put_bool(b, "password", how == FIRST_PASSWORD_GIVEN);
	people_put_text(b, "link", made->link.n ? made->link : str_of(NULL, 0));
	people_put_time(b, "linkExpiresAt", made->expires_ms);
	people_put_bool(b, "mailed", how == FIRST_PASSWORD_BY_MAIL);
	buf_z(b, "}\n");
}

static void put_text(struct buf *b, const struct created_person *made, enum first_password how)
{
	static const char *const whats[] = {
		[FIRST_PASSWORD_GIVEN] = "has the given password.\n",
		[FIRST_PASSWORD_BY_LINK] = "has no password. This link sets one, once, until ",
		[FIRST_PASSWORD_BY_MAIL] =
			"has no password. A mail brings a link that sets one, once, until ",
	};

	cli_put_safe(b, made->user.email);
	buf_fmt(b, " is created as %.*s, and ", STR_FMT(made->user.id));
	buf_z(b, whats[how]);
	if (how == FIRST_PASSWORD_GIVEN)
		return;
	clock_put_iso(b, made->expires_ms);
	buf_z(b, made->link.n ? ":\n" : "; see: ostiary outbox list\n");
	buf_str(b, made->link);
	buf_z(b, made->link.n ? "\n" : "");
}

static int create_with(struct people_job *job, struct new_person *person)
{
	PEOPLE_ISSUER(issuer);
	struct created_person made;
	struct err err = { 0 };
	struct buf text;
	int code = people_issuer_open(job, &issuer);

	if (code == EX_OK && person->how != FIRST_PASSWORD_GIVEN && !issuer.settings.pages)
		code = cli_fail(EX_CONFIG, "this server has no page on which a link could set a "
					   "password: give one with --password-file");
	if (code == EX_OK)
		code = people_report(&issuer,
				     person_create(&issuer, job->op.arena, person, &made, &err),
				     person->email, &err);
	if (code != EX_OK)
		return code;
	people_buf(job, &text);
	(args_has(job->args, &flag_json) ? put_json : put_text)(&text, &made, person->how);
	return cli_print(&text);
}

static int create_person(struct people_job *job, enum first_password otherwise)
{
	const char *file = args_value(job->args, &flag_password_file);
	struct new_person person = { .email = str_z(args_word(job->args)),
				     .name = str_z(args_value(job->args, &flag_name)),
				     .how = file ? FIRST_PASSWORD_GIVEN : otherwise,
				     .actor = operation_actor(job->op.arena) };
	char room[VALUE_FILE_MAX + 1];
	int code = EX_OK;

	if (!str_is_utf8(person.name) || str_utf16_units(person.name) > LIMIT_NAME_UNITS)
		return cli_fail(EX_USAGE, "--name takes at most %d characters of UTF-8",
				LIMIT_NAME_UNITS);
	if (file)
		code = people_read_password(file, room, &person.password);
	if (code == EX_OK)
		code = create_with(job, &person);
	explicit_bzero(room, sizeof(room));
	return code;
}

static int create_by_hand(struct people_job *job)
{
	return create_person(job, FIRST_PASSWORD_BY_LINK);
}

static int create_by_mail(struct people_job *job)
{
	return create_person(job, FIRST_PASSWORD_BY_MAIL);
}

static int run_create(const struct args *args)
{
	return people_run(args, create_by_hand);
}

static int run_invite(const struct args *args)
{
	return people_run(args, create_by_mail);
}

#define JSON_MEMBERS                                                                               \
	"With --json, an object: id, email, name, password (there is one), link (null unless it "  \
	"is to be handed over), linkExpiresAt and mailed."

const struct command people_create_row = {
	.name = "create",
	.summary = "create a person, with a password or a link that sets one",
	.description =
		"Sign-up may be switched off. The server's rules for passwords apply. Without "
		"--password-file the person has no password, and a link to set one is printed, "
		"as a mail to reset a password has it: hand it over on a safe way, for it signs "
		"in. The settings must be the server's, because the link has its address. It is "
		"recorded in the table ostiary_audit.\n\n" JSON_MEMBERS,
	.flags = (const struct flag *const[]){ &flag_name, &flag_password_file, &flag_json, NULL },
	.argument = WHO,
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){
			{ "With a password from a pipe",
			  "pwgen 20 1 | ostiary user create ada@example.org --name 'Ada Lovelace' "
			  "--password-file -" },
			{ "With a link to set one",
			  "ostiary user create ada@example.org --name 'Ada Lovelace'" },
			{ 0 } },
	.run = run_create,
};

const struct command people_invite_row = {
	.name = "invite",
	.summary = "create a person, and mail a link that sets the password",
	.description =
		"The mail is of the kind invitation, with a link like that of a password reset, "
		"and a running server sends it. The settings must be the server's, because the "
		"link has its address. When too many mails wait to be sent, nobody is created. It "
		"is recorded in the table ostiary_audit.\n\n" JSON_MEMBERS,
	.flags = (const struct flag *const[]){ &flag_name, &flag_json, NULL },
	.argument = WHO,
	.settings = COMMAND_TAKES_SETTINGS,
	.examples = (const struct example[]){ { "A new colleague",
						"ostiary user invite ada@example.org --name "
						"'Ada Lovelace'" },
					      { 0 } },
	.run = run_invite,
};
