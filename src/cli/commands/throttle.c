#include "cli/commands/throttle.h"

#include <stdio.h>
#include <sysexits.h>

#include "auth/abuse/alias.h"
#include "auth/abuse/attempt.h"
#include "base/cleanup.h"
#include "cli/nodes/operation.h"
#include "cli/tree/output.h"
#include "crypto/cookie_mac.h"

static int release_account(struct operation *op, struct str email)
{
	struct err err = { 0 };

	switch (attempt_release(op->store, op->arena, email, operation_actor(op->arena),
				clock_now_ms(&clock_real), &err)) {
	case RELEASE_DONE:
		puts("The count of wrong passwords is reset; the next attempt need not wait.");
		return EX_OK;
	case RELEASE_NO_USER:
		return cli_fail(EX_NOUSER, "there is no user \"%.*s\"", STR_FMT(email));
	case RELEASE_FAULT:
		break;
	}
	return cli_fail(EX_IOERR, "%s", err.text);
}

static int print_name(struct operation *op, struct str email)
{
	OWNED(cookie_key_free) struct cookie_key *of = NULL;
	struct short_hash_key key;
	int code = operation_find_secret(op);

	if (code != EX_OK)
		return code;
	of = cookie_key_new(op->issuer.secrets.current);
	if (!of)
		return cli_fail(EX_OSERR, "no memory");
	alias_key_init(&key, of);
	printf("%.*s\n", STR_FMT(alias_of(&key, op->arena, email)));
	return EX_OK;
}

/* --- the rows --------------------------------------------------------------------------------- */

static int run_with_email(const struct args *args, int (*run)(struct operation *, struct str))
{
	struct str email = str_z(args_word(args));
	struct operation op;
	int code;

	if (str_find(email, '@') < 0)
		return cli_fail(EX_USAGE, "EMAIL must be an e-mail address, not \"%.*s\"",
				STR_FMT(email));
	code = operation_open(&op, args);
	if (code == EX_OK)
		code = run(&op, email);
	operation_done(&op);
	return code;
}

static int throttle_run_release(const struct args *args)
{
	return run_with_email(args, release_account);
}

static int throttle_run_name(const struct args *args)
{
	return run_with_email(args, print_name);
}

#define EMAIL                                                                                      \
	{                                                                                          \
		.name = "EMAIL", .help = "the user's e-mail address", .least = 1, .most = 1        \
	}

static const struct command release_row = {
	.name = "release",
	.summary = "end the wait of an account after wrong passwords, in every process",
	.description = "The release is recorded in the table ostiary_audit.",
	.argument = EMAIL,
	.settings = COMMAND_TAKES_SETTINGS,
	.run = throttle_run_release,
};

static const struct command name_row = {
	.name = "name",
	.summary = "print the name that the log gives to the account of an address",
	.description = "Log lines name an account by a word that is made from the address and the "
		       "secret. It takes the server's secret.",
	.argument = EMAIL,
	.settings = COMMAND_TAKES_SETTINGS,
	.keeps_tables = true,
	.run = throttle_run_name,
};

const struct command throttle_command = {
	.name = "throttle",
	.summary = "end the wait after too many wrong passwords",
	.subcommands = (const struct command *const[]){ &release_row, &name_row, NULL },
};
