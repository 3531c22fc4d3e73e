/* ostiary health: for the health checks of containers. */
#ifndef OSTIARY_CLI_CLIENT_HEALTH_H
#define OSTIARY_CLI_CLIENT_HEALTH_H

#include "cli/tree/command.h"

extern const struct command health_command;

#endif
