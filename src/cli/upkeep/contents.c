#include "cli/upkeep/contents.h"

#include <sysexits.h>

#include "cli/resolve/database.h"
#include "cli/resolve/secret.h"
#include "cli/tree/output.h"

static const char *origin_of_secret(const struct contents *c)
{
	if (settings_text(c->settings, SETTING_SECRETS).n)
		return "BETTER_AUTH_SECRETS";
	if (settings_text(c->settings, SETTING_SECRET).n)
		return "BETTER_AUTH_SECRET";
	return arena_fmt(c->e.arena, "the secret in %.*s/secret",
			 STR_FMT(settings_text(c->settings, SETTING_DATA)))
		.p;
}

static bool has_secret(const struct contents *c)
{
	return c->e.secrets.current.n > 0;
}

int contents_read(struct arena *a, const struct settings *settings, struct str url,
		  struct contents *out)
{
	const struct log log = { .fd = 2, .level = LOG_LEVEL_WARN, .clock = &clock_real };
	struct store_config config = database_config(settings, &log);
	struct err err = { 0 };

	*out = (struct contents){ .settings = settings, .e.arena = a };
	config.url = url;
	if (secrets_find(a, settings, SECRET_LEAVE, &random_kernel, &out->e.secrets, &err) ==
	    SECRET_UNUSABLE)
		return cli_fail(EX_CONFIG, "%s", err.text);
	switch (store_inspect(&config, NULL, a, &out->e.found, &err)) {
	case INSPECT_DONE:
		examination_try_keys(&out->e);
		return EX_OK;
	case INSPECT_REFUSED:
	case INSPECT_BAD_URL:
		return cli_fail(EX_CONFIG, "%s", err.text);
	case INSPECT_UNREADABLE:
		break;
	}
	return cli_fail(EX_NOINPUT, "%s", err.text);
}

bool contents_are_locked(const struct contents *c)
{
	return has_secret(c) && c->e.bad;
}

void contents_put(struct buf *b, const struct contents *c)
{
	long long users = (long long)c->e.found.users;
	size_t keys = c->e.found.n_keys, opened = c->e.opened + c->e.clear;

	buf_fmt(b, users == 1 ? "%lld user; " : "%lld users; ", users);
	if (!keys)
		buf_z(b, "no signing keys");
	else if (!has_secret(c))
		buf_fmt(b, "no secret is known here that opens the signing keys (%zu)", keys);
	else
		buf_fmt(b, "%s opens %zu of %zu signing keys", origin_of_secret(c), opened, keys);
}

void contents_put_json(struct buf *b, const struct contents *c)
{
	buf_fmt(b, "\"users\":%lld,\"keys\":%zu,\"openedKeys\":", (long long)c->e.found.users,
		c->e.found.n_keys);
	if (has_secret(c))
		buf_fmt(b, "%zu", c->e.opened + c->e.clear);
	else
		buf_z(b, "null");
}

int backup_report(enum backup_rc rc, const char *doing, const struct err *err)
{
	switch (rc) {
	case BACKUP_DONE:
		return EX_OK;
	case BACKUP_SERVER:
		return cli_fail(EX_USAGE,
				"%s is for SQLite; a PostgreSQL database has pg_dump and "
				"pg_restore (docs/host/backup.md)",
				doing);
	case BACKUP_BAD_URL:
		return cli_fail(EX_CONFIG, "DATABASE_URL: %s", err->text);
	case BACKUP_MISSING:
		return cli_fail(EX_NOINPUT, "%s", err->text);
	case BACKUP_DAMAGED:
	case BACKUP_NO_LOG:
		return cli_fail(EX_DATAERR, "%s", err->text);
	case BACKUP_IN_USE:
		return cli_fail(EX_UNAVAILABLE, "%s", err->text);
	case BACKUP_NEWER:
		return cli_fail(EX_CONFIG, "%s", err->text);
	case BACKUP_FAULT:
		break;
	}
	return cli_fail(err->kind == ERR_NO_ROOM ? EX_CANTCREAT : EX_IOERR, "%s", err->text);
}
