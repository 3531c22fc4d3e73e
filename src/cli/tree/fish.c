#include "cli/tree/fish.h"

#include "cli/tree/shell.h"

#define QUOTE "\\'"

static void put_words(const struct command_path *path, void *arg)
{
	const struct command *command = path_end(path);
	struct buf *b = arg;

	if (!command->subcommands)
		return;
	buf_z(b, "        case '");
	shell_put_path(b, path);
	buf_z(b, "'\n            string split ' ' '");
	for (size_t i = 0; command->subcommands[i]; i++)
		buf_fmt(b, i ? " %s" : "%s", command->subcommands[i]->name);
	buf_z(b, "'\n");
}

static void put_setting_takers(const struct command_path *path, void *arg)
{
	struct buf *b = arg;

	if (!path_end(path)->settings)
		return;
	buf_z(b, " '");
	shell_put_path(b, path);
	buf_z(b, "'");
}

static void put_value_flags(const struct command_path *path, void *arg)
{
	struct buf *b = arg;
	struct flag flag;

	for (size_t i = 0; command_own_flag_at(path_end(path), i, &flag); i++) {
		if (!flag.value)
			continue;
		buf_z(b, " '");
		shell_put_path(b, path);
		buf_fmt(b, " --%s'", flag.name);
	}
}

static void put_flag(struct buf *b, const struct flag *flag)
{
	buf_fmt(b, " -l %s", flag->name);
	if (flag->value && flag->choices)
		buf_fmt(b, " -x -a '%s'", flag->choices);
	else if (flag->value && str_eq(str_z(flag->value), STR("FILE")))
		buf_z(b, " -r -F");
	else if (flag->value && str_eq(str_z(flag->value), STR("FOLDER")))
		buf_z(b, " -x -a '(__fish_complete_directories)'");
	else if (flag->value)
		buf_z(b, " -x");
	buf_z(b, " -d ");
	shell_put_quoted(b, flag->help, QUOTE);
	buf_char(b, '\n');
}

static void put_condition(struct buf *b, const struct command_path *path)
{
	buf_z(b, "complete -c ostiary -n '__ostiary_at \"");
	shell_put_path(b, path);
	buf_z(b, "\"'");
}

static void put_completions(const struct command_path *path, void *arg)
{
	const struct command *command = path_end(path);
	struct buf *b = arg;
	struct flag flag;

	for (size_t i = 0; command->subcommands && command->subcommands[i]; i++) {
		put_condition(b, path);
		buf_fmt(b, " -a %s -d ", command->subcommands[i]->name);
		shell_put_quoted(b, command->subcommands[i]->summary, QUOTE);
		buf_char(b, '\n');
	}
	for (size_t i = 0; command_own_flag_at(command, i, &flag); i++) {
		put_condition(b, path);
		put_flag(b, &flag);
	}
}

static void put_settings(struct buf *b)
{
	struct flag flag;

	for (size_t i = 0; setting_flag_at(i, &flag); i++) {
		buf_z(b, "complete -c ostiary -n __ostiary_takes_settings");
		put_flag(b, &flag);
	}
}

static const char function_text[] =
	"# The command on the line, without its flags: ' key rotate'.\n"
	"function __ostiary_command\n"
	"    set -l command ''\n"
	"    set -l value ''\n"
	"    for word in (commandline -opc)[2..-1]\n"
	"        if test -n \"$value\"\n"
	"            set value ''\n"
	"        else if string match -q -- '-*' $word\n"
	"            if __ostiary_takes_value \"$command\" $word\n"
	"                set value 1\n"
	"            end\n"
	"        else if contains -- $word (__ostiary_words \"$command\")\n"
	"            set command \"$command $word\"\n"
	"        end\n"
	"    end\n"
	"    echo \"$command\"\n"
	"end\n\n"
	"# `ostiary help` takes the commands as well.\n"
	"function __ostiary_at\n"
	"    set -l command (__ostiary_command)\n"
	"    test \"$command\" = $argv[1]; or test \"$command\" = \" help$argv[1]\"\n"
	"end\n\n"
	"function __ostiary_takes_settings\n"
	"    contains -- (__ostiary_command) $__ostiary_setting_takers\n"
	"end\n\n"
	"# --port takes a value, --port=1 has one.\n"
	"function __ostiary_takes_value\n"
	"    contains -- \"$argv[1] $argv[2]\" $__ostiary_value_flags\n"
	"    or begin\n"
	"        contains -- $argv[1] $__ostiary_setting_takers\n"
	"        and contains -- $argv[2] $__ostiary_setting_flags\n"
	"    end\n"
	"end\n\n"
	"complete -c ostiary -f\n";

void fish_put(struct buf *b, const struct command *root)
{
	const struct command_path path = { .at = { root }, .n = 1 };
	struct flag flag;

	buf_z(b, "# Completion of ostiary for fish, printed by: ostiary help --format fish\n\n"
		 "set -g __ostiary_setting_takers");
	command_walk(&path, put_setting_takers, b);
	buf_z(b, "\nset -g __ostiary_value_flags");
	command_walk(&path, put_value_flags, b);
	buf_z(b, "\nset -g __ostiary_setting_flags");
	for (size_t i = 0; setting_flag_at(i, &flag); i++)
		buf_fmt(b, " --%s", flag.name);
	buf_z(b, "\n\n# The subcommands of a command.\nfunction __ostiary_words\n"
		 "    switch (string replace -r '^ help' '' -- \"$argv[1]\")\n");
	command_walk(&path, put_words, b);
	buf_z(b, "    end\nend\n\n");
	buf_z(b, function_text);
	command_walk(&path, put_completions, b);
	put_settings(b);
}
