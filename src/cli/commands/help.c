#include "cli/commands/help.h"

#include <stdio.h>
#include <sysexits.h>

#include "base/cleanup.h"
#include "cli/tree/args.h"
#include "cli/tree/bash.h"
#include "cli/tree/fish.h"
#include "cli/tree/help.h"
#include "cli/tree/man.h"
#include "cli/tree/markdown.h"
#include "cli/tree/output.h"
#include "cli/tree/zsh.h"

#define OUTPUT_BYTES ((size_t)1 << 20)

typedef void format_put(struct buf *b, const struct command *root);

/* What the whole tree can be printed as. */
static const struct {
	struct str name;
	format_put *put;
} formats[] = {
	{ STR_INIT("man"), man_put },
	{ STR_INIT("bash"), bash_put },
	{ STR_INIT("zsh"), zsh_put },
	{ STR_INIT("fish"), fish_put },
	{ STR_INIT("commands"), markdown_put_commands },
	{ STR_INIT("settings"), markdown_put_settings },
	{ STR_INIT("environment"), help_put_environment },
};

static const struct flag flag_format = {
	.name = "format",
	.value = "FORMAT",
	.choices = "text man bash zsh fish commands settings environment",
	.help = "print the help of one command (text), or all commands and settings as a manual "
		"page, as a completion for a shell, as Markdown, or as a file of settings to fill "
		"in",
};

static format_put *format_named(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (str_eq(name, formats[i].name))
			return formats[i].put;
	return NULL;
}

/* `ostiary help key rotate` is `ostiary key rotate --help`, by the same parser. */
static int put_command(struct buf *b, const struct args *args)
{
	const struct command *root = args->path.at[0];
	const char *argv[ARGS_WORDS + 2] = { "ostiary" };
	struct err err = { 0 };
	struct args asked;
	int argc = 1;

	for (size_t i = 0; i < args->n_words; i++)
		argv[argc++] = args->words[i];
	argv[argc++] = "--help";
	if (args_parse(args->arena, root, argc, argv, &asked, &err) != ARGS_HELP)
		return cli_fail(EX_USAGE, "%s", err.text);
	help_put(b, &asked.path);
	return EX_OK;
}

static int print_help(const struct args *args)
{
	format_put *put = format_named(str_z(args_value(args, &flag_format)));
	struct buf text;
	int code = EX_OK;

	arena_buf(args->arena, &text, 4096, OUTPUT_BYTES);
	if (put && args->n_words)
		return cli_fail(EX_USAGE, "this format is made of all commands; leave out \"%s\"",
				args->words[0]);
	if (put)
		put(&text, args->path.at[0]);
	else
		code = put_command(&text, args);
	return code == EX_OK ? cli_print(&text) : code;
}

const struct command help_command = {
	.name = "help",
	.summary = "print the help of a command",
	.description = "`ostiary help key rotate` and `ostiary key rotate --help` are the same.\n\n"
		       "The manual page, the completions for shells and two pages of the "
		       "documentation are printed by --format; the build installs them.",
	.flags = (const struct flag *const[]){ &flag_format, NULL },
	.argument = { .name = "COMMAND",
		      .help = "the command, and its subcommand",
		      .most = ARGS_WORDS },
	.examples =
		(const struct example[]){ { "Every setting of the server", "ostiary help serve" },
					  { "Complete commands in this bash",
					    "source <(ostiary help --format bash)" },
					  { 0 } },
	.run = print_help,
};
