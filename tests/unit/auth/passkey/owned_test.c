/* Whose passkeys are whose: to be registered once, listed, changed, counted and told of. */
#include "support/ceremonies.h"

#include "auth/passkey/manage.h"
#include "auth/passkey/options.h"
#include "core/limits.h"
#include "store/tables/factors/passkeys.h"
#include "support/mailbag.h"

static void a_credential_belongs_to_one_user(void **state)
{
	struct fixture *f = *state;
	struct authenticator device, other;
	struct signed_in ann, eve;
	struct passkey passkey;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	eve = test_sign_up(f, "eve@example.com");
	authenticator_init(&device, -7);
	assert_int_equal(test_register(f, &ann.user, &device, &passkey), AUTH_OK);
	assert_int_equal(test_register(f, &ann.user, &device, &passkey), REFUSED_PASSKEY_TAKEN);
	authenticator_init(&other, -7);
	memcpy(other.id, device.id, sizeof(other.id));
	assert_int_equal(test_register(f, &eve.user, &other, &passkey), REFUSED_PASSKEY_TAKEN);
	assert_int_equal(test_enter(f, &device), AUTH_OK);
	authenticator_done(&other);
	authenticator_done(&device);
}

/* Two rows of one credential, as Better Auth stores them. */
static enum store_rc copy_row(struct sql *sql, void *arg, struct err *err)
{
	return passkeys_insert(sql, arg, err);
}

static void a_credential_of_two_users_signs_nobody_in(void **state)
{
	struct fixture *f = *state;
	struct authenticator device;
	struct signed_in ann, eve;
	struct passkey passkey, copy;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	eve = test_sign_up(f, "eve@example.com");
	authenticator_init(&device, -7);
	assert_int_equal(test_register(f, &ann.user, &device, &passkey), AUTH_OK);
	copy = passkey;
	copy.id = STR("copy-of-one-user");
	assert_int_equal(store_write(f->issuer->store, copy_row, &copy, &f->err), STORE_OK);
	assert_int_equal(test_enter(f, &device), AUTH_OK);
	copy.id = STR("copy-of-two-users");
	copy.user_id = eve.user.id;
	assert_int_equal(store_write(f->issuer->store, copy_row, &copy, &f->err), STORE_OK);
	assert_int_equal(test_enter(f, &device), REFUSED_PASSKEY_UNKNOWN);
	assert_int_equal(passkey_delete(f->issuer, &f->arena, &eve.user, copy.id, &f->err),
			 AUTH_OK);
	assert_int_equal(test_enter(f, &device), AUTH_OK);
	authenticator_done(&device);
}

static void a_list_has_ones_own_passkeys_which_one_alone_changes(void **state)
{
	struct fixture *f = *state;
	struct authenticator device;
	struct signed_in ann, eve;
	struct passkey passkey, renamed, *list;
	size_t n;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	eve = test_sign_up(f, "eve@example.com");
	authenticator_init(&device, -7);
	assert_int_equal(test_register(f, &ann.user, &device, &passkey), AUTH_OK);
	assert_int_equal(passkey_list(f->issuer, &f->arena, eve.user.id, &list, &n, &f->err),
			 AUTH_OK);
	assert_int_equal(n, 0);
	assert_int_equal(passkey_rename(f->issuer, &f->arena, eve.user.id, passkey.id, STR("x"),
					&renamed, &f->err),
			 REFUSED_PASSKEY_OTHER_USER);
	assert_int_equal(passkey_delete(f->issuer, &f->arena, &eve.user, passkey.id, &f->err),
			 REFUSED_PASSKEY_OTHER_USER);
	assert_int_equal(passkey_rename(f->issuer, &f->arena, ann.user.id, passkey.id, STR("Desk"),
					&renamed, &f->err),
			 AUTH_OK);
	assert_int_equal(passkey_list(f->issuer, &f->arena, ann.user.id, &list, &n, &f->err),
			 AUTH_OK);
	assert_int_equal(n, 1);
	assert_true(str_eq(list[0].name, STR("Desk")) && str_eq(renamed.name, STR("Desk")));
	assert_int_equal(passkey_delete(f->issuer, &f->arena, &ann.user, passkey.id, &f->err),
			 AUTH_OK);
	assert_int_equal(passkey_delete(f->issuer, &f->arena, &ann.user, passkey.id, &f->err),
			 REFUSED_PASSKEY_GONE);
	assert_int_equal(test_enter(f, &device), REFUSED_PASSKEY_UNKNOWN);
	authenticator_done(&device);
}

static void a_user_has_a_bounded_number_of_passkeys(void **state)
{
	struct fixture *f = *state;
	struct signed_in ann;
	struct passkey passkey;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	for (size_t i = 0; i <= LIMIT_PASSKEYS_PER_USER; i++) {
		struct authenticator device;

		authenticator_init(&device, -8);
		assert_int_equal(test_register(f, &ann.user, &device, &passkey),
				 i < LIMIT_PASSKEYS_PER_USER ? AUTH_OK : REFUSED_PASSKEYS_TOO_MANY);
		authenticator_done(&device);
	}
}

static void options_name_the_passkeys_of_the_user(void **state)
{
	struct fixture *f = *state;
	struct registration_wishes wishes = { STR("platform"), STR("My \"key\""), { 0 } };
	struct authenticator device;
	struct signed_in ann;
	struct passkey passkey;
	struct json *options = NULL;
	struct str token;
	struct buf b;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	authenticator_init(&device, -7);
	assert_int_equal(test_register(f, &ann.user, &device, &passkey), AUTH_OK);
	arena_buf(&f->arena, &b, 1024, 65536);
	assert_int_equal(passkey_registration_options(f->issuer, &f->arena, &ann.user, &wishes, &b,
						      &token, &f->err),
			 AUTH_OK);
	assert_int_equal(json_parse(buf_text(&b), 8, &options), JSON_OK);
	assert_true(str_eq(json_to_str(json_member(json_member(options, "user"), "name")),
			   STR("My \"key\"")));
	assert_true(
		str_eq(json_to_str(json_member(
			       json_element(json_member(options, "excludeCredentials"), 0), "id")),
		       passkey.credential_id));
	json_free(options);
	options = NULL;
	arena_buf(&f->arena, &b, 1024, 65536);
	assert_int_equal(passkey_sign_in_options(f->issuer, &f->arena, NULL, &b, &token, &f->err),
			 AUTH_OK);
	assert_int_equal(json_parse(buf_text(&b), 8, &options), JSON_OK);
	assert_null(json_member(options, "allowCredentials"));
	assert_true(str_eq(json_to_str(json_member(options, "rpId")), test_rp_id));
	json_free(options);
	authenticator_done(&device);
}

static size_t count_named(const struct buf *text, const char *list)
{
	struct json *options = NULL;
	size_t n;

	assert_int_equal(json_parse(buf_text(text), 8, &options), JSON_OK);
	n = json_count(json_member(options, list));
	json_free(options);
	return n;
}

static void options_name_a_credential_of_several_rows_once(void **state)
{
	struct registration_wishes wishes = { 0 };
	struct fixture *f = *state;
	struct authenticator device, other;
	struct passkey passkey, copy;
	struct signed_in ann;
	struct str token;
	struct buf b;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	authenticator_init(&device, -7);
	authenticator_init(&other, -7);
	assert_int_equal(test_register(f, &ann.user, &device, &copy), AUTH_OK);
	assert_int_equal(test_register(f, &ann.user, &other, &passkey), AUTH_OK);
	copy.id = STR("copy");
	assert_int_equal(store_write(f->issuer->store, copy_row, &copy, &f->err), STORE_OK);
	arena_buf(&f->arena, &b, 1024, 65536);
	assert_int_equal(
		passkey_sign_in_options(f->issuer, &f->arena, &ann.user, &b, &token, &f->err),
		AUTH_OK);
	assert_int_equal(count_named(&b, "allowCredentials"), 2);
	arena_buf(&f->arena, &b, 1024, 65536);
	assert_int_equal(passkey_registration_options(f->issuer, &f->arena, &ann.user, &wishes, &b,
						      &token, &f->err),
			 AUTH_OK);
	assert_int_equal(count_named(&b, "excludeCredentials"), 2);
	authenticator_done(&other);
	authenticator_done(&device);
}

static void the_user_is_told_of_a_new_passkey_and_of_one_that_is_gone(void **state)
{
	struct fixture *f = *state;
	struct authenticator device;
	struct signed_in ann, eve;
	struct passkey passkey;
	int before;

	test_allow_passkeys(f);
	ann = test_sign_up(f, "ann@example.com");
	eve = test_sign_up(f, "eve@example.com");
	authenticator_init(&device, -7);
	before = mailbag_count;
	assert_int_equal(test_register(f, &ann.user, &device, &passkey), AUTH_OK);
	assert_int_equal(mailbag_count, before + 1);
	assert_string_equal(mailbag_last()->kind, "sign-in-changed");
	assert_string_equal(mailbag_last()->to, "ann@example.com");
	assert_int_equal(passkey_delete(f->issuer, &f->arena, &eve.user, passkey.id, &f->err),
			 REFUSED_PASSKEY_OTHER_USER);
	assert_int_equal(test_register(f, &ann.user, &device, &passkey), REFUSED_PASSKEY_TAKEN);
	assert_int_equal(test_enter(f, &device), AUTH_OK);
	assert_int_equal(mailbag_count, before + 1);
	mailbag_is_full = true;
	assert_int_equal(passkey_delete(f->issuer, &f->arena, &ann.user, passkey.id, &f->err),
			 AUTH_OK);
	mailbag_is_full = false;
	assert_int_equal(test_register(f, &ann.user, &device, &passkey), AUTH_OK);
	before = mailbag_count;
	assert_int_equal(passkey_delete(f->issuer, &f->arena, &ann.user, passkey.id, &f->err),
			 AUTH_OK);
	assert_int_equal(mailbag_count, before + 1);
	authenticator_done(&device);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(a_credential_belongs_to_one_user),
		TEST_WITH_ISSUER(a_credential_of_two_users_signs_nobody_in),
		TEST_WITH_ISSUER(a_list_has_ones_own_passkeys_which_one_alone_changes),
		TEST_WITH_ISSUER(a_user_has_a_bounded_number_of_passkeys),
		TEST_WITH_ISSUER(options_name_the_passkeys_of_the_user),
		TEST_WITH_ISSUER(options_name_a_credential_of_several_rows_once),
		TEST_WITH_MAIL(the_user_is_told_of_a_new_passkey_and_of_one_that_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
