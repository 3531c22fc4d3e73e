/* The SQLite driver: connections for store/sql/sql.h. */
#ifndef OSTIARY_STORE_SQLITE_CONNECTION_H
#define OSTIARY_STORE_SQLITE_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/log.h"
#include "store/sql/driver.h"

/* The path of the database file that a DATABASE_URL names (store.h lists the forms),
 * NUL-terminated, for free(). A relative path starts with "./", so that SQLite reads no meaning
 * into it. NULL with a text in *err that does not repeat the URL, which may hold a password. */
char *sqlite_path(struct str url, struct err *err);

/* The files of a database: itself, its log, and the memory that its processes share. What stands
 * behind the path of the first in the names of each. */
#define SQLITE_FILES 3
extern const char *const sqlite_suffixes[SQLITE_FILES];

/* Settings of the whole process, to be made before the first connection; later calls do nothing. */
void sqlite_prepare(void);

/* STORE_OK: the file exists and is private: mode 0600 or less, of root or the process's own user,
 * no symbolic link. STORE_FAULT. */
enum store_rc sqlite_check_file(const char *path, struct err *err);

/* Makes an empty file with mode 0600 and puts its name on the disk, unless it is there; then it is
 * checked. */
enum store_rc sqlite_create(const char *path, struct err *err);

enum sqlite_use {
	SQLITE_USE_READ,  /* refuses to write */
	SQLITE_USE_WRITE, /* checkpoints only when asked */
};

/* Opens a connection to an existing file and closes it with sql_close(). Waiting for a lock of
 * another process ends after busy_ms. STORE_OK, STORE_FAULT (also when its log is alone). */
enum store_rc sqlite_open(const char *path, enum sqlite_use use, int busy_ms, struct sql **out,
			  struct err *err);

/* Makes the file keep a write-ahead log, once for all connections. */
enum store_rc sqlite_use_wal(struct sql *base, struct err *err);

/* Checks, outside of a transaction, how much space the disk has, and allocates room for the log.
 * When little is left, the file stops growing until there is more: a transaction finds room only in
 * free pages of the file, of which there is a reserve. True when this has changed. */
bool sqlite_check_disk_space(struct sql *sql);
bool sqlite_growth_is_blocked(const struct sql *sql);

/* Makes free pages in the file, outside of a transaction, when there are fewer than the reserve.
 * They have their place on the disk, so that a full disk leaves room for what must go on. STORE_OK
 * also when there is nothing to do. */
enum store_rc sqlite_fill_reserve(struct sql *base, struct err *err);

/* While growth is blocked: free pages beyond the reserve that a transaction may still take; below
 * zero when it has taken of the reserve. */
int64_t sqlite_pages_to_spare(struct sql *sql);

/* Pages in the write-ahead log after the last commit on this connection. */
int sqlite_wal_pages(const struct sql *sql);

/* True after a write failed on a full disk, until a commit on this connection has written. */
bool sqlite_is_full(const struct sql *sql);

/* The same for every fault of the disk. */
bool sqlite_is_failing(const struct sql *sql);

/* A file, whatever its name. */
struct sqlite_file_id {
	uint64_t dev;
	uint64_t ino;
};

/* False when the path leads to no file. */
bool sqlite_file_id(const char *path, struct sqlite_file_id *out);

/* The number, in its file system, of the database file that the connection has open. */
int64_t sqlite_file_number(const struct sql *base);

/* True when the path leads to this file. */
bool sqlite_is_at(const char *path, struct sqlite_file_id id);

/* False when the file of the database, or its log, was moved away, deleted or replaced since this
 * connection opened it. */
bool sqlite_is_in_place(struct sql *sql);

/* True after a commit failed in such a way that the log may hold it complete: the disk did not
 * confirm that it has the log. A crash would bring the transaction back. */
bool sqlite_log_is_suspect(const struct sql *sql);

/* Starts the log anew, outside of a transaction, with nothing in it but what was committed, and
 * waits at most wait_ms for readers. STORE_OK: no crash brings back what is not committed. */
enum store_rc sqlite_renew_log(struct sql *base, int wait_ms, struct err *err);

/* Before a file is opened: true when its last user has not closed it, and yet its log is not there.
 * The file is then a copy that was made without the log, or the log was deleted. */
bool sqlite_log_is_missing(const char *path);

/* Before a file is opened: true when it is missing or empty, and yet its log has data. SQLite would
 * delete the log, with all that is in it. */
bool sqlite_log_is_alone(const char *path);

/* Marks the file as closed when no other connection uses it: moves the log to it and removes the
 * log for good. To be called last; false, which only leaves the file unmarked: another connection
 * uses it, or a fault. */
bool sqlite_close_log(struct sql *base);

/* Moves pages from the write-ahead log to the database file, and waits at most wait_ms for readers
 * that still need the old pages, so that the log can start over. STORE_OK also when not all were
 * moved. */
enum store_rc sqlite_checkpoint(struct sql *base, int wait_ms, struct err *err);

/* Whether the write lock can be had at once; it is not kept. Outside of any transaction. */
bool sqlite_is_lockable(struct sql *base);

#endif
