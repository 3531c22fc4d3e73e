/* ostiary doctor: reports what a start on a database would find and do. */
#ifndef OSTIARY_CLI_COMMANDS_DOCTOR_H
#define OSTIARY_CLI_COMMANDS_DOCTOR_H

#include "cli/tree/command.h"

extern const struct command doctor_command;

#endif
