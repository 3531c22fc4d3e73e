/* ostiary session: what operators do to all sessions at once. */
#ifndef OSTIARY_CLI_COMMANDS_SESSION_H
#define OSTIARY_CLI_COMMANDS_SESSION_H

#include "cli/tree/command.h"

extern const struct command session_command;

#endif
