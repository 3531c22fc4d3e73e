#include "cli/operator.h"

#include <pwd.h>
#include <sysexits.h>
#include <unistd.h>

#include "cli/address.h"
#include "cli/cli.h"
#include "cli/database.h"
#include "cli/issuer_settings.h"
#include "cli/secret_source.h"

static int open_store(struct operation *op)
{
	struct store_config config = database_config(&op->settings, &op->log);
	struct err err = { 0 };

	if (!config.url.n)
		return cli_fail(EX_CONFIG, "there is no home folder with the data; say where it is "
					   "with --data");
	config.missing = STORE_MISSING_REFUSE;
	if (store_open(&config, &op->store, &err) != STORE_OPENED)
		return cli_fail(EX_NOINPUT, "%s", err.text);
	return EX_OK;
}

/* The same as the server's, so that both mean the same keys. */
static int settle_issuer(struct operation *op)
{
	struct listen_address listening;
	struct public_address outside;
	struct err err = { 0 };
	const char *fault;

	if (!address_to_listen(&op->settings, &listening, &err) ||
	    !address_to_outside(&op->arena, &op->settings, &listening, &outside, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	issuer_settings_read(&op->arena, &op->settings, &outside, &op->issuer);
	fault = key_rules_fault(&op->issuer.keys);
	return fault ? cli_fail(EX_CONFIG, "%s", fault) : EX_OK;
}

int operator_open(struct operation *op, int argc, char **argv)
{
	struct err err = { 0 };
	int code;

	*op = (struct operation){ .store = NULL };
	arena_init(&op->arena, NULL, 0);
	op->log =
		(struct log){ .fd = STDERR_FILENO, .level = LOG_LEVEL_ERROR, .clock = &clock_real };
	switch (settings_read(&op->arena, argc, argv, environ, &op->settings, &err)) {
	case SETTINGS_OK:
		break;
	case SETTINGS_HELP:
		return -1;
	case SETTINGS_BAD_CONFIG:
		return cli_fail(EX_CONFIG, "%s", err.text);
	case SETTINGS_USAGE:
		return cli_fail(EX_USAGE, "%s", err.text);
	}
	settings_settle(&op->arena, &op->settings);
	code = settle_issuer(op);
	if (code == EX_OK)
		code = open_store(op);
	if (code == EX_OK &&
	    !issuer_settings_of_database(op->store, &op->settings, &op->issuer, &err))
		code = cli_fail(EX_IOERR, "%s", err.text);
	return code;
}

int operator_find_secret(struct operation *op)
{
	struct err err = { 0 };

	switch (secrets_find(&op->arena, &op->settings, SECRET_LEAVE, &random_kernel,
			     &op->issuer.secrets, &err)) {
	case SECRET_READ:
	case SECRET_MADE:
		return EX_OK;
	case SECRET_MISSING:
		return cli_fail(EX_CONFIG,
				"the secret is missing: set BETTER_AUTH_SECRET, or say with --data "
				"which folder has it");
	case SECRET_UNUSABLE:
		break;
	}
	return cli_fail(EX_CONFIG, "%s", err.text);
}

struct keyring_config operator_keys(const struct operation *op)
{
	return (struct keyring_config){
		.store = op->store,
		.clock = &clock_real,
		.random = &random_kernel,
		.log = &op->log,
		.secrets = op->issuer.secrets,
		.id_kind = op->issuer.id_kind,
		.alg = op->issuer.jwks_alg,
		.rsa_bits = (unsigned)op->issuer.rsa_bits,
		.rules = op->issuer.keys,
		.folder = op->issuer.keys_folder,
	};
}

int operator_open_keys(struct operation *op, struct keyring **out)
{
	struct keyring_config config;
	struct err err = { 0 };
	int code = operator_find_secret(op);

	if (code != EX_OK)
		return code;
	config = operator_keys(op);
	switch (keyring_open(&config, out, &err)) {
	case KEYRING_OK:
		return EX_OK;
	case KEYRING_WRONG_SECRET:
		return cli_fail(EX_CONFIG, "%s", err.text);
	case KEYRING_NO_SUCH_KEY:
	case KEYRING_FULL:
	case KEYRING_ELSEWHERE:
	case KEYRING_FAULT:
		break;
	}
	return cli_fail(EX_IOERR, "%s", err.text);
}

struct str operator_actor(struct arena *a)
{
	const struct passwd *entry = getpwuid(getuid());

	return arena_fmt(a, "uid %lu (%.64s)", (unsigned long)getuid(),
			 entry ? entry->pw_name : "no name");
}

void operator_done(struct operation *op)
{
	store_free(op->store);
	arena_done(&op->arena);
}
