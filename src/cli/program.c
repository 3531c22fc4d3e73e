#include "cli/program.h"

#include <stdio.h>
#include <sysexits.h>

#include "base/cleanup.h"
#include "cli/audit/audit.h"
#include "cli/client/health.h"
#include "cli/client/tasks.h"
#include "cli/commands/config.h"
#include "cli/commands/doctor.h"
#include "cli/commands/help.h"
#include "cli/commands/key.h"
#include "cli/commands/mint.h"
#include "cli/commands/outbox.h"
#include "cli/commands/serve.h"
#include "cli/commands/session.h"
#include "cli/commands/throttle.h"
#include "cli/commands/token.h"
#include "cli/commands/user.h"
#include "cli/commands/version.h"
#include "cli/tree/args.h"
#include "cli/tree/help.h"
#include "cli/tree/output.h"
#include "cli/upkeep/upkeep.h"

static const struct command token_command = {
	.name = "token",
	.summary = "judge, decode or mint an access token",
	.subcommands =
		(const struct command *const[]){ &token_verify_command, &token_decode_command,
						 &mint_command, NULL },
};

const struct command program_root = {
	.name = "ostiary",
	.summary = "multi-user tasks behind JSON Web Tokens",
	.description =
		"Ostiary is an issuer that signs users up and in and gives them access tokens, and "
		"a task API that accepts a request only with a valid token of the user whom the "
		"path names.\n\n"
		"`ostiary serve` alone starts everything on http://127.0.0.1:8080 with an SQLite "
		"database. The commands that work on a database may run beside a server. "
		"Those that list, show or export change no table: where a start would, they refuse "
		"the database, and `ostiary migrate --plan` says what would change.",
	.subcommands =
		(const struct command *const[]){
			&serve_command,   &health_command,   &config_command, &doctor_command,
			&migrate_command, &key_command,      &token_command,  &jws_command,
			&outbox_command,  &throttle_command, &user_command,   &session_command,
			&audit_command,   &tasks_command,    &backup_command, &restore_command,
			&check_command,   &version_command,  &help_command,   NULL },
};

static int print_help(const struct args *args)
{
	struct buf text;

	arena_buf(args->arena, &text, 4096, (size_t)1 << 20);
	help_put(&text, &args->path);
	return cli_print(&text);
}

/* The same list as `ostiary help`, but as an error. */
static int print_commands(const struct args *args)
{
	struct buf text;

	arena_buf(args->arena, &text, 4096, (size_t)1 << 20);
	help_put(&text, &args->path);
	fwrite(text.p, 1, text.n, stderr);
	return EX_USAGE;
}

static int run_parsed(struct arena *a, int argc, const char *const *argv)
{
	struct args args;
	struct err err = { 0 };

	switch (args_parse(a, &program_root, argc, argv, &args, &err)) {
	case ARGS_RUN:
		return path_end(&args.path)->run(&args);
	case ARGS_HELP:
		return print_help(&args);
	case ARGS_LIST:
		return print_commands(&args);
	case ARGS_USAGE:
		break;
	}
	return cli_fail(EX_USAGE, "%s", err.text);
}

int program_run(int argc, const char *const *argv)
{
	static const char *const version[] = { "ostiary", "version", NULL };
	struct arena arena;
	int code;

	arena_init(&arena, NULL, 0);
	if (argc == 2 && str_eq(str_z(argv[1]), STR("--version")))
		code = run_parsed(&arena, 2, version);
	else
		code = run_parsed(&arena, argc, argv);
	arena_done(&arena);
	return code;
}
