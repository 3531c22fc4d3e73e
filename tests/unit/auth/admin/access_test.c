/* Roles and bans that an operator gives, on both databases; the columns are missing at first. */
#include "support/people.h"

#include <pthread.h>

#include "auth/admin/access.h"
#include "auth/bans.h"
#include "auth/revocation/revocation.h"
#include "store/sql/rows.h"
#include "store/tables/factors/trusted_devices.h"
#include "store/tables/verifications.h"

static struct access_change change_of(struct fixture *f, struct str user_id)
{
	f->issuer->revocations.enabled = true;
	return (struct access_change){ .issuer = f->issuer,
				       .arena = &f->arena,
				       .user_id = user_id,
				       .actor = STR("uid 0 (root)") };
}

static enum store_rc count_audit(struct sql *sql, struct str action, int64_t *out, struct err *err)
{
	OWNED(sql_end)
	struct sql_run *run =
		sql_start(sql, "select count(*) from ostiary_audit where action = $1");

	sql_bind_text(run, 1, action);
	return sql_number(run, out, err);
}

static int64_t audited(struct fixture *f, struct str action)
{
	int64_t n = -1;

	assert_int_equal(STORE_READ(f->store, sql, &f->err, count_audit(sql, action, &n, &f->err)),
			 STORE_OK);
	return n;
}

static struct user_marks marks_of(struct fixture *f, struct str id)
{
	struct user_marks marks = { .banned = true };

	assert_int_equal(STORE_READ(f->store, sql, &f->err,
				    marks_of_user(sql, &f->arena, id, &marks, &f->err)),
			 STORE_OK);
	return marks;
}

static void users_have_no_marks_where_there_are_no_columns(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	struct user_marks marks = marks_of(f, who.user.id);

	assert_null(marks.role.p);
	assert_false(marks.banned);
	assert_int_equal(STORE_READ(f->store, sql, &f->err,
				    marks_of_user(sql, &f->arena, STR("no"), &marks, &f->err)),
			 STORE_NONE);
}

static void a_ban_ends_sessions_and_tokens_and_refuses_sign_in(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"),
			 other = test_sign_up(f, "b@example.com"), found;
	struct access_change change = change_of(f, who.user.id);
	int64_t revoked_ms = 0;

	assert_int_equal(access_ban(&change, STR("spam"), INT64_MAX, &f->err), STORE_OK);
	assert_true(str_eq(change.user.id, who.user.id));
	assert_true(change.marks.banned);
	assert_true(str_eq(marks_of(f, who.user.id).ban_reason, STR("spam")));
	assert_int_equal(test_find(f, who.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), REFUSED_BANNED);
	assert_int_equal(test_sign_in(f, "a@example.com", "another password", &found),
			 REFUSED_WRONG_CREDENTIALS);
	assert_int_equal(STORE_READ(f->store, sql, &f->err,
				    revocation_of_user(sql, who.user.id, &revoked_ms, &f->err)),
			 STORE_OK);
	assert_true(revoked_ms >= clock_now_ms(f->issuer->clock));
	assert_int_equal(audited(f, STR("user-banned")), 1);

	assert_int_equal(test_find(f, other.session.token, &found), AUTH_OK);
	assert_int_equal(STORE_READ(f->store, sql, &f->err,
				    revocation_of_user(sql, other.user.id, &revoked_ms, &f->err)),
			 STORE_NONE);
}

static void a_lifted_ban_lets_the_user_sign_in_anew(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	struct access_change change = change_of(f, who.user.id);
	struct user_marks marks;

	assert_int_equal(access_unban(&change, &f->err), STORE_OK); /* of nobody banned: nothing */
	assert_int_equal(audited(f, STR("user-unbanned")), 0);
	assert_int_equal(access_ban(&change, STR(""), INT64_MAX, &f->err), STORE_OK);
	assert_true(str_eq(marks_of(f, who.user.id).ban_reason, STR("No reason")));
	assert_int_equal(access_unban(&change, &f->err), STORE_OK);
	marks = marks_of(f, who.user.id);
	assert_false(marks.banned || change.marks.banned);
	assert_null(marks.ban_reason.p);
	assert_int_equal(audited(f, STR("user-unbanned")), 1);
	assert_int_equal(test_find(f, who.session.token, &found), REFUSED_NO_SESSION);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), AUTH_OK);
}

static void a_ban_with_an_end_lifts_by_itself(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	struct access_change change = change_of(f, who.user.id);
	int64_t ends_ms = clock_now_ms(f->issuer->clock) + 60000;

	assert_int_equal(access_ban(&change, STR("x"), ends_ms, &f->err), STORE_OK);
	assert_true(marks_of(f, who.user.id).ban_ends_ms == ends_ms);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), REFUSED_BANNED);
	test_advance(f, 60001);
	assert_int_equal(test_sign_in(f, "a@example.com", TEST_PASSWORD, &found), AUTH_OK);
}

static void roles_are_given_in_the_place_of_others(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com"), found;
	struct signed_in other = test_sign_up(f, "b@example.com");
	struct access_change change = change_of(f, who.user.id);

	assert_int_equal(access_set_role(&change, STR("user,admin"), &f->err), STORE_OK);
	assert_int_equal(access_set_role(&change, STR("admin"), &f->err), STORE_OK);
	assert_true(str_eq(change.marks.role, STR("admin")));
	assert_true(str_eq(marks_of(f, who.user.id).role, STR("admin")));
	assert_null(marks_of(f, other.user.id).role.p);
	assert_int_equal(audited(f, STR("user-role-set")), 2);
	assert_int_equal(test_find(f, who.session.token, &found), AUTH_OK);
}

/* --- browsers that are trusted ---------------------------------------------------------------- */

struct trusting {
	struct fixture *f;
	struct str user_id, name;
};

static enum store_rc trust_tx(struct sql *sql, void *arg, struct err *err)
{
	const struct trusting *t = arg;
	int64_t now_ms = clock_now_ms(t->f->issuer->clock);
	const struct verification row = { .id = t->name,
					  .identifier = arena_fmt(&t->f->arena, "%s%.*s",
								  TRUSTED_DEVICE_PREFIX,
								  STR_FMT(t->name)),
					  .value = t->user_id,
					  .expires_ms = now_ms + 60000,
					  .created_ms = now_ms,
					  .updated_ms = now_ms };

	return verifications_insert(sql, &row, err);
}

static void trust_browser(struct fixture *f, struct str user_id, struct str name)
{
	struct trusting t = { .f = f, .user_id = user_id, .name = name };

	assert_int_equal(store_write(f->store, trust_tx, &t, &f->err), STORE_OK);
}

static bool is_trusted(struct fixture *f, struct str name)
{
	struct str identifier =
		arena_fmt(&f->arena, "%s%.*s", TRUSTED_DEVICE_PREFIX, STR_FMT(name));
	struct verification found;

	return STORE_READ(f->store, sql, &f->err,
			  verifications_find(sql, &f->arena, identifier, &found, &f->err)) ==
	       STORE_OK;
}

static void a_ban_forgets_the_browsers_of_that_user(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	struct signed_in other = test_sign_up(f, "b@example.com");
	struct access_change change = change_of(f, who.user.id);

	trust_browser(f, who.user.id, STR("first"));
	trust_browser(f, other.user.id, STR("second"));
	assert_int_equal(access_set_role(&change, STR("user"), &f->err), STORE_OK);
	assert_true(is_trusted(f, STR("first")));
	assert_int_equal(access_ban(&change, STR("spam"), INT64_MAX, &f->err), STORE_OK);
	assert_false(is_trusted(f, STR("first")));
	assert_true(is_trusted(f, STR("second")));
}

/* --- bans at the same time -------------------------------------------------------------------- */

#define RACERS 4

struct racer {
	struct access_change change;
	struct arena arena;
	pthread_barrier_t *start;
	enum store_rc rc;
	struct err err;
};

static void *race(void *arg)
{
	struct racer *r = arg;

	pthread_barrier_wait(r->start);
	r->rc = access_ban(&r->change, STR("spam"), INT64_MAX, &r->err);
	return NULL;
}

static void first_bans_at_the_same_time_are_all_written(void **state)
{
	static const char *const addresses[RACERS] = { "a@example.com", "b@example.com",
						       "c@example.com", "d@example.com" };
	struct fixture *f = *state;
	struct racer racers[RACERS];
	pthread_t threads[RACERS];
	pthread_barrier_t start;

	pthread_barrier_init(&start, NULL, RACERS);
	for (size_t i = 0; i < RACERS; i++) {
		racers[i] = (struct racer){ .start = &start };
		arena_init(&racers[i].arena, NULL, 0);
		racers[i].change = change_of(f, test_sign_up(f, addresses[i]).user.id);
		racers[i].change.arena = &racers[i].arena;
	}
	for (size_t i = 0; i < RACERS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
	for (size_t i = 0; i < RACERS; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		if (racers[i].rc != STORE_OK)
			fail_msg("%s: %s", addresses[i], racers[i].err.text);
		assert_true(marks_of(f, racers[i].change.user_id).banned);
	}
	assert_int_equal(audited(f, STR("user-banned")), RACERS);
	for (size_t i = 0; i < RACERS; i++)
		arena_done(&racers[i].arena);
	pthread_barrier_destroy(&start);
}

static void nobody_else_is_changed_for_an_unknown_id(void **state)
{
	struct fixture *f = *state;
	struct signed_in who = test_sign_up(f, "a@example.com");
	static const char *const names[] = { "no", "a@example.com", "" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct access_change change = change_of(f, str_z(names[i]));

		assert_int_equal(access_ban(&change, STR(""), INT64_MAX, &f->err), STORE_NONE);
		assert_int_equal(access_unban(&change, &f->err), STORE_NONE);
		assert_int_equal(access_set_role(&change, STR("admin"), &f->err), STORE_NONE);
	}
	assert_false(marks_of(f, who.user.id).banned);
	assert_null(marks_of(f, who.user.id).role.p);
	assert_int_equal(audited(f, STR("user-banned")) + audited(f, STR("user-role-set")), 0);
}

static void a_role_is_words_joined_by_commas(void **state)
{
	static const char *const valid[] = { "admin", "user,admin", "a-b_c9", "a,b,c" };
	static const char *const invalid[] = { "",    ",",    "admin,", ",admin",  "a,,b",
					       "a b", "a\nb", "a\"b",   "\xc3\xa9" };
	char longest[ACCESS_ROLE_BYTES + 1];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(valid); i++)
		if (!access_role_is_valid(str_z(valid[i])))
			fail_msg("%s", valid[i]);
	for (size_t i = 0; i < ARRAY_LEN(invalid); i++)
		if (access_role_is_valid(str_z(invalid[i])))
			fail_msg("%s", invalid[i]);
	memset(longest, 'a', sizeof longest);
	assert_true(access_role_is_valid(str_of(longest, ACCESS_ROLE_BYTES)));
	assert_false(access_role_is_valid(str_of(longest, ACCESS_ROLE_BYTES + 1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_WITH_ISSUER(users_have_no_marks_where_there_are_no_columns),
		TEST_WITH_ISSUER(a_ban_ends_sessions_and_tokens_and_refuses_sign_in),
		TEST_WITH_ISSUER(a_lifted_ban_lets_the_user_sign_in_anew),
		TEST_WITH_ISSUER(a_ban_with_an_end_lifts_by_itself),
		TEST_WITH_ISSUER(roles_are_given_in_the_place_of_others),
		TEST_WITH_ISSUER(a_ban_forgets_the_browsers_of_that_user),
		TEST_WITH_ISSUER(first_bans_at_the_same_time_are_all_written),
		TEST_WITH_ISSUER(nobody_else_is_changed_for_an_unknown_id),
		cmocka_unit_test(a_role_is_words_joined_by_commas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
