/* ostiary user: what operators do to users. */
#ifndef OSTIARY_CLI_COMMANDS_USER_H
#define OSTIARY_CLI_COMMANDS_USER_H

#include "cli/tree/command.h"

extern const struct command user_command;

#endif
