#include "cli/tree/bash.h"

#include "cli/tree/shell.h"

static void put_case(struct buf *b, const struct command_path *path)
{
	buf_z(b, "\t'");
	shell_put_path(b, path);
	buf_z(b, "') echo '");
}

static void put_words(const struct command_path *path, void *arg)
{
	const struct command *command = path_end(path);
	struct buf *b = arg;

	if (!command->subcommands)
		return;
	put_case(b, path);
	for (size_t i = 0; command->subcommands[i]; i++)
		buf_fmt(b, i ? " %s" : "%s", command->subcommands[i]->name);
	buf_z(b, "' ;;\n");
}

static void put_flags(const struct command_path *path, void *arg)
{
	struct buf *b = arg;
	struct flag flag;

	put_case(b, path);
	for (size_t i = 0; command_own_flag_at(path_end(path), i, &flag); i++)
		buf_fmt(b, i ? " --%s" : "--%s", flag.name);
	buf_z(b, path_end(path)->settings ? "' && _ostiary_settings ;;\n" : "' ;;\n");
}

static void put_value(struct buf *b, const struct flag *flag)
{
	buf_fmt(b, " --%s') echo '%s%s%s' ;;\n", flag->name, shell_value_kind(flag),
		flag->choices ? " " : "", flag->choices ? flag->choices : "");
}

static void put_values(const struct command_path *path, void *arg)
{
	shell_put_values(arg, path, put_value);
}

static void put_settings(struct buf *b)
{
	struct flag flag;

	buf_z(b, "_ostiary_settings() {\n\techo '");
	for (size_t i = 0; setting_flag_at(i, &flag); i++)
		buf_fmt(b, i ? " --%s" : "--%s", flag.name);
	buf_z(b, "'\n}\n\n_ostiary_setting_values() {\n\tcase \" $1\" in\n");
	for (size_t i = 0; setting_flag_at(i, &flag); i++) {
		buf_z(b, "\t'");
		put_value(b, &flag);
	}
	buf_z(b, "\t*) return 1 ;;\n\tesac\n}\n\n");
}

static const char function_text[] =
	"_ostiary() {\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
	"\tlocal command= value= i word values\n"
	"\tif [[ $cur == = ]]; then\n"
	"\t\tcur=\n"
	"\telif [[ $prev == = ]]; then\n"
	"\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n"
	"\tfi\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	"\t\tword=${COMP_WORDS[i]}\n"
	"\t\tif [[ $value ]]; then\n"
	"\t\t\t[[ $word == = ]] || value=\n"
	"\t\telif [[ $word == -* ]]; then\n"
	"\t\t\t! _ostiary_values \"$command\" \"$word\" >/dev/null || value=1\n"
	"\t\telif [[ \" $(_ostiary_words \"$command\") \" == *\" $word \"* ]]; then\n"
	"\t\t\tcommand+=\" $word\"\n"
	"\t\tfi\n"
	"\tdone\n"
	"\tCOMPREPLY=()\n"
	"\tif values=$(_ostiary_values \"$command\" \"$prev\"); then\n"
	"\t\tcase $values in\n"
	"\t\tfile) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n"
	"\t\tfolder) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$cur\") ;;\n"
	"\t\twords*) mapfile -t COMPREPLY < <(compgen -W \"${values#words }\" -- \"$cur\") ;;\n"
	"\t\tesac\n"
	"\telif [[ $cur == -* ]]; then\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$(_ostiary_flags \"$command\")\" -- \"$cur\")\n"
	"\telse\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$(_ostiary_words \"$command\")\" -- \"$cur\")\n"
	"\tfi\n"
	"}\n"
	"complete -F _ostiary ostiary\n";

void bash_put(struct buf *b, const struct command *root)
{
	const struct command_path path = { .at = { root }, .n = 1 };

	buf_z(b, "# Completion of ostiary for bash, printed by: ostiary help --format bash\n\n"
		 "# The subcommands of a command, such as ' key'.\n"
		 "_ostiary_words() {\n\tcase ${1# help} in\n");
	command_walk(&path, put_words, b);
	buf_z(b, "\tesac\n}\n\n");
	put_settings(b);
	buf_z(b, "# The flags of a command.\n_ostiary_flags() {\n\tcase $1 in\n");
	command_walk(&path, put_flags, b);
	buf_z(b,
	      "\tesac\n}\n\n# The kind of the value of a flag, and its words; fails when it takes "
	      "none.\n_ostiary_values() {\n\tcase \"$1 $2\" in\n");
	command_walk(&path, put_values, b);
	buf_z(b, "\t*) return 1 ;;\n\tesac\n}\n\n");
	buf_z(b, function_text);
}
