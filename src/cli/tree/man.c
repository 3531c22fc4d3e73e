#include "cli/tree/man.h"

#include "cli/settings/table.h"
#include "cli/tree/exits.h"
#include "cli/tree/help.h"

#define MAN_DATE "November 30, 2026" /* of the last change of the page's form */

/* Plain text in mdoc: nothing in it is a request or an escape, each sentence starts a line, and
 * text in backquotes is bold. */
static void put_text(struct buf *b, struct str text)
{
	bool bold = false;
	char before = '\n';

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i] == ' ' && before == '.' ? '\n' : text.p[i];

		if (before == '\n' && (c == '.' || c == '\''))
			buf_z(b, "\\&");
		if (c == '\\')
			buf_z(b, "\\e");
		else if (c == '`')
			buf_z(b, (bold = !bold) ? "\\fB" : "\\fR");
		else if (c == '-' && (bold || before == ' ' || before == '-'))
			buf_z(b, "\\-");
		else
			buf_char(b, c);
		before = c;
	}
}

static void put_sentence(struct buf *b, const char *phrase)
{
	char first = *phrase;

	buf_char(b, first >= 'a' && first <= 'z' ? (char)(first - 'a' + 'A') : first);
	put_text(b, str_z(phrase + 1));
	buf_z(b, ".\n");
}

static void put_paragraphs(struct buf *b, const char *text)
{
	struct str rest = str_z(text), paragraph;
	const char *before = "";

	while (rest.n) {
		if (str_cut(rest, '\n', &paragraph, &rest))
			rest = str_tail(rest, 1); /* the second line break */
		buf_z(b, before);
		put_text(b, paragraph);
		buf_char(b, '\n');
		before = ".Pp\n";
	}
}

/* --- commands --------------------------------------------------------------------------------- */

static void put_path(struct buf *b, const struct command_path *path)
{
	for (size_t i = 1; i < path->n; i++)
		buf_fmt(b, " %s", path->at[i]->name);
}

static void put_flag_item(struct buf *b, const struct flag *flag)
{
	buf_fmt(b, flag->required ? ".Fl -%s" : ".Op Fl -%s", flag->name);
	if (flag->value)
		buf_fmt(b, " Ar %s", flag->value);
	buf_char(b, '\n');
}

static void put_synopsis(const struct command_path *path, void *arg)
{
	const struct command *command = path_end(path);
	struct buf *b = arg;

	if (!command->run)
		return;
	buf_z(b, ".Nm\n.Cm");
	put_path(b, path);
	buf_char(b, '\n');
	if (command->argument.name)
		buf_fmt(b, command->argument.least ? ".Ar %s\n" : ".Op Ar %s\n",
			command->argument.name);
	for (size_t i = 0; command->flags && command->flags[i]; i++)
		put_flag_item(b, command->flags[i]);
	if (command->settings != COMMAND_TAKES_NO_SETTINGS)
		buf_z(b, ".Op Ar SETTINGS\n");
}

static void put_options(struct buf *b, const struct command *command)
{
	bool argument = command->argument.name != NULL;

	if (!argument && !command->flags)
		return;
	buf_z(b, ".Bl -tag -width Ds\n");
	if (argument) {
		buf_fmt(b, ".It Ar %s\n", command->argument.name);
		put_sentence(b, command->argument.help);
	}
	for (size_t i = 0; command->flags && command->flags[i]; i++) {
		const struct flag *flag = command->flags[i];

		buf_fmt(b, ".It Fl -%s", flag->name);
		if (flag->value)
			buf_fmt(b, " Ar %s", flag->value);
		buf_char(b, '\n');
		put_sentence(b, flag->help);
		if (flag->choices)
			buf_fmt(b, "One of: %s.\n", flag->choices);
	}
	buf_z(b, ".El\n");
}

static void put_command(const struct command_path *path, void *arg)
{
	const struct command *command = path_end(path);
	struct buf *b = arg;

	if (!command->run)
		return;
	buf_z(b, ".Ss");
	put_path(b, path);
	buf_char(b, '\n');
	put_sentence(b, command->summary);
	if (command->description) {
		buf_z(b, ".Pp\n");
		put_paragraphs(b, command->description);
	}
	put_options(b, command);
}

static void put_example(const struct command_path *path, void *arg)
{
	const struct example *one = path_end(path)->examples;
	struct buf *b = arg;

	for (; one && one->command; one++) {
		put_text(b, str_z(one->purpose));
		buf_z(b, ":\n.Dl ");
		put_text(b, str_z(one->command));
		buf_z(b, "\n.Pp\n");
	}
}

/* --- settings --------------------------------------------------------------------------------- */

static void put_setting(struct buf *b, size_t i)
{
	const struct setting_row *row = &setting_rows[i];
	char text[1024];
	struct buf help;

	buf_z(b, ".It");
	if (row->flag)
		buf_fmt(b, " Fl -%s Ar %s ,", row->flag, setting_value_name(row));
	buf_fmt(b, " Ev %s", row->variables[0]);
	if (row->variables[1])
		buf_fmt(b, " , Ev %s", row->variables[1]);
	buf_char(b, '\n');
	buf_init_fixed(&help, text, sizeof(text));
	help_put_setting(&help, i);
	put_sentence(b, buf_cstr(&help));
}

static void put_settings(struct buf *b)
{
	buf_z(b, ".Sh SETTINGS\n"
		 "Each setting is a flag of\n.Cm serve\n"
		 "and of every command that takes settings, or an environment variable.\n"
		 "A flag beats the variable, which beats the default, and an empty value is no "
		 "value.\n"
		 "Every variable can also be given as a file: the value of NAME is read from the "
		 "file\n"
		 "that NAME_FILE names.\n"
		 "A variable whose name starts with OSTIARY_ and is almost that of a setting stops "
		 "the\n"
		 "start.\n"
		 "A\n.Ar TIME\n"
		 "is 7d, 24h, 15m, 90s, or seconds.\n"
		 ".Fl -no-X\nis\n.Fl -X Cm off\nfor every setting that is on or off.\n");
	for (size_t i = 0; i < SETTINGS; i++) {
		enum setting_group group = setting_rows[i].group;

		if (i == 0 || setting_rows[i - 1].group != group)
			buf_fmt(b, "%s.Ss %s\n.Bl -tag -width Ds\n", i ? ".El\n" : "",
				setting_group_titles[group]);
		put_setting(b, i);
	}
	buf_z(b, ".El\n");
}

/* --- the page --------------------------------------------------------------------------------- */

static void put_exits(struct buf *b)
{
	buf_z(b, ".Sh EXIT STATUS\n.Bl -tag -width Ds -compact\n");
	for (const struct exit_row *row = exit_rows; row->meaning; row++) {
		buf_fmt(b, ".It %d\n", row->code);
		put_text(b, str_z(row->meaning));
		buf_char(b, '\n');
	}
	buf_z(b, ".El\n.Pp\nAll but 1 are those of\n.Xr sysexits 3 .\n");
}

void man_put(struct buf *b, const struct command *root)
{
	const struct command_path path = { .at = { root }, .n = 1 };

	buf_fmt(b, ".Dd " MAN_DATE "\n.Dt OSTIARY 1\n.Os\n.Sh NAME\n.Nm %s\n.Nd %s\n", root->name,
		root->summary);
	buf_z(b, ".Sh SYNOPSIS\n");
	command_walk(&path, put_synopsis, b);
	buf_z(b, ".Sh DESCRIPTION\n");
	put_paragraphs(b, root->description);
	buf_z(b, ".Sh OPTIONS\n.Bl -tag -width Ds\n.It Fl h , -help\nPrint the help of the command "
		 "and exit.\n.It Fl -version\nPrint the version, without a command.\n.El\n"
		 ".Sh COMMANDS\n"
		 "The commands that take\n.Ar SETTINGS\nwork on the database that\n.Fl -data\nor\n"
		 ".Fl -database\nnames.\n");
	command_walk(&path, put_command, b);
	put_settings(b);
	buf_z(b, ".Sh FILES\n.Bl -tag -width Ds\n.It Pa ~/.local/share/ostiary\n"
		 "The data folder: the database\n.Pa ostiary.db\nand the secret, unless settings "
		 "name others.\n.El\n");
	put_exits(b);
	buf_z(b, ".Sh EXAMPLES\n");
	command_walk(&path, put_example, b);
	buf_z(b, "Print this page:\n.Dl ostiary help \\-\\-format man\n");
	buf_z(b, ".Sh SEE ALSO\n.Xr libostiary 3 ,\n.Xr libostiary-remote 3\n");
}
