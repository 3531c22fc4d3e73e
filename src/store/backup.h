/* Backups of an SQLite database: made while it is in use, judged, and put back. A PostgreSQL
 * database is backed up with its own programs. */
#ifndef OSTIARY_STORE_BACKUP_H
#define OSTIARY_STORE_BACKUP_H

#include <stdbool.h>

#include "core/arena.h"
#include "core/err.h"
#include "store/store.h"

enum backup_rc {
	BACKUP_DONE = 0,
	BACKUP_BAD_URL, /* DATABASE_URL has no form that this program knows */
	BACKUP_SERVER,  /* the database is PostgreSQL */
	BACKUP_MISSING, /* there is no such file, or it is no database of this program */
	BACKUP_DAMAGED, /* the database, or the backup, is not sound; *err says why */
	BACKUP_IN_USE,  /* a process has the database open */
	BACKUP_NO_LOG,  /* the file was in use when it was copied, without its log */
	BACKUP_NEWER,   /* a newer version of this program made it */
	BACKUP_FAULT,   /* a file cannot be read or written; *err says which */
};

/* The file of the database that the URL names. BACKUP_DONE with *out in the arena, whether the file
 * exists or not; BACKUP_BAD_URL, BACKUP_SERVER. */
enum backup_rc backup_path_of(struct arena *a, struct str url, struct str *out, struct err *err);

/* Copies the database to the file `to` (mode 0600): everything that was committed before the call.
 * The copy is written beside its place, read and judged as a whole, and then takes its place, so
 * that a good older backup of that name lives until there is a good newer one. */
enum backup_rc backup_make(struct arena *a, struct str url, const char *to, struct err *err);

/* What backup_restore() has done beside its task. */
struct backup_restored {
	struct str path;  /* of the database */
	struct str aside; /* where the files are that were there before; empty: there were none */
};

/* Puts the backup in the place of the database that the URL names. Its pages are copied and
 * judged first. The present files, with what is left of a log, are kept beside it under another
 * name, which ends with the time. BACKUP_IN_USE: a process has the database open, and nothing is
 * changed. */
enum backup_rc backup_restore(struct arena *a, const struct store_config *config, const char *from,
			      struct backup_restored *out, struct err *err);

/* As backup_judge(); a database whose log is missing is then taken for whole, if it is sound, so
 * that a start is not refused any more. BACKUP_IN_USE. */
enum backup_rc backup_accept_lost_log(struct arena *a, struct str url, struct err *err);

/* Judges the database where it is: reads every page, and looks for rows that refer to none. */
enum backup_rc backup_judge(struct arena *a, struct str url, struct err *err);

#endif
