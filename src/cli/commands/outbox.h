/* ostiary outbox: shows mails and sends them again. */
#ifndef OSTIARY_CLI_COMMANDS_OUTBOX_H
#define OSTIARY_CLI_COMMANDS_OUTBOX_H

#include "cli/tree/command.h"

extern const struct command outbox_command;

#endif
