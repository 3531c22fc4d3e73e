/* ostiary help: prints help, and what is made from the rows of the commands. */
#ifndef OSTIARY_CLI_COMMANDS_HELP_H
#define OSTIARY_CLI_COMMANDS_HELP_H

#include "cli/tree/command.h"

extern const struct command help_command;

#endif
