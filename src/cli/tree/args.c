#include "cli/tree/args.h"

#include <stdint.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "cli/settings/nearest.h"

#define ECHOED_MAX 32 /* bytes; a longer word may be a token, and is not repeated in a message */

/* One flag as it stands in argv. */
struct parser {
	struct args *args;
	int argc;
	const char *const *argv;
	int at; /* the next one */
	struct err *err;
};

static enum args_rc args_wrong(struct parser *p, const char *what)
{
	char usage[512];
	struct buf b;

	buf_init_fixed(&b, usage, sizeof(usage));
	path_put_usage(&b, &p->args->path);
	err_set(p->err, "%s; usage: %.*s", what, STR_FMT(buf_text(&b)));
	return ARGS_USAGE;
}

/* --- the path of the command ------------------------------------------------------------------ */

static void list_names(struct buf *b, const struct command *parent)
{
	for (size_t i = 0; parent->subcommands[i]; i++) {
		buf_z(b, i == 0 ? "" : parent->subcommands[i + 1] ? ", " : " or ");
		buf_z(b, parent->subcommands[i]->name);
	}
}

static enum args_rc no_subcommand(struct parser *p)
{
	const struct command *parent = path_end(&p->args->path);
	char text[256];
	struct buf b;

	if (p->args->path.n == 1)
		return ARGS_LIST;
	buf_init_fixed(&b, text, sizeof(text));
	buf_fmt(&b, "%s needs a subcommand: ", parent->name);
	list_names(&b, parent);
	return args_wrong(p, buf_cstr(&b));
}

static enum args_rc unknown_subcommand(struct parser *p, struct str word)
{
	const struct command *parent = path_end(&p->args->path), *near = NULL;
	const char *kind = p->args->path.n > 1 ? "subcommand" : "command";
	size_t best = SIZE_MAX;
	char text[128];

	for (size_t i = 0; parent->subcommands[i]; i++) {
		struct str name = str_z(parent->subcommands[i]->name);
		size_t distance = nearest_distance(word, name);

		if (nearest_is_typo(word, name) && distance < best) {
			best = distance;
			near = parent->subcommands[i];
		}
	}
	snprintf(text, sizeof(text), word.n > ECHOED_MAX ? "unknown %s" : "unknown %s \"%.*s\"",
		 kind, STR_FMT(word));
	if (!near)
		return args_wrong(p, text);
	err_set(p->err, "%s; did you mean %s?", text, near->name);
	return ARGS_USAGE;
}

static bool is_help(struct str word)
{
	return str_eq(word, STR("--help")) || str_eq(word, STR("-h"));
}

/* Follows the names of commands as far as there are subcommands. */
static enum args_rc parse_path(struct parser *p)
{
	struct command_path *path = &p->args->path;

	while (path_end(path)->subcommands) {
		struct str word = str_z(p->at < p->argc ? p->argv[p->at] : "");
		const struct command *found = command_named(path_end(path), word);

		if (p->at == p->argc)
			return no_subcommand(p);
		if (is_help(word))
			return ARGS_HELP;
		if (!found)
			return unknown_subcommand(p, word);
		*path = path_below(path, found);
		p->at++;
	}
	return ARGS_RUN;
}

/* --- flags ------------------------------------------------------------------------------------ */

static enum args_rc unknown_flag(struct parser *p, struct str name)
{
	size_t best = SIZE_MAX;
	char text[160], near[64] = "";
	struct flag flag;

	for (size_t i = 0; command_flag_at(path_end(&p->args->path), i, &flag); i++) {
		size_t distance = nearest_distance(name, str_z(flag.name));

		if (nearest_is_typo(name, str_z(flag.name)) && distance < best) {
			best = distance;
			snprintf(near, sizeof(near), "%s", flag.name);
		}
	}
	snprintf(text, sizeof(text), name.n > ECHOED_MAX ? "unknown flag" : "unknown flag --%.*s",
		 STR_FMT(name));
	if (!*near)
		return args_wrong(p, text);
	err_set(p->err, "%s; did you mean --%s?", text, near);
	return ARGS_USAGE;
}

/* Takes the value of a flag: what stands behind "=", or the next argument. */
static bool take_value(struct parser *p, const char *name, bool joined, struct str value,
		       const char **out)
{
	char text[96];

	if (joined || p->at < p->argc) {
		*out = joined ? value.p : p->argv[p->at++];
		return true;
	}
	snprintf(text, sizeof(text), "--%s needs a value", name);
	args_wrong(p, text);
	return false;
}

static const struct flag *own_flag(const struct command *command, struct str name)
{
	for (size_t i = 0; command->flags && command->flags[i]; i++)
		if (str_eq(name, str_z(command->flags[i]->name)))
			return command->flags[i];
	return NULL;
}

static enum args_rc not_a_choice(struct parser *p, const struct flag *flag)
{
	err_set(p->err, "--%s must be one of: %s", flag->name, flag->choices);
	return ARGS_USAGE;
}

static enum args_rc take_own(struct parser *p, const struct flag *flag, bool joined,
			     struct str value)
{
	const char *text = "";

	if (!flag->value && joined)
		return args_wrong(p, "a flag that takes no value was given one");
	if (flag->value && !take_value(p, flag->name, joined, value, &text))
		return ARGS_USAGE;
	if (flag->choices && !str_is_word_of(str_z(text), flag->choices))
		return not_a_choice(p, flag);
	if (p->args->n_given == ARGS_FLAGS)
		return args_wrong(p, "there are too many flags");
	p->args->given[p->args->n_given].flag = flag;
	p->args->given[p->args->n_given++].value = text;
	return ARGS_RUN;
}

static enum args_rc take_setting(struct parser *p, const struct setting_row *row, bool joined,
				 struct str value)
{
	struct setting_value *slot = &p->args->settings.of[row - setting_rows];
	const char *text;

	if (!take_value(p, row->flag, joined, value, &text))
		return ARGS_USAGE;
	slot->text = str_z(text);
	slot->source = arena_fmt(p->args->arena, "--%s", row->flag).p;
	return ARGS_RUN;
}

/* "--no-web" is "--web off", for every setting that is a switch. */
static bool take_switched_off(struct parser *p, struct str word)
{
	const struct setting_row *row = NULL;

	if (str_starts(word, STR("--no-")))
		row = setting_of_flag(str_tail(word, 5));
	if (!row || row->type != SETTING_SWITCH)
		return false;
	p->args->settings.of[row - setting_rows] =
		(struct setting_value){ STR("off"), 0, arena_z(p->args->arena, word) };
	return true;
}

static enum args_rc take_flag(struct parser *p, struct str word)
{
	const struct command *command = path_end(&p->args->path);
	bool settings = command->settings != COMMAND_TAKES_NO_SETTINGS;
	struct str name, value;
	bool joined = str_cut(str_tail(word, 2), '=', &name, &value);
	const struct flag *own = own_flag(command, name);
	const struct setting_row *row = settings ? setting_of_flag(name) : NULL;

	if (own)
		return take_own(p, own, joined, value);
	if (row)
		return take_setting(p, row, joined, value);
	if (settings && take_switched_off(p, word))
		return ARGS_RUN;
	return unknown_flag(p, name);
}

/* --- arguments -------------------------------------------------------------------------------- */

/* The word itself is not repeated: it may be a token. */
static enum args_rc take_word(struct parser *p, const char *word)
{
	const struct command *command = path_end(&p->args->path);
	char text[160];

	if (p->args->n_words < command->argument.most && p->args->n_words < ARGS_WORDS) {
		p->args->words[p->args->n_words++] = word;
		return ARGS_RUN;
	}
	if (command->argument.most)
		snprintf(text, sizeof(text), "%s takes at most %zu argument%s", command->name,
			 command->argument.most, command->argument.most > 1 ? "s" : "");
	else
		snprintf(text, sizeof(text), "%s takes no argument, but one was given",
			 command->name);
	return args_wrong(p, text);
}

static enum args_rc parse_rest(struct parser *p)
{
	enum args_rc rc = ARGS_RUN;
	bool flags = true;

	while (rc == ARGS_RUN && p->at < p->argc) {
		struct str word = str_z(p->argv[p->at++]);

		if (flags && is_help(word))
			return ARGS_HELP;
		if (flags && str_eq(word, STR("--")))
			flags = false;
		else if (flags && str_starts(word, STR("--")))
			rc = take_flag(p, word);
		else if (flags && word.n > 1 && word.p[0] == '-')
			rc = args_wrong(p, "flags start with two dashes; only -h has one");
		else
			rc = take_word(p, word.p);
	}
	return rc;
}

static enum args_rc check_complete(struct parser *p)
{
	const struct command *command = path_end(&p->args->path);
	char text[128];

	if (p->args->n_words < command->argument.least) {
		snprintf(text, sizeof(text), "%s is missing", command->argument.name);
		return args_wrong(p, text);
	}
	for (size_t i = 0; command->flags && command->flags[i]; i++) {
		const struct flag *flag = command->flags[i];

		if (!flag->required || args_has(p->args, flag))
			continue;
		snprintf(text, sizeof(text), "--%s%s%s is missing", flag->name,
			 flag->value ? " " : "", flag->value ? flag->value : "");
		return args_wrong(p, text);
	}
	return ARGS_RUN;
}

enum args_rc args_parse(struct arena *a, const struct command *root, int argc,
			const char *const *argv, struct args *out, struct err *err)
{
	struct parser p = { .args = out, .argc = argc, .argv = argv, .at = 1, .err = err };
	enum args_rc rc;

	*out = (struct args){ .arena = a, .path = { .at = { root }, .n = 1 } };
	rc = parse_path(&p);
	if (rc == ARGS_RUN)
		rc = parse_rest(&p);
	return rc == ARGS_RUN ? check_complete(&p) : rc;
}

const char *args_value(const struct args *args, const struct flag *flag)
{
	for (size_t i = args->n_given; i > 0; i--)
		if (args->given[i - 1].flag == flag)
			return args->given[i - 1].value;
	return NULL;
}

bool args_has(const struct args *args, const struct flag *flag)
{
	return args_value(args, flag) != NULL;
}

const char *args_word(const struct args *args)
{
	return args->n_words ? args->words[0] : "";
}
