/* ostiary throttle: ends the wait after wrong passwords, and names accounts as the log does. */
#ifndef OSTIARY_CLI_COMMANDS_THROTTLE_H
#define OSTIARY_CLI_COMMANDS_THROTTLE_H

#include "cli/tree/command.h"

extern const struct command throttle_command;

#endif
