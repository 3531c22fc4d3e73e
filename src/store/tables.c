/* The statements that make the tables, on SQLite and on PostgreSQL. */
#include "store/tables.h"

#include <stddef.h>

/* The first five as Better Auth's own migration makes them, so that it finds nothing to do. {id} is the
 * type of ids: text, or uuid where Better Auth has made it that.
 *
 * On PostgreSQL a task is counted before it is inserted, so that of two that one user inserts at once the
 * second waits, and runs again. Tasks that go with their user find no count any more. */
const struct table tables_first[TABLES_FIRST] = {
	{ STR_INIT("user"),
	  "create table \"user\" (\"id\" text not null primary key, \"name\" text not null,"
	  " \"email\" text not null unique, \"emailVerified\" integer not null, \"image\" text,"
	  " \"createdAt\" date not null, \"updatedAt\" date not null)",
	  "create table \"user\" (\"id\" {id} not null primary key, \"name\" text not null,"
	  " \"email\" text not null unique, \"emailVerified\" boolean not null, \"image\" text,"
	  " \"createdAt\" timestamptz default CURRENT_TIMESTAMP not null,"
	  " \"updatedAt\" timestamptz default CURRENT_TIMESTAMP not null)" },
	{ STR_INIT("session"),
	  "create table \"session\" (\"id\" text not null primary key, \"expiresAt\" date not null,"
	  " \"token\" text not null unique, \"createdAt\" date not null,"
	  " \"updatedAt\" date not null, \"ipAddress\" text, \"userAgent\" text,"
	  " \"userId\" text not null references \"user\" (\"id\") on delete cascade);"
	  "create index \"session_userId_idx\" on \"session\" (\"userId\")",
	  "create table \"session\" (\"id\" {id} not null primary key,"
	  " \"expiresAt\" timestamptz not null, \"token\" text not null unique,"
	  " \"createdAt\" timestamptz default CURRENT_TIMESTAMP not null,"
	  " \"updatedAt\" timestamptz not null, \"ipAddress\" text, \"userAgent\" text,"
	  " \"userId\" {id} not null references \"user\" (\"id\") on delete cascade);"
	  "create index \"session_userId_idx\" on \"session\" (\"userId\")" },
	{ STR_INIT("account"),
	  "create table \"account\" (\"id\" text not null primary key, \"accountId\" text not null,"
	  " \"providerId\" text not null,"
	  " \"userId\" text not null references \"user\" (\"id\") on delete cascade,"
	  " \"accessToken\" text, \"refreshToken\" text, \"idToken\" text,"
	  " \"accessTokenExpiresAt\" date, \"refreshTokenExpiresAt\" date, \"scope\" text,"
	  " \"password\" text, \"createdAt\" date not null, \"updatedAt\" date not null);"
	  "create index \"account_userId_idx\" on \"account\" (\"userId\")",
	  "create table \"account\" (\"id\" {id} not null primary key,"
	  " \"accountId\" text not null, \"providerId\" text not null,"
	  " \"userId\" {id} not null references \"user\" (\"id\") on delete cascade,"
	  " \"accessToken\" text, \"refreshToken\" text, \"idToken\" text,"
	  " \"accessTokenExpiresAt\" timestamptz, \"refreshTokenExpiresAt\" timestamptz,"
	  " \"scope\" text, \"password\" text,"
	  " \"createdAt\" timestamptz default CURRENT_TIMESTAMP not null,"
	  " \"updatedAt\" timestamptz not null);"
	  "create index \"account_userId_idx\" on \"account\" (\"userId\")" },
	{ STR_INIT("verification"),
	  "create table \"verification\" (\"id\" text not null primary key,"
	  " \"identifier\" text not null, \"value\" text not null, \"expiresAt\" date not null,"
	  " \"createdAt\" date not null, \"updatedAt\" date not null);"
	  "create index \"verification_identifier_idx\" on \"verification\" (\"identifier\")",
	  "create table \"verification\" (\"id\" {id} not null primary key,"
	  " \"identifier\" text not null, \"value\" text not null,"
	  " \"expiresAt\" timestamptz not null,"
	  " \"createdAt\" timestamptz default CURRENT_TIMESTAMP not null,"
	  " \"updatedAt\" timestamptz default CURRENT_TIMESTAMP not null);"
	  "create index \"verification_identifier_idx\" on \"verification\" (\"identifier\")" },
	{ STR_INIT("jwks"),
	  "create table \"jwks\" (\"id\" text not null primary key, \"publicKey\" text not null,"
	  " \"privateKey\" text not null, \"createdAt\" date not null, \"expiresAt\" date,"
	  " \"alg\" text, \"crv\" text)",
	  "create table \"jwks\" (\"id\" {id} not null primary key, \"publicKey\" text not null,"
	  " \"privateKey\" text not null, \"createdAt\" timestamptz not null,"
	  " \"expiresAt\" timestamptz, \"alg\" text, \"crv\" text)" },
	{ STR_INIT("ostiary_task_count"),
	  "create table ostiary_task_count ("
	  " user_id text not null primary key references \"user\" (\"id\") on delete cascade,"
	  " n integer not null) without rowid",
	  "create table ostiary_task_count ("
	  " user_id {id} not null primary key references \"user\" (\"id\") on delete cascade,"
	  " n integer not null)" },
	{ STR_INIT("ostiary_task"),
	  "create table ostiary_task ("
	  " user_id text not null references \"user\" (\"id\") on delete cascade,"
	  " id integer not null, title text not null, description text,"
	  " completed integer not null, due_date text, priority text not null,"
	  " tags text not null, created_at text not null, updated_at text not null,"
	  " primary key (user_id, id)) without rowid;"
	  "create trigger ostiary_task_inserted after insert on ostiary_task begin"
	  " insert into ostiary_task_count (user_id, n) values (new.user_id, 1)"
	  " on conflict (user_id) do update set n = n + 1; end;"
	  "create trigger ostiary_task_deleted after delete on ostiary_task begin"
	  " update ostiary_task_count set n = n - 1 where user_id = old.user_id; end",
	  "create table ostiary_task ("
	  " user_id {id} not null references \"user\" (\"id\") on delete cascade,"
	  " id bigint not null, title text not null, description text,"
	  " completed boolean not null, due_date text, priority text not null,"
	  " tags text not null, created_at timestamptz not null, updated_at timestamptz not null,"
	  " primary key (user_id, id));"
	  "create or replace function ostiary_task_count_up() returns trigger language plpgsql"
	  " set search_path from current as $$ begin"
	  " insert into ostiary_task_count as c (user_id, n) values (new.user_id, 1)"
	  " on conflict (user_id) do update set n = c.n + 1; return new; end $$;"
	  "create or replace function ostiary_task_count_down() returns trigger language plpgsql"
	  " set search_path from current as $$ begin"
	  " update ostiary_task_count c set n = c.n - g.n from"
	  " (select user_id, count(*)::integer as n from gone group by user_id) g"
	  " where c.user_id = g.user_id; return null; end $$;"
	  "create trigger ostiary_task_inserted before insert on ostiary_task"
	  " for each row execute function ostiary_task_count_up();"
	  "create trigger ostiary_task_deleted after delete on ostiary_task"
	  " referencing old table as gone"
	  " for each statement execute function ostiary_task_count_down()" },
};

/* Ours alone, hence times as integers of milliseconds on every database. */
const struct table tables_outbox[TABLES_OUTBOX] = {
	{ STR_INIT("ostiary_outbox"),
	  "create table ostiary_outbox (id text not null primary key, kind text not null,"
	  " recipient text not null, name text not null, url text, state text not null,"
	  " note text, attempts bigint not null, created_ms bigint not null,"
	  " due_ms bigint not null, expires_ms bigint not null);"
	  "create index ostiary_outbox_due_idx on ostiary_outbox (state, due_ms);"
	  "create index ostiary_outbox_expires_idx on ostiary_outbox (expires_ms)",
	  NULL },
};

/* Ours alone, too. The second has one row: who changes keys changes it first. */
const struct table tables_keyring[TABLES_KEYRING] = {
	{ STR_INIT("ostiary_signing_key"),
	  "create table ostiary_signing_key (kid text not null primary key,"
	  " made_ms bigint not null, activates_ms bigint not null, life_s bigint not null,"
	  " revoked_ms bigint)",
	  NULL },
	{ STR_INIT("ostiary_keyring"),
	  "create table ostiary_keyring (id integer not null primary key, turn bigint not null);"
	  "insert into ostiary_keyring (id, turn) values (1, 0)",
	  NULL },
};

/* Nothing refers to a user here: what was done outlives the account. */
const struct table tables_audit[TABLES_AUDIT] = {
	{ STR_INIT("ostiary_audit"),
	  "create table ostiary_audit (id text not null primary key, at_ms bigint not null,"
	  " actor text not null, action text not null, subject text not null,"
	  " detail text not null);"
	  "create index ostiary_audit_at_idx on ostiary_audit (at_ms)",
	  NULL },
};

/* No user is named, only digests: see auth/not_before.h. The second has one row, which whoever adds a row
 * to the first changes before. */
const struct table tables_not_before[TABLES_NOT_BEFORE] = {
	{ STR_INIT("ostiary_not_before"),
	  "create table ostiary_not_before (subject text not null primary key,"
	  " not_before_ms bigint not null, until_ms bigint not null, deleted_ms bigint)",
	  NULL },
	{ STR_INIT("ostiary_not_before_version"),
	  "create table ostiary_not_before_version (id integer not null primary key,"
	  " version bigint not null);"
	  "insert into ostiary_not_before_version (id, version) values (1, 0)",
	  NULL },
};

/* Goes with its user. */
const struct table tables_throttle[TABLES_THROTTLE] = {
	{ STR_INIT("ostiary_throttle_release"),
	  "create table ostiary_throttle_release ("
	  " user_id text not null primary key references \"user\" (\"id\") on delete cascade,"
	  " at_ms bigint not null)",
	  "create table ostiary_throttle_release ("
	  " user_id {id} not null primary key references \"user\" (\"id\") on delete cascade,"
	  " at_ms bigint not null)" },
};

/* Better Auth's own, too. */
const struct table tables_rate_limit[TABLES_RATE_LIMIT] = {
	{ STR_INIT("rateLimit"),
	  "create table \"rateLimit\" (\"id\" text not null primary key,"
	  " \"key\" text not null unique, \"count\" integer not null,"
	  " \"lastRequest\" bigint not null)",
	  "create table \"rateLimit\" (\"id\" {id} not null primary key,"
	  " \"key\" text not null unique, \"count\" integer not null,"
	  " \"lastRequest\" bigint not null)" },
};
