/* The owner's revision, and what it tells of deletions. */
#include "support/writing.h"

#include "store/tables/tasks/revision.h"
#include "store/tables/tasks/tombstones.h"

static const struct owner nobody = { STR_INIT("nobody") };

static int with_anna(void **state)
{
	if (writing_setup(state) < 0)
		return -1;
	place_connect(*state);
	return 0;
}

static void each_advance_is_one_more(void **state)
{
	struct place *p = *state;
	struct revision r;

	assert_int_equal(revision_read(p->sql, &writing_anna, &r, &p->err), STORE_OK);
	assert_int_equal(r.number, 0);
	for (int64_t i = 1; i <= 3; i++) {
		assert_int_equal(revision_advance(p->sql, &writing_anna, &r, &p->err), STORE_OK);
		assert_int_equal(r.number, i);
		assert_int_equal(writing_add(p->sql, i * 10, STR("one"), &p->err), STORE_OK);
	}
	assert_int_equal(revision_read(p->sql, &writing_anna, &r, &p->err), STORE_OK);
	assert_int_equal(r.number, 3);
	assert_int_equal(r.tasks, 3);
	assert_int_equal(r.newest_id, 30);
	assert_int_equal(r.forgotten, 0);
	assert_int_equal(revision_use_id(p->sql, &writing_anna, 44, &p->err), STORE_OK);
	assert_int_equal(revision_forget(p->sql, &writing_anna, 2, &p->err), STORE_OK);
	assert_int_equal(revision_advance(p->sql, &writing_anna, &r, &p->err), STORE_OK);
	assert_int_equal(r.newest_id, 44);
	assert_int_equal(r.forgotten, 2);
}

static void a_user_who_is_gone_has_none(void **state)
{
	struct place *p = *state;
	struct revision r;

	assert_int_equal(revision_advance(p->sql, &nobody, &r, &p->err), STORE_ORPHAN);
	assert_int_equal(revision_read(p->sql, &nobody, &r, &p->err), STORE_OK);
	assert_int_equal(r.number, 0);
	assert_int_equal(revision_use_id(p->sql, &nobody, 1, &p->err), STORE_NONE);
}

static size_t deletions(struct place *p, const struct owner *owner, int64_t after, int64_t until,
			struct tombstone **out)
{
	size_t n;

	assert_int_equal(tombstones_list(p->sql, &p->arena, owner,
					 (struct change_place){ after, INT64_MAX }, until, 10, out,
					 &n, &p->err),
			 STORE_OK);
	return n;
}

static void put(struct place *p, enum tombstone_kind kind, int64_t id, int64_t revision)
{
	assert_int_equal(tombstones_put(p->sql, &writing_anna,
					(struct tombstone){ kind, id, revision }, &p->err),
			 STORE_OK);
}

static void deletions_are_told_in_the_order_of_their_revisions(void **state)
{
	struct place *p = *state;
	struct tombstone *found;

	put(p, TOMBSTONE_TASK, 9, 1);
	put(p, TOMBSTONE_LIST, 4, 2);
	put(p, TOMBSTONE_SECTION, 5, 2);
	put(p, TOMBSTONE_TASK, 9, 4); /* restored and deleted again */
	assert_int_equal(deletions(p, &writing_anna, 0, 10, &found), 3);
	assert_int_equal(found[0].kind, TOMBSTONE_LIST);
	assert_int_equal(found[1].kind, TOMBSTONE_SECTION);
	assert_int_equal(found[2].kind, TOMBSTONE_TASK);
	assert_int_equal(found[2].revision, 4);
	assert_int_equal(deletions(p, &writing_anna, 2, 10, &found), 1);
	assert_int_equal(deletions(p, &writing_anna, 0, 3, &found), 2);
	assert_int_equal(deletions(p, &nobody, 0, 10, &found), 0);
	assert_int_equal(tombstones_remove(p->sql, &writing_anna, TOMBSTONE_TASK, 9, &p->err),
			 STORE_OK);
	assert_int_equal(deletions(p, &writing_anna, 0, 10, &found), 2);
}

static void the_oldest_deletions_are_forgotten_beyond_a_number(void **state)
{
	struct place *p = *state;
	struct tombstone *found;
	int64_t newest;

	for (int64_t i = 1; i <= 5; i++)
		put(p, TOMBSTONE_TASK, i, i);
	assert_int_equal(tombstones_trim(p->sql, &writing_anna, 5, &newest, &p->err), STORE_OK);
	assert_int_equal(newest, 0);
	assert_int_equal(tombstones_trim(p->sql, &writing_anna, 2, &newest, &p->err), STORE_OK);
	assert_int_equal(newest, 3);
	assert_int_equal(deletions(p, &writing_anna, 0, 10, &found), 2);
	assert_int_equal(found[0].id, 4);
}

/* Whatever the revisions are at which something is deleted. */
static void deletions_do_not_grow_beyond_their_bound(void **state)
{
	struct place *p = *state;
	struct revision now = { 0 };

	place_script(p->sql, place_on_postgres()
				     ? "insert into ostiary_tombstone select 'anna', 'task', i, i"
				       " from generate_series(1, 12000) i"
				     : "with recursive n(i) as (select 1 union all"
				       " select i + 1 from n where i < 12000)"
				       " insert into ostiary_tombstone"
				       " select 'anna', 'task', i, i from n");
	do {
		if (now.number % 2)
			put(p, TOMBSTONE_TASK, 20000 + now.number, 12000 + now.number);
		assert_int_equal(revision_advance(p->sql, &writing_anna, &now, &p->err), STORE_OK);
	} while (now.number < 64);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_tombstone"),
			 LIMIT_TOMBSTONES);
	assert_int_equal(revision_read(p->sql, &writing_anna, &now, &p->err), STORE_OK);
	assert_int_equal(now.forgotten, 2000 + 32);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, with_anna, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(each_advance_is_one_more),
		HERE(a_user_who_is_gone_has_none),
		HERE(deletions_are_told_in_the_order_of_their_revisions),
		HERE(the_oldest_deletions_are_forgotten_beyond_a_number),
		HERE(deletions_do_not_grow_beyond_their_bound),
	};

	return cmocka_run_group_tests_name("revision", tests, NULL, NULL);
}
