#include "cli/people/people.h"

#include <sysexits.h>

#include "auth/admin/access.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "cli/people/issuer.h"
#include "cli/people/view.h"
#include "cli/tree/output.h"
#include "core/date_text.h"

typedef enum store_rc change_fn(const struct people_job *job, struct access_change *change,
				struct err *err);
/* Appends the sentence about what has become of it. */
typedef void put_fn(struct buf *b, const struct people_job *job,
		    const struct access_change *change);

/* ---- output ---- */

static void put_json(struct buf *b, const struct access_change *change)
{
	const struct user_marks *marks = &change->marks;
	bool banned = person_is_banned(&change->user);

	buf_z(b, "{\"id\":");
	json_put_string(b, change->user.id);
	people_put_text(b, "email", change->user.email);
	people_put_text(b, "role", marks->role);
	people_put_bool(b, "banned", banned);
	people_put_text(b, "banReason", banned ? marks->ban_reason : str_of(NULL, 0));
	person_put_ban_end(b, &change->user);
	buf_z(b, "}\n");
}

static void put_role(struct buf *b, const struct people_job *job,
		     const struct access_change *change)
{
	(void)job;
	cli_put_safe(b, change->user.email);
	buf_z(b, str_find(change->marks.role, ',') < 0 ? " has the role " : " has the roles ");
	cli_put_safe(b, change->marks.role);
	buf_z(b, ".\n");
}

static void put_ban(struct buf *b, const struct people_job *job, const struct access_change *change)
{
	cli_put_safe(b, change->user.email);
	buf_z(b, " is banned");
	if (change->user.ban_ends_ms != INT64_MAX) {
		buf_z(b, " until ");
		clock_put_iso(b, change->user.ban_ends_ms);
	}
	buf_z(b, ".\n");
	if (!job->op.issuer.revocations)
		buf_z(b, "Without OSTIARY_REVOCATIONS, access tokens issued until now are good "
			 "until they expire.\n");
}

static void put_entry(struct buf *b, const struct people_job *job,
		      const struct access_change *change)
{
	(void)job;
	cli_put_safe(b, change->user.email);
	buf_z(b, " may sign in.\n");
}

static int print(const struct people_job *job, const struct access_change *change, put_fn *put)
{
	struct buf text;

	people_buf(job, &text);
	if (args_has(job->args, &flag_json))
		put_json(&text, change);
	else
		put(&text, job, change);
	return cli_print(&text);
}

static int change_access(struct people_job *job, change_fn *change, put_fn *put)
{
	PEOPLE_ISSUER(issuer);
	struct access_change c = { .issuer = &issuer,
				   .arena = job->op.arena,
				   .user_id = job->person.user.id,
				   .actor = operation_actor(job->op.arena) };
	struct err err = { 0 };
	int code = people_issuer_open(job, &issuer);

	if (code != EX_OK)
		return code;
	switch (change(job, &c, &err)) {
	case STORE_OK:
		return print(job, &c, put);
	case STORE_NONE:
		return people_nobody(job->person.user.email);
	case STORE_CONFLICT:
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return cli_fail(EX_IOERR, "%s", err.text);
}

/* ---- role ---- */

static enum store_rc set_role(const struct people_job *job, struct access_change *change,
			      struct err *err)
{
	return access_set_role(change, str_z(job->args->words[1]), err);
}

static int change_role(struct people_job *job)
{
	return change_access(job, set_role, put_role);
}

static int run_role(const struct args *args)
{
	if (!access_role_is_valid(str_z(args->words[1])))
		return cli_fail(EX_USAGE,
				"\"%s\" is no role: words of letters, digits, - and _, "
				"joined by commas",
				args->words[1]);
	return people_run_for(args, change_role);
}

#define JSON_MEMBERS                                                                               \
	"With --json, an object: id, email, role (null: none was given), banned, banReason and "   \
	"banExpires (null: not banned, or without an end)."

const struct command people_role_row = {
	.name = "role",
	.summary = "give a user roles in the place of all others",
	.description =
		"The role admin is that of Better Auth's plugin admin, and what "
		"OSTIARY_TWO_FACTOR=admins goes by. It is written to the column role of \"user\", "
		"which is added when it is missing, and recorded in the table "
		"ostiary_audit.\n\n" JSON_MEMBERS,
	.flags = (const struct flag *const[]){ &flag_json, NULL },
	.argument = { .name = "USER ROLE",
		      .help = "the user's id or e-mail address, and the roles, joined by commas",
		      .least = 2,
		      .most = 2 },
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){ { "The first admin", "ostiary user role ada@example.org "
							       "admin" },
					  { 0 } },
	.run = run_role,
};

/* ---- disable, enable ---- */

static const struct flag flag_reason = {
	.name = "reason",
	.value = "TEXT",
	.help = "why, for the operators; \"No reason\" by default",
};

static const struct flag flag_until = {
	.name = "until",
	.value = "TIME",
	.help = "when the ban ends by itself, such as 2027-01-31 or 2027-01-31T12:00:00Z; never "
		"by default",
};

static struct str reason_of(const struct args *args)
{
	const char *text = args_value(args, &flag_reason);

	return str_z(text ? text : "");
}

/* False: it is no time, or has passed. */
static bool read_until(const struct args *args, int64_t *out_ms)
{
	const char *text = args_value(args, &flag_until);

	*out_ms = INT64_MAX;
	return !text ||
	       (date_text_read(str_z(text), out_ms) && *out_ms > clock_now_ms(&clock_real));
}

static enum store_rc ban(const struct people_job *job, struct access_change *change,
			 struct err *err)
{
	int64_t ends_ms = INT64_MAX;

	(void)read_until(job->args, &ends_ms); /* checked by run_disable() */
	return access_ban(change, reason_of(job->args), ends_ms, err);
}

static int disable(struct people_job *job)
{
	return change_access(job, ban, put_ban);
}

static int run_disable(const struct args *args)
{
	struct str reason = reason_of(args);
	int64_t ends_ms;

	if (!read_until(args, &ends_ms))
		return cli_fail(EX_USAGE, "--until: \"%s\" is no time to come",
				args_value(args, &flag_until));
	if (!str_is_utf8(reason) || reason.n > ACCESS_REASON_BYTES)
		return cli_fail(EX_USAGE, "--reason is no UTF-8 of at most %d bytes",
				ACCESS_REASON_BYTES);
	return people_run_for(args, disable);
}

const struct command people_disable_row = {
	.name = "disable",
	.summary = "ban a user: end all access now, and refuse every way in",
	.description =
		"Deletes all sessions of the user, forgets the browsers that the user trusts and "
		"revokes the access tokens, as ostiary user revoke-tokens does. A banned user is "
		"refused after the right password, passkey or link, with 403 BANNED_USER. The ban "
		"is that of Better Auth's plugin admin: the columns banned, banReason and "
		"banExpires of \"user\", which are added when they are missing. It is recorded in "
		"the table ostiary_audit.\n\n" JSON_MEMBERS,
	.flags = (const struct flag *const[]){ &flag_reason, &flag_until, &flag_json, NULL },
	.argument = PEOPLE_WHO,
	.settings = COMMAND_TAKES_SETTINGS,
	.run = run_disable,
};

static enum store_rc unban(const struct people_job *job, struct access_change *change,
			   struct err *err)
{
	(void)job;
	return access_unban(change, err);
}

static int enable(struct people_job *job)
{
	return change_access(job, unban, put_entry);
}

static int run_enable(const struct args *args)
{
	return people_run_for(args, enable);
}

const struct command people_enable_row = {
	.name = "enable",
	.summary = "lift the ban of a user",
	.description = "The user signs in anew: sessions and access tokens that the ban ended stay "
		       "ended. It is recorded in the table ostiary_audit.\n\n" JSON_MEMBERS,
	.flags = (const struct flag *const[]){ &flag_json, NULL },
	.argument = PEOPLE_WHO,
	.settings = COMMAND_TAKES_SETTINGS,
	.run = run_enable,
};
