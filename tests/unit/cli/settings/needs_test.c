/* Settings that do nothing beside the others: through all rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "cli/settings/needs.h"
#include "unit/cli/settings/read.h"

/* Variables with which each need is met, and is not; NULL: without any. */
static const struct {
	const char *met, *unmet;
} needs[SETTING_NEEDS] = {
	[SETTING_NEED_NO_LISTEN] = { NULL, "OSTIARY_LISTEN=127.0.0.1:1" },
	[SETTING_NEED_PROXIES] = { "OSTIARY_TRUSTED_PROXIES=10.0.0.1", NULL },
	[SETTING_NEED_HTTPS] = { "BETTER_AUTH_URL=https://a.example",
				 "BETTER_AUTH_URL=http://a.example" },
	[SETTING_NEED_POSTGRES] = { "DATABASE_URL=postgres://me@db/x", "DATABASE_URL=/data/a.db" },
	[SETTING_NEED_BACKUPS] = { "OSTIARY_BACKUP_TO=/backups", NULL },
	[SETTING_NEED_ISSUER] = { "OSTIARY_ROLE=auth", "OSTIARY_ROLE=tasks" },
	[SETTING_NEED_TASK_NODE] = { "OSTIARY_ROLE=tasks", "OSTIARY_ROLE=all" },
	[SETTING_NEED_REVOCATIONS] = { "OSTIARY_REVOCATIONS=on", NULL },
	[SETTING_NEED_OWN_KEYS] = { NULL, "OSTIARY_SIGNING_KEYS_DIR=/keys" },
	[SETTING_NEED_RSA] = { "JWKS_ALG=PS256", "JWKS_ALG=ES256" },
	[SETTING_NEED_REFRESH] = { NULL, "OSTIARY_SESSION_DISABLE_REFRESH=on" },
	[SETTING_NEED_LONGER_SESSION] = { "OSTIARY_SESSION_EXPIRES_IN=8d",
					  "OSTIARY_SESSION_EXPIRES_IN=1h" },
	[SETTING_NEED_COOKIE_CACHE] = { "OSTIARY_COOKIE_CACHE=jwe", NULL },
	[SETTING_NEED_CROSS_SUBDOMAIN] = { "OSTIARY_CROSS_SUBDOMAIN_COOKIES=on", NULL },
	[SETTING_NEED_SIGN_UP] = { NULL, "OSTIARY_SIGN_UP=off" },
	[SETTING_NEED_UNVERIFIED] = { NULL, "OSTIARY_REQUIRE_EMAIL_VERIFICATION=on" },
	[SETTING_NEED_REQUIRED] = { "OSTIARY_REQUIRE_EMAIL_VERIFICATION=on", NULL },
	[SETTING_NEED_PASSKEYS] = { NULL, "OSTIARY_PASSKEYS=off" },
	[SETTING_NEED_ADMIN] = { "OSTIARY_ADMIN=on", "OSTIARY_ADMIN=off" },
	[SETTING_NEED_VERIFY_EMAIL] = { NULL, "OSTIARY_EMAIL_VERIFICATION=off" },
	[SETTING_NEED_RESET] = { NULL, "OSTIARY_PASSWORD_RESET=off" },
	[SETTING_NEED_CHANGE_EMAIL] = { "OSTIARY_CHANGE_EMAIL=on", NULL },
	[SETTING_NEED_DELETION] = { NULL, "OSTIARY_DELETE_USER=off" },
	[SETTING_NEED_DELETION_MAIL] = { "OSTIARY_DELETE_USER_CONFIRMATION=on", NULL },
	[SETTING_NEED_SMTP] = { "OSTIARY_SMTP_HOST=mail.example", NULL },
	[SETTING_NEED_PUSH] = { "OSTIARY_PUSH=on", "OSTIARY_PUSH=off" },
	[SETTING_NEED_SMTP_ENCRYPTED] = { "OSTIARY_SMTP_SECURITY=tls",
					  "OSTIARY_SMTP_SECURITY=none" },
	[SETTING_NEED_BLOCKLIST] = { NULL, "OSTIARY_PASSWORD_BLOCKLIST=off" },
	[SETTING_NEED_RATE_LIMIT] = { "OSTIARY_RATE_LIMIT=on", "OSTIARY_RATE_LIMIT=off" },
	[SETTING_NEED_WEB] = { NULL, "OSTIARY_WEB=off" },
};

/* What a task node reads; every other setting is the issuer's. */
static const enum setting of_task_node[] = {
	SETTING_LISTEN,
	SETTING_HOST,
	SETTING_PORT,
	SETTING_BASE_URL,
	SETTING_BASE_PATH,
	SETTING_TRUSTED_ORIGINS,
	SETTING_TRUSTED_PROXIES,
	SETTING_IP_HEADER,
	SETTING_IPV6_PREFIX,
	SETTING_HSTS_SUBDOMAINS,
	SETTING_DATA,
	SETTING_DATABASE,
	SETTING_DB_SCHEMA,
	SETTING_PG_POOL,
	SETTING_PG_PREPARE,
	SETTING_BACKUP_TO,
	SETTING_BACKUP_EVERY,
	SETTING_BACKUP_KEEP,
	SETTING_ROLE,
	SETTING_JWKS_URL,
	SETTING_ISSUER_URL,
	SETTING_JWKS_TTL,
	SETTING_JWKS_COOLDOWN,
	SETTING_JWKS_HTTP,
	SETTING_REVOCATIONS_URL,
	SETTING_REVOCATIONS_INTERVAL,
	SETTING_JWT_ISSUER,
	SETTING_JWT_AUDIENCE,
	SETTING_REVOCATIONS,
	SETTING_VERDICT_CACHE,
	SETTING_SIGN_IN_URL,
	SETTING_LOG_LEVEL,
	SETTING_LOG_FORMAT,
	SETTING_METRICS_LISTEN,
	SETTING_REQUIRE_METHODS,
	SETTING_REQUIRE_ACR,
	SETTING_REQUIRE_AUTH_AGE,
	SETTING_LIST_CACHE,
	SETTING_PUSH,
	SETTING_PUSH_TARGETS,
	SETTING_TASKS_PER_USER,
	SETTING_TRASH_DAYS,
	SETTING_THREADS,
	SETTING_CONNECTIONS,
	SETTING_CONNECTIONS_PER_ADDRESS,
	SETTING_HEAD_TIMEOUT,
	SETTING_BODY_TIMEOUT,
	SETTING_STOP_TIMEOUT,
	SETTING_LANDLOCK,
	SETTING_SECCOMP,
};

static bool is_of_task_node(enum setting which)
{
	for (size_t i = 0; i < ARRAY_LEN(of_task_node); i++)
		if (of_task_node[i] == which)
			return true;
	return false;
}

static void read_variables(struct arena *a, const char *const *variables, size_t n,
			   struct settings *settings)
{
	struct row row = { { NULL }, { NULL }, SETTINGS_OK, SETTINGS, "" };
	struct err err = { 0 };
	size_t filled = 0;

	for (size_t i = 0; i < n; i++)
		if (variables[i])
			row.environment[filled++] = variables[i];
	read_row(&row, a, settings, &err);
}

/* What the setting lacks where all of its needs are met but the broken one; SETTING_NEEDS_MAX:
 * where none is broken. */
static enum setting_need lacks(enum setting which, size_t broken)
{
	const struct setting_row *row = &setting_rows[which];
	const char *variables[SETTING_NEEDS_MAX + 1];
	struct settings settings;
	enum setting_need found;
	char given[128], value[64];
	struct arena a;

	good_value(row, value, sizeof(value));
	snprintf(given, sizeof(given), "%s=%s", row->variables[0], value);
	variables[0] = given; /* the first of a name counts */
	for (size_t i = 0; i < SETTING_NEEDS_MAX; i++)
		variables[i + 1] =
			i == broken ? needs[row->needs[i]].unmet : needs[row->needs[i]].met;
	arena_init(&a, NULL, 0);
	read_variables(&a, variables, ARRAY_LEN(variables), &settings);
	assert_true(setting_is_given(&settings, which));
	found = setting_lacks(&settings, which);
	arena_done(&a);
	return found;
}

static void each_row_takes_effect_when_its_needs_are_met_and_else_names_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < SETTINGS; i++) {
		const struct setting_row *row = &setting_rows[i];

		print_message("# %s\n", row->variables[0]);
		assert_int_equal(lacks((enum setting)i, SETTING_NEEDS_MAX), SETTING_NEED_NOTHING);
		for (size_t j = 0; j < SETTING_NEEDS_MAX && row->needs[j]; j++) {
			assert_int_equal(lacks((enum setting)i, j), row->needs[j]);
			assert_non_null(setting_need_words(row->needs[j]));
		}
	}
}

static void each_need_is_met_and_not_met(void **state)
{
	(void)state;
	for (size_t i = SETTING_NEED_NOTHING + 1; i < SETTING_NEEDS; i++) {
		const char *const met = needs[i].met, *const unmet = needs[i].unmet;
		struct settings settings;
		struct arena a;

		arena_init(&a, NULL, 0);
		print_message("# %s\n", setting_need_words((enum setting_need)i));
		read_variables(&a, &met, 1, &settings);
		assert_true(setting_need_is_met((enum setting_need)i, &settings));
		read_variables(&a, &unmet, 1, &settings);
		assert_false(setting_need_is_met((enum setting_need)i, &settings));
		arena_done(&a);
	}
}

static void a_task_node_names_every_setting_that_is_the_issuers(void **state)
{
	static const char *const role[] = { "OSTIARY_ROLE=tasks" };
	struct settings settings;
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	read_variables(&a, role, 1, &settings);
	for (size_t i = 0; i < SETTINGS; i++)
		if ((setting_lacks(&settings, (enum setting)i) == SETTING_NEED_ISSUER) ==
		    is_of_task_node((enum setting)i))
			fail_msg("%s", setting_rows[i].variables[0]);
	arena_done(&a);
}

/* A default is nobody's intention. */
static void without_any_setting_none_is_given(void **state)
{
	struct settings settings;
	struct arena a;

	(void)state;
	arena_init(&a, NULL, 0);
	read_variables(&a, NULL, 0, &settings);
	for (size_t i = 0; i < SETTINGS; i++)
		assert_false(setting_is_given(&settings, (enum setting)i));
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_takes_effect_when_its_needs_are_met_and_else_names_one),
		cmocka_unit_test(each_need_is_met_and_not_met),
		cmocka_unit_test(a_task_node_names_every_setting_that_is_the_issuers),
		cmocka_unit_test(without_any_setting_none_is_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
