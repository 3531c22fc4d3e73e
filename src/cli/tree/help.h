/* Prints the help of a command, made from its rows. */
#ifndef OSTIARY_CLI_TREE_HELP_H
#define OSTIARY_CLI_TREE_HELP_H

#include "cli/tree/command.h"

/* The help of the command at the end of the path: usage, summary, description, subcommands or
 * flags, settings, examples. */
void help_put(struct buf *b, const struct command_path *path);

/* The help of one setting, "address to listen on (default 127.0.0.1)": its choices and its default
 * behind its own phrase. */
void help_put_setting(struct buf *b, size_t setting);

/* A file for an operator to fill in: each setting as a comment, "#NAME=default", behind its help.
 * The form is that of systemd's EnvironmentFile=, which a shell can read as well. */
void help_put_environment(struct buf *b, const struct command *root);

#endif
