/* What the completions for all shells have in common. In them a command is named by its path, with
 * a blank before each part: "" is the program, " key rotate" a subcommand. */
#ifndef OSTIARY_CLI_TREE_SHELL_H
#define OSTIARY_CLI_TREE_SHELL_H

#include "cli/tree/command.h"

/* " key rotate" */
void shell_put_path(struct buf *b, const struct command_path *path);

/* What may stand as the value of a flag: "words", "file", "folder" or "any". */
const char *shell_value_kind(const struct flag *flag);

/* 'text' in single quotes; a quote in it is written as `escape`, which is '\'' in bash and zsh, and
 * \' in fish. */
void shell_put_quoted(struct buf *b, const char *text, const char *escape);

/* The branches of a `case` that say which values the flags of the command at path take. put_value
 * writes the rest of a branch, from the flag's name on; bash and zsh differ only in that. */
void shell_put_values(struct buf *b, const struct command_path *path,
		      void (*put_value)(struct buf *b, const struct flag *flag));

#endif
