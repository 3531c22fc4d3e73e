/* Writes the completion for the shell zsh from the rows of the commands and the settings. */
#ifndef OSTIARY_CLI_TREE_ZSH_H
#define OSTIARY_CLI_TREE_ZSH_H

#include "cli/tree/command.h"

void zsh_put(struct buf *b, const struct command *root);

#endif
