/* The statements that make the tables of this program, and the one function that completes and runs
 * them. push.c and audit.c are parts of this module. */
#ifndef OSTIARY_STORE_SCHEMA_DDL_H
#define OSTIARY_STORE_SCHEMA_DDL_H

#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"
#include "store/sql/sql.h"

/* A table with its indexes and triggers; made when there is no table of that name. The statements
 * have these placeholders:
 *
 * 	{id}     the type of ids: text, or uuid where Better Auth uses uuids
 * 	{owner}  the reference to a user; empty in a database of tasks alone
 */
struct ddl_table {
	struct str name;
	const char *sqlite;
	const char *postgres; /* NULL: the same */
};

struct ddl_tables {
	const struct ddl_table *of;
	size_t n;
};

/* Tables that are made together. */
extern const struct ddl_tables ddl_better_auth;
extern const struct ddl_tables ddl_tasks;
extern const struct ddl_tables ddl_outbox;
extern const struct ddl_tables ddl_keyring;
extern const struct ddl_tables ddl_key_seal;
extern const struct ddl_tables ddl_audit;
extern const struct ddl_tables ddl_revocations;
extern const struct ddl_tables ddl_throttle;
extern const struct ddl_tables ddl_failures;
extern const struct ddl_tables ddl_passkeys;
extern const struct ddl_tables ddl_passkey_uses;
extern const struct ddl_tables ddl_session_proofs;
extern const struct ddl_tables ddl_factors;
extern const struct ddl_tables ddl_rate_limit;
extern const struct ddl_tables ddl_idempotency;
extern const struct ddl_tables ddl_reminders;
extern const struct ddl_tables ddl_push;
extern const struct ddl_tables ddl_audit_chain;

/* Makes ostiary_task_count remember the largest id that each owner's tasks have had; by enum
 * sql_engine. */
extern const char *const ddl_newest_task[2];

/* Gives the rows of ostiary_audit their places in the chain, and refuses to change them; by enum
 * sql_engine. */
extern const char *const ddl_audit_chain_change[2];

/* Adds the model of the authenticator to a table "passkey" that lacks it; by enum sql_engine. */
extern const char *const ddl_passkey_model[2];

/* Add to "user" the mark of a second factor, and to a table "twoFactor" what earlier releases of
 * Better Auth's plugin lack; by enum sql_engine. An SQLite file gets the mark with the first user
 * who needs it (users_set_factor()), so that until then "user" is as the core of Better Auth makes
 * it; NULL. On PostgreSQL the role that serves may not own the table, so that a start must add
 * it. */
extern const char *const ddl_factor_flag[2];
extern const char *const ddl_factor_verified[2];
extern const char *const ddl_factor_failures[2];
extern const char *const ddl_factor_lock[2];

/* Add the columns of the plugin admin, with the types that Better Auth gives them. */
extern const char *const ddl_admin_role[2];
extern const char *const ddl_admin_banned[2];
extern const char *const ddl_admin_reason[2];
extern const char *const ddl_admin_end[2];
extern const char *const ddl_admin_session[2];

enum ddl_owner {
	DDL_OWNER_USER = 0, /* tasks refer to a row of "user", and are deleted with it */
	DDL_OWNER_UNKNOWN,  /* the users are in another database */
};

/* Makes the table unless there is a table of that name. STORE_OK, STORE_FAULT. */
enum store_rc ddl_make(struct sql *sql, const struct ddl_table *table, enum ddl_owner owner,
		       struct err *err);

#endif
