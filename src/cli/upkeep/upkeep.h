/* Backing a database up (backup.c), putting a backup back (restore.c), checking one (check.c), and
 * saying what a start would change (migrate.c). */
#ifndef OSTIARY_CLI_UPKEEP_UPKEEP_H
#define OSTIARY_CLI_UPKEEP_UPKEEP_H

#include "cli/tree/command.h"

extern const struct command backup_command;
extern const struct command restore_command;
extern const struct command check_command;
extern const struct command migrate_command;

#endif
