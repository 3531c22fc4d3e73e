/* The commands `ostiary audit ...`: reading the record of what was done to accounts, keys and mails
 * (list.c), and checking that it is whole (check.c). */
#ifndef OSTIARY_CLI_AUDIT_AUDIT_H
#define OSTIARY_CLI_AUDIT_AUDIT_H

#include "cli/tree/command.h"

extern const struct command audit_command;

/* Its parts. */
extern const struct command audit_list_row;
extern const struct command audit_export_row;
extern const struct command audit_verify_row;

#endif
