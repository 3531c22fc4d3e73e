/* Translates result codes of SQLite for callers of the store. */
#ifndef OSTIARY_STORE_SQLITE_ERROR_H
#define OSTIARY_STORE_SQLITE_ERROR_H

#include "core/err.h"
#include "store/store.h"

struct sqlite;

/* STORE_OK for success, which leaves *err as it is, and the answer for a broken constraint.
 * STORE_FAULT for every other code; *err names the statement. A full disk is noted in the
 * connection. */
enum store_rc sqlite_outcome(struct sqlite *sql, int given, const char *doing, struct err *err);

#endif
