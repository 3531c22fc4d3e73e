/* ostiary doctor: what a start on a database would find there and do, without doing it. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/cli.h"
#include "cli/database.h"
#include "cli/issuer_settings.h"
#include "cli/secret_source.h"
#include "cli/settings.h"
#include "core/limits.h"
#include "core/log.h"
#include "crypto/sealed.h"
#include "store/survey.h"

static const char usage[] =
	"usage: ostiary doctor [--database URL]   (and the secret as serve gets it)";

#define PLAIN_KEY_MAX 16384

/* How many keys one secret has sealed. */
struct sealed_by {
	bool numbered;
	uint64_t version;
	size_t keys;
};

struct visit {
	struct arena arena;
	struct settings settings;
	struct log log;
	struct secrets secrets; /* the current one is empty: they are not known */
	struct survey survey;
	size_t opened; /* keys that the secrets open */
	size_t clear;  /* keys that are not sealed */
	struct sealed_by sealed[LIMIT_SECRETS];
	size_t n_sealed;
	const struct survey_key *bad; /* the first that they do not open; NULL: none */
	enum sealed_rc bad_rc;
	struct buf text;
};

/* --- keys and the secret ------------------------------------------------------------------------ */

static int find_secrets(struct visit *v)
{
	struct err err = { 0 };

	switch (secrets_find(&v->arena, &v->settings, SECRET_LEAVE, &random_kernel, &v->secrets,
			     &err)) {
	case SECRET_READ:
	case SECRET_MADE:
	case SECRET_MISSING:
		return EX_OK;
	case SECRET_UNUSABLE:
		break;
	}
	return cli_fail(EX_CONFIG, "%s", err.text);
}

/* More versions than a start would take are not told one by one. */
static void count_sealed(struct visit *v, struct str column)
{
	struct sealed_by by = { 0 };
	size_t i = 0;

	by.numbered = sealed_column_version(column, &by.version);
	while (i < v->n_sealed &&
	       (v->sealed[i].numbered != by.numbered || v->sealed[i].version != by.version))
		i++;
	if (i == ARRAY_LEN(v->sealed))
		return;
	if (i == v->n_sealed)
		v->sealed[v->n_sealed++] = by;
	v->sealed[i].keys++;
}

static void look_at_keys(struct visit *v)
{
	char memory[PLAIN_KEY_MAX];

	for (size_t i = 0; i < v->survey.n_keys; i++) {
		const struct survey_key *key = &v->survey.keys[i];
		enum sealed_rc rc;
		struct buf plain;

		if (str_starts(key->private_jwk, STR("{"))) {
			v->clear++;
			continue;
		}
		count_sealed(v, key->private_jwk);
		buf_init_fixed(&plain, memory, sizeof(memory));
		rc = sealed_open_column(&v->secrets, key->private_jwk, &plain);
		v->opened += rc == SEALED_OPENED;
		if (rc != SEALED_OPENED && !v->bad) {
			v->bad = key;
			v->bad_rc = rc;
		}
	}
	explicit_bzero(memory, sizeof(memory));
}

/* --- saying it ---------------------------------------------------------------------------------- */

static void put_count(struct buf *b, int64_t n, const char *what)
{
	if (n == 0)
		return;
	if (b->n && b->p[b->n - 1] != ' ')
		buf_z(b, ", ");
	buf_i64(b, n);
	buf_char(b, ' ');
	buf_z(b, what);
}

static void put_passwords(struct buf *b, const struct survey_passwords *p)
{
	buf_z(b, "passwords   ");
	put_count(b, p->scrypt, "scrypt");
	put_count(b, p->argon2, "Argon2");
	put_count(b, p->bcrypt, "bcrypt");
	put_count(b, p->pbkdf2, "PBKDF2");
	put_count(b, p->other,
		  "of no known make (nobody gets in with them; a reset makes new ones)");
	put_count(b, p->none, "accounts without one (a reset makes one)");
	buf_char(b, '\n');
}

/* Which secrets the keys need, when there is more to it than one plain secret. */
static void put_sealed_by(struct visit *v)
{
	struct buf *b = &v->text;

	if (v->n_sealed == 0 || (v->n_sealed == 1 && !v->sealed[0].numbered && !v->secrets.n))
		return;
	buf_z(b, "; sealed with ");
	for (size_t i = 0; i < v->n_sealed; i++) {
		const struct sealed_by *by = &v->sealed[i];

		buf_z(b, i ? ", " : "");
		if (by->numbered)
			buf_fmt(b, "version %llu of the secret: %zu",
				(unsigned long long)by->version, by->keys);
		else
			buf_fmt(b, "the secret without a version: %zu", by->keys);
	}
}

static void put_keys(struct visit *v)
{
	struct buf *b = &v->text;

	buf_fmt(b, "keys        %zu", v->survey.n_keys);
	if (v->n_sealed && !v->secrets.current.n)
		buf_fmt(b, ", not tried: set %s to what Better Auth has",
			v->sealed[0].numbered ? "BETTER_AUTH_SECRETS" : "BETTER_AUTH_SECRET");
	else if (v->n_sealed)
		buf_fmt(b, ", %zu opened by the secret", v->opened);
	if (v->clear)
		buf_fmt(b, ", %zu in clear", v->clear);
	put_sealed_by(v);
	buf_char(b, '\n');
}

static void put_columns(struct visit *v)
{
	if (v->survey.n_columns == 0)
		return;
	buf_z(&v->text, "more        ");
	for (size_t i = 0; i < v->survey.n_columns; i++) {
		buf_z(&v->text, i ? ", user." : "user.");
		buf_str(&v->text, v->survey.columns[i]);
	}
	buf_z(&v->text, ": kept, but in no answer and no token\n");
}

static void put_found(struct visit *v)
{
	const struct survey *s = &v->survey;
	struct buf *b = &v->text;

	buf_fmt(b, "tables      of %s\n", s->made_by);
	if (s->plan.version)
		buf_fmt(b, "Ostiary     has been here: version %lld of its tables\n",
			(long long)s->plan.version);
	buf_fmt(b, "users       %lld, %lld with a verified address\n", (long long)s->users,
		(long long)s->verified_users);
	buf_fmt(b, "sessions    %lld alive\n", (long long)s->live_sessions);
	put_passwords(b, &s->passwords);
	if (s->other_accounts)
		buf_fmt(b,
			"providers   %lld accounts of others: kept, but nobody signs in by them\n",
			(long long)s->other_accounts);
	put_keys(v);
	put_columns(v);
}

static void put_plan(struct visit *v)
{
	const struct survey *s = &v->survey;
	struct buf *b = &v->text;

	if (s->layout.n_changes + s->plan.n_tables == 0) {
		buf_z(b, "\nA start would change nothing.\n");
		return;
	}
	buf_z(b, "\nA start would\n");
	for (size_t i = 0; i < s->layout.n_changes; i++)
		buf_fmt(b, "  %s\n", s->layout.changes[i].ddl);
	for (size_t i = 0; i < s->plan.n_tables; i++)
		buf_fmt(b, "  create table %.*s\n", STR_FMT(s->plan.tables[i]));
}

static int say(struct visit *v)
{
	fwrite(v->text.p, 1, v->text.n, stdout);
	return buf_ok(&v->text) ? EX_OK : cli_fail(EX_SOFTWARE, "the output is too long");
}

/* Like the refusal of a start, but with what to do. */
static int tell_bad_key(const struct visit *v)
{
	uint64_t version = 0;

	if (v->bad_rc == SEALED_OTHER_VERSION &&
	    sealed_column_version(v->bad->private_jwk, &version))
		return cli_fail(EX_CONFIG,
				"key \"%.*s\" is sealed with version %llu of the secret: set "
				"BETTER_AUTH_SECRETS to what Better Auth has, with that version; a "
				"start would be refused",
				STR_FMT(v->bad->kid), (unsigned long long)version);
	if (v->bad_rc == SEALED_NO_LEGACY)
		return cli_fail(EX_CONFIG,
				"key \"%.*s\" is sealed with a secret without a version: set "
				"BETTER_AUTH_SECRET to it, beside BETTER_AUTH_SECRETS; a start "
				"would be refused",
				STR_FMT(v->bad->kid));
	return cli_fail(EX_CONFIG,
			"the secret does not open key \"%.*s\": set %s to the one that Better Auth "
			"has; a start would be refused",
			STR_FMT(v->bad->kid),
			sealed_column_version(v->bad->private_jwk, &version)
				? "BETTER_AUTH_SECRETS"
				: "BETTER_AUTH_SECRET");
}

static int tell(struct visit *v)
{
	int code;

	look_at_keys(v);
	buf_fmt(&v->text, "database    %s\n", v->survey.postgres ? "PostgreSQL" : "SQLite");
	if (v->survey.layout.taken_over)
		put_found(v);
	else
		buf_z(&v->text, "tables      none of Better Auth's\n");
	put_plan(v);
	code = say(v);
	return v->bad && v->secrets.current.n ? tell_bad_key(v) : code;
}

/* --- the visit ---------------------------------------------------------------------------------- */

/* As serve does it, so that nothing comes as a surprise. */
static bool wants_rate_limit(const struct settings *settings)
{
	const struct public_address outside = {
		.https = str_starts(settings->of[SETTING_BASE_URL].text, STR("https://"))
	};

	return rate_limit_is_stored(settings, &outside);
}

static int visit(struct visit *v)
{
	struct store_config config;
	struct err err = { 0 };
	int code;

	settings_settle(&v->arena, &v->settings);
	v->log = (struct log){ .fd = STDERR_FILENO, .level = LOG_LEVEL_WARN, .clock = &clock_real };
	config = database_config(&v->settings, &v->log);
	config.rate_limit = wants_rate_limit(&v->settings);
	if (!config.url.n)
		return cli_fail(EX_CONFIG, "say with --database which database");
	code = find_secrets(v);
	if (code != EX_OK)
		return code;
	switch (survey_take(&config, &v->arena, &v->survey, &err)) {
	case SURVEY_DONE:
		break;
	case SURVEY_REFUSED:
		return cli_fail(EX_CONFIG, "a start would be refused: %s", err.text);
	case SURVEY_UNREADABLE:
		return cli_fail(EX_NOINPUT, "%s", err.text);
	case SURVEY_BAD_URL:
		return cli_fail(EX_CONFIG, "DATABASE_URL: %s", err.text);
	}
	if (v->survey.exists)
		return tell(v);
	puts("There is no such database; a start would make it.");
	return EX_OK;
}

int cmd_doctor(int argc, char **argv)
{
	struct visit v = { .opened = 0 };
	struct err err = { 0 };
	int code = EX_USAGE;

	arena_init(&v.arena, NULL, 0);
	buf_init_heap(&v.text, (size_t)1 << 20);
	switch (settings_read(&v.arena, argc, argv, environ, &v.settings, &err)) {
	case SETTINGS_OK:
		code = visit(&v);
		break;
	case SETTINGS_HELP:
		puts(usage);
		code = EX_OK;
		break;
	case SETTINGS_BAD_CONFIG:
		code = cli_fail(EX_CONFIG, "%s", err.text);
		break;
	case SETTINGS_USAGE:
		code = cli_fail(EX_USAGE, "%s", err.text);
		break;
	}
	buf_done(&v.text);
	arena_done(&v.arena);
	return code;
}
