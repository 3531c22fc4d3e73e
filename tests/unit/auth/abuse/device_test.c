#include "support/people.h"

#include "auth/abuse/device.h"
#include "auth/abuse/throttle.h"
#include "auth/account/reset.h"
#include "auth/account/sign_in.h"
#include "store/tables/throttle.h"

#define EMAIL "a@example.com"

static struct str with(struct fixture *f, struct str before, const char *user_id)
{
	return device_with(f->issuer->cookie_key, &random_kernel, &f->arena, before,
			   str_z(user_id));
}

static struct str of(struct fixture *f, struct str value, const char *user_id)
{
	return device_of(f->issuer->cookie_key, value, str_z(user_id));
}

static void a_device_is_known_to_those_who_have_signed_in_on_it(void **state)
{
	struct fixture *f = *state;
	struct str one = with(f, STR(""), "ann"), two = with(f, one, "bea");
	struct str id = of(f, one, "ann");

	assert_int_equal(id.n, 22);
	assert_int_equal(of(f, one, "bea").n, 0);
	assert_true(str_eq(of(f, two, "ann"), id));
	assert_true(str_eq(of(f, two, "bea"), id));
	assert_true(str_eq(with(f, two, "bea"), two));
	assert_false(str_eq(of(f, with(f, STR(""), "ann"), "ann"), id)); /* another device */
}

static void a_device_forgets_the_user_who_was_there_longest_ago(void **state)
{
	struct fixture *f = *state;
	struct str value = with(f, STR(""), "user 0");

	for (int i = 1; i <= DEVICE_USERS_MAX; i++)
		value = with(f, value, arena_z(&f->arena, arena_fmt(&f->arena, "user %d", i)));
	assert_int_equal(of(f, value, "user 0").n, 0);
	assert_int_equal(of(f, value, "user 1").n, 22);
	assert_int_equal(of(f, value, "user 5").n, 22);
}

static void a_changed_or_foreign_value_is_no_device(void **state)
{
	struct fixture *f = *state;
	OWNED(cookie_key_free) struct cookie_key *other = cookie_key_new(STR("another secret"));
	struct str value = with(f, STR(""), "ann");
	struct buf session;

	for (size_t i = 0; i < value.n; i++) {
		struct str changed = arena_copy(&f->arena, value);

		((char *)(uintptr_t)changed.p)[i] ^= 1;
		assert_int_equal(of(f, changed, "ann").n, 0);
		assert_int_equal(of(f, str_head(value, i), "ann").n, 0);
	}
	assert_int_equal(
		of(f, device_with(other, &random_kernel, &f->arena, STR(""), STR("ann")), "ann").n,
		0);
	arena_buf(&f->arena, &session, 128, 256);
	cookie_sign(f->issuer->cookie_key, STR("abcdefghijklmnopqrstuvwxyz012345"), &session);
	assert_int_equal(of(f, buf_text(&session), "ann").n, 0); /* a session's cookie */
	assert_int_equal(of(f, value, "ann").n, 22);
}

static enum auth_result try_from(struct fixture *f, struct str device, const char *email,
				 const char *password)
{
	const struct sign_in_form form = { .email = str_z(email),
					   .password = str_z(password),
					   .remember = REMEMBER_YES,
					   .device = device,
					   .from = { .ip_address = STR("198.51.100.1") } };
	struct signed_in in;
	struct sign_in_answer answer;

	return sign_in(f->issuer, &f->arena, &form, &in, &answer, &f->err);
}

static int with_throttle(void **state)
{
	struct fixture *f;

	test_setup_open(state);
	f = *state;
	f->issuer->throttle = throttle_new(&random_kernel);
	return 0;
}

static int without_throttle(void **state)
{
	struct fixture *f = *state;

	throttle_free(TAKE(f->issuer->throttle));
	return test_teardown(state);
}

static struct str joined(struct fixture *f, struct str a, struct str b)
{
	return arena_fmt(&f->arena, "%.*s %.*s", STR_FMT(a), STR_FMT(b));
}

static void a_planted_cookie_does_not_hide_the_own_one(void **state)
{
	struct fixture *f = *state;
	struct str own = with(f, STR(""), "ann"), planted = with(f, STR(""), "eve");
	struct str id = of(f, own, "ann"), after;

	assert_true(id.n > 0);
	assert_true(str_eq(of(f, joined(f, planted, own), "ann"), id));
	assert_true(str_eq(of(f, joined(f, own, planted), "ann"), id));
	assert_true(str_eq(of(f, joined(f, STR("device~x~y.z"), own), "ann"), id));
	assert_int_equal(of(f, joined(f, planted, planted), "ann").n, 0);
	after = with(f, joined(f, planted, own), "ann");
	assert_true(str_eq(of(f, after, "ann"), id));
	assert_int_equal(of(f, after, "eve").n, 0);
	after = with(f, joined(f, planted, own), "bob"); /* the first one that is valid */
	assert_true(str_eq(of(f, after, "bob"), of(f, planted, "eve")));
}

/* Strangers take each slot as it opens; the owner's device has slots of its own. */
static void strangers_cannot_take_the_slots_of_a_device(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, EMAIL);
	struct str device = with(f, STR(""), arena_z(&f->arena, who.user.id));
	const struct str stranger = STR("");

	for (int minute = 0; minute < 12; minute++) {
		for (int i = 0; i < 2 * THROTTLE_FREE; i++)
			try_from(f, stranger, EMAIL, "wrong-password");
		assert_int_equal(try_from(f, stranger, EMAIL, TEST_PASSWORD), REFUSED_THROTTLED);
		assert_int_equal(try_from(f, device, EMAIL, TEST_PASSWORD), AUTH_OK);
		test_advance(f, 60000);
	}
	for (int i = 0; i < THROTTLE_FREE; i++)
		assert_int_equal(try_from(f, device, EMAIL, "wrong-password"),
				 REFUSED_WRONG_CREDENTIALS);
	assert_int_equal(try_from(f, device, EMAIL, TEST_PASSWORD), REFUSED_THROTTLED);
}

struct failing {
	struct str user_id, device;
	int times;
};

static enum store_rc fail_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct failing *failing = arg;
	enum store_rc rc = STORE_OK;

	for (int i = 0; rc == STORE_OK && i < failing->times; i++)
		rc = sign_in_failures_add(sql, failing->user_id, failing->device, err);
	return rc;
}

/* All but the last are written without the work of their hashes. */
static void fail_often(struct fixture *f, struct str user_id, struct str device, int times)
{
	struct failing failing = { user_id, str_of(NULL, 0), times - 1 };

	if (device.n)
		failing.device = device_of(f->issuer->cookie_key, device, user_id);
	if (!failing.device.p)
		failing.device = STR("");
	assert_int_equal(store_write(f->store, fail_tx, &failing, &f->err), STORE_OK);
	assert_int_equal(try_from(f, device, EMAIL, "wrong-password"), REFUSED_WRONG_CREDENTIALS);
}

/* A restart forgets the counts of the throttle, but not these. */
static void restart(struct fixture *f)
{
	throttle_free(TAKE(f->issuer->throttle));
	f->issuer->throttle = throttle_new(&random_kernel);
}

static void after_a_hundred_wrong_passwords_in_a_row_none_counts(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, EMAIL);
	struct str device = with(f, STR(""), arena_z(&f->arena, who.user.id));
	const struct str stranger = STR("");

	fail_often(f, who.user.id, stranger, SIGN_IN_FAILURES_MAX - 1);
	assert_int_equal(try_from(f, stranger, EMAIL, TEST_PASSWORD), AUTH_OK); /* ends the row */
	fail_often(f, who.user.id, stranger, SIGN_IN_FAILURES_MAX);
	assert_int_equal(try_from(f, stranger, EMAIL, TEST_PASSWORD), REFUSED_WRONG_CREDENTIALS);
	restart(f);
	assert_int_equal(try_from(f, stranger, EMAIL, TEST_PASSWORD), REFUSED_WRONG_CREDENTIALS);
	assert_int_equal(try_from(f, device, EMAIL, TEST_PASSWORD), AUTH_OK);
	assert_int_equal(try_from(f, stranger, EMAIL, TEST_PASSWORD), REFUSED_WRONG_CREDENTIALS);
	fail_often(f, who.user.id, device, SIGN_IN_FAILURES_MAX);
	assert_int_equal(try_from(f, device, EMAIL, TEST_PASSWORD), REFUSED_WRONG_CREDENTIALS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(a_device_is_known_to_those_who_have_signed_in_on_it),
		TEST_WITH_ISSUER(a_device_forgets_the_user_who_was_there_longest_ago),
		TEST_WITH_ISSUER(a_changed_or_foreign_value_is_no_device),
		TEST_WITH_ISSUER(a_planted_cookie_does_not_hide_the_own_one),
		cmocka_unit_test_setup_teardown(strangers_cannot_take_the_slots_of_a_device,
						with_throttle, without_throttle),
		cmocka_unit_test_setup_teardown(
			after_a_hundred_wrong_passwords_in_a_row_none_counts, with_throttle,
			without_throttle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
