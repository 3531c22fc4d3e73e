/* ostiary token mint: an access token for a user, by who has the keys. Nobody gets one unrecorded. */
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "auth/token.h"
#include "base/cleanup.h"
#include "cli/cli.h"
#include "cli/operator.h"
#include "crypto/id.h"
#include "store/audit.h"
#include "store/users.h"

struct minting {
	struct operation op;
	struct str who; /* as it was asked for: an id or an address */
	struct user user;
	struct audit_row row;
};

static enum store_rc find_user(struct sql *sql, void *arg, struct err *err)
{
	struct minting *m = arg;

	if (str_find(m->who, '@') >= 0)
		return users_by_email(sql, &m->op.arena, m->who, &m->user, err);
	return users_by_id(sql, &m->op.arena, m->who, &m->user, err);
}

static enum store_rc record(struct sql *sql, void *arg, struct err *err)
{
	const struct minting *m = arg;

	return audit_insert(sql, &m->row, err);
}

/* The key that will sign is named, and how long the token is good. */
static int put_on_record(struct minting *m, struct str kid)
{
	struct arena *a = &m->op.arena;
	struct err err = { 0 };

	m->row = (struct audit_row){
		.id = id_new(&random_kernel, a, ID_LETTERS_AND_DIGITS, ID_CHARS),
		.at_ms = clock_now_ms(&clock_real),
		.actor = operator_actor(a),
		.action = STR("token-minted"),
		.subject = m->user.id,
		.detail = arena_fmt(a, "kid %.*s, %lld seconds", STR_FMT(kid),
				    (long long)m->op.issuer.jwt_expires_s),
	};
	if (store_write(m->op.store, record, m, &err) != STORE_OK)
		return cli_fail(EX_IOERR, "it cannot be recorded: %s", err.text);
	return EX_OK;
}

static void tell(const struct minting *m)
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

/* Whether or not the server keeps a list of who was thrown out, the token is younger than a mark. */
static int open_issuer(struct minting *m, struct issuer **out)
{
	struct issuer_config config = { .store = m->op.store,
					.clock = &clock_real,
					.random = &random_kernel,
					.log = &m->op.log,
					.settings = m->op.issuer };
	struct err err = { 0 };
	enum keyring_rc rc;

	config.settings.not_before = true;
	rc = issuer_open(&config, out, &err);

	if (rc == KEYRING_OK)
		return EX_OK;
	return cli_fail(rc == KEYRING_WRONG_SECRET ? EX_CONFIG : EX_IOERR, "%s", err.text);
}

static int issue(struct minting *m, struct issuer *issuer)
{
	struct err err = { 0 };
	struct signer signer;
	struct str token;
	int code;

	if (keyring_signer(issuer->keyring, &signer, &err) != KEYRING_OK)
		return cli_fail(EX_IOERR, "%s", err.text);
	code = put_on_record(m, signer.kid);
	signer_done(&signer);
	if (code != EX_OK)
		return code;
	switch (token_issue(issuer, &m->op.arena, &m->user, &token, &err)) {
	case TOKEN_ISSUED:
		break;
	case TOKEN_TOO_LONG:
		return cli_fail(EX_DATAERR, "the user's name and image make the token too long");
	case TOKEN_NO_SESSION: /* there is none to look at */
	case TOKEN_FAULT:
		return cli_fail(EX_SOFTWARE, "%s", err.text);
	}
	tell(m);
	printf("%.*s\n", STR_FMT(token));
	return EX_OK;
}

static int mint(struct minting *m)
{
	OWNED(issuer_free) struct issuer *issuer = NULL;
	struct err err = { 0 };
	int code = operator_find_secret(&m->op);

	if (code != EX_OK)
		return code;
	switch (store_read(m->op.store, find_user, m, &err)) {
	case STORE_OK:
		break;
	case STORE_NONE:
		return cli_fail(EX_NOUSER, "there is no user \"%.*s\"", STR_FMT(m->who));
	case STORE_CONFLICT:
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		return cli_fail(EX_IOERR, "%s", err.text);
	}
	code = open_issuer(m, &issuer);
	return code == EX_OK ? issue(m, issuer) : code;
}

int cmd_mint(int argc, char **argv)
{
	struct minting m = { .who = str_z(argc > 1 ? argv[1] : "") };
	int code;

	if (m.who.n == 0 || m.who.p[0] == '-')
		return cli_fail(EX_USAGE, "mint a token for whom? ostiary token mint USER");
	code = operator_open(&m.op, argc - 1, argv + 1);
	if (code == EX_OK)
		code = mint(&m);
	else if (code == -1)
		code = cli_fail(EX_USAGE, "see: ostiary token --help");
	operator_done(&m.op);
	return code;
}
