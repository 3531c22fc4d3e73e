/* Connection strings: which texts they are, that they have one reading, what is shown of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "core/conninfo.h"

static void a_file_is_no_connection_string(void **state)
{
	static const struct {
		const char *text;
		enum conninfo_form form;
	} rows[] = {
		{ "postgres://db/x", CONNINFO_URL },
		{ "postgresql://db/x", CONNINFO_URL },
		{ "postgres:db", CONNINFO_URL },
		{ "host=db dbname=x", CONNINFO_KEYWORDS },
		{ " dbname = x", CONNINFO_KEYWORDS },
		{ "/data/host=db", CONNINFO_NONE },
		{ "./host=db", CONNINFO_NONE },
		{ "sqlite:host=db", CONNINFO_NONE },
		{ "ostiary.db", CONNINFO_NONE },
		{ "=", CONNINFO_NONE },
		{ "", CONNINFO_NONE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (conninfo_form(str_z(rows[i].text)) != rows[i].form)
			fail_msg("%s", rows[i].text);
}

/* shown NULL: the text is not clear. */
static const struct {
	const char *text, *shown;
	bool password;
} rows[] = {
	{ "postgres://me:hunter2@db:5432/x", "postgres://me:***@db:5432/x", true },
	{ "postgres://me:hun:ter2@db/x", "postgres://me:***@db/x", true },
	{ "postgres://me:hun?ter2@db/x", "postgres://me:***@db/x", true },
	{ "postgres://me:hun#ter2@db/x", "postgres://me:***@db/x", true },
	{ "postgres://me:hun%2Fter2@db/x", "postgres://me:***@db/x", true },
	{ "postgres://me@db/x", "postgres://me@db/x", false },
	{ "postgres://me:@db/x", "postgres://me@db/x", false },
	{ "postgres://db", "postgres://db", false },
	{ "postgres://", "postgres://", false },
	{ "postgres:///x?host=/run/postgresql", "postgres:///x?host=/run/postgresql", false },
	{ "postgres://%2Frun%2Fpostgresql/x", "postgres://%2Frun%2Fpostgresql/x", false },
	{ "postgres://a:1,[::1]:2,c/x", "postgres://a:1,[::1]:2,c/x", false },
	{ "postgres://db/x?password=hunter2&user=me", "postgres://db/x?password=***&user=me",
	  true },
	{ "postgres://me:a@db/x?sslpassword=hunter2", "postgres://me:***@db/x?sslpassword=***",
	  true },
	{ "postgres://db/x?p%61ssword=hunter2", "postgres://db/x?p%61ssword=***", true },
	{ "postgres://db/x?%70assworD=hunter2", "postgres://db/x?***", false },
	{ "postgres://db/x?ssl%50assword=hunter2", "postgres://db/x?***", false },
	{ "postgres://db/x?ssl%70assword=hunter2&port=1",
	  "postgres://db/x?ssl%70assword=***&port=1", true },
	{ "postgres://db/x?p%61ssword=", "postgres://db/x?p%61ssword=***", false },
	{ "postgres://db/x?%70ort=1", "postgres://db/x?%70ort=1", false },
	{ "postgres://db/x?p%6=hunter2&%zz=hunter2&%=hunter2", "postgres://db/x?***&***&***",
	  false },
	{ "postgres://db/x?oauth_client_secret=hunter2", "postgres://db/x?oauth_client_secret=***",
	  true },
	{ "p%61ssword=hunter2", NULL, true },
	{ "host=db p%61ssword=hunter2", "host=db ***", false },
	{ "postgres://db/x?hunter2=1&port=1", "postgres://db/x?***&port=1", false },
	{ "postgres://me:hun@ter2@db/x", NULL, true },
	{ "postgres://me:hun/ter2@db/x", NULL, true },
	{ "postgres://me:7/hunter2@db/x", NULL, true },
	{ "postgres://me:7?hunter2=@db/x", "postgres://me:***@db/x", true },
	{ "postgres://me:hunter2/x", NULL, true },
	{ "postgres://me:hunter2@db:hunter2/x", NULL, true },
	{ "postgres://me:a:b@[::1/x", NULL, true },
	{ "postgres://db/x?hunter2", NULL, true },
	{ "postgres:me:hunter2", NULL, true },
	{ "postgres://me:hunter2@d\nb/x", NULL, true },
	{ "host=db user=me password=hunter2 dbname=x", "host=db user=me password=*** dbname=x",
	  true },
	{ "host = db  password = 'hun ter2'", "host=db password=***", true },
	{ "password='hun\\'ter2' host=db", "password=*** host=db", true },
	{ "password=hun\\ ter2 host=db", "password=*** host=db", true },
	{ "host=db", "host=db", false },
	{ "password=hun ter2=x", "password=*** ***", true },
	{ "password=hun ter2", NULL, true },
	{ "password='hunter2", NULL, true },
	{ "password='hun'ter2", NULL, true },
	{ "password='hunter2\\", NULL, true },
	{ "host=db ='hunter2'", NULL, true },
};

static void a_name_of_a_password_is_found_by_any_spelling(void **state)
{
	(void)state;
	assert_true(conninfo_names_password(STR("postgres://db/x?password=a&b=c")));
	assert_true(conninfo_names_password(STR("postgres://db/x?%70assword=a&b=c")));
	assert_true(conninfo_names_password(STR("password=a b=c")));
	assert_true(conninfo_names_password(STR("postgres://db/x?unclear")));
	assert_false(conninfo_names_password(STR("postgres://me:password@db/x?b=c")));
	assert_false(conninfo_names_password(STR("host=password b=c")));
}

static void a_password_is_masked_and_an_unclear_text_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char memory[256];
		struct buf b;

		buf_init_fixed(&b, memory, sizeof(memory));
		conninfo_put_masked(&b, str_z(rows[i].text));
		if (!str_eq(buf_text(&b), str_z(rows[i].shown ? rows[i].shown : "***")))
			fail_msg("%s: %.*s", rows[i].text, STR_FMT(buf_text(&b)));
		if (conninfo_has_password(str_z(rows[i].text)) != rows[i].password)
			fail_msg("%s: password", rows[i].text);
		assert_int_equal(conninfo_is_clear(str_z(rows[i].text)), rows[i].shown != NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_no_connection_string),
		cmocka_unit_test(a_name_of_a_password_is_found_by_any_spelling),
		cmocka_unit_test(a_password_is_masked_and_an_unclear_text_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
