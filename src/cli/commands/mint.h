/* ostiary token mint: issues an access token for a user. */
#ifndef OSTIARY_CLI_COMMANDS_MINT_H
#define OSTIARY_CLI_COMMANDS_MINT_H

#include "cli/tree/command.h"

extern const struct command mint_command;

#endif
