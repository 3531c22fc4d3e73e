#include "cli/tree/command.h"

#include <string.h>

#include "cli/settings/table.h"

const struct flag flag_json = { .name = "json", .help = "print JSON instead of a table" };

static const struct flag flag_help = { .name = "help",
				       .help = "print this help; -h does the same" };

const struct command *path_end(const struct command_path *path)
{
	return path->at[path->n - 1];
}

struct command_path path_below(const struct command_path *path, const struct command *subcommand)
{
	struct command_path below = *path;

	if (below.n < COMMAND_DEPTH)
		below.at[below.n++] = subcommand;
	return below;
}

const struct command *command_named(const struct command *parent, struct str name)
{
	for (size_t i = 0; parent->subcommands && parent->subcommands[i]; i++)
		if (str_eq(name, str_z(parent->subcommands[i]->name)))
			return parent->subcommands[i];
	return NULL;
}

/* The depth is bounded by COMMAND_DEPTH: path_below() does not grow beyond it. */
void command_walk(const struct command_path *path, command_visit *visit, void *arg)
{
	const struct command *command = path_end(path);

	visit(path, arg);
	for (size_t i = 0; command->subcommands && command->subcommands[i]; i++) {
		struct command_path below = path_below(path, command->subcommands[i]);

		command_walk(&below, visit, arg);
	}
}

static size_t own_flags(const struct command *command)
{
	size_t n = 0;

	while (command->flags && command->flags[n])
		n++;
	return n;
}

bool setting_flag_at(size_t index, struct flag *out)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting_row *row = &setting_rows[i];

		if (!row->flag || index--)
			continue;
		*out = (struct flag){
			.name = row->flag,
			.value = setting_value_name(row),
			.choices = setting_choices(row),
			.help = row->help,
		};
		return true;
	}
	return false;
}

bool command_own_flag_at(const struct command *command, size_t index, struct flag *out)
{
	size_t own = own_flags(command);

	if (index <= own)
		*out = index < own ? *command->flags[index] : flag_help;
	return index <= own;
}

bool command_flag_at(const struct command *command, size_t index, struct flag *out)
{
	size_t own = own_flags(command) + 1;

	if (index < own)
		return command_own_flag_at(command, index, out);
	return command->settings != COMMAND_TAKES_NO_SETTINGS && setting_flag_at(index - own, out);
}

void path_put_name(struct buf *b, const struct command_path *path)
{
	for (size_t i = 0; i < path->n; i++) {
		buf_z(b, i ? " " : "");
		buf_z(b, path->at[i]->name);
	}
}

static void put_flag_usage(struct buf *b, const struct flag *flag)
{
	buf_z(b, flag->required ? " --" : " [--");
	buf_z(b, flag->name);
	if (flag->value)
		buf_fmt(b, " %s", flag->value);
	buf_z(b, flag->required ? "" : "]");
}

void path_put_usage(struct buf *b, const struct command_path *path)
{
	const struct command *command = path_end(path);

	path_put_name(b, path);
	if (command->subcommands)
		buf_z(b, path->n > 1 ? " SUBCOMMAND" : " COMMAND");
	if (command->argument.name)
		buf_fmt(b, command->argument.least ? " %s" : " [%s]", command->argument.name);
	if (command->argument.name && command->argument.most > command->argument.least &&
	    command->argument.most > 1 && !strchr(command->argument.name, ' '))
		buf_z(b, "...");
	for (size_t i = 0; i < own_flags(command); i++)
		put_flag_usage(b, command->flags[i]);
	if (command->settings != COMMAND_TAKES_NO_SETTINGS)
		buf_z(b, " [SETTINGS]");
}
