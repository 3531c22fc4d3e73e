/* Who was thrown out when, as the database keeps it. */
#include "place.h"

#include "store/not_before.h"

static int with_tables(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	place_connect(p);
	return 0;
}

static void put(struct place *p, const char *subject, int64_t at_ms, int64_t until_ms,
		int64_t deleted_ms)
{
	const struct not_before_row row = { str_z(subject), at_ms, until_ms, deleted_ms };

	assert_int_equal(not_before_put(p->sql, &row, &p->err), STORE_OK);
}

static int64_t version(struct place *p)
{
	int64_t out = -1;

	assert_int_equal(not_before_version(p->sql, &out, &p->err), STORE_OK);
	return out;
}

static struct not_before_entries thrown_out(struct place *p, int64_t now_ms, size_t most)
{
	struct not_before_entries out;

	assert_int_equal(not_before_thrown_out(p->sql, &p->arena, now_ms, most, &out, &p->err),
			 STORE_OK);
	return out;
}

static struct not_before_entries deleted(struct place *p, int64_t since_ms, size_t most)
{
	struct not_before_entries out;

	assert_int_equal(not_before_deleted(p->sql, &p->arena, since_ms, most, &out, &p->err),
			 STORE_OK);
	return out;
}

static void a_time_moves_on_and_never_back(void **state)
{
	struct place *p = *state;
	int64_t at_ms = 0;

	assert_int_equal(not_before_of(p->sql, STR("a"), &at_ms, &p->err), STORE_NONE);
	put(p, "a", 1000, 5000, 0);
	put(p, "a", 2000, 4000, 0);
	put(p, "a", 1500, 4500, 0);
	assert_int_equal(not_before_of(p->sql, STR("a"), &at_ms, &p->err), STORE_OK);
	assert_int_equal(at_ms, 2000);
	assert_int_equal(thrown_out(p, 4999, 9).n, 1);
	assert_int_equal(thrown_out(p, 5000, 9).n, 0);
	assert_int_equal(not_before_of(p->sql, STR("A"), &at_ms, &p->err), STORE_NONE);
}

static void every_change_makes_a_later_version(void **state)
{
	struct place *p = *state;

	assert_int_equal(version(p), 0);
	put(p, "a", 1000, 5000, 0);
	assert_int_equal(version(p), 1000);
	put(p, "b", 1000, 5000, 0);
	assert_int_equal(version(p), 1001);
	put(p, "b", 400, 5000, 0); /* of a clock that is behind */
	assert_int_equal(version(p), 1002);
	put(p, "c", 3000, 5000, 0);
	assert_int_equal(version(p), 3000);
}

static void the_latest_come_first_and_no_more_than_asked_for(void **state)
{
	struct place *p = *state;
	struct not_before_entries found;
	char name[8];

	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "s%03d", i * 7 % 200);
		put(p, name, 1000 + i * 7 % 200, 5000, 0);
	}
	found = thrown_out(p, 0, 150);
	assert_int_equal(found.n, 150);
	for (size_t i = 0; i < found.n; i++) {
		snprintf(name, sizeof(name), "s%03d", 199 - (int)i);
		assert_true(str_eq(found.of[i].subject, str_z(name)));
		assert_int_equal(found.of[i].at_ms, 1199 - (int64_t)i);
	}
}

static void who_was_deleted_is_told_for_longer_than_tokens_live(void **state)
{
	struct place *p = *state;
	struct not_before_entries found;

	put(p, "stays", 1000, 5000, 0);
	put(p, "goes", 1000, 5000, 0);
	put(p, "goes", 2000, 6000, 2000);
	put(p, "goes", 2500, 6500, 0); /* thrown out once more: still deleted, and then */
	found = deleted(p, 1999, 9);
	assert_int_equal(found.n, 1);
	assert_text(found.of[0].subject, "goes");
	assert_int_equal(found.of[0].at_ms, 2000);
	assert_int_equal(deleted(p, 2000, 9).n, 0);
	assert_int_equal(thrown_out(p, 6499, 9).n, 1);
	assert_int_equal(thrown_out(p, 6500, 9).n, 0);
}

static void what_is_over_is_swept_and_nothing_else(void **state)
{
	struct place *p = *state;

	put(p, "alive", 1000, 5001, 0);
	put(p, "over", 1000, 5000, 0);
	put(p, "deleted", 1000, 5000, 3001);
	put(p, "forgotten", 1000, 5000, 3000);
	assert_int_equal(not_before_sweep(p->sql, 5000, 3000, &p->err), STORE_OK);
	assert_int_equal(number(p->sql, "select count(*) from ostiary_not_before"), 2);
	assert_int_equal(thrown_out(p, 5000, 9).n, 1);
	assert_int_equal(deleted(p, 3000, 9).n, 1);
	assert_int_equal(not_before_sweep(p->sql, 5000, 3000, &p->err), STORE_OK);
}

static void the_longest_life_is_that_of_any_key(void **state)
{
	struct place *p = *state;
	int64_t life_s = -1;

	assert_int_equal(not_before_longest_life(p->sql, &life_s, &p->err), STORE_OK);
	assert_int_equal(life_s, 0);
	script(p->sql, "insert into ostiary_signing_key (kid, made_ms, activates_ms, life_s)"
		       " values ('a', 1, 1, 900), ('b', 2, 2, 86400), ('c', 3, 3, 60)");
	assert_int_equal(not_before_longest_life(p->sql, &life_s, &p->err), STORE_OK);
	assert_int_equal(life_s, 86400);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, with_tables, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(a_time_moves_on_and_never_back),
		HERE(every_change_makes_a_later_version),
		HERE(the_latest_come_first_and_no_more_than_asked_for),
		HERE(who_was_deleted_is_told_for_longer_than_tokens_live),
		HERE(what_is_over_is_swept_and_nothing_else),
		HERE(the_longest_life_is_that_of_any_key),
	};

	return cmocka_run_group_tests_name("not before", tests, NULL, NULL);
}
