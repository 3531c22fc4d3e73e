/* ostiary user: the commands that show people (list.c, show.c), make them (create.c), change them
 * (change.c), give them roles and bans (access.c), write them down (export.c) and delete them
 * (delete.c). Each works beside a running server, on the database that the settings name. */
#ifndef OSTIARY_CLI_PEOPLE_PEOPLE_H
#define OSTIARY_CLI_PEOPLE_PEOPLE_H

#include "cli/tree/command.h"

extern const struct command people_list_row;
extern const struct command people_show_row;
extern const struct command people_create_row;
extern const struct command people_invite_row;
extern const struct command people_set_password_row;
extern const struct command people_verify_row;
extern const struct command people_role_row;
extern const struct command people_disable_row;
extern const struct command people_enable_row;
extern const struct command people_export_row;
extern const struct command people_delete_row;

#endif
