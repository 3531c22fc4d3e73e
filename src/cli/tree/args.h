/* Parses the arguments of the program by the command tree. */
#ifndef OSTIARY_CLI_TREE_ARGS_H
#define OSTIARY_CLI_TREE_ARGS_H

#include <stdbool.h>

#include "cli/settings/table.h"
#include "cli/tree/command.h"
#include "core/arena.h"
#include "core/err.h"

#define ARGS_FLAGS 16 /* own flags that one call may give, repetitions included */
#define ARGS_WORDS 3  /* arguments besides flags */

struct args {
	struct arena *arena; /* lives as long as the command runs */
	struct command_path path;
	struct settings settings; /* those given as flags; settings_read() adds the others */
	struct {
		const struct flag *flag;
		const char *value; /* "" of a flag that takes none */
	} given[ARGS_FLAGS];
	size_t n_given;
	const char *words[ARGS_WORDS];
	size_t n_words;
};

enum args_rc {
	ARGS_RUN = 0, /* run the command at the end of the path */
	ARGS_HELP,    /* --help was given: print the help of the end of the path */
	ARGS_LIST,    /* no command was given: list the commands, and end with EX_USAGE */
	ARGS_USAGE,   /* see *err */
};

/* argv[1] to argv[argc - 1] are the path of a command, then its flags and its argument in any
 * order; "--" ends the flags. Texts are those of argv, or live in the arena. *err is one line; it
 * repeats no argument that may be a secret. */
enum args_rc args_parse(struct arena *a, const struct command *root, int argc,
			const char *const *argv, struct args *out, struct err *err);

/* The value of a flag of the command, the last one that was given; NULL: it was not given. */
const char *args_value(const struct args *args, const struct flag *flag);
bool args_has(const struct args *args, const struct flag *flag);

/* The first argument that is no flag; "" without one. */
const char *args_word(const struct args *args);

#endif
