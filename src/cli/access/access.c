#include "cli/access/access.h"

#include <sysexits.h>

#include "auth/address/address.h"
#include "auth/admin/access.h"
#include "base/json.h"
#include "cli/nodes/operation.h"
#include "cli/tree/args.h"
#include "cli/tree/output.h"
#include "core/date_text.h"

#define OUTPUT_BYTES 8192

/* One command: what it is to write, and what has become of it. */
struct access_job {
	const struct args *args;
	struct operation op;
	struct issuer issuer; /* what access_change needs of one */
	struct access_change change;
};

/* ---- output ---- */

static void put_time(struct buf *b, int64_t ms)
{
	buf_z(b, ms == INT64_MAX ? "null" : "\"");
	if (ms == INT64_MAX)
		return;
	clock_put_iso(b, ms);
	buf_char(b, '"');
}

static void put_json(struct buf *b, const struct access_change *change)
{
	const struct user_marks *marks = &change->marks;

	buf_z(b, "{\"id\":");
	json_put_string(b, change->user.id);
	buf_z(b, ",\"email\":");
	json_put_string(b, change->user.email);
	buf_z(b, ",\"role\":");
	json_put_string_or_null(b, marks->role);
	buf_z(b, marks->banned ? ",\"banned\":true,\"banReason\":"
			       : ",\"banned\":false,\"banReason\":");
	json_put_string_or_null(b, marks->ban_reason);
	buf_z(b, ",\"banExpires\":");
	put_time(b, marks->banned ? marks->ban_ends_ms : INT64_MAX);
	buf_z(b, "}\n");
}

static void put_text(struct buf *b, const struct access_job *job)
{
	const struct access_change *change = &job->change;

	buf_str(b, change->user.id);
	if (!change->marks.banned) {
		buf_z(b, " may sign in; roles: ");
		buf_str(b, change->marks.role.n ? change->marks.role : STR("user"));
		buf_z(b, ".\n");
		return;
	}
	buf_z(b, " is banned");
	if (change->marks.ban_ends_ms != INT64_MAX) {
		buf_z(b, " until ");
		clock_put_iso(b, change->marks.ban_ends_ms);
	}
	buf_z(b,
	      job->op.issuer.revocations
		      ? ".\n"
		      : ".\nWithout OSTIARY_REVOCATIONS, access tokens issued until now are good "
			"until they expire.\n");
}

static int print(struct access_job *job)
{
	struct buf text;

	arena_buf(job->op.arena, &text, 512, OUTPUT_BYTES);
	if (args_has(job->args, &flag_json))
		put_json(&text, &job->change);
	else
		put_text(&text, job);
	return cli_print(&text);
}

/* ---- the operation ---- */

static void prepare(struct access_job *job)
{
	struct arena *a = job->op.arena;
	struct str name = str_z(args_word(job->args));

	job->issuer = (struct issuer){
		.store = job->op.store,
		.clock = &clock_real,
		.random = &random_kernel,
		.log = &job->op.log,
		.settings = job->op.issuer,
		.revocations = { .enabled = true, /* for the servers that have it on */
				 .store = job->op.store,
				 .clock = &clock_real,
				 .log = &job->op.log,
				 .token_life_s = job->op.issuer.token.life_s },
	};
	job->change = (struct access_change){
		.issuer = &job->issuer,
		.arena = a,
		.name = str_find(name, '@') >= 0 ? email_lower(a, name) : name,
		.actor = operation_actor(a),
	};
}

typedef enum store_rc change_fn(struct access_job *job, struct err *err);

static int run_change(struct access_job *job, change_fn *change)
{
	struct err err = { 0 };

	prepare(job);
	switch (change(job, &err)) {
	case STORE_OK:
		return print(job);
	case STORE_NONE:
		return cli_fail(EX_NOUSER, "there is no user \"%s\"", args_word(job->args));
	case STORE_CONFLICT:
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return cli_fail(EX_IOERR, "%s", err.text);
}

static int run(const struct args *args, change_fn *change)
{
	struct access_job job = { .args = args };
	int code = operation_open(&job.op, args);

	if (code == EX_OK)
		code = run_change(&job, change);
	operation_done(&job.op);
	return code;
}

/* ---- role ---- */

static enum store_rc set_role(struct access_job *job, struct err *err)
{
	return access_set_role(&job->change, str_z(job->args->words[1]), err);
}

static int run_role(const struct args *args)
{
	if (!access_role_is_valid(str_z(args->words[1])))
		return cli_fail(EX_USAGE,
				"\"%s\" is no role: words of letters, digits, - and _, "
				"joined by commas",
				args->words[1]);
	return run(args, set_role);
}

const struct command user_role_row = {
	.name = "role",
	.summary = "give a user roles in the place of all others",
	.description =
		"The role admin is that of Better Auth's plugin admin, and what "
		"OSTIARY_TWO_FACTOR=admins goes by. It is written to the column role of \"user\", "
		"which is added when it is missing, and recorded in the table ostiary_audit.",
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

static enum store_rc disable(struct access_job *job, struct err *err)
{
	int64_t ends_ms = INT64_MAX;

	(void)read_until(job->args, &ends_ms); /* checked by run_disable() */
	return access_ban(&job->change, reason_of(job->args), ends_ms, err);
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
	return run(args, disable);
}

const struct command user_disable_row = {
	.name = "disable",
	.summary = "ban a user: end all access now, and refuse every way in",
	.description =
		"Deletes all sessions of the user and revokes the access tokens, as ostiary user "
		"revoke-tokens does. A banned user is refused after the right password, passkey "
		"or link, with 403 BANNED_USER. The ban is that of Better Auth's plugin admin: "
		"the columns banned, banReason and banExpires of \"user\", which are added when "
		"they are missing. It is recorded in the table ostiary_audit.",
	.flags = (const struct flag *const[]){ &flag_reason, &flag_until, &flag_json, NULL },
	.argument = { .name = "USER",
		      .help = "the user's id or e-mail address",
		      .least = 1,
		      .most = 1 },
	.settings = COMMAND_TAKES_SETTINGS,
	.run = run_disable,
};

static enum store_rc enable(struct access_job *job, struct err *err)
{
	return access_unban(&job->change, err);
}

static int run_enable(const struct args *args)
{
	return run(args, enable);
}

const struct command user_enable_row = {
	.name = "enable",
	.summary = "lift the ban of a user",
	.description = "The user signs in anew: sessions and access tokens that the ban ended stay "
		       "ended. It is recorded in the table ostiary_audit.",
	.flags = (const struct flag *const[]){ &flag_json, NULL },
	.argument = { .name = "USER",
		      .help = "the user's id or e-mail address",
		      .least = 1,
		      .most = 1 },
	.settings = COMMAND_TAKES_SETTINGS,
	.run = run_enable,
};
