/* Revocations in the database. */
#include "support/place.h"

#include "store/tables/revocations.h"

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
	const struct revocation_row row = { str_z(subject), at_ms, until_ms, deleted_ms };

	assert_int_equal(revocations_put(p->sql, &row, &p->err), STORE_OK);
}

static int64_t version(struct place *p)
{
	int64_t out = -1;

	assert_int_equal(revocations_version(p->sql, &out, &p->err), STORE_OK);
	return out;
}

static struct revocation_entries revoked(struct place *p, int64_t now_ms, size_t most)
{
	struct revocation_entries out;

	assert_int_equal(revocations_current(p->sql, &p->arena, now_ms, most, &out, &p->err),
			 STORE_OK);
	return out;
}

static struct revocation_entries deleted(struct place *p, int64_t since_ms, size_t most)
{
	struct revocation_entries out;

	assert_int_equal(revocations_deletions(p->sql, &p->arena, since_ms, most, &out, &p->err),
			 STORE_OK);
	return out;
}

static void times_only_move_forward(void **state)
{
	struct place *p = *state;
	int64_t at_ms = 0;

	assert_int_equal(revocations_of(p->sql, STR("a"), &at_ms, &p->err), STORE_NONE);
	put(p, "a", 1000, 5000, 0);
	put(p, "a", 2000, 4000, 0);
	put(p, "a", 1500, 4500, 0);
	assert_int_equal(revocations_of(p->sql, STR("a"), &at_ms, &p->err), STORE_OK);
	assert_int_equal(at_ms, 2000);
	assert_int_equal(revoked(p, 4999, 9).n, 1);
	assert_int_equal(revoked(p, 5000, 9).n, 0);
	assert_int_equal(revocations_of(p->sql, STR("A"), &at_ms, &p->err), STORE_NONE);
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

static void the_latest_entries_come_first_up_to_the_bound(void **state)
{
	struct place *p = *state;
	struct revocation_entries found;
	char name[8];

	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "s%03d", i * 7 % 200);
		put(p, name, 1000 + i * 7 % 200, 5000, 0);
	}
	found = revoked(p, 0, 150);
	assert_int_equal(found.n, 150);
	for (size_t i = 0; i < found.n; i++) {
		snprintf(name, sizeof(name), "s%03d", 199 - (int)i);
		assert_true(str_eq(found.of[i].subject, str_z(name)));
		assert_int_equal(found.of[i].at_ms, 1199 - (int64_t)i);
	}
}

static void deletions_are_listed_for_longer_than_tokens_live(void **state)
{
	struct place *p = *state;
	struct revocation_entries found;

	put(p, "stays", 1000, 5000, 0);
	put(p, "goes", 1000, 5000, 0);
	put(p, "goes", 2000, 6000, 2000);
	put(p, "goes", 2500, 6500, 0); /* revoked again: the deletion keeps its time */
	found = deleted(p, 1999, 9);
	assert_int_equal(found.n, 1);
	assert_text(found.of[0].subject, "goes");
	assert_int_equal(found.of[0].at_ms, 2000);
	assert_int_equal(deleted(p, 2000, 9).n, 0);
	assert_int_equal(revoked(p, 6499, 9).n, 1);
	assert_int_equal(revoked(p, 6500, 9).n, 0);
}

static void only_ended_revocations_are_swept(void **state)
{
	struct place *p = *state;

	put(p, "alive", 1000, 5001, 0);
	put(p, "over", 1000, 5000, 0);
	put(p, "deleted", 1000, 5000, 3001);
	put(p, "forgotten", 1000, 5000, 3000);
	assert_int_equal(revocations_sweep(p->sql, 5000, 3000, &p->err), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_revocation"), 2);
	assert_int_equal(revoked(p, 5000, 9).n, 1);
	assert_int_equal(deleted(p, 3000, 9).n, 1);
	assert_int_equal(revocations_sweep(p->sql, 5000, 3000, &p->err), STORE_OK);
}

static void the_longest_life_is_that_of_any_key(void **state)
{
	struct place *p = *state;
	int64_t life_s = -1;

	assert_int_equal(revocations_longest_life(p->sql, &life_s, &p->err), STORE_OK);
	assert_int_equal(life_s, 0);
	place_script(p->sql, "insert into ostiary_signing_key (kid, made_ms, activates_ms, life_s)"
			     " values ('a', 1, 1, 900), ('b', 2, 2, 86400), ('c', 3, 3, 60)");
	assert_int_equal(revocations_longest_life(p->sql, &life_s, &p->err), STORE_OK);
	assert_int_equal(life_s, 86400);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, with_tables, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(times_only_move_forward),
		HERE(every_change_makes_a_later_version),
		HERE(the_latest_entries_come_first_up_to_the_bound),
		HERE(deletions_are_listed_for_longer_than_tokens_live),
		HERE(only_ended_revocations_are_swept),
		HERE(the_longest_life_is_that_of_any_key),
	};

	return cmocka_run_group_tests_name("not before", tests, NULL, NULL);
}
