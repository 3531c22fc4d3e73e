/* The rows of the command tree: a command, its flags, its argument and its subcommands. The parser
 * (args.h), help, the manual page, the shell completions and docs are made from the same rows. */
#ifndef OSTIARY_CLI_TREE_COMMAND_H
#define OSTIARY_CLI_TREE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct args;

#define COMMAND_DEPTH 4 /* commands of a path: ostiary, user, second-factor, reset */

/* --name VALUE, --name=VALUE, or --name alone. A handler asks for a flag by the address of its
 * row. */
struct flag {
	const char *name;  /* without its dashes */
	const char *value; /* how help names the value; NULL: it takes none. Shells complete a path
			      * for FILE and FOLDER */
	const char *choices; /* the values, separated by blanks; NULL: any */
	const char *help;    /* one phrase, without a full stop */
	bool required;
};

/* The flag of every command that lists something. */
extern const struct flag flag_json;

struct argument {
	/* "KID", or the names of several in their order: "USER [FILE]"; NULL: the command takes no
	 * argument */
	const char *name;
	const char *help; /* as of a flag */
	size_t least, most;
};

struct example {
	const char *purpose; /* a sentence without its full stop */
	const char *command;
};

enum command_settings {
	COMMAND_TAKES_NO_SETTINGS = 0,
	COMMAND_TAKES_SETTINGS, /* every flag of the settings is a flag of the command */
	COMMAND_SHOWS_SETTINGS, /* and its help lists them all */
};

struct command {
	const char *name;
	const char *summary;     /* one phrase, without a full stop */
	const char *description; /* paragraphs with an empty line between them; NULL: none */
	const struct flag *const *flags;          /* ends with NULL; NULL: none */
	const struct command *const *subcommands; /* likewise */
	const struct example *examples; /* ends with a row without a command; NULL: none */
	struct argument argument;
	enum command_settings settings;
	bool keeps_tables; /* it changes no table of the database (store_config) */
	int (*run)(const struct args *args); /* the exit code of the process; NULL: of a group */
};

/* A command below the commands that it is a subcommand of: at[0] is the program itself. */
struct command_path {
	const struct command *at[COMMAND_DEPTH];
	size_t n;
};

const struct command *path_end(const struct command_path *path);
struct command_path path_below(const struct command_path *path, const struct command *subcommand);

/* The subcommand of that name; NULL: there is none. */
const struct command *command_named(const struct command *parent, struct str name);

/* Calls visit for the command and for every command below it, in the order of the rows. */
typedef void command_visit(const struct command_path *path, void *arg);
void command_walk(const struct command_path *path, command_visit *visit, void *arg);

/* Fills *out with the flag at the index among all flags of the command: its own, --help, and those
 * of the settings where it takes them. False behind the last one. */
bool command_flag_at(const struct command *command, size_t index, struct flag *out);

/* The same for one part of them: its own and --help; the settings that are flags. */
bool command_own_flag_at(const struct command *command, size_t index, struct flag *out);
bool setting_flag_at(size_t index, struct flag *out);

/* "ostiary key rotate" */
void path_put_name(struct buf *b, const struct command_path *path);

/* "ostiary key revoke KID [SETTINGS]" */
void path_put_usage(struct buf *b, const struct command_path *path);

#endif
