/* ostiary user role, disable, enable: the roles of a user, and whether the user may come in. They
 * work beside a running server, on the database that the settings name. */
#ifndef OSTIARY_CLI_ACCESS_ACCESS_H
#define OSTIARY_CLI_ACCESS_ACCESS_H

#include "cli/tree/command.h"

extern const struct command user_role_row;
extern const struct command user_disable_row;
extern const struct command user_enable_row;

#endif
