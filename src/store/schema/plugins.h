/* What Better Auth's plugins and options mean by rows in its tables, where that is more than the
 * columns say: one table for the report of `ostiary doctor`, for the warnings of a start, and for
 * the setting by which an operator accepts a loss. What a sign-in and a token do with such a user
 * is in auth/session/barred.h. */
#ifndef OSTIARY_STORE_SCHEMA_PLUGINS_H
#define OSTIARY_STORE_SCHEMA_PLUGINS_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/* What is lost by the takeover, until an operator accepts it (OSTIARY_TAKEOVER_ACCEPT). */
enum plugin_loss {
	PLUGIN_LOSS_NONE = 0,
	PLUGIN_LOSS_ACCOUNT, /* users have no way in */
	PLUGIN_LOSS_ROWS,    /* this program does not see all rows */
};

/* With which setting of this program the rows mean that. */
enum plugin_when {
	PLUGIN_ALWAYS = 0,
	PLUGIN_WITHOUT_FACTORS, /* OSTIARY_TWO_FACTOR=off */
	PLUGIN_WITH_FACTORS,
	PLUGIN_WITHOUT_PASSKEYS, /* OSTIARY_PASSKEYS=off */
	PLUGIN_WITH_PASSKEYS,
	PLUGIN_WITHOUT_ADMIN, /* OSTIARY_ADMIN=off */
	PLUGIN_WITH_ADMIN,
};

/* Which features of this program are on. */
struct plugin_features {
	bool factors, passkeys, admin;
};

struct plugin_meaning {
	struct str name; /* a word of OSTIARY_TAKEOVER_ACCEPT when there is a loss */
	enum plugin_loss loss;
	/* The table that must exist, and its column; empty: any columns will do. */
	struct str table, column;
	const char *count[2]; /* statements by enum sql_engine; NULL: there are no such rows */
	bool timed;           /* they have $1, the time */
	enum plugin_when when;
	const char *rows;   /* "users with a second factor", as they are counted */
	const char *effect; /* what happens to them, for operators */
};

#define PLUGIN_MEANINGS_MAX 16

/* Rows of one meaning that were found. */
struct plugin_found {
	const struct plugin_meaning *meaning;
	int64_t n; /* more than 0 */
};

struct plugins_found {
	struct plugin_found of[PLUGIN_MEANINGS_MAX];
	size_t n;
};

/* Counts the rows of each meaning. STORE_OK, STORE_FAULT. */
enum store_rc plugins_count(struct sql *sql, int64_t now_ms, struct plugin_features on,
			    struct plugins_found *out, struct err *err);

/* True when the found rows lose something and `accepted`, words separated by commas, has not their
 * name. */
bool plugin_is_refused(const struct plugin_found *found, struct str accepted);

/* False: a word of `accepted` names no loss; see *err. */
bool plugins_accept_is_valid(struct str accepted, struct err *err);

/* Writes a warning for each loss that is not accepted. STORE_OK, STORE_FAULT. */
enum store_rc plugins_warn(struct store *store, int64_t now_ms, struct plugin_features on,
			   struct str accepted, const struct log *log, struct err *err);

#endif
