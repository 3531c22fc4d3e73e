/* Commits are noticed, whoever made them, as long as anybody wants to know. */
#include "store/watch.h"

#include "support/writing.h"

#include "core/clock.h"
#include "store/watch_names.h"

#define PATIENCE_MS 20000

struct told {
	pthread_mutex_t mutex;
	unsigned all, anna, others, calls;
	unsigned to_fail; /* so many further calls */
};

static bool note(void *arg, struct str user_id)
{
	struct told *told = arg;
	bool fails;

	pthread_mutex_lock(&told->mutex);
	fails = told->to_fail > 0;
	told->to_fail -= fails;
	told->calls++;
	if (!fails)
		(*(!user_id.n                              ? &told->all
		   : str_eq(user_id, writing_anna.user_id) ? &told->anna
							   : &told->others))++;
	pthread_mutex_unlock(&told->mutex);
	return !fails;
}

static struct told told = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static unsigned read_count(const unsigned *count)
{
	unsigned n;

	pthread_mutex_lock(&told.mutex);
	n = *count;
	pthread_mutex_unlock(&told.mutex);
	return n;
}

static unsigned told_at_all(void)
{
	unsigned n;

	pthread_mutex_lock(&told.mutex);
	n = told.all + told.anna + told.others;
	pthread_mutex_unlock(&told.mutex);
	return n;
}

static void pause_ms(long ms)
{
	const struct timespec time = { .tv_nsec = ms * 1000000 };

	nanosleep(&time, NULL);
}

#define AWAIT(condition)                                                                           \
	for (int64_t until_ = clock_steady_ms() + PATIENCE_MS; !(condition); pause_ms(5))          \
	assert_true(clock_steady_ms() < until_)

static int set_up(void **state)
{
	told.all = told.anna = told.others = told.calls = told.to_fail = 0;
	return writing_setup(state);
}

static struct store_watch *watch_of(struct place *p)
{
	const struct store_watch_config config = {
		.store = p->store, .log = &p->log, .changed = note, .arg = &told
	};
	struct store_watch *watch = store_watch_new(&config, &p->err);

	assert_non_null(watch);
	return watch;
}

/* What is needed becomes known without a change, once. */
static struct store_watch *watch_needed(struct place *p)
{
	struct store_watch *watch = watch_of(p);

	store_watch_need(watch, true);
	AWAIT(read_count(&told.all) == 1);
	return watch;
}

static int64_t next_id = 1;

static void write_here(struct place *p)
{
	int64_t id = next_id++;

	assert_int_equal(store_write(p->store, writing_add_task, &id, &p->err), STORE_OK);
}

/* As another process does it. */
static void write_elsewhere(struct place *p)
{
	OWNED(sql_close) struct sql *sql = place_connection(p);
	int64_t id = next_id++;

	assert_int_equal(sql_begin_write(sql, &p->err), STORE_OK);
	assert_int_equal(writing_add_task(sql, &id, &p->err), STORE_OK);
	assert_int_equal(sql_commit(sql, &p->err), STORE_OK);
}

static void what_this_process_commits_is_told(void **state)
{
	OWNED(store_watch_free) struct store_watch *watch = watch_needed(*state);

	for (unsigned i = 0; i < 5; i++) {
		unsigned before = read_count(&told.anna);

		write_here(*state);
		store_watch_wrote(watch, writing_anna.user_id);
		AWAIT(read_count(&told.anna) > before);
	}
	assert_int_equal(read_count(&told.others), 0);
}

/* More users than are remembered one by one. */
static void many_who_were_written_at_once_are_told_as_all(void **state)
{
	OWNED(store_watch_free) struct store_watch *watch = watch_needed(*state);
	unsigned before = read_count(&told.all);
	char name[WATCH_NAMES_BYTES];

	memset(name, 'x', sizeof(name));
	store_watch_wrote(watch, str_of(name, sizeof(name)));
	AWAIT(read_count(&told.all) > before);
	assert_int_equal(read_count(&told.others), 0);
}

/* Without a word of theirs. */
static void what_others_commit_is_told(void **state)
{
	OWNED(store_watch_free) struct store_watch *watch = watch_needed(*state);

	(void)watch; /* freed at the end of the test */
	for (unsigned i = 0; i < 2; i++) {
		unsigned before = told_at_all();

		write_elsewhere(*state);
		AWAIT(told_at_all() > before);
	}
}

static bool ignore(void *arg, struct str user_id)
{
	(void)arg;
	(void)user_id;
	return true;
}

/* A file shows only that it has changed; a server passes on whose rows. */
static void another_process_says_whose_rows_have_changed(void **state)
{
	struct place *p = *state;
	OWNED(store_watch_free) struct store_watch *watch = watch_needed(p);
	OWNED(store_free) struct store *other = NULL;
	OWNED(store_watch_free) struct store_watch *others_watch = NULL;
	struct store_config config = place_config(p);
	const unsigned *wanted = EITHER(&told.all, &told.anna);
	unsigned before = read_count(wanted);

	(void)watch; /* freed at the end of the test */
	assert_int_equal(store_open(&config, &other, &p->err), STORE_OPENED);
	others_watch = store_watch_new(
		&(struct store_watch_config){ .store = other, .log = &p->log, .changed = ignore },
		&p->err);
	assert_non_null(others_watch);
	write_elsewhere(p);
	store_watch_wrote(others_watch, writing_anna.user_id);
	AWAIT(read_count(wanted) > before);
	assert_int_equal(read_count(EITHER(&told.anna, &told.others)), 0);
}

static void nothing_is_told_that_nobody_needs(void **state)
{
	OWNED(store_watch_free) struct store_watch *watch = watch_of(*state);

	write_here(*state);
	write_elsewhere(*state);
	pause_ms(3 * STORE_WATCH_FILE_MS);
	assert_int_equal(read_count(&told.calls), 0);
	store_watch_need(watch, true);
	AWAIT(read_count(&told.all) == 1); /* what happened meanwhile */
	store_watch_need(watch, false);
	pause_ms(3 * STORE_WATCH_FILE_MS);
	write_here(*state);
	write_elsewhere(*state);
	pause_ms(3 * STORE_WATCH_FILE_MS);
	assert_int_equal(read_count(&told.calls), 1);
	store_watch_need(watch, true);
	AWAIT(read_count(&told.all) == 2);
}

static void what_fails_is_told_again(void **state)
{
	OWNED(store_watch_free) struct store_watch *watch = watch_needed(*state);

	(void)watch; /* freed at the end of the test */
	pthread_mutex_lock(&told.mutex);
	told.to_fail = 2;
	pthread_mutex_unlock(&told.mutex);
	write_elsewhere(*state);
	AWAIT(read_count(&told.all) > 1);
	assert_true(read_count(&told.calls) >= 4);
}

/* Ends the watch's connection, as a restart of the server does. */
static void break_connection(struct place *p)
{
	static const char kill[] =
		"select count(pg_terminate_backend(pid)) from pg_stat_activity"
		" where query like '%txid_current_snapshot%' and pid <> pg_backend_pid()"
		" and datname = current_database()";
	OWNED(sql_close) struct sql *sql = place_connection(p);

	assert_true(place_number(sql, kill) > 0);
}

static void a_lost_connection_is_made_anew(void **state)
{
	OWNED(store_watch_free) struct store_watch *watch = watch_needed(*state);
	unsigned before;

	(void)watch; /* freed at the end of the test */
	if (place_on_postgres()) {
		break_connection(*state);
		AWAIT(read_count(&told.all) == 2); /* what was missed meanwhile */
	}
	before = told_at_all();
	write_elsewhere(*state);
	AWAIT(told_at_all() > before);
}

static void what_is_not_started_has_nothing_to_free(void **state)
{
	struct store_watch *watch = watch_of(*state);

	store_watch_free(watch);
	store_watch_free(NULL);
	write_here(*state);
	assert_int_equal(read_count(&told.calls), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, place_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(what_this_process_commits_is_told),
		TEST(what_others_commit_is_told),
		TEST(another_process_says_whose_rows_have_changed),
		TEST(many_who_were_written_at_once_are_told_as_all),
		TEST(nothing_is_told_that_nobody_needs),
		TEST(what_fails_is_told_again),
		TEST(a_lost_connection_is_made_anew),
		TEST(what_is_not_started_has_nothing_to_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
