/* Completes the settings with the environment and the defaults. */
#ifndef OSTIARY_CLI_SETTINGS_PARSE_H
#define OSTIARY_CLI_SETTINGS_PARSE_H

#include "cli/settings/table.h"
#include "core/arena.h"
#include "core/err.h"

enum settings_rc {
	SETTINGS_OK = 0,
	SETTINGS_USAGE,      /* a flag has a bad value */
	SETTINGS_BAD_CONFIG, /* a bad value in the environment or in a file that it names */
};

/* settings->of[] holds the values that were given as flags, with their sources, and is otherwise
 * zero. The others are taken from the environment, from the files that it names, and from the
 * defaults of the rows; then every value is checked. The texts live in the arena or in the
 * environment. Otherwise *err holds one line that names what is wrong and what would be right.
 *
 * A value that has been read stays: its file may be a pipe, which can be read once only. */
enum settings_rc settings_read(struct arena *a, char **environment, struct settings *settings,
			       struct err *err);

/* The same without the secret and the secrets with versions, for a process that must not have them
 * if another is to keep them. */
enum settings_rc settings_read_but_secret(struct arena *a, char **environment,
					  struct settings *settings, struct err *err);

#endif
