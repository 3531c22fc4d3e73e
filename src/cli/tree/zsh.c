#include "cli/tree/zsh.h"

#include "cli/tree/shell.h"

#define QUOTE "'\\''"

static void put_case(struct buf *b, const struct command_path *path)
{
	buf_z(b, "\t'");
	shell_put_path(b, path);
	buf_z(b, "')");
}

/* 'name:help', an item of _describe. */
static void put_item(struct buf *b, const char *dashes, const char *name, const char *help)
{
	char item[512];
	struct buf text;

	buf_init_fixed(&text, item, sizeof(item));
	buf_fmt(&text, "%s%s:%s", dashes, name, help);
	buf_z(b, "\n\t\t");
	shell_put_quoted(b, buf_cstr(&text), QUOTE);
}

static void put_words(const struct command_path *path, void *arg)
{
	const struct command *command = path_end(path);
	struct buf *b = arg;

	if (!command->subcommands)
		return;
	put_case(b, path);
	buf_z(b, " reply=(");
	for (size_t i = 0; command->subcommands[i]; i++)
		put_item(b, "", command->subcommands[i]->name, command->subcommands[i]->summary);
	buf_z(b, ") ;;\n");
}

static void put_flags(const struct command_path *path, void *arg)
{
	struct buf *b = arg;
	struct flag flag;

	put_case(b, path);
	buf_z(b, " reply=(");
	for (size_t i = 0; command_own_flag_at(path_end(path), i, &flag); i++)
		put_item(b, "--", flag.name, flag.help);
	buf_z(b, path_end(path)->settings ? ") && _ostiary_settings ;;\n" : ") ;;\n");
}

static void put_value(struct buf *b, const struct flag *flag)
{
	buf_fmt(b, " --%s') kind=%s", flag->name, shell_value_kind(flag));
	if (flag->choices)
		buf_fmt(b, " reply=(%s)", flag->choices);
	buf_z(b, " ;;\n");
}

static void put_values(const struct command_path *path, void *arg)
{
	shell_put_values(arg, path, put_value);
}

static void put_settings(struct buf *b)
{
	struct flag flag;

	buf_z(b, "_ostiary_settings() {\n\treply+=(");
	for (size_t i = 0; setting_flag_at(i, &flag); i++)
		put_item(b, "--", flag.name, flag.help);
	buf_z(b, ")\n}\n\n_ostiary_setting_values() {\n\tcase \" $1\" in\n");
	for (size_t i = 0; setting_flag_at(i, &flag); i++) {
		buf_z(b, "\t'");
		put_value(b, &flag);
	}
	buf_z(b, "\t*) return 1 ;;\n\tesac\n}\n\n");
}

static const char function_text[] =
	"_ostiary() {\n"
	"\tlocal command= value= word kind prev=$words[CURRENT-1]\n"
	"\tlocal -a reply\n"
	"\tinteger i\n"
	"\tfor ((i = 2; i < CURRENT; i++)); do\n"
	"\t\tword=$words[i]\n"
	"\t\tif [[ -n $value ]]; then\n"
	"\t\t\tvalue=\n"
	"\t\telif [[ $word == -* ]]; then\n"
	"\t\t\t[[ $word != *=* ]] && _ostiary_values \"$command\" \"$word\" && value=1\n"
	"\t\telse\n"
	"\t\t\t_ostiary_words \"$command\"\n"
	"\t\t\t(( $reply[(I)$word:*] )) && command+=\" $word\"\n"
	"\t\tfi\n"
	"\tdone\n"
	"\tif [[ $PREFIX == --*=* ]]; then\n"
	"\t\tprev=${PREFIX%%=*}\n"
	"\t\tvalue=1\n"
	"\t\tcompset -P '*='\n"
	"\tfi\n"
	"\treply=()\n"
	"\tif [[ -n $value ]] && _ostiary_values \"$command\" \"$prev\"; then\n"
	"\t\tcase $kind in\n"
	"\t\tfile) _files ;;\n"
	"\t\tfolder) _files -/ ;;\n"
	"\t\twords) compadd -a reply ;;\n"
	"\t\tesac\n"
	"\telif [[ $PREFIX == -* ]]; then\n"
	"\t\t_ostiary_flags \"$command\"\n"
	"\t\t_describe -o flag reply\n"
	"\telse\n"
	"\t\t_ostiary_words \"$command\"\n"
	"\t\t_describe command reply\n"
	"\tfi\n"
	"}\n\n"
	"if [[ $funcstack[1] == _ostiary ]]; then\n"
	"\t_ostiary \"$@\"\n"
	"else\n"
	"\tcompdef _ostiary ostiary\n"
	"fi\n";

void zsh_put(struct buf *b, const struct command *root)
{
	const struct command_path path = { .at = { root }, .n = 1 };

	buf_z(b, "#compdef ostiary\n"
		 "# Completion of ostiary for zsh, printed by: ostiary help --format zsh\n\n"
		 "# The subcommands of a command, such as ' key', in reply.\n"
		 "_ostiary_words() {\n\treply=()\n\tcase ${1# help} in\n");
	command_walk(&path, put_words, b);
	buf_z(b, "\tesac\n}\n\n");
	put_settings(b);
	buf_z(b, "# The flags of a command, in reply.\n_ostiary_flags() {\n\tcase $1 in\n");
	command_walk(&path, put_flags, b);
	buf_z(b,
	      "\tesac\n}\n\n# The kind of the value of a flag, and its words in reply; fails when "
	      "it takes none.\n_ostiary_values() {\n\tcase \"$1 $2\" in\n");
	command_walk(&path, put_values, b);
	buf_z(b, "\t*) return 1 ;;\n\tesac\n}\n\n");
	buf_z(b, function_text);
}
