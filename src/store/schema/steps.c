#include "store/schema/steps.h"

#include "base/cleanup.h"
#include "store/schema/task_model.h"

/* The columns that this program uses in tables that other programs may have made. */
static const char *const columns_in_use[] = {
	"select \"id\", \"name\", \"email\", \"emailVerified\", \"image\", \"createdAt\","
	" \"updatedAt\" from \"user\" where 1 = 0",
	"select \"id\", \"expiresAt\", \"token\", \"createdAt\", \"updatedAt\", \"ipAddress\","
	" \"userAgent\", \"userId\" from \"session\" where 1 = 0",
	"select \"id\", \"accountId\", \"providerId\", \"userId\", \"password\", \"scope\","
	" \"createdAt\", \"updatedAt\" from \"account\" where 1 = 0",
	"select \"id\", \"identifier\", \"value\", \"expiresAt\", \"createdAt\", \"updatedAt\""
	" from \"verification\" where 1 = 0",
	"select \"id\", \"publicKey\", \"privateKey\", \"createdAt\", \"expiresAt\", \"alg\","
	" \"crv\" from \"jwks\" where 1 = 0",
	"select user_id, id, title, description, completed, due_date, priority, tags, created_at,"
	" updated_at from ostiary_task where 1 = 0",
	"select user_id, n from ostiary_task_count where 1 = 0",
};

static const char *const outbox_columns[] = {
	"select id, kind, recipient, name, url, state, note, attempts, created_ms, due_ms,"
	" turn_ms, expires_ms from ostiary_mail where 1 = 0",
};

static const char *const keyring_columns[] = {
	"select kid, made_ms, activates_ms, life_s, revoked_ms from ostiary_signing_key"
	" where 1 = 0",
	"select id, turn from ostiary_keyring where 1 = 0",
};

static const char *const key_seal_columns[] = {
	"select kid, seal from ostiary_key_seal where 1 = 0",
};

static const char *const audit_columns[] = {
	"select id, at_ms, actor, action, subject, detail from ostiary_audit where 1 = 0",
};

static const char *const revocations_columns[] = {
	"select subject, revoked_ms, until_ms, deleted_ms from ostiary_revocation where 1 = 0",
	"select id, version from ostiary_revocation_version where 1 = 0",
};

static const char *const task_id_columns[] = {
	"select user_id, n, newest_id from ostiary_task_count where 1 = 0",
};

static const char *const throttle_columns[] = {
	"select user_id, at_ms from ostiary_throttle_release where 1 = 0",
};

static const char *const failures_columns[] = {
	"select user_id, device, n from ostiary_sign_in_failure where 1 = 0",
};

/* The version comes first, as with every change of revocations, so that two processes lock the
 * tables in one order. Both moves merge with what is there: a restored backup may have both
 * tables, and a revocation must not be lost. A process of the build that made the old tables
 * cannot record a revocation afterwards, and answers 500: it is to be stopped before. Rows of
 * ostiary_audit with the action "user-thrown-out" stay as they are: they record what an operator
 * did at the time, in the words of that build. */
static const struct replaced_table not_before_tables[] = {
	{ STR_INIT("ostiary_not_before_version"), STR_INIT("ostiary_revocation_version"),
	  "insert into ostiary_revocation_version as t (id, version)"
	  " select 1, coalesce(max(version), 0) from ostiary_not_before_version where true"
	  " on conflict (id) do update set version = excluded.version"
	  " where t.version < excluded.version;"
	  "drop table ostiary_not_before_version" },
	{ STR_INIT("ostiary_not_before"), STR_INIT("ostiary_revocation"),
	  "insert into ostiary_revocation as t (subject, revoked_ms, until_ms, deleted_ms)"
	  " select subject, not_before_ms, until_ms, deleted_ms from ostiary_not_before where true"
	  " on conflict (subject) do update set"
	  " revoked_ms = case when excluded.revoked_ms > t.revoked_ms"
	  " then excluded.revoked_ms else t.revoked_ms end,"
	  " until_ms = case when excluded.until_ms > t.until_ms"
	  " then excluded.until_ms else t.until_ms end,"
	  " deleted_ms = coalesce(t.deleted_ms, excluded.deleted_ms);"
	  "drop table ostiary_not_before" },
};

/* Of several mails of one kind that wait for one recipient, the newest is kept: its link is the one
 * that the user asked for last. */
static const struct replaced_table outbox_tables[] = {
	{ STR_INIT("ostiary_outbox"), STR_INIT("ostiary_mail"),
	  "insert into ostiary_mail (id, kind, recipient, name, url, state, note, attempts,"
	  " created_ms, due_ms, turn_ms, expires_ms)"
	  " select id, kind, recipient, name, url, state, note, attempts, created_ms, due_ms,"
	  " due_ms, expires_ms from ostiary_outbox as o where state <> 'pending' or not exists"
	  " (select 1 from ostiary_outbox as n where n.state = 'pending'"
	  " and n.recipient = o.recipient and n.kind = o.kind and (n.created_ms > o.created_ms"
	  " or (n.created_ms = o.created_ms and n.id > o.id)))"
	  " on conflict do nothing;"
	  "drop table ostiary_outbox" },
};

static const char *const passkey_columns[] = {
	"select \"id\", \"name\", \"publicKey\", \"userId\", \"credentialID\", \"counter\","
	" \"deviceType\", \"backedUp\", \"transports\", \"createdAt\", \"aaguid\""
	" from \"passkey\" where 1 = 0",
};

static const char *const passkey_use_columns[] = {
	"select user_id, credential_id, used_ms from ostiary_passkey_use where 1 = 0",
};

static const char *const task_model_columns[] = {
	("select user_id, id, title, description, completed, due_date, priority, tags, created_at,"
	 " updated_at, list_id, section_id, parent_id, position, due_time, time_zone, start_date,"
	 " completed_at, recurrence, recurrence_from, reminders, deleted_at, revision, source,"
	 " due_key, priority_rank, title_key, search from ostiary_task where 1 = 0"),
	"select user_id, n, newest_id, revision, forgotten from ostiary_task_count where 1 = 0",
	("select user_id, id, name, color, position, archived, revision, created_at, updated_at"
	 " from ostiary_list where 1 = 0"),
	"select user_id, list_id, id, name, position, revision from ostiary_section where 1 = 0",
	"select user_id, kind, id, revision from ostiary_tombstone where 1 = 0",
	"select user_id, settings, revision from ostiary_preferences where 1 = 0",
};

static const char *const session_proof_columns[] = {
	"select session_id, password_ms, mailbox_ms, passkey_ms, verified_ms, totp_ms,"
	" backup_code_ms from ostiary_session_proof where 1 = 0",
};

static const char *const idempotency_columns[] = {
	"select user_id, name, request, status, expires_ms, bytes, headers, body"
	" from ostiary_idempotency_key where 1 = 0",
};

static const char *const reminder_columns[] = {
	"select user_id, task_id, at_ms, next_ms from ostiary_reminder where 1 = 0",
};

static const char *const push_columns[] = {
	"select id, public_jwk, private_jwk, seal, created_ms from ostiary_push_key where 1 = 0",
	"select user_id, id, endpoint, p256dh, auth, name, created_ms, sent_ms"
	" from ostiary_push_subscription where 1 = 0",
	"select id, user_id, subscription_id, task_id, at_ms, state, attempts, created_ms, due_ms,"
	" turn_ms, expires_ms from ostiary_push_message where 1 = 0",
};

static const char *const audit_chain_columns[] = {
	"select seq, previous, hash, origin, old_values, new_values from ostiary_audit"
	" where 1 = 0",
	"select id, seq, hash, first_seq, anchor from ostiary_audit_head where 1 = 0",
};

/* clang-format off */
#define ROWS(array) array, ARRAY_LEN(array)
#define NO_COLUMN { STR_INIT(""), STR_INIT("") }
#define CHANGE(change) change, NULL, false, NO_COLUMN
#define NO_CHANGE CHANGE(NULL)
#define ADDS(change, table, column) \
	change, NULL, false, { STR_INIT(table), STR_INIT(column) }
const struct migration steps[] = {
	{ 1, STR_INIT("first tables"), { &ddl_better_auth, &ddl_tasks },
	  ROWS(columns_in_use), NULL, 0, NO_CHANGE },
	{ 2, STR_INIT("outbox"), { NULL }, NULL, 0, NULL, 0, NO_CHANGE }, /* step 8 replaces it */
	{ 3, STR_INIT("life of keys"), { &ddl_keyring }, ROWS(keyring_columns),
	  NULL, 0, NO_CHANGE },
	{ 4, STR_INIT("audit"), { &ddl_audit }, ROWS(audit_columns), NULL, 0, NO_CHANGE },
	/* Step 7 replaces its tables. */
	{ 5, STR_INIT("not before"), { NULL }, NULL, 0, NULL, 0, NO_CHANGE },
	{ 6, STR_INIT("throttle"), { &ddl_throttle }, ROWS(throttle_columns), NULL, 0, NO_CHANGE },
	{ 7, STR_INIT("revocations"), { &ddl_revocations }, ROWS(revocations_columns),
	  ROWS(not_before_tables), NO_CHANGE },
	{ 8, STR_INIT("mails"), { &ddl_outbox }, ROWS(outbox_columns), ROWS(outbox_tables),
	  NO_CHANGE },
	{ 9, STR_INIT("newest task"), { NULL }, ROWS(task_id_columns), NULL, 0, ddl_newest_task,
	  NULL, true, NO_COLUMN },
	{ 10, STR_INIT("failures"), { &ddl_failures }, ROWS(failures_columns), NULL, 0, NO_CHANGE },
	{ 11, STR_INIT("seals of keys"), { &ddl_key_seal }, ROWS(key_seal_columns),
	  NULL, 0, NO_CHANGE },
	{ 12, STR_INIT("passkeys"), { &ddl_passkeys }, ROWS(passkey_columns), NULL, 0,
	  CHANGE(ddl_passkey_model) },
	{ 13, STR_INIT("uses of passkeys"), { &ddl_passkey_uses }, ROWS(passkey_use_columns),
	  NULL, 0, NO_CHANGE },
	{ 14, STR_INIT("task model"), { &ddl_task_model }, ROWS(task_model_columns), NULL, 0, NULL,
	  task_model_make, true, NO_COLUMN },
	{ 15, STR_INIT("proofs of sessions"), { &ddl_session_proofs }, ROWS(session_proof_columns),
	  NULL, 0, NO_CHANGE },
	{ 16, STR_INIT("idempotency keys"), { &ddl_idempotency }, ROWS(idempotency_columns),
	  NULL, 0, NULL, NULL, true, NO_COLUMN },
	{ 17, STR_INIT("reminders"), { &ddl_reminders }, ROWS(reminder_columns), NULL, 0, NULL,
	  NULL, true, NO_COLUMN },
	{ 18, STR_INIT("positions across lists"), { NULL }, NULL, 0, NULL, 0, NULL,
	  task_positions_make, true, NO_COLUMN },
	{ 19, STR_INIT("web push"), { &ddl_push }, ROWS(push_columns), NULL, 0, NULL,
	  NULL, true, NO_COLUMN },
	{ 20, STR_INIT("audit chain"), { &ddl_audit_chain }, ROWS(audit_chain_columns), NULL, 0,
	  CHANGE(ddl_audit_chain_change) },
};
const size_t steps_n = ARRAY_LEN(steps);

static const char *const rate_limit_columns[] = {
	"select \"id\", \"key\", \"count\", \"lastRequest\" from \"rateLimit\" where 1 = 0",
};

/* Its table is made only where OSTIARY_RATE_LIMIT_STORAGE asks for it, so the step has no
 * version. */
const struct migration step_rate_limit = {
	0, STR_INIT("rate limit"), { &ddl_rate_limit }, ROWS(rate_limit_columns),
	NULL, 0, NO_CHANGE,
};

static const char *const factor_columns[] = {
	"select \"id\", \"secret\", \"backupCodes\", \"userId\""
	" from \"twoFactor\" where 1 = 0",
	"select user_id, step, failures, locked_ms, asked_ms"
	" from ostiary_second_factor where 1 = 0",
};
static const char *const factor_flag_columns[] = {
	"select \"id\", \"twoFactorEnabled\""
	" from \"user\" where 1 = 0",
};
static const char *const factor_verified_columns[] = {
	"select \"verified\" from \"twoFactor\" where 1 = 0",
};
static const char *const factor_failures_columns[] = {
	"select \"failedVerificationCount\" from \"twoFactor\" where 1 = 0",
};
static const char *const factor_lock_columns[] = {
	"select \"lockedUntil\" from \"twoFactor\" where 1 = 0",
};

/* The same for OSTIARY_TWO_FACTOR: without second factors, "user" is as the core of Better Auth
 * makes it. */
const struct migration steps_factors[] = {
	{ 0, STR_INIT("second factors"), { &ddl_factors }, ROWS(factor_columns), NULL, 0,
	  NO_CHANGE },
	{ 0, STR_INIT("users with factors"), { NULL }, ROWS(factor_flag_columns), NULL, 0,
	  ADDS(ddl_factor_flag, "user", "twoFactorEnabled") },
	{ 0, STR_INIT("verified factors"), { NULL }, ROWS(factor_verified_columns), NULL, 0,
	  ADDS(ddl_factor_verified, "twoFactor", "verified") },
	{ 0, STR_INIT("failures of factors"), { NULL }, ROWS(factor_failures_columns), NULL, 0,
	  ADDS(ddl_factor_failures, "twoFactor", "failedVerificationCount") },
	{ 0, STR_INIT("locks of factors"), { NULL }, ROWS(factor_lock_columns), NULL, 0,
	  ADDS(ddl_factor_lock, "twoFactor", "lockedUntil") },
};
const size_t steps_factors_n = ARRAY_LEN(steps_factors);

static const char *const admin_role_columns[] = {
	"select \"role\" from \"user\" where 1 = 0",
};
static const char *const admin_banned_columns[] = {
	"select \"banned\" from \"user\" where 1 = 0",
};
static const char *const admin_reason_columns[] = {
	"select \"banReason\" from \"user\" where 1 = 0",
};
static const char *const admin_end_columns[] = {
	"select \"banExpires\" from \"user\" where 1 = 0",
};
static const char *const admin_session_columns[] = {
	"select \"impersonatedBy\" from \"session\" where 1 = 0",
};

/* The same for OSTIARY_ADMIN. Each column by itself: an operator's command may have added some. */
const struct migration steps_admin[] = {
	{ 0, STR_INIT("roles"), { NULL }, ROWS(admin_role_columns), NULL, 0,
	  ADDS(ddl_admin_role, "user", "role") },
	{ 0, STR_INIT("bans"), { NULL }, ROWS(admin_banned_columns), NULL, 0,
	  ADDS(ddl_admin_banned, "user", "banned") },
	{ 0, STR_INIT("reasons of bans"), { NULL }, ROWS(admin_reason_columns), NULL, 0,
	  ADDS(ddl_admin_reason, "user", "banReason") },
	{ 0, STR_INIT("ends of bans"), { NULL }, ROWS(admin_end_columns), NULL, 0,
	  ADDS(ddl_admin_end, "user", "banExpires") },
	{ 0, STR_INIT("impersonation"), { NULL }, ROWS(admin_session_columns), NULL, 0,
	  ADDS(ddl_admin_session, "session", "impersonatedBy") },
};
const size_t steps_admin_n = ARRAY_LEN(steps_admin);
/* clang-format on */

static const char *const columns_alone[] = {
	"select user_id, id, title, description, completed, due_date, priority, tags, created_at,"
	" updated_at from ostiary_task where 1 = 0",
	"select user_id, n from ostiary_task_count where 1 = 0",
};

/* Recorded as version 0: a database of tasks alone has none of the other tables. */
const struct migration step_alone = {
	.name = STR_INIT("tasks alone"),
	.tables = { &ddl_tasks },
	.columns = columns_alone,
	.n_columns = ARRAY_LEN(columns_alone),
};
