/* Whole files: copied while others write, judged, and kept from others while one is put in place of
 * another. */
#ifndef OSTIARY_STORE_SQLITE_WHOLE_H
#define OSTIARY_STORE_SQLITE_WHOLE_H

#include "store/sqlite/connection.h"

/* Copies the database of a file to a new private file, which must not exist: all that was committed
 * before the call, and nothing of a transaction that commits later. Other processes go on writing.
 * The copy is on the disk, needs no log beside it, and says that it is closed. STORE_OK; or
 * STORE_FAULT, and no copy is left. */
enum store_rc sqlite_copy(const char *from, const char *to, struct err *err);

/* Reads every page: STORE_OK: the file is sound. STORE_CONFLICT: *err has the first fault that
 * SQLite names, or the first row that refers to a row that is not there. STORE_FAULT: it cannot be
 * read. */
enum store_rc sqlite_judge(const char *path, struct err *err);

/* The files of a database, locked against every other process. */
struct sqlite_exclusion {
	int fds[2]; /* of the database and of the memory that its processes share; or -1 */
};

/* STORE_OK: no other process has the database open, and none can open it until
 * sqlite_exclusion_end(); files that do not exist are no obstacle. STORE_CONFLICT: it is in use.
 * STORE_FAULT: a file cannot be opened. */
enum store_rc sqlite_exclude(const char *path, struct sqlite_exclusion *out, struct err *err);
void sqlite_exclusion_end(struct sqlite_exclusion *exclusion);

#endif
