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
	STORE_NONE,     /* there is no such row, or it is another user's */
	STORE_CONFLICT, /* a unique column already holds the value */
	STORE_ORPHAN,   /* the row that it refers to (the user) does not exist */
	STORE_FULL,     /* a bound of core/limits.h is reached, or the answer would be too large */
	STORE_FAULT,    /* see *err */
};

enum store_open_rc {
	STORE_OPENED = 0,
	STORE_NEWER,    /* a newer version of this program has changed the database; see *err */
	STORE_UNUSABLE, /* it cannot be opened or created, is not a database, or is locked */
	STORE_BAD_URL,  /* DATABASE_URL has no form that this program knows */
};

/* Whether statements are prepared once per PostgreSQL connection, or sent as a whole each time. */
enum store_prepare {
	/* Prepared unless a pooler gives each transaction another connection. */
	STORE_PREPARE_AUTO = 0,
	STORE_PREPARE_ON,
	STORE_PREPARE_OFF,
};

/* Which tables the program works with. */
enum store_tables {
	STORE_TABLES_ALL = 0,
	/* Tasks whose users are in another database: unless this one has users, its tasks refer to
	 * none. Such a database is refused with STORE_TABLES_ALL. */
	STORE_TABLES_TASKS,
};

/* The action of store_open() when there is no database. */
enum store_missing {
	STORE_MISSING_MAKE = 0,
	STORE_MISSING_REFUSE, /* STORE_UNUSABLE when there is no file, or no known table in it */
};

struct store_config {
	/* "sqlite:PATH", "sqlite://PATH", "file:PATH" or a bare path; "postgres://..." or
	 * "host=..." as libpq has them */
	struct str url;
	const struct clock *clock;
	const struct log *log; /* migrations are logged */
	enum store_tables tables;
	enum store_missing missing;
	bool keep_tables; /* changes none: STORE_UNUSABLE where they are not up to date */
	/* Columns of one's own, which are made when they are missing; NULL: none. Must outlive the
	 * store. */
	const struct own_tables *own;
	bool rate_limit; /* uses Better Auth's table "rateLimit", and makes it when it is missing */
	bool factors;    /* the same for its table "twoFactor", and what second factors need */
	bool admin;      /* the same for the columns of its plugin admin */
	bool passkeys;   /* users sign in with passkeys */
	int busy_ms;     /* the longest wait for a lock or a connection; 0: LIMIT_BUSY_MS */
	/* PostgreSQL only: */
	struct str schema; /* holds the tables; made if missing; empty: as search_path says */
	int pool;          /* at most LIMIT_PG_POOL connections; 0: two for each core and four */
	enum store_prepare prepare;
};

struct own_tables;
struct store;
struct sql; /* a connection (store/sql/sql.h), for the files of this room */
struct sql_layout;

/* Whether store_open() knows the form of the URL, and libpq takes the values in it; nothing is
 * opened. Otherwise *err says what is wrong without repeating the URL. */
bool store_url_is_good(struct str url, struct err *err);

/* Opens the database, creates it (mode 0600) when it does not exist, and brings its tables up to
 * date; the table ostiary_migration records each step. Existing tables of Better Auth are used as
 * they are. Freed with store_free(). */
enum store_open_rc store_open(const struct store_config *config, struct store **out,
			      struct err *err);
void store_free(struct store *store);
OWNER(struct store *, store_free)

/* How the tables differ from those of Better Auth (store/sql/sql.h); valid as long as the store. */
const struct sql_layout *store_layout(const struct store *store);

/* True when reading waits for another machine, so that it must not run on a thread that serves many
 * clients. */
bool store_reads_wait(const struct store *store);

/* Looks whether a newer version of this program has changed the database meanwhile. STORE_OK,
 * STORE_FAULT. */
enum store_rc store_look_for_newer(struct store *store, struct err *err);

/* Whether a look has found that. */
bool store_is_outdated(struct store *store);

/* For /readyz: a cheap statement answers, and on SQLite writing is possible (no other process holds
 * the lock, and the disk is not full). STORE_OK, STORE_FAULT. */
enum store_rc store_ping(struct store *store, struct err *err);

/* True while the disk of an SQLite file is nearly full (store_grow()). */
bool store_is_short_of_room(struct store *store);

/* Runs fn on a connection for reading and returns its answer. On SQLite fn sees one consistent
 * state; on PostgreSQL each statement sees a state of its own. fn must not write. Many threads may
 * call it at the same time. */
typedef enum store_rc store_read_fn(struct sql *sql, void *arg, struct err *err);
enum store_rc store_read(struct store *store, store_read_fn *fn, void *arg, struct err *err);

/* As store_read(), around one call of a table's function, in which the second argument names the
 * connection:
 *
 *	rc = STORE_READ(store, sql, err, users_by_email(sql, a, email, &user, err));
 */
#define STORE_READ(store, connection, err, call)                                                   \
	__extension__({                                                                            \
		struct sql *connection = NULL;                                                     \
		enum store_rc store_rc_ = store_begin_read((store), &connection, (err));           \
		if (store_rc_ == STORE_OK) {                                                       \
			store_rc_ = (call);                                                        \
			store_end_read((store), connection);                                       \
		}                                                                                  \
		store_rc_;                                                                         \
	})

/* The two halves of store_read(). When the first answers STORE_OK, the second must follow. */
enum store_rc store_begin_read(struct store *store, struct sql **out, struct err *err);
void store_end_read(struct store *store, struct sql *sql);

/* Runs fn as one transaction. STORE_OK: its changes are on disk. Any other answer: none of its
 * changes is in the database, now or after a crash. Only an err of kind ERR_UNCERTAIN leaves this
 * open: the disk did not confirm the commit, the files were moved during it, or the connection to a
 * server was lost.
 *
 * fn may run more than once, so that it must write only those values to *arg that a second run
 * would write again. It may run on another thread while the caller waits. */
typedef enum store_rc store_write_fn(struct sql *sql, void *arg, struct err *err);
enum store_rc store_write(struct store *store, store_write_fn *fn, void *arg, struct err *err);

/* The same for a transaction that makes a new account, task or passkey. While the disk is nearly
 * full it is refused with ERR_NO_ROOM, unless the file has free pages beyond the reserve, such as
 * those of deleted rows: the reserve is for signing in, changing and deleting. */
enum store_rc store_grow(struct store *store, store_write_fn *fn, void *arg, struct err *err);

/* Defines name(), a transaction of one call, for store_write() or store_read(). `declaration`
 * declares the argument; the call may use it, sql and err:
 *
 * 	STORE_TX(sign_out_tx, const struct str *token, sessions_delete(sql, *token, err))
 */
#define STORE_TX(name, declaration, call)                                                          \
	static enum store_rc name(struct sql *sql, void *arg_, struct err *err)                    \
	{                                                                                          \
		declaration = arg_;                                                                \
		return call;                                                                       \
	}

/* Sets *err for an outcome that the rows of the database rule out, such as STORE_CONFLICT for an id
 * that was just drawn: "DOING: the rows do not fit together", then the constraint that *err names,
 * if any. */
void store_misfit(const char *doing, struct err *err);

/* Opens a connection for reading, for the caller alone and beside those that store_read() uses;
 * closed with sql_close(). STORE_OK, STORE_FAULT. */
enum store_rc store_connect(struct store *store, struct sql **out, struct err *err);

/* Since the start: the transactions that were answered with STORE_OK, and the commits that carried
 * them. */
struct store_stats {
	uint64_t writes;
	uint64_t commits;
};
void store_stats(struct store *store, struct store_stats *out);

/* What the store is doing now. */
struct store_state {
	bool server;        /* PostgreSQL */
	bool away;          /* it does not answer, or its file is locked or not in its place */
	bool short_of_room; /* as store_is_short_of_room() */
	size_t connections; /* that are open: to a server, or of an SQLite file for reading */
	size_t idle;        /* of them */
	size_t connections_max;
	size_t writes_waiting; /* SQLite: transactions that wait for the writer */
};
void store_state(struct store *store, struct store_state *out);

/* The path of the SQLite file; NULL: the database is a server's. */
const char *store_path(const struct store *store);

#endif
