/* ostiary key: lists, rotates, revokes, reseals and exports the signing keys. */
#ifndef OSTIARY_CLI_COMMANDS_KEY_H
#define OSTIARY_CLI_COMMANDS_KEY_H

#include "cli/tree/command.h"

extern const struct command key_command;

#endif
