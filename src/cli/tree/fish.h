/* Writes the completion for the shell fish from the rows of the commands and the settings. */
#ifndef OSTIARY_CLI_TREE_FISH_H
#define OSTIARY_CLI_TREE_FISH_H

#include "cli/tree/command.h"

void fish_put(struct buf *b, const struct command *root);

#endif
