#include "cli/commands/mint.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "auth/address/named_user.h"
#include "auth/audit/row.h"
#include "auth/keys/keyring.h"
#include "auth/open.h"
#include "auth/token/token.h"
#include "base/cleanup.h"
#include "cli/nodes/operation.h"
#include "cli/tree/output.h"
#include "store/tables/users.h"

struct minting {
	struct operation op;
	struct str user_name; /* an id or an address, as it was given */
	struct user user;
	struct audit_row row;
};

STORE_TX(record_tx, const struct audit_row *row, audit_append(sql, row, err))

/* Records the kid of the signing key and the life of the token. */
static int put_on_record(struct minting *m, struct str kid)
{
	struct arena *a = m->op.arena;
	struct err err = { 0 };

	m->row = audit_row_new(
		&random_kernel, a, clock_now_ms(&clock_real),
		(struct audit_row){ .actor = operation_actor(a),
				    .action = STR("token-minted"),
				    .subject = m->user.id,
				    .detail = arena_fmt(a, "kid %.*s, %lld seconds", STR_FMT(kid),
							(long long)m->op.issuer.token.life_s) });
	if (store_write(m->op.store, record_tx, &m->row, &err) != STORE_OK)
		return cli_fail(EX_IOERR, "it cannot be recorded: %s", err.text);
	return EX_OK;
}

static void log_minted(const struct minting *m)
{
	const struct log log = { .fd = STDERR_FILENO,
				 .level = LOG_LEVEL_NOTICE,
				 .clock = &clock_real };
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("user", m->row.subject),
		LOG_FIELD_TEXT("actor", m->row.actor),
		LOG_FIELD_TEXT("detail", m->row.detail),
	};

	log_line(&log, LOG_LEVEL_NOTICE, "token minted", fields, ARRAY_LEN(fields));
}

/* Revocations are switched on, whatever the environment of this command says: on a server that
 * keeps a list, a new token must be issued after the cutoff of its user. */
static int open_issuer(struct minting *m, struct issuer **out)
{
	struct issuer_config config = { .store = m->op.store,
					.clock = &clock_real,
					.random = &random_kernel,
					.log = &m->op.log,
					.settings = m->op.issuer };
	struct err err = { 0 };
	enum keyring_rc rc;

	config.settings.revocations = true;
	rc = issuer_open(&config, out, &err);

	if (rc == KEYRING_OK)
		return EX_OK;
	return cli_fail(rc == KEYRING_WRONG_SECRET ? EX_CONFIG : EX_IOERR, "%s", err.text);
}

static int issue(struct minting *m, struct issuer *issuer)
{
	struct err err = { 0 };
	enum auth_result result;
	struct signer signer;
	struct str token;
	int code;

	if (keyring_signer(issuer->keyring, &signer, &err) != KEYRING_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	code = put_on_record(m, signer.kid);
	signer_done(&signer);
	if (code != EX_OK)
		return code;
	result = token_issue(issuer, m->op.arena, &m->user, &token, &err);
	if (result == REFUSED_ACCESS_TOKEN_TOO_LONG)
		return cli_fail(EX_DATAERR, "the user's name and image make the token too long");
	if (result != AUTH_OK)
		return cli_fail(EX_SOFTWARE, "%s", err.text);
	log_minted(m);
	printf("%.*s\n", STR_FMT(token));
	return EX_OK;
}

static int mint(struct minting *m)
{
	OWNED(issuer_free) struct issuer *issuer = NULL;
	struct err err = { 0 };
	int code = operation_find_secret(&m->op);

	if (code != EX_OK)
		return code;
	switch (STORE_READ(m->op.store, sql, &err,
			   users_by_name(sql, m->op.arena, m->user_name, &m->user, &err))) {
	case STORE_OK:
		break;
	case STORE_NONE:
		return cli_fail(EX_NOUSER, "there is no user \"%.*s\"", STR_FMT(m->user_name));
	case STORE_CONFLICT:
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		return cli_fail(EX_IOERR, "%s", err.text);
	}
	code = open_issuer(m, &issuer);
	return code == EX_OK ? issue(m, issuer) : code;
}

static int mint_token(const struct args *args)
{
	struct minting m = { .user_name = str_z(args_word(args)) };
	int code = operation_open(&m.op, args);

	if (code == EX_OK)
		code = mint(&m);
	operation_done(&m.op);
	return code;
}

const struct command mint_command = {
	.name = "mint",
	.summary = "issue an access token for a user, signed with the server's key",
	.description =
		"Takes the server's data folder and secret. --jwt-expires-in sets the life of "
		"the token. Every token is recorded in the table ostiary_audit before it is "
		"printed.",
	.argument = { .name = "USER",
		      .help = "the user's id or e-mail address",
		      .least = 1,
		      .most = 1 },
	.settings = COMMAND_TAKES_SETTINGS,
	.examples =
		(const struct example[]){
			{ "A token that is good for five minutes",
			  "ostiary token mint ada@example.com --jwt-expires-in 5m" },
			{ 0 } },
	.run = mint_token,
};
