#include "store/schema/ddl.h"

#include "base/cleanup.h"

#define DDL_BYTES 8192 /* the statements of ostiary_task, the longest, have about 2 KiB */
#define USER      " references \"user\" (\"id\") on delete cascade"
#define SESSION   " references \"session\" (\"id\") on delete cascade"

/* 2^53 - 2^32: thousands of millions of ids below the largest that JavaScript counts exactly. */
#define ID_TRUSTED "9007194959773696"

/* A line of SQL ends where a phrase ends. */
/* clang-format off */

/* As Better Auth's own migration makes them, so that it finds nothing to do. */
static const struct ddl_table better_auth[] = {
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
	  " \"userId\" text not null" USER ");"
	  "create index \"session_userId_idx\" on \"session\" (\"userId\")",
	  "create table \"session\" (\"id\" {id} not null primary key,"
	  " \"expiresAt\" timestamptz not null, \"token\" text not null unique,"
	  " \"createdAt\" timestamptz default CURRENT_TIMESTAMP not null,"
	  " \"updatedAt\" timestamptz not null, \"ipAddress\" text, \"userAgent\" text,"
	  " \"userId\" {id} not null" USER ");"
	  "create index \"session_userId_idx\" on \"session\" (\"userId\")" },
	{ STR_INIT("account"),
	  "create table \"account\" (\"id\" text not null primary key, \"accountId\" text not null,"
	  " \"providerId\" text not null,"
	  " \"userId\" text not null" USER ","
	  " \"accessToken\" text, \"refreshToken\" text, \"idToken\" text,"
	  " \"accessTokenExpiresAt\" date, \"refreshTokenExpiresAt\" date, \"scope\" text,"
	  " \"password\" text, \"createdAt\" date not null, \"updatedAt\" date not null);"
	  "create index \"account_userId_idx\" on \"account\" (\"userId\")",
	  "create table \"account\" (\"id\" {id} not null primary key,"
	  " \"accountId\" text not null, \"providerId\" text not null,"
	  " \"userId\" {id} not null" USER ","
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
};

/* On PostgreSQL a task is counted before it is inserted, so that of two tasks that a user inserts
 * at once the second waits, and its transaction runs again. Tasks that are deleted with their user
 * find no count. */
static const struct ddl_table tasks[] = {
	{ STR_INIT("ostiary_task_count"),
	  "create table ostiary_task_count ("
	  " user_id text not null primary key{owner},"
	  " n integer not null) without rowid",
	  "create table ostiary_task_count ("
	  " user_id {id} not null primary key{owner},"
	  " n integer not null)" },
	{ STR_INIT("ostiary_task"),
	  "create table ostiary_task ("
	  " user_id text not null{owner},"
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
	  " user_id {id} not null{owner},"
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

/* Of this program only, so times are integers of milliseconds on both databases. */
static const struct ddl_table outbox[] = {
	{ STR_INIT("ostiary_mail"),
	  "create table ostiary_mail (id text not null primary key, kind text not null,"
	  " recipient text not null, name text not null, url text, state text not null,"
	  " note text, attempts bigint not null, created_ms bigint not null,"
	  " due_ms bigint not null, turn_ms bigint not null, expires_ms bigint not null);"
	  "create unique index ostiary_mail_pending_idx on ostiary_mail (recipient, kind)"
	  " where state = 'pending';"
	  "create index ostiary_mail_recipient_idx on ostiary_mail (recipient, created_ms);"
	  "create index ostiary_mail_turn_idx on ostiary_mail (turn_ms, id)"
	  " where state in ('pending', 'sending');"
	  "create index ostiary_mail_due_idx on ostiary_mail (due_ms)"
	  " where state in ('pending', 'sending');"
	  "create index ostiary_mail_expires_idx on ostiary_mail (expires_ms)",
	  NULL },
};

/* Of this program only. The second table has one row, which every change of keys updates first. */
static const struct ddl_table keyring[] = {
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

static const struct ddl_table key_seal[] = {
	{ STR_INIT("ostiary_key_seal"),
	  "create table ostiary_key_seal (kid text not null primary key, seal text not null)",
	  NULL },
};

/* No reference to a user: the record outlives the account. */
static const struct ddl_table audit[] = {
	{ STR_INIT("ostiary_audit"),
	  "create table ostiary_audit (id text not null primary key, at_ms bigint not null,"
	  " actor text not null, action text not null, subject text not null,"
	  " detail text not null);"
	  "create index ostiary_audit_at_idx on ostiary_audit (at_ms)",
	  NULL },
};

/* Subjects are digests of user ids (auth/revocation/revocation.h). The second table has one row,
 * which every change of the first updates before. */
static const struct ddl_table revocations[] = {
	{ STR_INIT("ostiary_revocation"),
	  "create table ostiary_revocation (subject text not null primary key,"
	  " revoked_ms bigint not null, until_ms bigint not null, deleted_ms bigint)",
	  NULL },
	{ STR_INIT("ostiary_revocation_version"),
	  "create table ostiary_revocation_version (id integer not null primary key,"
	  " version bigint not null);"
	  "insert into ostiary_revocation_version (id, version) values (1, 0)",
	  NULL },
};

/* Deleted with its user. */
static const struct ddl_table throttle[] = {
	{ STR_INIT("ostiary_throttle_release"),
	  "create table ostiary_throttle_release ("
	  " user_id text not null primary key" USER ","
	  " at_ms bigint not null)",
	  "create table ostiary_throttle_release ("
	  " user_id {id} not null primary key" USER ","
	  " at_ms bigint not null)" },
};

/* Deleted with its user. */
static const struct ddl_table failures[] = {
	{ STR_INIT("ostiary_sign_in_failure"),
	  "create table ostiary_sign_in_failure ("
	  " user_id text not null" USER ","
	  " device text not null, n bigint not null,"
	  " primary key (user_id, device)) without rowid",
	  "create table ostiary_sign_in_failure ("
	  " user_id {id} not null" USER ","
	  " device text not null, n bigint not null,"
	  " primary key (user_id, device))" },
};

/* As Better Auth's plugin makes it. */
static const struct ddl_table passkeys[] = {
	{ STR_INIT("passkey"),
	  "create table \"passkey\" (\"id\" text not null primary key, \"name\" text,"
	  " \"publicKey\" text not null, \"userId\" text not null" USER ","
	  " \"credentialID\" text not null, \"counter\" integer not null,"
	  " \"deviceType\" text not null, \"backedUp\" integer not null, \"transports\" text,"
	  " \"createdAt\" date, \"aaguid\" text);"
	  "create index \"passkey_userId_idx\" on \"passkey\" (\"userId\");"
	  "create index \"passkey_credentialID_idx\" on \"passkey\" (\"credentialID\")",
	  "create table \"passkey\" (\"id\" {id} not null primary key, \"name\" text,"
	  " \"publicKey\" text not null, \"userId\" {id} not null" USER ","
	  " \"credentialID\" text not null, \"counter\" bigint not null,"
	  " \"deviceType\" text not null, \"backedUp\" boolean not null, \"transports\" text,"
	  " \"createdAt\" timestamptz, \"aaguid\" text);"
	  "create index \"passkey_userId_idx\" on \"passkey\" (\"userId\");"
	  "create index \"passkey_credentialID_idx\" on \"passkey\" (\"credentialID\")" },
};

/* When a passkey signed in last, which the plugin does not keep; deleted with the user. */
static const struct ddl_table passkey_uses[] = {
	{ STR_INIT("ostiary_passkey_use"),
	  "create table ostiary_passkey_use ("
	  " user_id text not null" USER ","
	  " credential_id text not null, used_ms bigint not null,"
	  " primary key (user_id, credential_id)) without rowid",
	  "create table ostiary_passkey_use ("
	  " user_id {id} not null" USER ","
	  " credential_id text not null, used_ms bigint not null,"
	  " primary key (user_id, credential_id))" },
};

/* Deleted with its session. */
static const struct ddl_table session_proofs[] = {
	{ STR_INIT("ostiary_session_proof"),
	  "create table ostiary_session_proof ("
	  " session_id text not null primary key" SESSION ","
	  " password_ms bigint not null, mailbox_ms bigint not null, passkey_ms bigint not null,"
	  " verified_ms bigint not null, totp_ms bigint not null,"
	  " backup_code_ms bigint not null) without rowid",
	  "create table ostiary_session_proof ("
	  " session_id {id} not null primary key" SESSION ","
	  " password_ms bigint not null, mailbox_ms bigint not null, passkey_ms bigint not null,"
	  " verified_ms bigint not null, totp_ms bigint not null,"
	  " backup_code_ms bigint not null)" },
};

/* The first as Better Auth's plugin makes it; the second is of this program only, and has what the
 * plugin does not keep. Both are deleted with their user. */
static const struct ddl_table factors[] = {
	{ STR_INIT("twoFactor"),
	  "create table \"twoFactor\" (\"id\" text not null primary key,"
	  " \"secret\" text not null, \"backupCodes\" text not null,"
	  " \"userId\" text not null" USER ","
	  " \"verified\" integer, \"failedVerificationCount\" integer, \"lockedUntil\" date);"
	  "create index \"twoFactor_secret_idx\" on \"twoFactor\" (\"secret\");"
	  "create index \"twoFactor_userId_idx\" on \"twoFactor\" (\"userId\")",
	  "create table \"twoFactor\" (\"id\" {id} not null primary key,"
	  " \"secret\" text not null, \"backupCodes\" text not null,"
	  " \"userId\" {id} not null" USER ","
	  " \"verified\" boolean, \"failedVerificationCount\" integer,"
	  " \"lockedUntil\" timestamptz);"
	  "create index \"twoFactor_secret_idx\" on \"twoFactor\" (\"secret\");"
	  "create index \"twoFactor_userId_idx\" on \"twoFactor\" (\"userId\")" },
	{ STR_INIT("ostiary_second_factor"),
	  "create table ostiary_second_factor ("
	  " user_id text not null primary key" USER ","
	  " step bigint not null, failures bigint not null, locked_ms bigint not null,"
	  " asked_ms bigint not null)",
	  "create table ostiary_second_factor ("
	  " user_id {id} not null primary key" USER ","
	  " step bigint not null, failures bigint not null, locked_ms bigint not null,"
	  " asked_ms bigint not null)" },
};

/* Answers to requests with an Idempotency-Key, deleted with their user. The second index has what
 * an owner's answers come to; the long columns are last, so that a row is judged without them. */
static const struct ddl_table idempotency[] = {
	{ STR_INIT("ostiary_idempotency_key"),
	  "create table ostiary_idempotency_key ("
	  " user_id text not null{owner},"
	  " name text not null, request text not null, status bigint not null,"
	  " expires_ms bigint not null, bytes bigint not null, headers text not null,"
	  " body text not null,"
	  " primary key (user_id, name));"
	  "create index ostiary_idempotency_key_expires_idx"
	  " on ostiary_idempotency_key (expires_ms);"
	  "create index ostiary_idempotency_key_bytes_idx"
	  " on ostiary_idempotency_key (user_id, bytes)",
	  "create table ostiary_idempotency_key ("
	  " user_id {id} not null{owner},"
	  " name text not null, request text not null, status bigint not null,"
	  " expires_ms bigint not null, bytes bigint not null, headers text not null,"
	  " body text not null,"
	  " primary key (user_id, name));"
	  "create index ostiary_idempotency_key_expires_idx"
	  " on ostiary_idempotency_key (expires_ms);"
	  "create index ostiary_idempotency_key_bytes_idx"
	  " on ostiary_idempotency_key (user_id, bytes)" },
};

/* When owners are to be reminded of their tasks. */
static const struct ddl_table reminders[] = {
	{ STR_INIT("ostiary_reminder"),
	  "create table ostiary_reminder ("
	  " user_id text not null, task_id bigint not null, at_ms bigint not null,"
	  " next_ms bigint not null, primary key (user_id, task_id, at_ms),"
	  " foreign key (user_id, task_id) references ostiary_task (user_id, id)"
	  " on delete cascade) without rowid;"
	  "create index ostiary_reminder_next_idx on ostiary_reminder (next_ms)",
	  "create table ostiary_reminder ("
	  " user_id {id} not null, task_id bigint not null, at_ms bigint not null,"
	  " next_ms bigint not null, primary key (user_id, task_id, at_ms),"
	  " foreign key (user_id, task_id) references ostiary_task (user_id, id)"
	  " on delete cascade);"
	  "create index ostiary_reminder_next_idx on ostiary_reminder (next_ms)" },
};

/* As Better Auth makes it. */
static const struct ddl_table rate_limit[] = {
	{ STR_INIT("rateLimit"),
	  "create table \"rateLimit\" (\"id\" text not null primary key,"
	  " \"key\" text not null unique, \"count\" integer not null,"
	  " \"lastRequest\" bigint not null)",
	  "create table \"rateLimit\" (\"id\" {id} not null primary key,"
	  " \"key\" text not null unique, \"count\" integer not null,"
	  " \"lastRequest\" bigint not null)" },
};

/* An id beyond what JavaScript counts exactly was made by a clock that ran far ahead; the next ones
 * must not follow it. On PostgreSQL tasks are counted before they are inserted, as before. */
const char *const ddl_newest_task[2] = {
	[SQL_SQLITE] =
		"alter table ostiary_task_count add column newest_id integer not null default 0;"
		"update ostiary_task_count set newest_id = coalesce((select max(t.id)"
		" from ostiary_task t where t.user_id = ostiary_task_count.user_id"
		" and t.id < " ID_TRUSTED "), 0);"
		"drop trigger if exists ostiary_task_inserted;"
		"create trigger ostiary_task_inserted after insert on ostiary_task begin"
		" insert into ostiary_task_count (user_id, n, newest_id)"
		" values (new.user_id, 1, new.id)"
		" on conflict (user_id) do update set n = n + 1,"
		" newest_id = max(newest_id, excluded.newest_id); end",
	[SQL_POSTGRES] =
		"alter table ostiary_task_count add column if not exists newest_id bigint not null"
		" default 0;"
		"update ostiary_task_count c"
		" set newest_id = greatest(c.newest_id, (select max(t.id)"
		" from ostiary_task t"
		" where t.user_id = c.user_id and t.id < " ID_TRUSTED "));"
		"create or replace function ostiary_task_count_up() returns trigger"
		" language plpgsql set search_path from current as $$ begin"
		" insert into ostiary_task_count as c (user_id, n, newest_id)"
		" values (new.user_id, 1, new.id)"
		" on conflict (user_id) do update set n = c.n + 1,"
		" newest_id = greatest(c.newest_id, excluded.newest_id); return new; end $$",
};

/* Earlier releases of the plugin make the table without this column. */
const char *const ddl_passkey_model[2] = {
	[SQL_SQLITE] = "alter table \"passkey\" add column \"aaguid\" text",
	[SQL_POSTGRES] = "alter table \"passkey\" add column if not exists \"aaguid\" text",
};

/* The default says of the users who are there already that they have none. */
const char *const ddl_factor_flag[2] = {
	[SQL_SQLITE] = NULL,
	[SQL_POSTGRES] =
		"alter table \"user\" add column if not exists \"twoFactorEnabled\" boolean"
		" default false",
};

/* Earlier releases of the plugin make the table without these columns. */
const char *const ddl_factor_verified[2] = {
	[SQL_SQLITE] = "alter table \"twoFactor\" add column \"verified\" integer",
	[SQL_POSTGRES] =
		"alter table \"twoFactor\" add column if not exists \"verified\" boolean",
};
const char *const ddl_factor_failures[2] = {
	[SQL_SQLITE] =
		"alter table \"twoFactor\" add column \"failedVerificationCount\" integer",
	[SQL_POSTGRES] =
		"alter table \"twoFactor\""
		" add column if not exists \"failedVerificationCount\" integer",
};
const char *const ddl_factor_lock[2] = {
	[SQL_SQLITE] = "alter table \"twoFactor\" add column \"lockedUntil\" date",
	[SQL_POSTGRES] =
		"alter table \"twoFactor\""
		" add column if not exists \"lockedUntil\" timestamptz",
};

#define ADMIN_COLUMN(table, column, sqlite, postgres) \
	{ \
		[SQL_SQLITE] = "alter table \"" table "\" add column \"" column "\" " sqlite, \
		[SQL_POSTGRES] = "alter table \"" table "\"" \
			" add column if not exists \"" column "\" " postgres, \
	}
const char *const ddl_admin_role[2] = ADMIN_COLUMN("user", "role", "text", "text");
const char *const ddl_admin_banned[2] = ADMIN_COLUMN("user", "banned", "integer", "boolean");
const char *const ddl_admin_reason[2] = ADMIN_COLUMN("user", "banReason", "text", "text");
const char *const ddl_admin_end[2] = ADMIN_COLUMN("user", "banExpires", "date", "timestamptz");
const char *const ddl_admin_session[2] =
	ADMIN_COLUMN("session", "impersonatedBy", "text", "text");
#undef ADMIN_COLUMN

/* clang-format on */

#define TABLES(array)                                                                              \
	{                                                                                          \
		array, ARRAY_LEN(array)                                                            \
	}
const struct ddl_tables ddl_better_auth = TABLES(better_auth);
const struct ddl_tables ddl_tasks = TABLES(tasks);
const struct ddl_tables ddl_outbox = TABLES(outbox);
const struct ddl_tables ddl_keyring = TABLES(keyring);
const struct ddl_tables ddl_key_seal = TABLES(key_seal);
const struct ddl_tables ddl_audit = TABLES(audit);
const struct ddl_tables ddl_revocations = TABLES(revocations);
const struct ddl_tables ddl_throttle = TABLES(throttle);
const struct ddl_tables ddl_failures = TABLES(failures);
const struct ddl_tables ddl_passkeys = TABLES(passkeys);
const struct ddl_tables ddl_passkey_uses = TABLES(passkey_uses);
const struct ddl_tables ddl_session_proofs = TABLES(session_proofs);
const struct ddl_tables ddl_factors = TABLES(factors);
const struct ddl_tables ddl_rate_limit = TABLES(rate_limit);
const struct ddl_tables ddl_idempotency = TABLES(idempotency);
const struct ddl_tables ddl_reminders = TABLES(reminders);

/* ---- making a table ---- */

/* The value of a placeholder; "" for an unknown name, which no statement contains. */
static const char *value_of(struct str placeholder, const struct sql *sql, enum ddl_owner owner)
{
	if (str_eq(placeholder, STR("id")))
		return sql_layout(sql)->uuid_ids ? "uuid" : "text";
	return str_eq(placeholder, STR("owner")) && owner == DDL_OWNER_USER ? USER : "";
}

static void put_ddl(struct buf *b, const struct sql *sql, const struct ddl_table *table,
		    enum ddl_owner owner)
{
	bool postgres = sql_engine(sql) == SQL_POSTGRES && table->postgres;
	struct str rest = str_z(postgres ? table->postgres : table->sqlite), head, placeholder;

	while (str_cut(rest, '{', &head, &rest)) {
		buf_str(b, head);
		str_cut(rest, '}', &placeholder, &rest);
		buf_z(b, value_of(placeholder, sql, owner));
	}
	buf_str(b, head);
}

enum store_rc ddl_make(struct sql *sql, const struct ddl_table *table, enum ddl_owner owner,
		       struct err *err)
{
	enum store_rc rc = sql_has_table(sql, table->name, err);
	struct buf ddl;

	if (rc != STORE_NONE)
		return rc;
	buf_init_heap(&ddl, DDL_BYTES);
	put_ddl(&ddl, sql, table, owner);
	rc = STORE_FAULT;
	if (buf_cstr(&ddl))
		rc = sql_script(sql, ddl.p, err);
	else
		err_set(err, "no memory");
	buf_done(&ddl);
	return rc;
}
