/* ostiary user: what operators do about people. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "auth/email.h"
#include "auth/not_before.h"
#include "base/cleanup.h"
#include "cli/cli.h"
#include "cli/operator.h"
#include "crypto/id.h"
#include "store/audit.h"
#include "store/sessions.h"
#include "store/users.h"

static const char usage[] =
	"usage: ostiary user throw-out USER   (and the flags and variables of `ostiary serve`)\n"
	"\n"
	"Ends all sessions of a user, named by an id or an e-mail address, and has the tokens of "
	"before\n"
	"refused where OSTIARY_NOT_BEFORE is on. It is recorded in ostiary_audit.\n";

struct throwing {
	struct operation op;
	struct issuer issuer; /* one that only writes: it has no secret and signs nothing */
	struct str who;       /* as it was asked for */
	struct user user;
	struct audit_row row;
};

static enum store_rc find_user(struct sql *sql, struct throwing *t, struct err *err)
{
	struct arena *a = &t->op.arena;

	if (str_find(t->who, '@') >= 0)
		return users_by_email(sql, a, email_lower(a, t->who), &t->user, err);
	return users_by_id(sql, a, t->who, &t->user, err);
}

static enum store_rc write_rows(struct sql *sql, void *arg, struct err *err)
{
	struct throwing *t = arg;
	enum store_rc rc = find_user(sql, t, err);

	if (rc != STORE_OK)
		return rc;
	t->row.subject = t->user.id;
	rc = sessions_delete_of(sql, t->user.id, SESSIONS_ALL, str_of(NULL, 0), err);
	if (rc == STORE_OK)
		rc = audit_insert(sql, &t->row, err);
	return rc == STORE_OK
		       ? not_before_mark(sql, &t->issuer, t->user.id, DEPARTURE_THROWN_OUT, err)
		       : rc;
}

static void prepare(struct throwing *t)
{
	struct arena *a = &t->op.arena;

	t->issuer = (struct issuer){ .store = t->op.store,
				     .clock = &clock_real,
				     .log = &t->op.log,
				     .settings = t->op.issuer };
	t->issuer.settings.not_before = true; /* whatever this command's environment says */
	t->row = (struct audit_row){ .id = id_new(&random_kernel, a, ID_LETTERS_AND_DIGITS,
						  ID_CHARS),
				     .at_ms = clock_now_ms(&clock_real),
				     .actor = operator_actor(a),
				     .action = STR("user-thrown-out"),
				     .detail = STR("all sessions, all tokens of before") };
}

static int throw_out(struct throwing *t)
{
	struct err err = { 0 };

	prepare(t);
	switch (store_write(t->op.store, write_rows, t, &err)) {
	case STORE_OK:
		break;
	case STORE_NONE:
		return cli_fail(EX_NOUSER, "there is no user \"%.*s\"", STR_FMT(t->who));
	case STORE_CONFLICT:
	case STORE_ORPHAN:
	case STORE_FULL:
	case STORE_FAULT:
		return cli_fail(EX_IOERR, "%s", err.text);
	}
	not_before_seal(&t->issuer, t->user.id);
	printf("%.*s is signed out everywhere.\n", STR_FMT(t->user.id));
	if (t->op.issuer.not_before)
		puts("Tokens of before are refused: by this issuer within a second, by task nodes "
		     "at their next poll.");
	else
		puts("Tokens of before are refused where OSTIARY_NOT_BEFORE is on; elsewhere they "
		     "are good until they expire.");
	return EX_OK;
}

int cmd_user(int argc, char **argv)
{
	struct throwing t = { .who = str_z(argc > 2 ? argv[2] : "") };
	int code;

	if (argc > 1 && (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)) {
		fputs(usage, stdout);
		return EX_OK;
	}
	if (argc < 2 || strcmp(argv[1], "throw-out") != 0)
		return cli_fail(EX_USAGE, "user takes: throw-out USER; see: ostiary user --help");
	if (t.who.n == 0 || t.who.p[0] == '-')
		return cli_fail(EX_USAGE, "throw out whom? ostiary user throw-out USER");
	code = operator_open(&t.op, argc - 2, argv + 2);
	if (code == EX_OK)
		code = throw_out(&t);
	else if (code == -1)
		code = fputs(usage, stdout) < 0 ? EX_IOERR : EX_OK;
	operator_done(&t.op);
	return code;
}
