#include "support/issuer_fixture.h"
#include "support/hash_count.h"

#include <pthread.h>

#include "auth/account/sign_up.h"
#include "crypto/password/password.h"
#include "store/tables/accounts.h"
#include "store/sql/sql.h"

static const struct sign_up_form alice = {
	.name = STR_INIT("Alice"),
	.email = STR_INIT("Alice@Example.COM"),
	.password = STR_INIT("password1234"),
	.remember = REMEMBER_YES,
	.from = { STR_INIT("192.0.2.1"), STR_INIT("probe/1") },
};

static void assert_ms(int64_t got, int64_t want)
{
	assert_int_equal(got, want);
}

struct stored {
	struct arena *a;
	struct str email;
	struct str token;
	struct user user;
	struct account account;
	struct signed_in by_token;
};

static enum store_rc read_all(struct sql *sql, void *arg, struct err *err)
{
	struct stored *s = arg;
	enum store_rc rc = users_by_email(sql, s->a, s->email, &s->user, err);

	if (rc == STORE_OK)
		rc = accounts_credential_of(sql, s->a, s->user.id, &s->account, err);
	if (rc == STORE_OK)
		rc = sessions_by_token(sql, s->a, s->token, &s->by_token.session, &s->by_token.user,
				       err);
	return rc;
}

static enum store_rc read_stored(struct fixture *f, const char *email, struct str token,
				 struct stored *out)
{
	*out = (struct stored){ .a = &f->arena, .email = str_z(email), .token = token };
	return store_read(f->store, read_all, out, &f->err);
}

static void user_account_and_session_are_stored_together(void **state)
{
	struct fixture *f = *state;
	struct signed_in out;
	struct stored s;

	hash_count_take();
	assert_int_equal(sign_up(f->issuer, &f->arena, &alice, &out, &f->err), AUTH_OK);
	assert_int_equal(hash_count_take(), 1);
	assert_true(str_eq(out.user.email, STR("alice@example.com")));
	assert_int_equal(out.user.id.n, 32);
	assert_int_equal(out.session.token.n, 32);
	assert_int_equal(read_stored(f, "alice@example.com", out.session.token, &s), STORE_OK);
	assert_true(str_eq(s.user.id, out.user.id));
	assert_true(str_eq(s.user.name, STR("Alice")));
	assert_false(s.user.email_verified);
	assert_null(s.user.image.p);
	assert_ms(s.user.created_ms, TEST_NOW_MS);
	assert_ms(s.user.updated_ms, TEST_NOW_MS);
	assert_int_equal(password_verify(f->issuer->hashes, s.account.password_hash, alice.password,
					 &f->err),
			 PASSWORD_MATCH);
	assert_true(str_eq(s.by_token.user.id, out.user.id));
	assert_ms(s.by_token.session.expires_ms, TEST_NOW_MS + INT64_C(604800000));
	assert_true(str_eq(s.by_token.session.ip_address, STR("192.0.2.1")));
	assert_true(str_eq(s.by_token.session.user_agent, STR("probe/1")));
}

static void a_session_that_is_not_to_be_remembered_lasts_a_day(void **state)
{
	struct fixture *f = *state;
	struct sign_up_form form = alice;
	struct signed_in out;
	struct stored s;

	form.remember = REMEMBER_NO;
	form.from = (struct session_origin){ 0 };
	form.image = STR("https://example.com/a.png");
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &out, &f->err), AUTH_OK);
	assert_int_equal(read_stored(f, "alice@example.com", out.session.token, &s), STORE_OK);
	assert_ms(s.by_token.session.expires_ms, TEST_NOW_MS + 86400000);
	assert_non_null(s.by_token.session.ip_address.p);
	assert_int_equal(s.by_token.session.ip_address.n, 0);
	assert_int_equal(s.by_token.session.user_agent.n, 0);
	assert_true(str_eq(s.user.image, form.image));
}

#define A64   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SMILE "\xF0\x9F\x99\x82" /* two UTF-16 code units */

static void forms_are_judged_in_order_and_before_anything_is_hashed(void **state)
{
	static const struct {
		const char *name;
		struct sign_up_form form;
		enum auth_result rc;
	} cases[] = {
		{ "a bad address and a short password",
		  { .email = STR_INIT("nobody"), .password = STR_INIT("x") },
		  REFUSED_INVALID_EMAIL },
		{ "seven characters",
		  { .email = STR_INIT("a@b.co"), .password = STR_INIT("1234567") },
		  REFUSED_PASSWORD_TOO_SHORT },
		{ "seven code units in eight bytes",
		  { .email = STR_INIT("a@b.co"), .password = STR_INIT("123456\xC3\xA4") },
		  REFUSED_PASSWORD_TOO_SHORT },
		{ "129 characters",
		  { .email = STR_INIT("a@b.co"), .password = STR_INIT(A64 A64 "1") },
		  REFUSED_PASSWORD_TOO_LONG },
		{ "128 characters, one of them two code units",
		  { .email = STR_INIT("a@b.co"), .password = STR_INIT(A64 A64 SMILE) },
		  REFUSED_PASSWORD_TOO_LONG },
	};
	struct fixture *f = *state;
	struct signed_in out;

	hash_count_take();
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (sign_up(f->issuer, &f->arena, &cases[i].form, &out, &f->err) != cases[i].rc)
			fail_msg("%s", cases[i].name);
	assert_int_equal(hash_count_take(), 0);
}

static void passwords_at_the_bounds_are_accepted(void **state)
{
	static const struct str good[] = {
		STR_INIT("12345678"),    STR_INIT("1234" SMILE SMILE), STR_INIT(A64 A64),
		STR_INIT("nul\0in\0it"), STR_INIT("        "),
	};
	struct fixture *f = *state;
	struct signed_in out;

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct sign_up_form form = alice;

		form.name = STR("");
		form.email = arena_fmt(&f->arena, "user%zu@example.com", i);
		form.password = good[i];
		assert_int_equal(sign_up(f->issuer, &f->arena, &form, &out, &f->err), AUTH_OK);
	}
}

static void a_taken_address_is_refused_in_any_case_without_hashing(void **state)
{
	struct fixture *f = *state;
	struct sign_up_form form = alice;
	struct signed_in out, untouched = { .user.id = STR("untouched") };

	hash_count_take();
	assert_int_equal(sign_up(f->issuer, &f->arena, &alice, &out, &f->err), AUTH_OK);
	assert_int_equal(hash_count_take(), 1);
	form.email = STR("aLICE@example.com");
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &untouched, &f->err),
			 REFUSED_EMAIL_TAKEN);
	assert_int_equal(hash_count_take(), 0);
	assert_true(str_eq(untouched.user.id, STR("untouched")));
	form.email = STR("alice2@example.com");
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &out, &f->err), AUTH_OK);
}

static uint64_t writes_so_far(struct fixture *f)
{
	struct store_stats stats;

	store_stats(f->store, &stats);
	return stats.writes;
}

static enum store_rc read_leftover(struct sql *sql, void *arg, struct err *err)
{
	static const char any[] = "select \"id\" from \"verification\"";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, any);

	(void)arg;
	return sql_step(run, err);
}

static void a_hidden_taken_address_costs_as_much_as_a_free_one(void **state)
{
	struct fixture *f = *state;
	struct sign_up_form form = alice;
	struct signed_in free_one, taken;
	uint64_t before;

	f->issuer->settings.sign_up.auto_sign_in = false;
	hash_count_take();
	before = writes_so_far(f);
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &free_one, &f->err), AUTH_OK);
	assert_int_equal(hash_count_take(), 1);
	assert_int_equal(writes_so_far(f) - before, 1);
	before = writes_so_far(f);
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &taken, &f->err), AUTH_OK);
	assert_int_equal(hash_count_take(), 1);
	assert_int_equal(writes_so_far(f) - before, 1);
	assert_false(str_eq(taken.user.id, free_one.user.id));
	assert_true(str_eq(taken.user.email, free_one.user.email));
	assert_int_equal(free_one.session.token.n, 0);
	assert_int_equal(taken.session.token.n, 0);
	assert_int_equal(store_read(f->store, read_leftover, NULL, &f->err), STORE_NONE);
}

struct racer {
	pthread_barrier_t *start;
	struct fixture *fixture;
	enum auth_result rc;
};

static void *race(void *arg)
{
	struct racer *racer = arg;
	struct signed_in out;
	struct arena a;
	struct err err;

	arena_init(&a, NULL, 0);
	pthread_barrier_wait(racer->start);
	racer->rc = sign_up(racer->fixture->issuer, &a, &alice, &out, &err);
	arena_done(&a);
	return NULL;
}

static void of_many_who_want_one_address_exactly_one_gets_it(void **state)
{
	struct fixture *f = *state;
	struct racer racers[16];
	pthread_t threads[16];
	pthread_barrier_t start;
	int done = 0, taken = 0;

	pthread_barrier_init(&start, NULL, ARRAY_LEN(racers));
	for (size_t i = 0; i < ARRAY_LEN(racers); i++) {
		racers[i] = (struct racer){ &start, f, AUTH_FAULT };
		assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(racers); i++) {
		pthread_join(threads[i], NULL);
		done += racers[i].rc == AUTH_OK;
		taken += racers[i].rc == REFUSED_EMAIL_TAKEN;
	}
	pthread_barrier_destroy(&start);
	assert_int_equal(done, 1);
	assert_int_equal(taken, ARRAY_LEN(racers) - 1);
}

static void a_name_is_kept_as_it_was_sent(void **state)
{
	static const struct str names[] = { STR_INIT(""), STR_INIT("a\0b"), STR_INIT(" <b> "),
					    STR_INIT("\xF0\x9F\x99\x82") };
	struct fixture *f = *state;
	struct signed_in out;
	struct stored s;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct sign_up_form form = alice;
		struct str email = arena_fmt(&f->arena, "user%zu@example.com", i);

		form.name = names[i];
		form.image = names[i];
		form.email = email;
		assert_int_equal(sign_up(f->issuer, &f->arena, &form, &out, &f->err), AUTH_OK);
		assert_int_equal(read_stored(f, email.p, out.session.token, &s), STORE_OK);
		assert_true(str_eq(s.user.name, names[i]));
		assert_non_null(s.user.image.p);
		assert_true(str_eq(s.user.image, names[i]));
	}
}

static void a_header_that_is_not_utf8_is_kept_as_latin1(void **state)
{
	struct fixture *f = *state;
	struct sign_up_form form = alice;
	struct signed_in out;
	struct stored s;

	form.from.user_agent = STR("caf\xE9 \xFF");
	assert_int_equal(sign_up(f->issuer, &f->arena, &form, &out, &f->err), AUTH_OK);
	assert_int_equal(read_stored(f, "alice@example.com", out.session.token, &s), STORE_OK);
	assert_true(str_eq(s.by_token.session.user_agent, STR("caf\xC3\xA9 \xC3\xBF")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(user_account_and_session_are_stored_together),
		TEST_WITH_ISSUER(a_session_that_is_not_to_be_remembered_lasts_a_day),
		TEST_WITH_ISSUER(forms_are_judged_in_order_and_before_anything_is_hashed),
		TEST_WITH_ISSUER(passwords_at_the_bounds_are_accepted),
		TEST_WITH_ISSUER(a_taken_address_is_refused_in_any_case_without_hashing),
		TEST_WITH_ISSUER(a_hidden_taken_address_costs_as_much_as_a_free_one),
		TEST_WITH_ISSUER(of_many_who_want_one_address_exactly_one_gets_it),
		TEST_WITH_ISSUER(a_name_is_kept_as_it_was_sent),
		TEST_WITH_ISSUER(a_header_that_is_not_utf8_is_kept_as_latin1),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
