#include "cli/commands/config.h"

#include <sysexits.h>
#include <unistd.h>

#include "cli/nodes/operation.h"
#include "cli/nodes/plan.h"
#include "cli/nodes/warnings.h"
#include "cli/resolve/address.h"
#include "cli/settings/print.h"
#include "cli/tree/output.h"

#define OUTPUT_BYTES ((size_t)256 << 10)

static const struct flag flag_check = {
	.name = "check",
	.help = "show nothing, and judge the settings as `ostiary serve` does",
};

/* The judgement has found the addresses good, so that they can be read once more. */
static void warn(const struct args *args, const struct settings *settings)
{
	const struct log log = { .fd = STDERR_FILENO,
				 .level = LOG_LEVEL_WARN,
				 .clock = &clock_real };
	struct listen_address listening;
	struct public_address outside;
	struct err ignored;

	if (address_to_listen(settings, &listening, &ignored) &&
	    address_to_outside(args->arena, settings, &listening, &outside, &ignored))
		warnings_log(args->arena, settings, &listening, &outside, &log);
}

static int check_settings(const struct args *args, const struct settings *settings)
{
	int code = plan_judge(args->arena, settings);

	if (code == EX_OK)
		warn(args, settings);
	return code;
}

static int show_settings(const struct args *args)
{
	struct settings settings;
	struct buf text;
	int code = operation_read_settings(args, &settings);

	if (code != EX_OK)
		return code;
	if (args_has(args, &flag_check))
		return check_settings(args, &settings);
	address_resolve_defaults(args->arena, &settings);
	arena_buf(args->arena, &text, 4096, OUTPUT_BYTES);
	if (args_has(args, &flag_json))
		settings_put_json(&text, &settings);
	else
		settings_put(&text, &settings);
	return cli_print(&text);
}

const struct command config_command = {
	.name = "config",
	.summary = "show every setting, its value and the source of the value",
	.description =
		"Shows what `ostiary serve` would use with the same flags and environment. "
		"Secrets and passwords are masked.\n\n"
		"With --check it judges the settings, and the files that they name, by the code "
		"with which `ostiary serve` starts: it is silent and the exit status is 0, or "
		"message and exit status are those of the refused start. Nothing is made or "
		"opened, so that a busy port or a database that is away is not found.\n\n"
		"With --json, an array of objects: name (the variable), flag (null without one), "
		"value (null when it is not set), from (flag, environment, file, default or null) "
		"and source (the flag or variable that has the value).",
	.flags = (const struct flag *const[]){ &flag_json, &flag_check, NULL },
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){
			{ "The database that a server would open",
			  "ostiary config --json | jq -r '.[] | select(.name == \"DATABASE_URL\") "
			  ".value'" },
			{ "Check the settings in an environment file",
			  "env $(cat /etc/ostiary.env) ostiary config --check" },
			{ 0 } },
	.run = show_settings,
};
