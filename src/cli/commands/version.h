/* ostiary version: prints the version. */
#ifndef OSTIARY_CLI_COMMANDS_VERSION_H
#define OSTIARY_CLI_COMMANDS_VERSION_H

#include "cli/tree/command.h"

extern const struct command version_command;

#endif
