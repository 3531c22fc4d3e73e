/* The answers to requests with an Idempotency-Key: bounded, for a day, and of one owner. */
#include "support/place.h"

#include "core/limits.h"
#include "store/tables/tasks/keys.h"
#include "store/tables/tasks/tasks.h"
#include "store/tables/users.h"

#define LATER (NOW_MS + 1000)

static const struct owner anna = { STR_INIT("anna") };
static const struct owner ben = { STR_INIT("ben") };

static int with_two_users(void **state)
{
	static const struct owner *const owners[] = { &anna, &ben };
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	place_connect(p);
	for (size_t i = 0; i < ARRAY_LEN(owners); i++) {
		struct user user = { .id = owners[i]->user_id, .email = owners[i]->user_id };

		if (users_insert(p->sql, &user, &p->err) != STORE_OK)
			return -1;
	}
	return 0;
}

static struct kept_answer an_answer(const char *body)
{
	return (struct kept_answer){ .request = STR("digest"),
				     .status = 201,
				     .headers = STR("location: /x\n"),
				     .body = str_z(body),
				     .expires_ms = LATER };
}

static enum store_rc keep(struct place *p, const struct owner *owner, const char *key,
			  int64_t now_ms, const char *body)
{
	struct kept_answer answer = an_answer(body);

	return keys_keep(p->sql, owner, str_z(key), now_ms, &answer, &p->err);
}

static enum store_rc take(struct place *p, const struct owner *owner, const char *key,
			  int64_t now_ms, struct kept_answer *out)
{
	return keys_take(p->sql, &p->arena, owner, str_z(key), now_ms, out, &p->err);
}

static int64_t rows(struct place *p)
{
	return place_number(p->sql, "select count(*) from ostiary_idempotency_key");
}

static void an_answer_is_found_as_it_was_kept(void **state)
{
	struct place *p = *state;
	struct kept_answer found;

	assert_int_equal(take(p, &anna, "k", NOW_MS, &found), STORE_NONE);
	assert_int_equal(keep(p, &anna, "k", NOW_MS, "{\"a\":\"\xC3\xA9\"}"), STORE_OK);
	assert_int_equal(take(p, &anna, "k", NOW_MS, &found), STORE_OK);
	assert_text(found.request, "digest");
	assert_int_equal(found.status, 201);
	assert_text(found.headers, "location: /x\n");
	assert_text(found.body, "{\"a\":\"\xC3\xA9\"}");
	assert_int_equal(found.expires_ms, LATER);
	assert_int_equal(take(p, &anna, "K", NOW_MS, &found), STORE_NONE);
	assert_int_equal(take(p, &anna, "k ", NOW_MS, &found), STORE_NONE);
}

static void another_owners_key_is_another_key(void **state)
{
	struct place *p = *state;
	const struct owner strangers[] = { ben, { STR("") }, { STR("ANNA") }, { STR("nobody") } };
	struct kept_answer found;

	assert_int_equal(keep(p, &anna, "k", NOW_MS, "hers"), STORE_OK);
	for (size_t i = 0; i < ARRAY_LEN(strangers); i++)
		assert_int_equal(take(p, &strangers[i], "k", NOW_MS, &found), STORE_NONE);
	assert_int_equal(keep(p, &ben, "k", NOW_MS, "his"), STORE_OK);
	assert_int_equal(take(p, &anna, "k", NOW_MS, &found), STORE_OK);
	assert_text(found.body, "hers");
	assert_int_equal(take(p, &ben, "k", NOW_MS, &found), STORE_OK);
	assert_text(found.body, "his");
}

static void a_key_is_kept_once_and_its_owner_must_exist(void **state)
{
	static const struct owner nobody = { STR_INIT("nobody") };
	struct place *p = *state;
	struct kept_answer found;

	assert_int_equal(keep(p, &nobody, "k", NOW_MS, "x"), STORE_ORPHAN);
	assert_int_equal(keep(p, &anna, "k", NOW_MS, "first"), STORE_OK);
	assert_int_equal(keep(p, &anna, "k", NOW_MS, "second"), STORE_CONFLICT);
	assert_int_equal(take(p, &anna, "k", NOW_MS, &found), STORE_OK);
	assert_text(found.body, "first");
}

static void an_expired_answer_is_none(void **state)
{
	struct place *p = *state;
	struct kept_answer found;

	assert_int_equal(keep(p, &anna, "k", NOW_MS, "old"), STORE_OK);
	assert_int_equal(take(p, &anna, "k", LATER - 1, &found), STORE_OK);
	assert_int_equal(take(p, &anna, "k", LATER, &found), STORE_NONE);
	assert_int_equal(rows(p), 0);
	assert_int_equal(keep(p, &anna, "k", LATER, "new"), STORE_OK);
}

static void an_owner_has_a_bounded_number_of_keys(void **state)
{
	struct place *p = *state;
	char key[24];

	place_script(p->sql, "begin");
	for (int i = 0; i < LIMIT_KEYS_PER_USER; i++) {
		snprintf(key, sizeof(key), "key-%d", i);
		assert_int_equal(keep(p, &anna, key, NOW_MS, "x"), STORE_OK);
	}
	assert_int_equal(keep(p, &anna, "one more", NOW_MS, "x"), STORE_FULL);
	assert_int_equal(keep(p, &ben, "one more", NOW_MS, "x"), STORE_OK);
	assert_int_equal(rows(p), LIMIT_KEYS_PER_USER + 1);
	assert_int_equal(keep(p, &anna, "one more", LATER, "x"), STORE_OK);
	assert_int_equal(rows(p), 2);
	place_script(p->sql, "commit");
}

static void the_answers_of_an_owner_have_a_bounded_size(void **state)
{
	static char long_body[(1 << 20) - 100];
	struct place *p = *state;
	char key[2] = { 'a', '\0' };

	memset(long_body, 'x', sizeof(long_body) - 1);
	for (int i = 0; i < 16; i++, key[0]++)
		assert_int_equal(keep(p, &anna, key, NOW_MS, long_body), STORE_OK);
	assert_int_equal(keep(p, &anna, "x", NOW_MS, long_body), STORE_FULL);
	assert_int_equal(keep(p, &anna, "x", NOW_MS, "short"), STORE_OK);
	assert_int_equal(keep(p, &ben, "x", NOW_MS, long_body), STORE_OK);
	assert_int_equal(keep(p, &anna, "y", LATER, long_body), STORE_OK);
	assert_int_equal(rows(p), 2);
}

static void the_sweep_takes_what_has_expired_in_bounded_steps(void **state)
{
	static const char *const keys[] = { "a", "b", "c", "d", "e" };
	struct place *p = *state;
	struct kept_answer fresh = an_answer("x"), found;
	int64_t n;

	fresh.expires_ms = LATER + 1;
	assert_int_equal(keys_keep(p->sql, &ben, STR("fresh"), NOW_MS, &fresh, &p->err), STORE_OK);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		assert_int_equal(keep(p, i % 2 ? &anna : &ben, keys[i], NOW_MS, "x"), STORE_OK);
	assert_int_equal(keys_sweep(p->sql, LATER - 1, 10, &n, &p->err), STORE_OK);
	assert_int_equal(n, 0);
	assert_int_equal(keys_sweep(p->sql, LATER, 3, &n, &p->err), STORE_OK);
	assert_int_equal(n, 3);
	assert_int_equal(keys_sweep(p->sql, LATER, 3, &n, &p->err), STORE_OK);
	assert_int_equal(n, 2);
	assert_int_equal(rows(p), 1);
	assert_int_equal(take(p, &ben, "fresh", LATER, &found), STORE_OK);
}

static void keys_go_with_their_owner(void **state)
{
	struct place *p = *state;
	int64_t n;

	assert_int_equal(keep(p, &anna, "a", NOW_MS, "x"), STORE_OK);
	assert_int_equal(keep(p, &ben, "b", NOW_MS, "x"), STORE_OK);
	place_script(p->sql, "delete from \"user\" where id = 'anna'");
	assert_int_equal(rows(p), 1);
	assert_int_equal(tasks_delete_all(p->sql, &anna, &n, &p->err), STORE_OK);
	assert_int_equal(rows(p), 1);
	assert_int_equal(tasks_delete_all(p->sql, &ben, &n, &p->err), STORE_OK);
	assert_int_equal(rows(p), 0);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, with_two_users, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(an_answer_is_found_as_it_was_kept),
		HERE(another_owners_key_is_another_key),
		HERE(a_key_is_kept_once_and_its_owner_must_exist),
		HERE(an_expired_answer_is_none),
		HERE(an_owner_has_a_bounded_number_of_keys),
		HERE(the_answers_of_an_owner_have_a_bounded_size),
		HERE(the_sweep_takes_what_has_expired_in_bounded_steps),
		HERE(keys_go_with_their_owner),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
