#include "cli/tree/help.h"

#include "cli/settings/table.h"
#include "cli/tree/text.h"

#define ROW_BYTES 512 /* of one row of a list */

/* The first letter of a summary as a sentence starts. */
static void put_sentence(struct buf *b, const char *phrase)
{
	char first = *phrase;

	buf_char(b, first >= 'a' && first <= 'z' ? (char)(first - 'a' + 'A') : first);
	buf_z(b, phrase + 1);
	buf_z(b, ".\n");
}

static void put_subcommands(struct buf *b, const struct command_path *path)
{
	const struct command *const *below = path_end(path)->subcommands;

	if (!below)
		return;
	buf_z(b, path->n > 1 ? "\nSubcommands:\n" : "\nCommands:\n");
	for (size_t i = 0; below[i]; i++) {
		char row[ROW_BYTES];
		struct buf left;

		buf_init_fixed(&left, row, sizeof(row));
		buf_z(&left, below[i]->name);
		if (below[i]->argument.name)
			buf_fmt(&left, below[i]->argument.least ? " %s" : " [%s]",
				below[i]->argument.name);
		text_put_row(b, buf_text(&left), str_z(below[i]->summary));
	}
	buf_z(b, "\nMore about one of them: ostiary help");
	for (size_t i = 1; i < path->n; i++)
		buf_fmt(b, " %s", path->at[i]->name);
	buf_z(b, path->n > 1 ? " SUBCOMMAND\n" : " COMMAND\n");
}

static void put_argument(struct buf *b, const struct command *command)
{
	if (!command->argument.name)
		return;
	buf_z(b, "\nArgument:\n");
	text_put_row(b, str_z(command->argument.name), str_z(command->argument.help));
}

static void put_flag(struct buf *b, const struct flag *flag)
{
	char name[ROW_BYTES], help[ROW_BYTES];
	struct buf left, right;

	buf_init_fixed(&left, name, sizeof(name));
	buf_init_fixed(&right, help, sizeof(help));
	buf_fmt(&left, "--%s", flag->name);
	if (flag->value)
		buf_fmt(&left, " %s", flag->value);
	buf_z(&right, flag->help);
	if (flag->choices)
		buf_fmt(&right, ": %s", flag->choices);
	if (flag->required)
		buf_z(&right, " (required)");
	text_put_row(b, buf_text(&left), buf_text(&right));
}

/* Its own flags and --help: those of the settings follow in their own sections. */
static void put_flags(struct buf *b, const struct command *command)
{
	struct flag flag;

	if (command->subcommands)
		return;
	buf_z(b, "\nFlags:\n");
	for (size_t i = 0; command_own_flag_at(command, i, &flag); i++)
		put_flag(b, &flag);
}

void help_put_setting(struct buf *b, size_t setting)
{
	const struct setting_row *row = &setting_rows[setting];

	buf_z(b, row->help);
	if (row->type == SETTING_DURATION && row->choices)
		buf_fmt(b, ", or %s", row->choices);
	else if (setting_choices(row))
		buf_fmt(b, ": %s", setting_choices(row));
	if (row->fallback || row->computed)
		buf_fmt(b, " (default %s)", row->fallback ? row->fallback : row->computed);
}

static void put_setting(struct buf *b, const struct setting_row *row)
{
	char text[1024];
	struct buf help;

	buf_z(b, "  ");
	if (row->flag)
		buf_fmt(b, "--%s %s  or  ", row->flag, setting_value_name(row));
	buf_z(b, row->variables[0]);
	if (row->variables[1])
		buf_fmt(b, ", %s", row->variables[1]);
	buf_z(b, "\n        ");
	buf_init_fixed(&help, text, sizeof(text));
	help_put_setting(&help, (size_t)(row - setting_rows));
	text_put_wrapped(b, buf_text(&help), 8);
}

static void put_settings(struct buf *b, const struct command *command)
{
	if (command->settings == COMMAND_TAKES_SETTINGS) {
		buf_char(b, '\n');
		text_put_wrapped(b,
				 STR("SETTINGS are the flags and variables of `ostiary serve`: "
				     "--data or --database names the database; see: ostiary help "
				     "serve"),
				 0);
	}
	if (command->settings != COMMAND_SHOWS_SETTINGS)
		return;
	for (size_t i = 0; i < SETTINGS; i++) {
		enum setting_group group = setting_rows[i].group;

		if (i == 0 || setting_rows[i - 1].group != group)
			buf_fmt(b, "\n%s:\n", setting_group_titles[group]);
		put_setting(b, &setting_rows[i]);
	}
	buf_char(b, '\n');
	text_put_wrapped(b,
			 STR("A flag beats its variable, which beats the default; an empty value "
			     "is no value. Every variable NAME can also be given as a file: "
			     "NAME_FILE=PATH. A TIME is 7d, 24h, 15m, 90s, or seconds. --no-X is "
			     "--X off for every setting that is on or off."),
			 0);
}

static void put_examples(struct buf *b, const struct command *command)
{
	if (!command->examples)
		return;
	buf_z(b, "\nExamples:\n");
	for (const struct example *one = command->examples; one->command; one++)
		buf_fmt(b, "  # %s\n  %s\n", one->purpose, one->command);
}

void help_put(struct buf *b, const struct command_path *path)
{
	const struct command *command = path_end(path);

	buf_z(b, "usage: ");
	path_put_usage(b, path);
	buf_z(b, "\n\n");
	put_sentence(b, command->summary);
	if (command->description) {
		buf_char(b, '\n');
		text_put_wrapped(b, str_z(command->description), 0);
	}
	put_subcommands(b, path);
	put_argument(b, command);
	put_flags(b, command);
	put_settings(b, command);
	put_examples(b, command);
}

/* ---- a file of settings ---- */

/* Secrets belong into files of their own. */
static void put_line(struct buf *b, size_t setting)
{
	const struct setting_row *row = &setting_rows[setting];
	bool is_open = row->secrecy == SETTING_SECRECY_OPEN;
	char text[1024];
	struct buf help;

	buf_init_fixed(&help, text, sizeof(text));
	help_put_setting(&help, setting);
	text_put_comment(b, buf_text(&help));
	buf_fmt(b, "#%s%s=%s\n\n", row->variables[0], is_open ? "" : "_FILE",
		is_open && row->fallback ? row->fallback : "");
}

void help_put_environment(struct buf *b, const struct command *root)
{
	(void)root;
	text_put_comment(b,
			 STR("The settings of Ostiary, one in a line: NAME=value. Take the # away "
			     "from those that you change, and restart the server. NAME_FILE names "
			     "a file with the value; secrets belong into such files, which only "
			     "root and the server's own user may read. `ostiary config --check` "
			     "judges the settings."));
	for (size_t i = 0; i < SETTINGS; i++) {
		enum setting_group group = setting_rows[i].group;

		if (i == 0 || setting_rows[i - 1].group != group)
			buf_fmt(b, "\n# ---- %s ----\n\n", setting_group_titles[group]);
		put_line(b, i);
	}
}
