#include "cli/nodes/operation.h"

#include <pwd.h>
#include <sysexits.h>
#include <unistd.h>

#include "auth/keys/keyring.h"
#include "cli/resolve/address.h"
#include "cli/resolve/database.h"
#include "cli/resolve/issuer_settings.h"
#include "cli/resolve/own_fields.h"
#include "cli/resolve/secret.h"
#include "cli/settings/defaults.h"
#include "cli/settings/parse.h"
#include "cli/tree/output.h"

static int judge_settings(struct arena *a, enum settings_rc rc, struct settings *settings,
			  const struct err *err)
{
	switch (rc) {
	case SETTINGS_OK:
		break;
	case SETTINGS_BAD_CONFIG:
		return cli_fail(EX_CONFIG, "%s", err->text);
	case SETTINGS_USAGE:
		return cli_fail(EX_USAGE, "%s", err->text);
	}
	settings_resolve_defaults(a, settings);
	return EX_OK;
}

int operation_read_but_secret(const struct args *args, struct settings *out)
{
	struct err err = { 0 };

	*out = args->settings;
	return judge_settings(args->arena,
			      settings_read_but_secret(args->arena, environ, out, &err), out, &err);
}

int operation_read_secret(const struct args *args, struct settings *settings)
{
	struct err err = { 0 };

	return judge_settings(args->arena, settings_read(args->arena, environ, settings, &err),
			      settings, &err);
}

int operation_read_settings(const struct args *args, struct settings *out)
{
	*out = args->settings;
	return operation_read_secret(args, out);
}

static int open_database(struct operation *op, const struct args *args)
{
	struct store_config config = database_config(&op->settings, &op->log);
	struct err err = { 0 };

	if (!config.url.n)
		return cli_fail(EX_CONFIG, "there is no home folder with the data; name the data "
					   "folder with --data");
	if (!own_fields_read(op->arena, &op->settings, &config.own, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	config.missing = STORE_MISSING_REFUSE;
	config.keep_tables = path_end(&args->path)->keeps_tables;
	if (store_open(&config, &op->store, &err) != STORE_OPENED)
		return cli_fail(EX_NOINPUT, "%s", err.text);
	return EX_OK;
}

static int prepare(struct operation *op, const struct args *args, enum log_level level)
{
	*op = (struct operation){ .arena = args->arena };
	op->log = (struct log){ .fd = STDERR_FILENO, .level = level, .clock = &clock_real };
	return operation_read_settings(args, &op->settings);
}

int operation_open_store(struct operation *op, const struct args *args, enum log_level level)
{
	int code = prepare(op, args, level);

	return code == EX_OK ? open_database(op, args) : code;
}

static int read_issuer(struct operation *op)
{
	struct listen_address listening;
	struct public_address outside;
	struct err err = { 0 };

	if (!address_to_listen(&op->settings, &listening, &err) ||
	    !address_to_outside(op->arena, &op->settings, &listening, &outside, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	issuer_settings_read(op->arena, &op->settings, &outside, &op->issuer);
	if (!issuer_settings_fit(&op->settings, &op->issuer, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	return EX_OK;
}

int operation_open(struct operation *op, const struct args *args)
{
	struct err err = { 0 };
	int code = prepare(op, args, LOG_LEVEL_ERROR);

	if (code == EX_OK)
		code = read_issuer(op);
	if (code == EX_OK)
		code = open_database(op, args);
	if (code == EX_OK &&
	    !issuer_settings_of_database(op->store, &op->settings, &op->issuer, &err))
		code = cli_fail(EX_IOERR, "%s", err.text);
	return code;
}

int operation_find_secret(struct operation *op)
{
	struct err err = { 0 };

	switch (secrets_find(op->arena, &op->settings, SECRET_LEAVE, &random_kernel,
			     &op->issuer.secrets, &err)) {
	case SECRET_READ:
	case SECRET_MADE:
		return EX_OK;
	case SECRET_MISSING:
		return cli_fail(EX_CONFIG,
				"the secret is missing: set BETTER_AUTH_SECRET, or name the data "
				"folder that has it with --data");
	case SECRET_UNUSABLE:
		break;
	}
	return cli_fail(EX_CONFIG, "%s", err.text);
}

struct keyring_config operation_keys(const struct operation *op)
{
	return (struct keyring_config){
		.store = op->store,
		.clock = &clock_real,
		.random = &random_kernel,
		.log = &op->log,
		.actor = operation_actor(op->arena),
		.secrets = op->issuer.secrets,
		.id_kind = op->issuer.id_kind,
		.alg = op->issuer.keys.alg,
		.rsa_bits = (unsigned)op->issuer.keys.rsa_bits,
		.rules = op->issuer.keys.rules,
		.folder = op->issuer.keys.folder,
		.takes_clear = op->issuer.keys.takes_clear,
	};
}

int operation_open_keys(struct operation *op, struct keyring **out)
{
	struct keyring_config config;
	struct err err = { 0 };
	int code = operation_find_secret(op);

	if (code != EX_OK)
		return code;
	config = operation_keys(op);
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

struct keyring *operation_try_keys(struct operation *op)
{
	struct keyring_config config;
	struct keyring *ring;
	struct err ignored = { 0 };
	enum secret_rc rc = secrets_find(op->arena, &op->settings, SECRET_LEAVE, &random_kernel,
					 &op->issuer.secrets, &ignored);

	if (rc != SECRET_READ)
		return NULL;
	config = operation_keys(op);
	return keyring_open(&config, &ring, &ignored) == KEYRING_OK ? ring : NULL;
}

struct revocations operation_revocations(const struct operation *op)
{
	return (struct revocations){ .enabled = true,
				     .store = op->store,
				     .clock = &clock_real,
				     .log = &op->log,
				     .token_life_s = op->issuer.token.life_s };
}

struct str operation_actor(struct arena *a)
{
	const struct passwd *entry = getpwuid(getuid());

	return arena_fmt(a, "uid %lu (%.64s)", (unsigned long)getuid(),
			 entry ? entry->pw_name : "no name");
}

void operation_done(struct operation *op)
{
	store_free(op->store);
}
