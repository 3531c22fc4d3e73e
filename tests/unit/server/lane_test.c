#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "server/lane.h"

struct room {
	pthread_mutex_t mutex; /* guards all that follows */
	pthread_cond_t changed;
	bool open;
	unsigned inside;
	unsigned ran;
	unsigned dropped;
	unsigned order[64];
	int nice;
	bool deaf; /* the thread takes no SIGTERM */
};

struct job {
	struct lane_job job;
	struct room *room;
	unsigned number;
};

static void enter(struct lane_job *lane_job)
{
	struct job *job = (struct job *)lane_job;
	struct room *room = job->room;
	sigset_t mask;

	pthread_sigmask(SIG_SETMASK, NULL, &mask);
	pthread_mutex_lock(&room->mutex);
	room->deaf = sigismember(&mask, SIGTERM) == 1;
	room->nice = getpriority(PRIO_PROCESS, (id_t)gettid());
	room->inside++;
	pthread_cond_broadcast(&room->changed);
	while (!room->open)
		pthread_cond_wait(&room->changed, &room->mutex);
	room->inside--;
	room->order[room->ran++] = job->number;
	pthread_cond_broadcast(&room->changed);
	pthread_mutex_unlock(&room->mutex);
}

static void drop(struct lane_job *lane_job)
{
	struct room *room = ((struct job *)lane_job)->room;

	pthread_mutex_lock(&room->mutex);
	room->dropped++;
	pthread_mutex_unlock(&room->mutex);
}

static void await(struct room *room, const unsigned *what, unsigned value)
{
	pthread_mutex_lock(&room->mutex);
	while (*what != value)
		pthread_cond_wait(&room->changed, &room->mutex);
	pthread_mutex_unlock(&room->mutex);
}

static void open_room(struct room *room)
{
	pthread_mutex_lock(&room->mutex);
	room->open = true;
	pthread_cond_broadcast(&room->changed);
	pthread_mutex_unlock(&room->mutex);
}

static int set_up(void **state)
{
	struct room *room = test_calloc(1, sizeof(*room));

	pthread_mutex_init(&room->mutex, NULL);
	pthread_cond_init(&room->changed, NULL);
	*state = room;
	return 0;
}

static int tear_down(void **state)
{
	test_free(*state);
	return 0;
}

static struct lane_pool *new_lane(unsigned threads, unsigned queue, enum lane_priority priority)
{
	const struct lane_config config = { threads, queue, 50, priority };
	struct lane_pool *lane = lane_new(&config);

	assert_non_null(lane);
	return lane;
}

static bool put(struct lane_pool *lane, struct room *room, struct job *job, unsigned number)
{
	*job = (struct job){ { NULL, enter, drop }, room, number };
	if (!lane_claim(lane))
		return false;
	lane_put(lane, &job->job);
	return true;
}

static void a_lane_takes_its_threads_and_its_queue_and_no_more(void **state)
{
	struct room *room = *state;
	struct lane_pool *lane = new_lane(2, 3, LANE_PRIORITY_NORMAL);
	struct lane_state full, idle;
	struct job jobs[6];

	for (unsigned i = 0; i < 5; i++)
		assert_true(put(lane, room, &jobs[i], i));
	assert_false(put(lane, room, &jobs[5], 5));
	await(room, &room->inside, 2);
	assert_int_equal(lane_busy(lane), 5);
	assert_false(put(lane, room, &jobs[5], 5));
	lane_state(lane, &full);
	open_room(room);
	await(room, &room->ran, 5);
	while (lane_busy(lane))
		;
	lane_state(lane, &idle);
	assert_true(put(lane, room, &jobs[5], 5));
	await(room, &room->ran, 6);
	lane_free(lane);
	assert_int_equal(room->dropped, 0);
	assert_int_equal(full.busy, 2);
	assert_int_equal(full.threads_max, 2);
	assert_int_equal(full.waiting, 3);
	assert_int_equal(full.waiting_max, 3);
	assert_int_equal(full.refused, 2);
	assert_int_equal(idle.busy, 0);
	assert_int_equal(idle.waiting, 0);
	assert_int_equal(idle.refused, 2);
}

static void one_thread_takes_its_jobs_in_their_order(void **state)
{
	struct room *room = *state;
	struct lane_pool *lane = new_lane(1, 63, LANE_PRIORITY_NORMAL);
	struct job jobs[64];

	for (unsigned i = 0; i < 64; i++)
		assert_true(put(lane, room, &jobs[i], i));
	open_room(room);
	await(room, &room->ran, 64);
	for (unsigned i = 0; i < 64; i++)
		assert_int_equal(room->order[i], i);
	lane_free(lane);
}

static void idle_threads_end_and_new_ones_come(void **state)
{
	const struct timespec longer_than_idle = { 0, 200 * 1000000L };
	struct room *room = *state;
	struct lane_pool *lane = new_lane(3, 0, LANE_PRIORITY_NORMAL);
	struct job jobs[3];

	open_room(room);
	for (unsigned round = 1; round <= 4; round++) {
		for (unsigned i = 0; i < 3; i++)
			while (!put(lane, room, &jobs[i], i))
				; /* the one before has just run and is not yet uncounted */
		await(room, &room->ran, 3 * round);
		nanosleep(&longer_than_idle, NULL);
	}
	lane_free(lane);
}

static void a_lane_of_low_priority_yields_and_no_lane_takes_signals(void **state)
{
	struct room *room = *state;
	struct job job;

	open_room(room);
	for (unsigned i = 0; i < 2; i++) {
		struct lane_pool *lane =
			new_lane(1, 0, i ? LANE_PRIORITY_LOW : LANE_PRIORITY_NORMAL);
		int own = getpriority(PRIO_PROCESS, (id_t)gettid());

		assert_true(put(lane, room, &job, 0));
		await(room, &room->ran, i + 1);
		lane_free(lane);
		assert_int_equal(room->nice > own, i == 1);
		assert_true(room->deaf);
	}
}

static void closing_drops_what_waits_and_finishes_what_runs(void **state)
{
	struct room *room = *state;
	struct lane_pool *lane = new_lane(1, 4, LANE_PRIORITY_NORMAL);
	struct job jobs[5];

	for (unsigned i = 0; i < 4; i++)
		assert_true(put(lane, room, &jobs[i], i));
	await(room, &room->inside, 1);
	assert_true(lane_claim(lane)); /* a place from before */
	lane_close(lane);
	assert_int_equal(room->dropped, 3);
	jobs[4] = (struct job){ { NULL, enter, drop }, room, 4 };
	lane_put(lane, &jobs[4].job);
	assert_int_equal(room->dropped, 4);
	assert_false(lane_claim(lane));
	assert_int_equal(lane_busy(lane), 1);
	open_room(room);
	await(room, &room->ran, 1);
	lane_free(lane);
}

static void a_lane_that_never_worked_can_be_freed(void **state)
{
	(void)state;
	lane_free(new_lane(4, 4, LANE_PRIORITY_LOW));
	lane_free(NULL);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_lane_takes_its_threads_and_its_queue_and_no_more),
		TEST(one_thread_takes_its_jobs_in_their_order),
		TEST(idle_threads_end_and_new_ones_come),
		TEST(a_lane_of_low_priority_yields_and_no_lane_takes_signals),
		TEST(closing_drops_what_waits_and_finishes_what_runs),
		TEST(a_lane_that_never_worked_can_be_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
