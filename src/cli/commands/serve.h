/* ostiary serve: runs the issuer and the task API. */
#ifndef OSTIARY_CLI_COMMANDS_SERVE_H
#define OSTIARY_CLI_COMMANDS_SERVE_H

#include "cli/tree/command.h"

extern const struct command serve_command;

#endif
