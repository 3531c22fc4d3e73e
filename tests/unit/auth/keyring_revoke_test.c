/* Revoking: who signs instead, at once. */
#include "rings.h"

static void the_active_key_is_revoked_and_a_new_one_signs_at_once(void **state)
{
	struct fixture *f = *state;
	const char *old = signs(f, ring_of(f));
	struct instance other = another(f);
	struct key_revocation done = revoke_kid(f, old);

	assert_int_equal(done.was, KEY_ACTIVE);
	assert_int_equal(done.last_token_ms, TEST_NOW_MS + 900000);
	assert_string_equal(signs(f, ring_of(f)), done.successor);
	assert_string_equal(better_auth_signs(f, "ES256"), done.successor);
	assert_true(publishes(other.issuer->keyring, old));
	keyring_tick(other.issuer->keyring);
	assert_false(publishes(other.issuer->keyring, old));
	assert_string_equal(signs(f, other.issuer->keyring), done.successor);
	assert_int_equal(rows_of(f).n, 2);
	close_instance(&other);
}

static void the_active_key_is_revoked_and_the_pending_one_signs_at_once(void **state)
{
	struct fixture *f = *state;
	const char *old = signs(f, ring_of(f));
	struct key_turn turn = rotate(f);
	struct key_revocation done = revoke_kid(f, old);

	assert_string_equal(done.successor, turn.kid);
	assert_string_equal(signs(f, ring_of(f)), turn.kid);
	assert_string_equal(better_auth_signs(f, "ES256"), turn.kid);
	assert_int_equal(rows_of(f).n, 2);
	assert_true(rotate(f).made);
}

static void a_pending_key_is_revoked_and_the_active_one_goes_on(void **state)
{
	struct fixture *f = *state;
	const char *old = signs(f, ring_of(f));
	struct key_turn turn = rotate(f);
	struct key_revocation done = revoke_kid(f, turn.kid);

	assert_int_equal(done.was, KEY_PENDING);
	assert_string_equal(done.successor, "");
	assert_int_equal(row_of(f, old)->expires_ms, 0);
	test_advance(f, 2 * PENDING_MS);
	assert_string_equal(signs(f, ring_of(f)), old);
	assert_string_equal(better_auth_signs(f, "ES256"), old);
}

static void a_retiring_key_is_revoked_and_nothing_else_changes(void **state)
{
	struct fixture *f = *state;
	const char *old = signs(f, ring_of(f));
	struct key_turn turn = rotate(f);
	struct key_revocation done;

	test_advance(f, PENDING_MS + 1000);
	done = revoke_kid(f, old);
	assert_int_equal(done.was, KEY_RETIRING);
	assert_int_equal(done.last_token_ms, turn.starts_ms - 1 + 900000);
	assert_string_equal(done.successor, "");
	assert_string_equal(signs(f, ring_of(f)), turn.kid);
	assert_int_equal(rows_of(f).n, 2);
}

static void only_a_key_that_is_there_can_be_revoked_and_only_once(void **state)
{
	struct fixture *f = *state;
	const char *kid = signs(f, ring_of(f));
	struct key_revocation done;

	assert_int_equal(keyring_revoke(ring_of(f), STR("nobody"), &done, &f->err),
			 KEYRING_NO_SUCH_KEY);
	revoke_kid(f, kid);
	assert_int_equal(keyring_revoke(ring_of(f), str_z(kid), &done, &f->err),
			 KEYRING_NO_SUCH_KEY);
	assert_int_equal(rows_of(f).n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(the_active_key_is_revoked_and_a_new_one_signs_at_once),
		TEST_WITH_ISSUER(the_active_key_is_revoked_and_the_pending_one_signs_at_once),
		TEST_WITH_ISSUER(a_pending_key_is_revoked_and_the_active_one_goes_on),
		TEST_WITH_ISSUER(a_retiring_key_is_revoked_and_nothing_else_changes),
		TEST_WITH_ISSUER(only_a_key_that_is_there_can_be_revoked_and_only_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
