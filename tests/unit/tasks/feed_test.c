/* Who waits for changes of an owner's tasks is told of them, and of nobody else's. */
#include "tasks/feed.h"

#include "support/place.h"

#include <stdatomic.h>
#include <time.h>

#include "core/limits.h"
#include "store/tables/tasks/revision.h"
#include "store/tables/users.h"

static const struct owner ann = { STR_INIT("ann") }, bob = { STR_INIT("bob") };

static enum store_rc add_people(struct sql *sql, void *arg, struct err *err)
{
	struct user a = { .id = ann.user_id, .email = ann.user_id };
	struct user b = { .id = bob.user_id, .email = bob.user_id };
	enum store_rc rc = users_insert(sql, &a, err);

	(void)arg;
	return rc == STORE_OK ? users_insert(sql, &b, err) : rc;
}

static int set_up(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	return store_write(p->store, add_people, NULL, &p->err) == STORE_OK ? 0 : -1;
}

static struct task_feed *feed_of(struct place *p)
{
	struct task_feed *feed = task_feed_new(p->store, &p->log, &random_kernel, &p->err);

	assert_non_null(feed);
	return feed;
}

static enum store_rc advance(struct sql *sql, void *arg, struct err *err)
{
	struct revision now;

	return revision_advance(sql, arg, &now, err);
}

/* Without a word to the feed, as another process does it. */
static void write_elsewhere(struct place *p, const struct owner *owner)
{
	struct owner copy = *owner;

	assert_int_equal(store_write(p->store, advance, &copy, &p->err), STORE_OK);
}

static void write_here(struct place *p, struct task_feed *feed, const struct owner *owner)
{
	write_elsewhere(p, owner);
	task_feed_wrote(feed, owner);
}

static struct feed_place *join(struct task_feed *feed, const struct owner *owner)
{
	struct feed_place *place = NULL;

	assert_int_equal(task_feed_join(feed, owner, &place), FEED_JOINED);
	return place;
}

static void count(void *of)
{
	atomic_fetch_add((atomic_uint *)of, 1);
}

static void await_revision(struct feed_place *place, int64_t revision)
{
	const struct timespec pause = { .tv_nsec = 5000000 };

	for (int i = 0; task_feed_revision(place) < revision; i++) {
		assert_true(i < 6000);
		nanosleep(&pause, NULL);
	}
	assert_int_equal(task_feed_revision(place), revision);
}

static void each_owner_is_told_of_their_own_changes(void **state)
{
	OWNED(task_feed_free) struct task_feed *feed = feed_of(*state);
	struct feed_place *anns = join(feed, &ann), *bobs = join(feed, &bob);
	atomic_uint for_ann = 0, for_bob = 0;

	task_feed_wake_by(anns, count, &for_ann);
	task_feed_wake_by(bobs, count, &for_bob);
	for (int64_t i = 1; i <= 3; i++) {
		unsigned before = atomic_load(&for_ann);

		write_here(*state, feed, &ann);
		await_revision(anns, i);
		assert_int_equal(atomic_load(&for_ann), before + 1);
	}
	assert_int_equal(task_feed_revision(bobs), 0);
	assert_int_equal(atomic_load(&for_bob), 0);
	write_elsewhere(*state, &bob);
	await_revision(bobs, 1);
	task_feed_leave(anns);
	task_feed_leave(bobs);
}

/* Between joining and naming the waker nothing is lost. */
static void what_happens_before_there_is_a_waker_is_known(void **state)
{
	OWNED(task_feed_free) struct task_feed *feed = feed_of(*state);
	struct feed_place *place = join(feed, &ann);

	write_here(*state, feed, &ann);
	await_revision(place, 1);
	task_feed_leave(place);
	task_feed_wrote(feed, &ann);
	task_feed_wrote(NULL, &ann);
	place = join(feed, &ann);
	write_elsewhere(*state, &ann);
	await_revision(place, 2);
	task_feed_leave(place);
}

static void one_owner_has_a_bound_and_others_have_theirs(void **state)
{
	OWNED(task_feed_free) struct task_feed *feed = feed_of(*state);
	struct feed_place *places[LIMIT_STREAMS_PER_USER], *further;

	for (unsigned i = 0; i < LIMIT_STREAMS_PER_USER; i++)
		places[i] = join(feed, &ann);
	assert_int_equal(task_feed_join(feed, &ann, &further), FEED_USER_FULL);
	task_feed_leave(join(feed, &bob));
	task_feed_leave(places[0]);
	places[0] = join(feed, &ann);
	assert_int_equal(task_feed_join(feed, &ann, &further), FEED_USER_FULL);
	for (unsigned i = 0; i < LIMIT_STREAMS_PER_USER; i++)
		task_feed_leave(places[i]);
}

static void all_together_have_a_bound(void **state)
{
	OWNED(task_feed_free) struct task_feed *feed = feed_of(*state);
	struct feed_place **places = calloc(LIMIT_STREAMS, sizeof(struct feed_place *));
	struct feed_place *further;
	char name[16];

	assert_non_null(places);
	for (unsigned i = 0; i < LIMIT_STREAMS; i++) {
		struct owner owner;

		snprintf(name, sizeof(name), "user%u", i / LIMIT_STREAMS_PER_USER);
		owner.user_id = str_z(name);
		places[i] = join(feed, &owner);
	}
	assert_int_equal(task_feed_join(feed, &ann, &further), FEED_FULL);
	task_feed_leave(places[0]);
	places[0] = join(feed, &ann);
	write_elsewhere(*state, &ann);
	await_revision(places[0], 1);
	for (unsigned i = 0; i < LIMIT_STREAMS; i++)
		task_feed_leave(places[i]);
	free(places);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, place_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(each_owner_is_told_of_their_own_changes),
		TEST(what_happens_before_there_is_a_waker_is_known),
		TEST(one_owner_has_a_bound_and_others_have_theirs),
		TEST(all_together_have_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
