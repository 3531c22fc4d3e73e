/* Another secret, or another form of it: keys are sealed anew. */
#include "auth/keys/change/create.h"
#include "auth/keys/keyring.h"
#include "auth/open.h"
#include "support/rings.h"

#include "crypto/sealed.h"
#include "store/sql/rows.h"

#define OTHER_SECRET "another-unit-test-secret-0123456789abcd"

static enum keyring_rc rewrap_to(struct fixture *f, const struct secrets *old,
				 const struct secrets *new, struct key_rewrap *out)
{
	const struct keyring_config config = { .store = f->store,
					       .clock = &f->clock.clock,
					       .random = &f->random.random,
					       .log = &f->log,
					       .secrets = *new };

	return keyring_rewrap(&config, old, CLEAR_KEYS_LEAVE, out, &f->err);
}

static enum keyring_rc rewrap(struct fixture *f, const char *old, const char *new,
			      struct key_rewrap *out)
{
	const struct secrets before = secrets_plain(str_z(old)), after = secrets_plain(str_z(new));

	return rewrap_to(f, &before, &after, out);
}

static enum keyring_rc reopen(struct fixture *f, const char *secret)
{
	issuer_free(TAKE(f->issuer));
	f->settings.secrets = secrets_plain(str_z(secret));
	return test_issuer_open(f, f->store, &f->issuer);
}

static void keys_are_sealed_anew_and_open_with_the_new_secret_alone(void **state)
{
	struct fixture *f = *state;
	const char *kid = rings_signing_kid(f, rings_keyring(f));
	struct key_rewrap done;

	rings_rotate(f);
	assert_int_equal(reopen(f, OTHER_SECRET), KEYRING_WRONG_SECRET);
	assert_int_equal(rewrap(f, TEST_SECRET, OTHER_SECRET, &done), KEYRING_OK);
	assert_int_equal(done.sealed, 2);
	assert_int_equal(done.left, 0);
	assert_int_equal(reopen(f, TEST_SECRET), KEYRING_WRONG_SECRET);
	assert_int_equal(reopen(f, OTHER_SECRET), KEYRING_OK);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), kid);
	assert_int_equal(rewrap(f, TEST_SECRET, OTHER_SECRET, &done), KEYRING_OK);
	assert_int_equal(done.sealed, 0);
	assert_int_equal(done.left, 2);
}

static enum store_rc insert(struct sql *sql, void *row, struct err *err)
{
	return signing_keys_insert(sql, row, err);
}

static enum store_rc delete_copy(struct sql *sql, void *arg, struct err *err)
{
	OWNED(sql_end)
	struct sql_run *run = sql_start(sql, "delete from \"jwks\" where \"id\" = 'copy'");

	(void)arg;
	return sql_change(run, err);
}

/* The server refuses it, and it must not get a seal either. */
static void a_copy_of_a_key_under_another_name_is_not_sealed_anew(void **state)
{
	struct fixture *f = *state;
	const char *kid = rings_signing_kid(f, rings_keyring(f));
	struct signing_key_row copy = *rings_row(f, kid);
	struct key_rewrap done;

	copy.id = STR("copy");
	copy.seal = STR("");
	assert_int_equal(store_write(f->store, insert, &copy, &f->err), STORE_OK);
	assert_int_equal(rewrap(f, TEST_SECRET, OTHER_SECRET, &done), KEYRING_FAULT);
	assert_non_null(strstr(f->err.text, "signing key copy is a copy of another key"));
	assert_int_equal(rings_row(f, "copy")->seal.n, 0);
	assert_int_equal(store_write(f->store, delete_copy, NULL, &f->err), STORE_OK);
	assert_int_equal(rewrap(f, TEST_SECRET, OTHER_SECRET, &done), KEYRING_OK);
	assert_int_equal(done.sealed, 1);
}

static enum store_rc spoil(struct sql *sql, void *kid, struct err *err)
{
	return signing_keys_reseal(sql, str_z(kid), STR("\"00\""), err);
}

static void of_keys_one_of_which_opens_with_neither_none_is_sealed_anew(void **state)
{
	struct fixture *f = *state;
	const char *kid = rings_signing_kid(f, rings_keyring(f));
	struct key_rotation rotation = rings_rotate(f);
	struct key_rewrap done;
	struct str before;

	assert_int_equal(rewrap(f, "a third secret that never was in use 123", OTHER_SECRET, &done),
			 KEYRING_WRONG_SECRET);
	before = rings_row(f, kid)->private_jwk;
	assert_int_equal(store_write(f->store, spoil, rotation.kid, &f->err), STORE_OK);
	assert_int_equal(rewrap(f, TEST_SECRET, OTHER_SECRET, &done), KEYRING_WRONG_SECRET);
	assert_non_null(strstr(f->err.text, rotation.kid));
	assert_true(str_eq(rings_row(f, kid)->private_jwk, before));
}

static struct secrets versions(const char *text, const char *legacy)
{
	struct secrets secrets = { .n = 0 };
	struct err err = { 0 };

	if (!secrets_parse(str_z(text), str_z(legacy), &secrets, &err))
		fail_msg("%s", err.text);
	return secrets;
}

static enum keyring_rc reopen_with(struct fixture *f, struct secrets secrets)
{
	issuer_free(TAKE(f->issuer));
	f->settings.secrets = secrets;
	return test_issuer_open(f, f->store, &f->issuer);
}

static bool begins(struct fixture *f, const char *kid, const char *how)
{
	return str_starts(rings_row(f, kid)->private_jwk, str_z(how));
}

static void keys_go_from_a_plain_secret_to_versions_and_back(void **state)
{
	struct fixture *f = *state;
	const struct secrets plain = secrets_plain(STR(TEST_SECRET));
	const struct secrets first = versions("1:" OTHER_SECRET, TEST_SECRET);
	const struct secrets second = versions("2:" TEST_SECRET ",1:" OTHER_SECRET, "");
	const struct secrets alone = versions("2:" TEST_SECRET, "");
	const char *kid = rings_signing_kid(f, rings_keyring(f));
	struct key_rewrap done;

	assert_false(begins(f, kid, "\"$"));
	assert_int_equal(reopen_with(f, first), KEYRING_OK);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), kid);
	assert_int_equal(rewrap_to(f, NULL, &first, &done), KEYRING_OK);
	assert_int_equal(done.sealed, 1);
	assert_true(begins(f, kid, "\"$ba$1$"));
	assert_int_equal(reopen_with(f, plain), KEYRING_WRONG_SECRET);
	assert_int_equal(reopen_with(f, alone), KEYRING_WRONG_SECRET);
	assert_non_null(strstr(f->err.text, "version 1 of the secret"));
	assert_int_equal(reopen_with(f, second), KEYRING_OK);
	assert_int_equal(rewrap_to(f, NULL, &second, &done), KEYRING_OK);
	assert_int_equal(rewrap_to(f, NULL, &second, &done), KEYRING_OK);
	assert_int_equal(done.sealed, 0);
	assert_int_equal(done.left, 1);
	assert_true(begins(f, kid, "\"$ba$2$"));
	assert_int_equal(reopen_with(f, alone), KEYRING_OK);
	assert_int_equal(rewrap_to(f, NULL, &plain, &done), KEYRING_WRONG_SECRET);
	assert_int_equal(rewrap_to(f, &alone, &plain, &done), KEYRING_OK);
	assert_int_equal(done.sealed, 1);
	assert_false(begins(f, kid, "\"$"));
	assert_int_equal(reopen_with(f, alone), KEYRING_WRONG_SECRET);
	assert_non_null(strstr(f->err.text, "without a version"));
	assert_int_equal(reopen_with(f, plain), KEYRING_OK);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), kid);
}

static void a_new_secret_under_an_old_version_is_another_secret(void **state)
{
	struct fixture *f = *state;
	const struct secrets old = versions("1:" OTHER_SECRET, TEST_SECRET);
	const struct secrets new = versions("1:" TEST_SECRET, TEST_SECRET);
	const char *kid = rings_signing_kid(f, rings_keyring(f));
	struct key_rewrap done;

	assert_int_equal(rewrap_to(f, NULL, &old, &done), KEYRING_OK);
	assert_int_equal(reopen_with(f, new), KEYRING_WRONG_SECRET);
	assert_non_null(strstr(f->err.text, "does not open"));
	assert_int_equal(rewrap_to(f, &old, &new, &done), KEYRING_OK);
	assert_int_equal(done.sealed, 1);
	assert_int_equal(reopen_with(f, new), KEYRING_OK);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), kid);
}

struct clear_text {
	const char *kid;
	struct str text;
};

static enum store_rc put_in_clear(struct sql *sql, void *arg, struct err *err)
{
	const struct clear_text *clear = arg;

	return signing_keys_reseal(sql, str_z(clear->kid), clear->text, err);
}

static void keys_in_clear_stay_so_until_they_are_to_be_sealed(void **state)
{
	struct fixture *f = *state;
	const struct secrets secrets = secrets_plain(STR(TEST_SECRET));
	const struct keyring_config config = { .store = f->store,
					       .clock = &f->clock.clock,
					       .random = &f->random.random,
					       .secrets = secrets };
	struct clear_text clear = { .kid = rings_signing_kid(f, rings_keyring(f)) };
	struct key_rewrap done;
	struct buf text;

	arena_buf(&f->arena, &text, 0, 4096);
	assert_int_equal(sealed_open_column(&secrets, rings_row(f, clear.kid)->private_jwk, &text),
			 SEALED_OPENED);
	clear.text = buf_text(&text);
	assert_int_equal(store_write(f->store, put_in_clear, &clear, &f->err), STORE_OK);
	assert_int_equal(keyring_rewrap(&config, NULL, CLEAR_KEYS_LEAVE, &done, &f->err),
			 KEYRING_OK);
	assert_int_equal(done.clear, 1);
	assert_true(begins(f, clear.kid, "{\""));
	assert_int_equal(reopen_with(f, secrets), KEYRING_OK);
	assert_int_equal(keyring_rewrap(&config, NULL, CLEAR_KEYS_SEAL, &done, &f->err),
			 KEYRING_OK);
	assert_int_equal(done.sealed, 1);
	assert_int_equal(done.clear, 0);
	assert_false(begins(f, clear.kid, "{\""));
	assert_int_equal(reopen_with(f, secrets), KEYRING_OK);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), clear.kid);
}

static void new_keys_are_sealed_with_the_current_version(void **state)
{
	struct fixture *f = *state;
	const struct secrets secrets = versions("7:" OTHER_SECRET ",3:" TEST_SECRET, TEST_SECRET);
	const char *first = rings_signing_kid(f, rings_keyring(f));
	struct key_rotation rotation;

	assert_int_equal(reopen_with(f, secrets), KEYRING_OK);
	rotation = rings_rotate(f);
	assert_true(begins(f, rotation.kid, "\"$ba$7$"));
	assert_false(begins(f, first, "\"$"));
	assert_int_equal(reopen_with(f, secrets), KEYRING_OK);
}

/* Two servers found an empty table at once. The second one generated a key while the first one
 * stored its own: it stays without a key, as it would have been refused a start a moment later. */
static void a_first_key_is_not_stored_beside_one_of_another_secret(void **state)
{
	struct fixture *f = *state;
	struct secrets plain = f->settings.secrets;
	struct rings_instance other;
	struct keyring *second;

	f->settings.secrets = secrets_plain(STR(OTHER_SECRET));
	other = rings_open_instance(f);
	f->settings.secrets = plain;
	second = other.issuer->keyring;
	rings_signing_kid(f, rings_keyring(f));
	assert_int_equal(keyring_create_first(second, FIRST_OF_ALL, &f->err), KEYRING_OK);
	assert_int_equal(rings_rows(f).n, 1);
	assert_int_equal(keyring_ensure(second, &f->err), KEYRING_WRONG_SECRET);
	assert_false(keyring_ready(second));
	rings_close_instance(&other);
}

/* Its own key is gone, and the row beside it is a stranger's: the secret is known to be right. */
static void a_server_that_has_opened_a_key_makes_the_next_beside_a_strangers(void **state)
{
	struct fixture *f = *state;
	const char *kid = rings_signing_kid(f, rings_keyring(f));
	struct signing_key_row stranger = { .id = STR("stranger"),
					    .public_jwk = STR("{}"),
					    .private_jwk = STR("garbage"),
					    .created_ms = TEST_NOW_MS - DAY_MS,
					    .alg = STR("ES256") };

	assert_int_equal(store_write(f->store, insert, &stranger, &f->err), STORE_OK);
	rings_revoke(f, kid);
	assert_string_not_equal(rings_signing_kid(f, rings_keyring(f)), kid);
}

/* A row that is merely damaged says less than the secret that is missing. */
static void the_wrong_secret_is_the_reason_that_is_named(void **state)
{
	struct fixture *f = *state;
	struct signing_key_row damaged = { .id = STR("zz"),
					   .public_jwk = STR("{}"),
					   .private_jwk = STR("garbage"),
					   .created_ms = TEST_NOW_MS + DAY_MS,
					   .alg = STR("ES256") };

	rings_signing_kid(f, rings_keyring(f));
	assert_int_equal(store_write(f->store, insert, &damaged, &f->err), STORE_OK);
	assert_int_equal(reopen(f, OTHER_SECRET), KEYRING_WRONG_SECRET);
	assert_int_equal(reopen(f, TEST_SECRET), KEYRING_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(keys_are_sealed_anew_and_open_with_the_new_secret_alone),
		TEST_WITH_ISSUER(a_copy_of_a_key_under_another_name_is_not_sealed_anew),
		TEST_WITH_ISSUER(of_keys_one_of_which_opens_with_neither_none_is_sealed_anew),
		TEST_WITH_ISSUER(keys_go_from_a_plain_secret_to_versions_and_back),
		TEST_WITH_ISSUER(a_new_secret_under_an_old_version_is_another_secret),
		TEST_WITH_ISSUER(keys_in_clear_stay_so_until_they_are_to_be_sealed),
		TEST_WITH_ISSUER(new_keys_are_sealed_with_the_current_version),
		TEST_WITH_ISSUER(a_first_key_is_not_stored_beside_one_of_another_secret),
		TEST_WITH_ISSUER(a_server_that_has_opened_a_key_makes_the_next_beside_a_strangers),
		TEST_WITH_ISSUER(the_wrong_secret_is_the_reason_that_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
