/* The database: opening, migrating, reading, and transactions. One `struct store` per process. */
#ifndef OSTIARY_STORE_STORE_H
#define OSTIARY_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "core/arena.h"
#include "core/clock.h"
#include "core/err.h"
#include "core/log.h"

enum store_rc {
	STORE_OK = 0,
	STORE_NONE,     /* no such row, or not the asking user's */
	STORE_CONFLICT, /* a unique column already holds the value */
	STORE_ORPHAN,   /* the row it belongs to (the user) is not there */
	STORE_FULL,     /* a bound of core/limits.h is reached, or the answer would be too large */
	STORE_FAULT,    /* see *err */
};

enum store_open_rc {
	STORE_OPENED = 0,
	STORE_NEWER,    /* a newer version of this program made the database; see *err */
	STORE_UNUSABLE, /* it cannot be opened or created, is not a database, or is locked */
	STORE_BAD_URL,  /* DATABASE_URL is none that we know */
};

/* Whether statements are prepared once per connection of PostgreSQL, or sent whole each time. */
enum store_prepare {
	STORE_PREPARE_AUTO =
		0, /* unless a pooler is between that gives each transaction another one */
	STORE_PREPARE_ON,
	STORE_PREPARE_OFF,
};

/* Which tables the program works with. */
enum store_tables {
	STORE_TABLES_ALL = 0,
	/* Tasks of users whom another database knows: when this one has no users, its tasks refer to none.
	 * Such a database is refused as one of the other kind. */
	STORE_TABLES_TASKS,
};

/* What opening does where there is nothing yet. */
enum store_missing {
	STORE_MISSING_MAKE = 0,
	STORE_MISSING_REFUSE, /* no file, or neither a table of ours nor of Better Auth: STORE_UNUSABLE */
};

struct store_config {
	/* "sqlite:PATH", "sqlite://PATH", "file:PATH" or a bare path; "postgres://..." as libpq has it */
	struct str url;
	const struct clock *clock;
	const struct log *log; /* migrations are told */
	enum store_tables tables;
	enum store_missing missing;
	bool rate_limit; /* with Better Auth's table of counts, which is made when it is missing */
	int busy_ms;     /* how long to wait for a lock, and for a connection; 0: LIMIT_BUSY_MS */
	/* PostgreSQL only: */
	struct str
		schema; /* of the tables, made when it is missing; empty: what the server's search_path says */
	int pool; /* connections, at most LIMIT_PG_POOL; 0: two per core and four */
	enum store_prepare prepare;
};

struct store;
struct sql; /* a connection; store/sql.h, for the files of this room */
struct sql_layout;

/* Opens the database, creates it (mode 0600) when it is not there, and brings its tables up to date;
 * what was done is recorded in the table ostiary_migration. Tables of Better Auth that are already
 * there are used as they are. Freed with store_free(). */
enum store_open_rc store_open(const struct store_config *config, struct store **out,
			      struct err *err);
void store_free(struct store *store);
OWNER(struct store *, store_free)

/* What the tables are like (store/sql.h); as long as the store. */
const struct sql_layout *store_layout(const struct store *store);

/* True when reading waits for another machine, so that it does not belong on a thread that serves many. */
bool store_reads_wait(const struct store *store);

/* A cheap statement answers, and on SQLite writing is possible (nobody else holds the lock, the disk is not
 * full): for /readyz. */
enum store_rc store_ping(struct store *store, struct err *err);

/* Runs fn on a connection that sees one consistent state; on PostgreSQL each statement sees one, and two
 * of them may see different ones. Nothing may be written. The answer of fn is returned. Safe from many
 * threads at once. */
typedef enum store_rc store_read_fn(struct sql *sql, void *arg, struct err *err);
enum store_rc store_read(struct store *store, store_read_fn *fn, void *arg, struct err *err);

/* Runs fn as one transaction and returns when its outcome is on disk (STORE_OK) or nothing of it can be
 * read (anything else; of a commit that the disk failed in, a crash right after it may bring back what
 * was written, as with any database; when the connection to a server is lost at the commit, *err says
 * that the outcome is not known). fn may be run again when the database asks for that, so it must only
 * write to *arg what it would write again; it may run on another thread while the caller waits. */
typedef enum store_rc store_write_fn(struct sql *sql, void *arg, struct err *err);
enum store_rc store_write(struct store *store, store_write_fn *fn, void *arg, struct err *err);

/* Since the start: answered transactions, and the commits that carried them. */
struct store_stats {
	uint64_t writes;
	uint64_t commits;
};
void store_stats(struct store *store, struct store_stats *out);

#endif
