/* Writes the completion for the shell bash from the rows of the commands and the settings. */
#ifndef OSTIARY_CLI_TREE_BASH_H
#define OSTIARY_CLI_TREE_BASH_H

#include "cli/tree/command.h"

void bash_put(struct buf *b, const struct command *root);

#endif
