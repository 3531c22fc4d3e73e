/* The exit codes of the program, for the documentation. */
#ifndef OSTIARY_CLI_TREE_EXITS_H
#define OSTIARY_CLI_TREE_EXITS_H

struct exit_row {
	int code;            /* sysexits.h, but for 0 and 1 */
	const char *meaning; /* NULL: behind the last row */
};

extern const struct exit_row exit_rows[];

#endif
