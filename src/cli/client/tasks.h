/* ostiary tasks: one's own tasks on a server, by its API. */
#ifndef OSTIARY_CLI_CLIENT_TASKS_H
#define OSTIARY_CLI_CLIENT_TASKS_H

#include "cli/tree/command.h"

extern const struct command tasks_command;

#endif
