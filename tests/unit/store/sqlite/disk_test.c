/* A disk that does not confirm what it was given, under a running server. */
#include "support/writing.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <sqlite3.h>

static enum store_rc add(struct place *p, int64_t id)
{
	return store_write(p->store, writing_add_task, &id, &p->err);
}

/* The files of SQLite, except that the log is not confirmed for a while. */
static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	sqlite3_io_methods log;
	const sqlite3_io_methods *real_log;
	atomic_int failures; /* still to come */
} disk;

static int sync_or_fail(sqlite3_file *file, int flags)
{
	if (atomic_load(&disk.failures) > 0 && atomic_fetch_sub(&disk.failures, 1) > 0)
		return SQLITE_IOERR_FSYNC;
	return disk.real_log->xSync(file, flags);
}

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	int code = disk.real->xOpen(vfs, name, file, flags, out);

	if (code != SQLITE_OK || !(flags & SQLITE_OPEN_WAL))
		return code;
	disk.real_log = file->pMethods;
	disk.log = *disk.real_log;
	disk.log.xSync = sync_or_fail;
	file->pMethods = &disk.log;
	return code;
}

static void use_failing_disk(void)
{
	disk.real = sqlite3_vfs_find(NULL);
	disk.vfs = *disk.real;
	disk.vfs.zName = "failing";
	disk.vfs.xOpen = open_file;
	atomic_store(&disk.failures, 0);
	assert_int_equal(sqlite3_vfs_register(&disk.vfs, 1), SQLITE_OK);
}

static int on_failing_disk(void **state)
{
	use_failing_disk();
	return writing_setup(state);
}

static int off_failing_disk(void **state)
{
	int done;

	atomic_store(&disk.failures, 0);
	done = place_teardown(state);
	sqlite3_vfs_unregister(&disk.vfs);
	return done;
}

static void a_write_that_was_not_confirmed_is_not_there_when_the_log_was_renewed(void **state)
{
	struct place *p = *state;
	struct writing_call call = { .id = 100 };

	assert_int_equal(add(p, 1), STORE_OK);
	atomic_store(&disk.failures, 1);
	assert_int_equal(store_write(p->store, writing_run_call, &call, &p->err), STORE_FAULT);
	assert_int_equal(p->err.kind, ERR_UNAVAILABLE); /* surely not done */
	assert_int_equal(call.runs, 1);
	assert_true(place_log_says(p, "the disk did not confirm a commit"));
	assert_int_equal(writing_count_tasks(p), 1);
	assert_false(place_is_away(p));
	assert_int_equal(add(p, 2), STORE_OK);
	assert_int_equal(writing_count_tasks(p), 2);
}

static void an_outcome_is_uncertain_while_nothing_is_confirmed_and_then_all_is_refused(void **state)
{
	struct place *p = *state;

	assert_int_equal(add(p, 1), STORE_OK);
	atomic_store(&disk.failures, 1000000);
	assert_int_equal(add(p, 100), STORE_FAULT);
	assert_int_equal(p->err.kind, ERR_UNCERTAIN);
	assert_says(p->err, "not known whether");
	assert_int_equal(add(p, 2), STORE_FAULT);
	assert_int_equal(p->err.kind, ERR_UNAVAILABLE); /* it did not begin */
	assert_true(p->err.told);
	assert_int_equal(store_ping(p->store, &p->err), STORE_FAULT);
	assert_true(place_is_away(p));
	assert_true(place_log_says(p, "the database is away"));
	atomic_store(&disk.failures, 0);
	assert_int_equal(store_ping(p->store, &p->err), STORE_OK);
	assert_int_equal(add(p, 3), STORE_OK);
	assert_false(place_is_away(p));
	assert_true(place_log_says(p, "the database is back"));
	assert_int_equal(writing_count_tasks(p), 2);
}

/* A process whose disk fails once, and that is killed afterwards: exit by SIGKILL, or 1. */
static void fail_and_be_killed(struct place *p)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	use_failing_disk();
	if (place_try_open(p) != STORE_OPENED ||
	    store_write(p->store, writing_add_anna, NULL, &p->err) != STORE_OK ||
	    add(p, 1) != STORE_OK)
		_exit(1);
	atomic_store(&disk.failures, 1);
	if (add(p, 100) != STORE_FAULT || p->err.kind != ERR_UNAVAILABLE)
		_exit(1);
	kill(getpid(), SIGKILL);
	_exit(1);
}

static void a_kill_after_it_brings_nothing_back(void **state)
{
	struct place *p = *state;
	pid_t pid = fork();
	int status;

	if (pid == 0)
		fail_and_be_killed(p);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	place_open(p);
	assert_int_equal(writing_count_tasks(p), 1);
	assert_int_equal(add(p, 2), STORE_OK);
}

#define FAILING(test) cmocka_unit_test_setup_teardown(test, on_failing_disk, off_failing_disk)

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* First, because it forks: there is no thread yet. */
		cmocka_unit_test_setup_teardown(a_kill_after_it_brings_nothing_back, place_setup,
						place_teardown),
		FAILING(a_write_that_was_not_confirmed_is_not_there_when_the_log_was_renewed),
		FAILING(an_outcome_is_uncertain_while_nothing_is_confirmed_and_then_all_is_refused),
	};

	return cmocka_run_group_tests_name("disk", tests, NULL, NULL);
}
