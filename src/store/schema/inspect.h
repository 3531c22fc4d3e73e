/* Inspects a database before a start: its contents, and the changes that the start would make.
 * Nothing is changed here. */
#ifndef OSTIARY_STORE_SCHEMA_INSPECT_H
#define OSTIARY_STORE_SCHEMA_INSPECT_H

#include "store/schema/better_auth.h"
#include "store/schema/migrations.h"
#include "store/schema/own_columns.h"
#include "store/schema/plugins.h"
#include "store/store.h"

/* Receives the password hash of each credential account that has one. The text lives until visit()
 * returns. NULL: nobody wants them. */
struct hash_visitor {
	void (*visit)(void *arg, struct str hash);
	void *arg;
};

/* A row of "jwks", unchanged. */
struct inspected_key {
	struct str kid;
	struct str private_jwk;
};

struct inspection {
	bool exists;   /* false: there is no such file (SQLite); nothing else is set */
	bool postgres; /* else SQLite */
	struct better_auth better_auth;
	struct migrations_plan plan;
	struct own_changes own; /* columns of one's own that are missing */
	const char *made_by;    /* the releases that make such tables; NULL: there are none */
	int64_t users, verified_users;
	int64_t live_sessions;
	int64_t other_accounts;   /* of other providers */
	int64_t without_password; /* credential accounts */
	int64_t push_devices;     /* that reminders are pushed to */
	struct inspected_key *keys;
	size_t n_keys;
	struct str *columns; /* names of columns of "user" that neither Better Auth's core nor this
	                      * program uses */
	size_t n_columns;
	struct plugins_found plugins;
};

enum inspect_rc {
	INSPECT_DONE = 0,
	INSPECT_REFUSED,    /* a start would refuse the database: *err says why */
	INSPECT_UNREADABLE, /* the database cannot be opened or read */
	INSPECT_BAD_URL,    /* DATABASE_URL has no form that this program knows */
};

/* Reads the database of an open connection in one transaction. Sets all of *out but `exists` and
 * `postgres`; *out points into the arena. The configuration gives the clock, and whether the rate
 * limit is stored. */
enum inspect_rc inspect_tables(struct sql *sql, const struct store_config *config,
			       const struct hash_visitor *hashes, struct arena *a,
			       struct inspection *out, struct err *err);

#endif
