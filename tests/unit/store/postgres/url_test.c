/* What libpq says of DATABASE_URL, before anybody is asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "store/postgres/connection.h"
#include "store/store.h"

static const char *const libpqs[] = { "PGHOST", "PGHOSTADDR", "PGPORT",    "PGSSLMODE",
				      "PGUSER", "PGPASSWORD", "PGSERVICE", "PGDATABASE" };

static int without_its_environment(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(libpqs); i++)
		unsetenv(libpqs[i]);
	return 0;
}

static void values_are_judged_as_libpq_does(void **state)
{
	static const struct {
		const char *url;
		const char *says; /* NULL: it takes them */
	} cases[] = {
		{ "postgres://u:p@localhost/db", NULL },
		{ "postgres://u:p@no-such-host.invalid:5433/db", NULL },
		{ "postgres:///db?host=/var/run/postgresql", NULL },
		{ "host=a,b,c port=1,2,3 dbname=x", NULL },
		{ "host=a,b,c port=5432 dbname=x", NULL },
		{ "hostaddr=192.0.2.1 dbname=x", NULL },
		{ "hostaddr=192.0.2.1,192.0.2.2 host=a,b dbname=x", NULL },
		{ "postgres://u:p@h/db?sslmode=verify-full", NULL },
		{ "postgres://u:p@h/db?target_session_attrs=read-write", NULL },
		{ "postgres://u:p@h:99999/db", "invalid port number" },
		{ "postgres://u:p@h:0/db", "invalid port number" },
		{ "postgres://u:p@h/db?port=54x2", "for connection option \"port\"" },
		{ "postgres://u:p@h/db?sslmode=verify_full", "invalid sslmode value" },
		{ "host=h sslmode=on", "invalid sslmode value" },
		{ "postgres://u:p@h/db?target_session_attrs=some",
		  "invalid target_session_attrs value" },
		{ "postgres://u:p@h/db?channel_binding=yes", "invalid channel_binding value" },
		{ "host=a,b port=1,2,3 dbname=x", "3 port numbers to 2 hosts" },
		{ "hostaddr=192.0.2.1,192.0.2.2 host=a dbname=x", "1 host names to 2 hostaddr" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = { 0 };
		bool good = store_url_is_good(str_z(cases[i].url), &err);

		if (good != !cases[i].says)
			fail_msg("%s: %s", cases[i].url, err.text);
		if (!good && !strstr(err.text, cases[i].says))
			fail_msg("%s: %s", cases[i].url, err.text);
	}
}

static void no_value_is_in_the_words(void **state)
{
	static const char *const names[] = {
		"sslmode",         "port",       "target_session_attrs",
		"channel_binding", "gssencmode", "service"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct err err = { 0 };
		ARENA(a);
		struct str url = arena_fmt(&a, "host=h dbname=x %s=v3ryS3cret", names[i]);

		assert_false(store_url_is_good(url, &err));
		assert_null(strstr(err.text, "S3cret"));
	}
}

/* They count where the URL says nothing. */
static void variables_of_libpq_are_judged_too(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_true(store_url_is_good(STR("host=h dbname=x"), &err));
	setenv("PGSSLMODE", "always", 1);
	assert_false(store_url_is_good(STR("host=h dbname=x"), &err));
	assert_true(store_url_is_good(STR("host=h dbname=x sslmode=require"), &err));
	unsetenv("PGSSLMODE");
	setenv("PGHOSTADDR", "192.0.2.1", 1);
	assert_true(store_url_is_good(STR("host=h dbname=x"), &err));
	unsetenv("PGHOSTADDR");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_judged_as_libpq_does),
		cmocka_unit_test(no_value_is_in_the_words),
		cmocka_unit_test(variables_of_libpq_are_judged_too),
	};

	return cmocka_run_group_tests(tests, without_its_environment, NULL);
}
