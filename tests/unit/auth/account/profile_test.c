#include "support/people.h"

#include "auth/account/profile.h"

static void name_and_image_change_alone_and_together(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	const struct profile_change name = { .set_name = true, .name = STR("New") };
	const struct profile_change image = { .set_image = true, .image = STR("/i.png") };
	const struct profile_change none = { .set_image = true };
	struct user user;

	test_advance(f, 1000);
	assert_int_equal(profile_update(f->issuer, &f->arena, who.user.id, &name, &user, &f->err),
			 AUTH_OK);
	assert_true(str_eq(user.name, STR("New")) && !user.image.p);
	assert_int_equal(user.updated_ms, who.user.updated_ms + 1000);
	assert_int_equal(user.created_ms, who.user.created_ms);
	assert_int_equal(profile_update(f->issuer, &f->arena, who.user.id, &image, &user, &f->err),
			 AUTH_OK);
	assert_true(str_eq(user.name, STR("New")) && str_eq(user.image, STR("/i.png")));
	assert_int_equal(profile_update(f->issuer, &f->arena, who.user.id, &none, &user, &f->err),
			 AUTH_OK);
	assert_true(str_eq(user.name, STR("New")) && !user.image.p);
}

static void a_user_who_is_gone_has_no_profile(void **state)
{
	struct fixture *f = *state;
	const struct profile_change name = { .set_name = true, .name = STR("New") };
	struct user user;

	assert_int_equal(profile_update(f->issuer, &f->arena, STR("nobody"), &name, &user, &f->err),
			 REFUSED_USER_GONE);
}

static void a_list_has_ones_own_accounts(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	struct account_view *accounts;
	size_t n;

	test_sign_up(f, "b@example.com");
	assert_int_equal(accounts_list(f->issuer, &f->arena, who.user.id, &accounts, &n, &f->err),
			 AUTH_OK);
	assert_int_equal(n, 1);
	assert_true(str_eq(accounts[0].account_id, who.user.id));
	assert_true(str_eq(accounts[0].provider_id, STR("credential")));
	assert_int_equal(accounts_list(f->issuer, &f->arena, STR("nobody"), &accounts, &n, &f->err),
			 AUTH_OK);
	assert_int_equal(n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(name_and_image_change_alone_and_together),
		TEST_WITH_ISSUER(a_user_who_is_gone_has_no_profile),
		TEST_WITH_ISSUER(a_list_has_ones_own_accounts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
