/* Whose word counts about a row of keys: what a writer of the database without the secret can put
 * there is neither published nor signed with. */
#include "auth/keys/keyring.h"
#include "support/rings.h"

#include "crypto/sealed.h"
#include "store/sql/rows.h"
#include "support/crypto_keys.h"

#define NEW_SECRET "another-unit-test-secret-0123456789abcd"

static enum store_rc script(struct sql *sql, void *arg, struct err *err)
{
	return sql_script(sql, arg, err);
}

/* As an attacker, or a Better Auth, writes into the tables. */
__attribute__((format(printf, 2, 3))) static void edit(struct fixture *f, const char *format, ...)
{
	char text[8192];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (store_write(f->store, script, text, &f->err) != STORE_OK)
		fail_msg("%s: %s", text, f->err.text);
}

static void touch(struct fixture *f)
{
	edit(f, "update ostiary_keyring set turn = turn + 1");
}

static void tick(struct fixture *f)
{
	touch(f);
	keyring_tick(rings_keyring(f));
}

static enum keyring_rc reopen(struct fixture *f)
{
	issuer_free(TAKE(f->issuer));
	return test_issuer_open(f, f->store, &f->issuer);
}

static bool is_used(struct fixture *f, const char *kid)
{
	return rings_publishes(rings_keyring(f), kid) ||
	       strcmp(rings_signing_kid(f, rings_keyring(f)), kid) == 0;
}

static void assert_unused(struct fixture *f, const char *kid)
{
	tick(f);
	assert_false(is_used(f, kid));
	assert_int_equal(reopen(f), KEYRING_OK);
	assert_false(is_used(f, kid));
}

static enum store_rc insert(struct sql *sql, void *arg, struct err *err)
{
	return signing_keys_insert(sql, arg, err);
}

/* As Better Auth inserts it: without a row in another table. */
static void insert_row(struct fixture *f, const char *kid, struct str private_jwk)
{
	struct signing_key_row row = { .id = str_z(kid),
				       .public_jwk = STR("{}"),
				       .private_jwk = private_jwk,
				       .created_ms = rings_now_ms(f) - DAY_MS,
				       .alg = STR("ES256") };

	assert_int_equal(store_write(f->store, insert, &row, &f->err), STORE_OK);
}

static struct str sealed(struct fixture *f, const char *private_jwk)
{
	struct buf column;

	arena_buf(&f->arena, &column, 0, 65536);
	sealed_write_column(&f->settings.secrets, &f->random.random, str_z(private_jwk), &column);
	return buf_text(&column);
}

/* --- keys that others insert ------------------------------------------------------------------ */

static void a_key_in_clear_is_used_only_where_the_operator_said_so(void **state)
{
	struct fixture *f = *state;

	rings_signing_kid(f, rings_keyring(f));
	insert_row(f, "clear", STR(P256_PRIVATE));
	assert_unused(f, "clear");
	f->settings.keys.takes_clear = true;
	assert_int_equal(reopen(f), KEYRING_OK);
	assert_true(is_used(f, "clear"));
	f->settings.keys.takes_clear = false; /* it has its seal now */
	assert_int_equal(reopen(f), KEYRING_OK);
	assert_true(is_used(f, "clear"));
}

static void keys_in_clear_at_the_takeover_stay_and_later_ones_are_refused(void **state)
{
	struct fixture *f = *state;

	insert_row(f, "before", STR(P256_PRIVATE));
	assert_int_equal(reopen(f), KEYRING_OK);
	assert_true(is_used(f, "before"));
	assert_true(rings_row(f, "before")->seal.n);
	insert_row(f, "later", STR(P256_PRIVATE));
	assert_unused(f, "later");
	assert_true(is_used(f, "before"));
}

static void a_key_that_better_auth_encrypts_is_used_and_sealed(void **state)
{
	struct fixture *f = *state;

	rings_signing_kid(f, rings_keyring(f));
	insert_row(f, "theirs", sealed(f, P256_PRIVATE));
	tick(f);
	assert_true(is_used(f, "theirs"));
	assert_true(rings_row(f, "theirs")->seal.n);
}

static void a_copy_of_a_key_under_another_name_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *kid = rings_signing_kid(f, rings_keyring(f));
	const struct signing_key_row *old = rings_row(f, kid);
	struct signing_key_row copy = *old;

	copy.id = STR("copy");
	copy.made_ms = 0;
	copy.seal = STR("");
	assert_int_equal(store_write(f->store, insert, &copy, &f->err), STORE_OK);
	assert_unused(f, "copy");
	edit(f, "update \"jwks\" set \"publicKey\" = '{}' where \"id\" = 'copy'");
	assert_unused(f, "copy");
	edit(f, "update \"jwks\" set \"publicKey\" = '%.*s' where \"id\" = 'copy'",
	     STR_FMT(old->public_jwk));
	rings_revoke(f, kid);
	assert_unused(f, "copy");
	edit(f, "insert into ostiary_key_seal (kid, seal) values ('copy', '%.*s')",
	     STR_FMT(old->seal));
	assert_unused(f, "copy");
}

/* --- rows that are changed -------------------------------------------------------------------- */

static void private_halves_that_change_places_are_refused(void **state)
{
	struct fixture *f = *state;
	const char *a = rings_signing_kid(f, rings_keyring(f));
	struct key_rotation b = rings_rotate(f);

	edit(f,
	     "update \"jwks\" set \"privateKey\" = case \"id\" when '%s' then '%.*s' else '%.*s' "
	     "end",
	     a, STR_FMT(rings_row(f, b.kid)->private_jwk), STR_FMT(rings_row(f, a)->private_jwk));
	touch(f);
	assert_int_equal(reopen(f), KEYRING_FAULT);
	assert_non_null(strstr(f->err.text, "not the one that was sealed under its name"));
	edit(f,
	     "update \"jwks\" set \"privateKey\" = case \"id\" when '%s' then '%.*s' else '%.*s' "
	     "end",
	     a, STR_FMT(rings_row(f, b.kid)->private_jwk), STR_FMT(rings_row(f, a)->private_jwk));
	assert_int_equal(reopen(f), KEYRING_OK);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), a);
}

static void a_key_that_is_renamed_or_given_another_algorithm_is_refused(void **state)
{
	struct fixture *f = *state;
	const char *kid;

	f->settings.keys.alg = SIGNING_ALG_RS256;
	test_open(f);
	kid = rings_signing_kid(f, rings_keyring(f));
	edit(f, "update \"jwks\" set \"alg\" = 'PS256' where \"id\" = '%s'", kid);
	assert_int_equal(reopen(f), KEYRING_FAULT);
	edit(f, "update \"jwks\" set \"alg\" = 'RS256' where \"id\" = '%s'", kid);
	assert_int_equal(reopen(f), KEYRING_OK);
	edit(f,
	     "update \"jwks\" set \"id\" = 'other' where \"id\" = '%s';"
	     "update ostiary_key_seal set kid = 'other' where kid = '%s'",
	     kid, kid);
	assert_int_equal(reopen(f), KEYRING_FAULT);
	edit(f,
	     "update \"jwks\" set \"id\" = '%s' where \"id\" = 'other';"
	     "update ostiary_key_seal set kid = '%s' where kid = 'other'",
	     kid, kid);
	assert_int_equal(reopen(f), KEYRING_OK);
}

static void a_revoked_key_does_not_come_back(void **state)
{
	struct fixture *f = *state;
	const char *kid = rings_signing_kid(f, rings_keyring(f));
	struct signing_key_row before = *rings_row(f, kid);

	rings_revoke(f, kid);
	assert_true(str_eq(rings_row(f, kid)->private_jwk, STR("\"revoked\"")));
	edit(f, "update ostiary_signing_key set revoked_ms = null;"
		"update \"jwks\" set \"expiresAt\" = null");
	assert_unused(f, kid);
	edit(f, "update \"jwks\" set \"privateKey\" = '%.*s' where \"id\" = '%s'",
	     STR_FMT(before.private_jwk), kid);
	assert_unused(f, kid);
}

/* The mark of the row is cleared before this server has looked. */
static void a_revoked_key_goes_by_its_seal_alone_while_it_is_open(void **state)
{
	struct fixture *f = *state;
	const char *kid = rings_signing_kid(f, rings_keyring(f));

	edit(f, "update ostiary_key_seal set seal = 'revoked' where kid = '%s'", kid);
	assert_unused(f, kid);
}

/* Numbers that no server writes: the key stays published for as long as it can be counted. */
static void a_life_beyond_all_time_does_not_withdraw_a_key(void **state)
{
	struct fixture *f = *state;
	const char *kid = rings_signing_kid(f, rings_keyring(f));
	static const int64_t lives[] = { INT64_MAX, INT64_MAX / 1000, INT64_MAX / 1000 - 60 };

	rings_rotate(f);
	test_advance(f, PENDING_MS + KEYS_GRACE_MS + DAY_MS);
	for (size_t i = 0; i < ARRAY_LEN(lives); i++) {
		edit(f, "update ostiary_signing_key set life_s = %lld where kid = '%s'",
		     (long long)lives[i], kid);
		tick(f);
		assert_true(rings_publishes(rings_keyring(f), kid));
	}
	edit(f, "update ostiary_signing_key set life_s = 900 where kid = '%s'", kid);
	tick(f);
	assert_false(rings_publishes(rings_keyring(f), kid));
}

/* A build without seals has revoked it. */
static void what_is_revoked_by_its_row_alone_is_destroyed_at_the_next_look(void **state)
{
	struct fixture *f = *state;
	const char *kid = rings_signing_kid(f, rings_keyring(f));

	rings_rotate(f);
	edit(f, "update ostiary_signing_key set revoked_ms = 1 where kid = '%s'", kid);
	tick(f);
	assert_true(str_eq(rings_row(f, kid)->private_jwk, STR("\"revoked\"")));
	assert_true(str_eq(rings_row(f, kid)->seal, STR("revoked")));
	assert_unused(f, kid);
}

/* --- a server that cannot open ---------------------------------------------------------------- */

static struct rings_instance open_with(struct fixture *f, const char *versions)
{
	struct secrets own = f->settings.secrets;
	struct rings_instance other;

	if (!secrets_parse(str_z(versions), STR(TEST_SECRET), &f->settings.secrets, &f->err))
		fail_msg("%s", f->err.text);
	other = rings_open_instance(f);
	f->settings.secrets = own;
	return other;
}

static void assert_cannot_sign(struct fixture *f)
{
	struct signer signer;

	assert_false(keyring_ready(rings_keyring(f)));
	assert_int_equal(keyring_signer(rings_keyring(f), &signer, &f->err), KEYRING_WRONG_SECRET);
	assert_int_equal(f->err.kind, ERR_UNAVAILABLE);
}

/* Two servers start on an empty table; one lacks the secret that the first key is sealed with. */
static void a_server_that_cannot_open_the_only_key_publishes_it(void **state)
{
	struct fixture *f = *state;
	struct rings_instance other = open_with(f, "2:" NEW_SECRET);
	const char *kid = rings_signing_kid(f, other.issuer->keyring);

	keyring_tick(rings_keyring(f));
	assert_true(rings_publishes(rings_keyring(f), kid));
	assert_cannot_sign(f);
	for (int i = 0; i < 3; i++)
		tick(f);
	assert_int_equal(rings_rows(f).n, 1); /* they agree on one key */
	edit(f, "update \"jwks\" set \"publicKey\" = '{\"kty\":\"EC\"}'");
	for (int i = 0; i < 3; i++)
		tick(f);
	assert_false(rings_publishes(rings_keyring(f), kid));
	assert_cannot_sign(f);
	rings_close_instance(&other);
}

static void the_secret_that_two_servers_share_vouches_for_a_key_of_the_other(void **state)
{
	struct fixture *f = *state;
	const char *old = rings_signing_kid(f, rings_keyring(f));
	struct rings_instance other = open_with(f, "2:" NEW_SECRET);
	struct key_revocation done;
	struct key_rotation next;

	assert_int_equal(keyring_rotate(other.issuer->keyring, &next, &f->err), KEYRING_OK);
	keyring_tick(rings_keyring(f));
	assert_true(rings_publishes(rings_keyring(f), next.kid));
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), old);
	assert_int_equal(keyring_revoke(other.issuer->keyring, str_z(old), &done, &f->err),
			 KEYRING_OK);
	assert_string_equal(done.successor, next.kid);
	keyring_tick(rings_keyring(f));
	assert_false(rings_publishes(rings_keyring(f), old));
	assert_true(rings_publishes(rings_keyring(f), next.kid));
	assert_cannot_sign(f);
	rings_close_instance(&other);
}

/* The newest row is one that no secret of ours opens, as of a Better Auth with another secret. */
static void a_strangers_newest_row_neither_signs_nor_stands_in_the_way(void **state)
{
	struct fixture *f = *state;
	const char *kid = rings_signing_kid(f, rings_keyring(f));
	struct key_revocation done;

	test_advance(f, DAY_MS + 2 * PENDING_MS);
	insert_row(f, "stranger", STR("\"00\""));
	tick(f);
	assert_string_equal(rings_signing_kid(f, rings_keyring(f)), kid);
	assert_false(rings_publishes(rings_keyring(f), "stranger"));
	assert_int_equal(keyring_revoke(rings_keyring(f), str_z(kid), &done, &f->err), KEYRING_OK);
	assert_false(is_used(f, kid));
	assert_string_not_equal(rings_signing_kid(f, rings_keyring(f)), "stranger");
	assert_int_equal(reopen(f), KEYRING_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(a_key_in_clear_is_used_only_where_the_operator_said_so),
		TEST_WITH_ISSUER(keys_in_clear_at_the_takeover_stay_and_later_ones_are_refused),
		TEST_WITH_ISSUER(a_key_that_better_auth_encrypts_is_used_and_sealed),
		TEST_WITH_ISSUER(a_copy_of_a_key_under_another_name_is_refused),
		TEST_WITH_ISSUER(private_halves_that_change_places_are_refused),
		TEST_WITH_FILES(a_key_that_is_renamed_or_given_another_algorithm_is_refused),
		TEST_WITH_ISSUER(a_revoked_key_does_not_come_back),
		TEST_WITH_ISSUER(a_revoked_key_goes_by_its_seal_alone_while_it_is_open),
		TEST_WITH_ISSUER(a_life_beyond_all_time_does_not_withdraw_a_key),
		TEST_WITH_ISSUER(what_is_revoked_by_its_row_alone_is_destroyed_at_the_next_look),
		TEST_WITH_ISSUER(a_server_that_cannot_open_the_only_key_publishes_it),
		TEST_WITH_ISSUER(the_secret_that_two_servers_share_vouches_for_a_key_of_the_other),
		TEST_WITH_ISSUER(a_strangers_newest_row_neither_signs_nor_stands_in_the_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
