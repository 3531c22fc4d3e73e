#include "cli/commands/session.h"

#include <stdio.h>
#include <sysexits.h>

#include "auth/audit/row.h"
#include "auth/revocation/revocation.h"
#include "base/cleanup.h"
#include "cli/nodes/operation.h"
#include "cli/tree/output.h"
#include "store/tables/factors/trusted_devices.h"
#include "store/tables/sessions.h"

/* Users in one transaction, between two of which a running server writes. */
#define BATCH_USERS 100

struct end_all {
	struct operation op;
	struct revocations revocations; /* it records, and publishes nothing */
	struct arena arena;             /* of the batch */
	struct str *user_ids;
	size_t n;
	size_t users; /* of all batches */
};

static enum store_rc end_sessions_of(struct sql *sql, struct end_all *e, struct str user_id,
				     struct err *err)
{
	enum store_rc rc = sessions_delete_of(sql, user_id, SESSIONS_ALL, str_of(NULL, 0), err);

	if (rc == STORE_OK)
		rc = trusted_devices_forget(sql, &e->arena, user_id, err);
	return rc == STORE_OK ? revocation_record(sql, &e->revocations, user_id,
						  REVOCATION_SESSIONS_ENDED, err)
			      : rc;
}

/* Nobody's session ends without a row that says so, also when a later batch fails. */
static enum store_rc record(struct sql *sql, struct end_all *e, struct err *err)
{
	const struct audit_row row = audit_row_new(
		&random_kernel, &e->arena, clock_now_ms(&clock_real),
		(struct audit_row){ .actor = operation_actor(&e->arena),
				    .action = STR("all-sessions-ended"),
				    .subject = STR(""),
				    .detail = arena_fmt(&e->arena, "%zu users", e->n) });

	return e->n || !e->users ? audit_append(sql, &row, err) : STORE_OK;
}

static enum store_rc end_batch_tx(struct sql *sql, void *arg, struct err *err)
{
	struct end_all *e = arg;
	enum store_rc rc = sessions_users(sql, &e->arena, BATCH_USERS, &e->user_ids, &e->n, err);

	for (size_t i = 0; rc == STORE_OK && i < e->n; i++)
		rc = end_sessions_of(sql, e, e->user_ids[i], err);
	return rc == STORE_OK ? record(sql, e, err) : rc;
}

static enum store_rc end_batch(struct end_all *e, struct err *err)
{
	enum store_rc rc;

	arena_init(&e->arena, NULL, 0);
	rc = store_write(e->op.store, end_batch_tx, e, err);
	for (size_t i = 0; rc == STORE_OK && i < e->n; i++)
		revocation_confirm(&e->revocations, e->user_ids[i]);
	e->users += rc == STORE_OK ? e->n : 0;
	arena_done(&e->arena);
	return rc;
}

static int end_all(struct end_all *e)
{
	enum store_rc rc;
	struct err err = { 0 };

	e->revocations = operation_revocations(&e->op);
	do
		rc = end_batch(e, &err);
	while (rc == STORE_OK && e->n == BATCH_USERS);
	if (rc != STORE_OK)
		return cli_fail(EX_IOERR, "%s; %zu users are signed out", err.text, e->users);
	printf("%zu users are signed out everywhere.\n", e->users);
	return EX_OK;
}

static int run_end_all(const struct args *args)
{
	struct end_all e = { .users = 0 };
	int code = operation_open(&e.op, args);

	if (code == EX_OK)
		code = end_all(&e);
	operation_done(&e.op);
	return code;
}

static const struct command end_all_row = {
	.name = "end-all",
	.summary = "end all sessions of all users and revoke their access tokens",
	.description =
		"For a takeover from a Better Auth that kept sessions outside of the database, "
		"whose ended ones still look alive in it, and after a leak of the database. Access "
		"tokens issued until now are rejected where OSTIARY_REVOCATIONS is on, and "
		"elsewhere stay good until they expire. It may run before the first start and "
		"beside a server. Each hundred users are one transaction, with a row in the table "
		"ostiary_audit.",
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){
			{ "At a takeover, after Better Auth has stopped",
			  "ostiary session end-all --database postgres://me@db/app" },
			{ 0 } },
	.run = run_end_all,
};

const struct command session_command = {
	.name = "session",
	.summary = "sign all users out everywhere",
	.subcommands = (const struct command *const[]){ &end_all_row, NULL },
};
