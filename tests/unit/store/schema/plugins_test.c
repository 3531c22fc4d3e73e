/* What the rows of Better Auth's plugins mean: passkeys. */
#include "support/place.h"

#include "store/schema/plugins.h"

static int with_tables(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	place_connect(p);
	return 0;
}

static const struct plugin_features all_on = { true, true, true };

static void passkeys_go_on(void **state)
{
	/* A user may have one twice. */
	static const char made[] = "drop table \"passkey\"; create table \"passkey\" (\"id\" text,"
				   " \"userId\" text, \"credentialID\" text);"
				   "insert into \"passkey\" values ('p1', 'u1', 'c1'),"
				   " ('p2', 'u1', 'c1'), ('p3', 'u2', 'c2')";
	struct place *p = *state;
	struct plugins_found found;

	place_script(p->sql, made);
	assert_int_equal(plugins_count(p->sql, NOW_MS, all_on, &found, &p->err), STORE_OK);
	assert_int_equal(found.n, 1);
	assert_text(found.of[0].meaning->name, "passkey");
	assert_int_equal(found.of[0].n, 3);
	assert_false(plugin_is_refused(&found.of[0], STR("")));
}

static void a_passkey_of_several_users_is_a_loss(void **state)
{
	static const char made[] = "drop table \"passkey\"; create table \"passkey\" (\"id\" text,"
				   " \"userId\" text, \"credentialID\" text);"
				   "insert into \"passkey\" values ('p1', 'u1', 'c1'),"
				   " ('p2', 'u2', 'c1'), ('p3', 'u3', 'c1'), ('p4', 'u1', 'c2')";
	struct place *p = *state;
	struct plugins_found found;

	place_script(p->sql, made);
	assert_int_equal(plugins_count(p->sql, NOW_MS, all_on, &found, &p->err), STORE_OK);
	assert_int_equal(found.n, 2);
	assert_text(found.of[1].meaning->name, "shared-passkey");
	assert_int_equal(found.of[1].n, 1);
	assert_true(plugin_is_refused(&found.of[1], STR("second-factor")));
	assert_false(plugin_is_refused(&found.of[1], STR("second-factor, shared-passkey")));
	assert_true(plugins_accept_is_valid(STR("shared-passkey"), &p->err));
	assert_false(plugins_accept_is_valid(STR("passkey"), &p->err));
}

static void passkeys_that_are_off_are_a_loss_to_whoever_has_no_password(void **state)
{
	static const char made[] =
		"drop table \"passkey\"; create table \"passkey\" (\"id\" text, \"userId\" text);"
		"insert into \"passkey\" values ('p1', 'u1'), ('p2', 'u2'), ('p3', 'u2');"
		"drop table \"account\";"
		"create table \"account\" (\"userId\" text, \"password\" text);"
		"insert into \"account\" values ('u1', 'a hash'), ('u2', null)";
	const struct plugin_features off = { .factors = true };
	struct place *p = *state;
	struct plugins_found found;

	place_script(p->sql, made);
	assert_int_equal(plugins_count(p->sql, NOW_MS, all_on, &found, &p->err), STORE_OK);
	assert_int_equal(found.n, 1);
	assert_int_equal(plugins_count(p->sql, NOW_MS, off, &found, &p->err), STORE_OK);
	assert_int_equal(found.n, 2);
	assert_false(plugin_is_refused(&found.of[0], STR("")));
	assert_text(found.of[1].meaning->name, "passkey-only");
	assert_int_equal(found.of[1].n, 1);
	assert_true(plugin_is_refused(&found.of[1], STR("")));
	assert_false(plugin_is_refused(&found.of[1], STR("passkey-only")));
	place_script(p->sql, "update \"account\" set \"password\" = 'a hash'");
	assert_int_equal(plugins_count(p->sql, NOW_MS, off, &found, &p->err), STORE_OK);
	assert_int_equal(found.n, 1);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, with_tables, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(passkeys_go_on),
		HERE(a_passkey_of_several_users_is_a_loss),
		HERE(passkeys_that_are_off_are_a_loss_to_whoever_has_no_password),
	};

	return cmocka_run_group_tests_name("plugins", tests, NULL, NULL);
}
