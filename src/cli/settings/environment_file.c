#include "cli/settings/environment_file.h"

#include "cli/settings/table.h"

#define LINE_COLUMNS 80

/* Comments, broken at blanks. */
static void put_comment(struct buf *b, struct str text)
{
	size_t column = 0;
	struct str word;

	while (text.n) {
		str_cut(text, ' ', &word, &text);
		if (column && column + 1 + word.n > LINE_COLUMNS) {
			buf_char(b, '\n');
			column = 0;
		}
		buf_z(b, column ? " " : "# ");
		buf_str(b, word);
		column += word.n + (column ? 1 : 2);
	}
	buf_char(b, '\n');
}

static void put_meaning(struct buf *b, const struct setting_row *row)
{
	struct str choices = str_z(setting_choices(row));
	char memory[1024];
	struct buf text;

	buf_init_fixed(&text, memory, sizeof(memory));
	buf_z(&text, row->help);
	if (choices.n)
		buf_fmt(&text, row->type == SETTING_DURATION ? "; or %.*s" : ": %.*s",
			STR_FMT(choices));
	if (!row->fallback && row->computed)
		buf_fmt(&text, " (default %s)", row->computed);
	put_comment(b, buf_text(&text));
}

static void put_row(struct buf *b, const struct setting_row *row)
{
	put_meaning(b, row);
	buf_fmt(b, "#%s%s=%s\n\n", row->variables[0],
		row->secrecy == SETTING_SECRECY_OPEN ? "" : "_FILE",
		row->secrecy == SETTING_SECRECY_OPEN && row->fallback ? row->fallback : "");
}

void environment_file_put(struct buf *b)
{
	put_comment(b,
		    STR("The settings of Ostiary, one in a line: NAME=value. Take the # away from "
			"those that you change, and restart the server. NAME_FILE names a file "
			"with the value; secrets belong into such files, which only root and the "
			"server's own user may read. ostiary config --check judges the settings."));
	for (size_t i = 0; i < SETTINGS; i++) {
		enum setting_group group = setting_rows[i].group;

		if (i == 0 || setting_rows[i - 1].group != group)
			buf_fmt(b, "\n# ---- %s ----\n\n", setting_group_titles[group]);
		put_row(b, &setting_rows[i]);
	}
}
