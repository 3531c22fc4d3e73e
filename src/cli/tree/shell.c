#include "cli/tree/shell.h"

void shell_put_path(struct buf *b, const struct command_path *path)
{
	for (size_t i = 1; i < path->n; i++)
		buf_fmt(b, " %s", path->at[i]->name);
}

const char *shell_value_kind(const struct flag *flag)
{
	if (flag->choices)
		return "words";
	if (str_eq(str_z(flag->value), STR("FILE")))
		return "file";
	return str_eq(str_z(flag->value), STR("FOLDER")) ? "folder" : "any";
}

void shell_put_quoted(struct buf *b, const char *text, const char *escape)
{
	buf_char(b, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			buf_z(b, escape);
		else
			buf_char(b, *text);
	}
	buf_char(b, '\'');
}

void shell_put_values(struct buf *b, const struct command_path *path,
		      void (*put_value)(struct buf *b, const struct flag *flag))
{
	struct flag flag;

	for (size_t i = 0; command_own_flag_at(path_end(path), i, &flag); i++) {
		if (!flag.value)
			continue;
		buf_z(b, "\t'");
		shell_put_path(b, path);
		put_value(b, &flag);
	}
	if (path_end(path)->settings) {
		buf_z(b, "\t'");
		shell_put_path(b, path);
		buf_z(b, " '*) _ostiary_setting_values \"$2\" ;;\n");
	}
}
