/* In which file a database of SQLite is: a row of ostiary_migration has the number of the file in
 * its file system, so that a copy of the file can be told from it, until somebody writes to the
 * copy. */
#ifndef OSTIARY_STORE_SCHEMA_FILE_MARK_H
#define OSTIARY_STORE_SCHEMA_FILE_MARK_H

#include "store/store.h"

/* *out: the database was marked in another file. False when it never was. STORE_OK, STORE_FAULT. */
enum store_rc file_mark_differs(struct sql *sql, int64_t number, bool *out, struct err *err);

/* Marks the database, unless it has this mark. STORE_OK, with *out_written; STORE_FAULT. */
enum store_rc file_mark_put(struct sql *sql, int64_t number, bool *out_written, struct err *err);

#endif
