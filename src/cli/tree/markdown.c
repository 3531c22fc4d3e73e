#include "cli/tree/markdown.h"

#include <stdio.h>

#include "cli/settings/table.h"
#include "cli/tree/exits.h"

#define PAGE_COLUMNS 100

static void put_sentence(struct buf *b, const char *phrase)
{
	char first = *phrase;

	buf_char(b, first >= 'a' && first <= 'z' ? (char)(first - 'a' + 'A') : first);
	buf_fmt(b, "%s.\n", phrase + 1);
}

/* A cell of a table: no bar in it ends the cell. */
static void put_cell(struct buf *b, const char *text)
{
	for (; text && *text; text++) {
		if (*text == '|')
			buf_char(b, '\\');
		buf_char(b, *text);
	}
}

/* --- commands --------------------------------------------------------------------------------- */

static void put_paragraph(struct buf *b, struct str text)
{
	size_t column = 0;
	struct str word;

	while (text.n) {
		str_cut(text, ' ', &word, &text);
		if (column && column + 1 + word.n > PAGE_COLUMNS) {
			buf_char(b, '\n');
			column = 0;
		}
		buf_z(b, column ? " " : "");
		buf_str(b, word);
		column += word.n + (column > 0);
	}
	buf_char(b, '\n');
}

static void put_paragraphs(struct buf *b, const char *text)
{
	struct str rest = str_z(text), paragraph;

	while (rest.n) {
		if (str_cut(rest, '\n', &paragraph, &rest))
			rest = str_tail(rest, 1); /* the second line break */
		buf_char(b, '\n');
		put_paragraph(b, paragraph);
	}
}

static void put_row(struct buf *b, const char *left, const char *value, const char *help)
{
	buf_fmt(b, value ? "| `%s %s` | " : "| `%s` | ", left, value);
	put_cell(b, help);
	buf_z(b, " |\n");
}

static void put_options(struct buf *b, const struct command *command)
{
	const struct argument *argument = &command->argument;

	if (!argument->name && !command->flags)
		return;
	buf_z(b, "\n| argument or flag | meaning |\n|---|---|\n");
	if (argument->name)
		put_row(b, argument->name, NULL, argument->help);
	for (size_t i = 0; command->flags && command->flags[i]; i++) {
		char name[64];

		snprintf(name, sizeof(name), "--%s", command->flags[i]->name);
		put_row(b, name, command->flags[i]->value, command->flags[i]->help);
	}
}

static void put_command(const struct command_path *path, void *arg)
{
	const struct command *command = path_end(path);
	struct buf *b = arg;

	if (!command->run)
		return;
	buf_z(b, "\n## ");
	path_put_name(b, path);
	buf_z(b, "\n\n```\n");
	path_put_usage(b, path);
	buf_z(b, "\n```\n\n");
	put_sentence(b, command->summary);
	if (command->description)
		put_paragraphs(b, command->description);
	put_options(b, command);
	for (const struct example *one = command->examples; one && one->command; one++)
		buf_fmt(b, "\n%s:\n\n```sh\n%s\n```\n", one->purpose, one->command);
}

void markdown_put_commands(struct buf *b, const struct command *root)
{
	const struct command_path path = { .at = { root }, .n = 1 };

	buf_z(b,
	      "# Commands\n\nThis page is printed by `ostiary help --format commands`, from the "
	      "rows "
	      "that the parser uses;\n`ostiary help COMMAND` prints the same for one command.\n");
	put_paragraphs(b, root->description);
	put_paragraphs(b, "SETTINGS are the flags and variables of `ostiary serve` (see "
			  "[settings](settings.md)): `--data` or `--database` names the database.");
	command_walk(&path, put_command, b);
	buf_z(b, "\n## Exit codes\n\n| code | meaning |\n|---|---|\n");
	for (const struct exit_row *row = exit_rows; row->meaning; row++)
		buf_fmt(b, "| %d | %s |\n", row->code, row->meaning);
}

/* --- settings --------------------------------------------------------------------------------- */

static void put_default(struct buf *b, const struct setting_row *row)
{
	if (row->fallback)
		buf_fmt(b, "`%s`", row->fallback);
	else
		put_cell(b, row->computed ? row->computed : "none");
}

static void put_choices(struct buf *b, const struct setting_row *row)
{
	struct str rest = str_z(setting_choices(row)), word;

	if (rest.n)
		buf_z(b, row->type == SETTING_DURATION ? "; or " : ": ");
	while (rest.n) {
		str_cut(rest, ' ', &word, &rest);
		buf_fmt(b, "`%.*s`%s", STR_FMT(word), rest.n ? ", " : "");
	}
}

static void put_setting(struct buf *b, const struct setting_row *row)
{
	buf_fmt(b, "| `%s`", row->variables[0]);
	if (row->variables[1])
		buf_fmt(b, ", `%s`", row->variables[1]);
	if (row->flag)
		buf_fmt(b, "<br>`--%s %s`", row->flag, setting_value_name(row));
	buf_z(b, " | ");
	put_default(b, row);
	buf_z(b, " | ");
	put_cell(b, row->help);
	put_choices(b, row);
	buf_fmt(b, " | %s |\n", row->better_auth ? row->better_auth : "-");
}

void markdown_put_settings(struct buf *b, const struct command *root)
{
	(void)root;
	for (size_t i = 0; i < SETTINGS; i++) {
		enum setting_group group = setting_rows[i].group;

		if (i == 0 || setting_rows[i - 1].group != group)
			buf_fmt(b,
				"%s## %s\n\n| setting | default | meaning | Better Auth |\n"
				"|---|---|---|---|\n",
				i ? "\n" : "", setting_group_titles[group]);
		put_setting(b, &setting_rows[i]);
	}
}
