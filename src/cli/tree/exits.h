/* The exit codes of the program, for the documentation. */
#ifndef OSTIARY_CLI_TREE_EXITS_H
#define OSTIARY_CLI_TREE_EXITS_H

struct exit_row {
	int code;            /* sysexits.h, but for 0, 1 and 2 */
	const char *meaning; /* NULL: behind the last row */
};

/* Of `ostiary audit verify`. */
#define EXIT_AUDIT_BROKEN 2

extern const struct exit_row exit_rows[];

#endif
