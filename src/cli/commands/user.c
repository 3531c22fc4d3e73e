#include "cli/commands/user.h"

#include <stdio.h>
#include <sysexits.h>

#include "auth/address/named_user.h"
#include "auth/audit/row.h"
#include "auth/factor/reset.h"
#include "auth/revocation/revocation.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "cli/nodes/issuer.h"
#include "cli/nodes/operation.h"
#include "cli/people/people.h"
#include "cli/tree/output.h"
#include "store/tables/factors/trusted_devices.h"
#include "store/tables/sessions.h"
#include "store/tables/users.h"

struct token_revocation {
	struct operation op;
	struct revocations revocations; /* it records, and publishes nothing */
	struct str user_name;           /* an id or an address, as it was given */
	struct user user;
	struct audit_row row;
};

static enum store_rc revoke_tokens_tx(struct sql *sql, void *arg, struct err *err)
{
	struct token_revocation *t = arg;
	enum store_rc rc = users_by_name(sql, t->op.arena, t->user_name, &t->user, err);

	if (rc != STORE_OK)
		return rc;
	t->row.subject = t->user.id;
	rc = sessions_delete_of(sql, t->user.id, SESSIONS_ALL, str_of(NULL, 0), err);
	if (rc == STORE_OK)
		rc = trusted_devices_forget(sql, t->op.arena, t->user.id, err);
	if (rc == STORE_OK)
		rc = revocation_record(sql, &t->revocations, t->user.id, REVOCATION_SESSIONS_ENDED,
				       err);
	return rc == STORE_OK ? audit_append(sql, &t->row, err) : rc;
}

static void prepare(struct token_revocation *t)
{
	struct arena *a = t->op.arena;

	t->revocations = operation_revocations(&t->op);
	t->row = audit_row_new(
		&random_kernel, a, clock_now_ms(&clock_real),
		(struct audit_row){ .actor = operation_actor(a),
				    .action = STR("user-tokens-revoked"),
				    .detail =
					    STR("all sessions; access tokens issued until now") });
}

/* {"id","email",done: true} */
static int print_json(struct arena *a, const struct user *user, const char *done)
{
	struct buf text;

	arena_buf(a, &text, 1024, 65536);
	buf_z(&text, "{\"id\":");
	json_put_string(&text, user->id);
	buf_z(&text, ",\"email\":");
	json_put_string(&text, user->email);
	buf_fmt(&text, ",\"%s\":true}\n", done);
	return cli_print(&text);
}

static int revoke_tokens(struct token_revocation *t, bool as_json)
{
	struct err err = { 0 };

	prepare(t);
	switch (store_write(t->op.store, revoke_tokens_tx, t, &err)) {
	case STORE_OK:
		break;
	case STORE_NONE:
		return cli_fail(EX_NOUSER, "there is no user \"%.*s\"", STR_FMT(t->user_name));
	case STORE_CONFLICT:
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		return cli_fail(EX_IOERR, "%s", err.text);
	}
	revocation_confirm(&t->revocations, t->user.id);
	if (as_json)
		return print_json(t->op.arena, &t->user, "sessionsEnded");
	printf("%.*s is signed out everywhere.\n", STR_FMT(t->user.id));
	if (t->op.issuer.revocations)
		puts("Access tokens issued until now are rejected: by this issuer within a second, "
		     "by task nodes at their next poll.");
	else
		puts("Access tokens issued until now are rejected where OSTIARY_REVOCATIONS is on; "
		     "elsewhere they are good until they expire.");
	return EX_OK;
}

static int run_revoke_tokens(const struct args *args)
{
	struct token_revocation t = { .user_name = str_z(args_word(args)) };
	int code = operation_open(&t.op, args);

	if (code == EX_OK)
		code = revoke_tokens(&t, args_has(args, &flag_json));
	operation_done(&t.op);
	return code;
}

static const struct command revoke_tokens_row = {
	.name = "revoke-tokens",
	.summary = "end all sessions of a user and revoke the user's access tokens",
	.description =
		"Access tokens issued until now are rejected where OSTIARY_REVOCATIONS is on: by "
		"the issuer within a second, by task nodes at their next poll. Elsewhere they "
		"stay good until they expire. It is recorded in the table ostiary_audit.\n\n"
		"With --json, an object: id, email, sessionsEnded.",
	.flags = (const struct flag *const[]){ &flag_json, NULL },
	.argument = { .name = "USER",
		      .help = "the user's id or e-mail address",
		      .least = 1,
		      .most = 1 },
	.settings = COMMAND_TAKES_SETTINGS,
	.run = run_revoke_tokens,
};

/* --- the second factor ------------------------------------------------------------------------ */

static int reset_factor(struct operation *op, struct str name, bool as_json)
{
	struct issuer issuer = { .store = op->store,
				 .clock = &clock_real,
				 .random = &random_kernel,
				 .log = &op->log,
				 .announce = issuer_announce,
				 .settings = op->issuer };
	struct err err = { 0 };
	struct user user;

	if (op->issuer.two_factor.policy == FACTOR_POLICY_OFF)
		return cli_fail(EX_CONFIG, "OSTIARY_TWO_FACTOR is off");
	switch (factor_reset(&issuer, op->arena, name, operation_actor(op->arena), &user, &err)) {
	case STORE_OK:
		if (as_json)
			return print_json(op->arena, &user, "secondFactorReset");
		printf("The second factor of %.*s is off. A mail tells the user.\n",
		       STR_FMT(user.id));
		return EX_OK;
	case STORE_NONE:
		return cli_fail(EX_NOUSER, "there is no user \"%.*s\"", STR_FMT(name));
	case STORE_CONFLICT:
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		break;
	}
	return cli_fail(EX_IOERR, "%s", err.text);
}

static int run_reset_factor(const struct args *args)
{
	struct operation op;
	int code = operation_open(&op, args);

	if (code == EX_OK)
		code = reset_factor(&op, str_z(args_word(args)), args_has(args, &flag_json));
	operation_done(&op);
	return code;
}

static const struct command reset_factor_row = {
	.name = "reset",
	.summary = "turn off the second factor of a user who has lost it",
	.description =
		"Deletes the authenticator and the backup codes, ends a lock after wrong codes, "
		"and forgets the browsers that the user trusts. Passkeys and sessions stay. The "
		"user is sent a mail, and it is recorded in the table ostiary_audit. Make sure "
		"that it is the user who asks.\n\n"
		"With --json, an object: id, email, secondFactorReset.",
	.flags = (const struct flag *const[]){ &flag_json, NULL },
	.argument = { .name = "USER",
		      .help = "the user's id or e-mail address",
		      .least = 1,
		      .most = 1 },
	.settings = COMMAND_TAKES_SETTINGS,
	.run = run_reset_factor,
};

static const struct command factor_row = {
	.name = "second-factor",
	.summary = "help a user who has lost the second factor",
	.subcommands = (const struct command *const[]){ &reset_factor_row, NULL },
};

const struct command user_command = {
	.name = "user",
	.summary = "show, create, change and delete people, and end their access",
	.subcommands =
		(const struct command *const[]){
			&people_list_row, &people_show_row, &people_create_row, &people_invite_row,
			&people_set_password_row, &people_verify_row, &people_export_row,
			&people_delete_row, &people_role_row, &people_disable_row,
			&people_enable_row, &revoke_tokens_row, &factor_row, NULL },
};
