/* What `ostiary doctor` judges beside the tables: the database itself, the machine, and what a
 * server with these settings meets outside. database.c, machine.c and outside.c are parts of this
 * module. */
#ifndef OSTIARY_CLI_CHECKS_CHECKS_H
#define OSTIARY_CLI_CHECKS_CHECKS_H

#include "cli/checks/findings.h"

/* Makes the checks, one after the other, and changes nothing. Reads every page of an SQLite file;
 * asks the URL of the server, and the mail server where mail_to is given, for at most 60 seconds.
 */
void checks_run(struct checks *c);

/* Of the database (database.c): the version of its tables, whether the pages of an SQLite file are
 * sound, and the age of its backups. */
void check_versions(struct checks *c);
void check_integrity(struct checks *c);
void check_backups(struct checks *c);

/* Of the machine (machine.c): whether the disk has room and the clock is set. */
void check_disk(struct checks *c);
void check_clock(struct checks *c);

/* Of what is outside (outside.c): whether the URL of the server leads to this database, whether
 * clients behind proxies can be told apart, whether mails are sent. */
void check_address(struct checks *c);
void check_proxies(struct checks *c);
void check_mail(struct checks *c);

#endif
