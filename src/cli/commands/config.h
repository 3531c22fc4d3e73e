/* ostiary config: shows the settings. */
#ifndef OSTIARY_CLI_COMMANDS_CONFIG_H
#define OSTIARY_CLI_COMMANDS_CONFIG_H

#include "cli/tree/command.h"

extern const struct command config_command;

#endif
