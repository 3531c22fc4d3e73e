/* Writes pages of the documentation in Markdown from the rows of the commands and the settings. */
#ifndef OSTIARY_CLI_TREE_MARKDOWN_H
#define OSTIARY_CLI_TREE_MARKDOWN_H

#include "cli/tree/command.h"

/* The whole page about the commands. */
void markdown_put_commands(struct buf *b, const struct command *root);

/* "## Keys" and a table, for each group of settings. docs/host/settings.md has these tables between
 * its own texts. */
void markdown_put_settings(struct buf *b, const struct command *root);

#endif
