#include "cli/doctor/examination.h"

#include <string.h>
#include <sysexits.h>

#include "cli/resolve/database.h"
#include "cli/tree/output.h"

#define PLAIN_KEY_MAX 16384

const struct examination_family examination_families[HASH_FAMILIES] = {
	[HASH_FAMILY_SCRYPT] = { "scrypt", "scrypt" },
	[HASH_FAMILY_ARGON2] = { "Argon2", "argon2" },
	[HASH_FAMILY_BCRYPT] = { "bcrypt", "bcrypt" },
	[HASH_FAMILY_PBKDF2] = { "PBKDF2", "pbkdf2" },
};

/* A URL with https is that of a proxy in front of the server. */
static bool is_https(const struct settings *settings)
{
	return str_starts(settings_text(settings, SETTING_BASE_URL), STR("https://"));
}

int examination_inspect(struct arena *a, const struct settings *settings, const struct log *log,
			const struct hash_visitor *hashes, struct inspection *out)
{
	struct store_config config;
	struct err err = { 0 };

	if (!database_config_of_start(a, settings, is_https(settings), log, &config, &err))
		return cli_fail(EX_CONFIG, "%s", err.text);
	if (!config.url.n)
		return cli_fail(EX_CONFIG, "name the database with --database");
	switch (store_inspect(&config, hashes, a, out, &err)) {
	case INSPECT_DONE:
		return EX_OK;
	case INSPECT_REFUSED:
		return cli_fail(EX_CONFIG, "a start would be refused: %s", err.text);
	case INSPECT_UNREADABLE:
		return cli_fail(EX_NOINPUT, "%s", err.text);
	case INSPECT_BAD_URL:
		break;
	}
	return cli_fail(EX_CONFIG, "DATABASE_URL: %s", err.text);
}

/* Versions beyond LIMIT_SECRETS, which no start accepts, are not counted. */
static void count_sealed(struct examination *e, struct str column)
{
	struct sealed_by by = { 0 };
	size_t i = 0;

	by.numbered = sealed_column_version(column, &by.version);
	while (i < e->n_sealed &&
	       (e->sealed[i].numbered != by.numbered || e->sealed[i].version != by.version))
		i++;
	if (i == ARRAY_LEN(e->sealed))
		return;
	if (i == e->n_sealed)
		e->sealed[e->n_sealed++] = by;
	e->sealed[i].keys++;
}

void examination_try_keys(struct examination *e)
{
	char memory[PLAIN_KEY_MAX];

	for (size_t i = 0; i < e->found.n_keys; i++) {
		const struct inspected_key *key = &e->found.keys[i];
		enum sealed_rc rc;
		struct buf plain;

		if (str_starts(key->private_jwk, STR("{"))) {
			e->clear++;
			continue;
		}
		count_sealed(e, key->private_jwk);
		buf_init_fixed(&plain, memory, sizeof(memory));
		rc = sealed_open_column(&e->secrets, key->private_jwk, &plain);
		e->opened += rc == SEALED_OPENED;
		if (rc != SEALED_OPENED && !e->bad) {
			e->bad = key;
			e->bad_rc = rc;
		}
	}
	explicit_bzero(memory, sizeof(memory));
}
