/* ostiary throttle: for who has to wait after too many wrong passwords, or looks for them in the log. */
#include <stdio.h>
#include <sysexits.h>

#include "auth/alias.h"
#include "auth/attempt.h"
#include "base/cleanup.h"
#include "cli/cli.h"
#include "cli/operator.h"

static const char usage[] =
	"usage: ostiary throttle release EMAIL   end the wait of that account, in every process\n"
	"       ostiary throttle name EMAIL      what the log calls the account\n"
	"\n"
	"The flags are those of ostiary serve: --data or --database say which database.\n";

static int release(struct operation *op, struct str email)
{
	struct err err = { 0 };

	switch (attempt_release(op->store, &op->arena, email, operator_actor(&op->arena),
				clock_now_ms(&clock_real), &err)) {
	case RELEASE_DONE:
		puts("Wrong passwords of before are forgotten; the next attempt need not wait.");
		return EX_OK;
	case RELEASE_NO_USER:
		return cli_fail(EX_NOUSER, "there is no user \"%.*s\"", STR_FMT(email));
	case RELEASE_FAULT:
		break;
	}
	return cli_fail(EX_IOERR, "%s", err.text);
}

static int name(struct operation *op, struct str email)
{
	OWNED(cookie_key_free) struct cookie_key *of = NULL;
	struct short_hash_key key;
	int code = operator_find_secret(op);

	if (code != EX_OK)
		return code;
	of = cookie_key_new(op->issuer.secrets.current);
	if (!of)
		return cli_fail(EX_OSERR, "no memory");
	alias_key_init(&key, of);
	printf("%.*s\n", STR_FMT(alias_of(&key, &op->arena, email)));
	return EX_OK;
}

static const struct word {
	struct str name;
	int (*run)(struct operation *op, struct str email);
} words[] = {
	{ STR_INIT("release"), release },
	{ STR_INIT("name"), name },
};

static const struct word *word_of(struct str text)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_eq(text, words[i].name))
			return &words[i];
	return NULL;
}

int cmd_throttle(int argc, char **argv)
{
	struct str first = str_z(argc > 1 ? argv[1] : "");
	struct str email = str_z(argc > 2 ? argv[2] : "");
	const struct word *word = word_of(first);
	struct operation op;
	int code;

	if (str_eq(first, STR("-h")) || str_eq(first, STR("--help"))) {
		fputs(usage, stdout);
		return EX_OK;
	}
	if (!word)
		return cli_fail(EX_USAGE, "throttle takes one of: release, name; see: ostiary "
					  "throttle --help");
	if (str_find(email, '@') < 0 || email.p[0] == '-')
		return cli_fail(EX_USAGE, "whose? ostiary throttle %s EMAIL", word->name.p);
	code = operator_open(&op, argc - 2, argv + 2);
	if (code == EX_OK)
		code = word->run(&op, email);
	else if (code == -1)
		code = fputs(usage, stdout) < 0 ? EX_IOERR : EX_OK;
	operator_done(&op);
	return code;
}
