/* Writes the manual page ostiary(1) in mdoc from the rows of the commands and the settings. */
#ifndef OSTIARY_CLI_TREE_MAN_H
#define OSTIARY_CLI_TREE_MAN_H

#include "cli/tree/command.h"

void man_put(struct buf *b, const struct command *root);

#endif
