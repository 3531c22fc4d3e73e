/* The user whom an operator names, on both databases. */
#include "support/people.h"

#include "auth/address/named_user.h"

static enum store_rc find(struct fixture *f, struct str name, struct user *out)
{
	return STORE_READ(f->store, sql, &f->err,
			  users_by_name(sql, &f->arena, name, out, &f->err));
}

static void a_user_is_found_by_the_id_and_by_the_address(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"),
			 other = test_sign_up(f, "b@example.com");
	const struct str names[] = { who.user.id, STR("a@example.com"), STR("A@Example.COM") };
	struct user found;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_int_equal(find(f, names[i], &found), STORE_OK);
		assert_true(str_eq(found.id, who.user.id));
	}
	assert_int_equal(find(f, other.user.email, &found), STORE_OK);
	assert_true(str_eq(found.id, other.user.id));
}

static void other_names_are_nobody_s(void **state)
{
	static const char *const names[] = { "",  "a",   "@", "no", "a@example", "b@example.com",
					     "%", "\xff" };
	struct fixture *f = *state;
	struct user found;

	test_sign_up(f, "a@example.com");
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (find(f, str_z(names[i]), &found) != STORE_NONE)
			fail_msg("\"%s\": %s", names[i], f->err.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(a_user_is_found_by_the_id_and_by_the_address),
		TEST_WITH_ISSUER(other_names_are_nobody_s),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
