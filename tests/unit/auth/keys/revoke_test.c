/* Revoking: who signs instead, at once. */
#include "auth/keys/keyring.h"
#include "support/rings.h"

static void the_active_key_is_revoked_and_a_new_one_signs_at_once(void **state)
{
	struct fixture *f = *state;
	const char *old = rings_signing_kid(f, rings_keyring(f));
	struct rings_instance other = rings_open_instance(f);
	struct key_revocation done = rings_revoke(f, old);

	assert_int_equal(done.was, KEY_ACTIVE);
	assert_int_equal(done.last_token_ms, TEST_NOW_MS + 900000);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), done.successor);
	assert_string_equal(rings_better_auth_kid(f, "ES256"), done.successor);
	assert_true(rings_publishes(other.issuer->keyring, old));
	keyring_tick(other.issuer->keyring);
	assert_false(rings_publishes(other.issuer->keyring, old));
	assert_string_equal(rings_signing_kid(f, other.issuer->keyring), done.successor);
	assert_int_equal(rings_rows(f).n, 2);
	rings_close_instance(&other);
}

static void the_active_key_is_revoked_and_the_pending_one_signs_at_once(void **state)
{
	struct fixture *f = *state;
	const char *old = rings_signing_kid(f, rings_keyring(f));
	struct key_rotation rotation = rings_rotate(f);
	struct key_revocation done = rings_revoke(f, old);

	assert_string_equal(done.successor, rotation.kid);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), rotation.kid);
	assert_string_equal(rings_better_auth_kid(f, "ES256"), rotation.kid);
	assert_int_equal(rings_rows(f).n, 2);
	assert_true(rings_rotate(f).created);
}

static void a_pending_key_is_revoked_and_the_active_one_goes_on(void **state)
{
	struct fixture *f = *state;
	const char *old = rings_signing_kid(f, rings_keyring(f));
	struct key_rotation rotation = rings_rotate(f);
	struct key_revocation done = rings_revoke(f, rotation.kid);

	assert_int_equal(done.was, KEY_PENDING);
	assert_string_equal(done.successor, "");
	assert_int_equal(rings_row(f, old)->expires_ms, 0);
	test_advance(f, 2 * PENDING_MS);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), old);
	assert_string_equal(rings_better_auth_kid(f, "ES256"), old);
}

static void a_retiring_key_is_revoked_and_nothing_else_changes(void **state)
{
	struct fixture *f = *state;
	const char *old = rings_signing_kid(f, rings_keyring(f));
	struct key_rotation rotation = rings_rotate(f);
	struct key_revocation done;

	test_advance(f, PENDING_MS + 1000);
	done = rings_revoke(f, old);
	assert_int_equal(done.was, KEY_RETIRING);
	assert_int_equal(done.last_token_ms, rotation.starts_ms - 1 + 900000);
	assert_string_equal(done.successor, "");
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), rotation.kid);
	assert_int_equal(rings_rows(f).n, 2);
}

static void only_a_key_that_is_there_can_be_revoked_and_only_once(void **state)
{
	struct fixture *f = *state;
	const char *kid = rings_signing_kid(f, rings_keyring(f));
	struct key_revocation done;

	assert_int_equal(keyring_revoke(rings_keyring(f), STR("nobody"), &done, &f->err),
			 KEYRING_NO_SUCH_KEY);
	rings_revoke(f, kid);
	assert_int_equal(keyring_revoke(rings_keyring(f), str_z(kid), &done, &f->err),
			 KEYRING_NO_SUCH_KEY);
	assert_int_equal(rings_rows(f).n, 2);
}

static enum store_rc spoil_tx(struct sql *sql, void *kid, struct err *err)
{
	return signing_keys_reseal(sql, str_z(kid), STR("\"00\""), err);
}

static void a_key_is_revoked_although_the_pending_one_is_damaged(void **state)
{
	struct fixture *f = *state;
	const char *kid = rings_signing_kid(f, rings_keyring(f));
	struct rings_instance other = rings_open_instance(f);
	struct key_rotation theirs;
	struct key_revocation done;

	assert_int_equal(keyring_rotate(other.issuer->keyring, &theirs, &f->err), KEYRING_OK);
	assert_int_equal(store_write(f->store, spoil_tx, theirs.kid, &f->err), STORE_OK);
	done = rings_revoke(f, kid);
	assert_true(rings_row(f, kid)->revoked_ms > 0);
	assert_false(done.opens); /* and nobody says that it signs */
	assert_string_equal(done.successor, theirs.kid);
	keyring_tick(other.issuer->keyring);
	assert_false(rings_publishes(other.issuer->keyring, kid));
	rings_close_instance(&other);
	done = rings_revoke(f, theirs.kid);
	assert_true(done.opens);
	assert_string_equal(done.successor, rings_signing_kid(f, rings_keyring(f)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(the_active_key_is_revoked_and_a_new_one_signs_at_once),
		TEST_WITH_ISSUER(the_active_key_is_revoked_and_the_pending_one_signs_at_once),
		TEST_WITH_ISSUER(a_pending_key_is_revoked_and_the_active_one_goes_on),
		TEST_WITH_ISSUER(a_retiring_key_is_revoked_and_nothing_else_changes),
		TEST_WITH_ISSUER(a_key_is_revoked_although_the_pending_one_is_damaged),
		TEST_WITH_ISSUER(only_a_key_that_is_there_can_be_revoked_and_only_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
