/* Answered writes are kept: full disks, long logs, killed processes. */
#include "support/writing.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>

#include <sqlite3.h>

static enum store_rc limit_pages(struct sql *sql, void *arg, struct err *err)
{
	return sql_script(sql, arg, err);
}

/* A row of more than 20 kB: a title is kept as it is, twice folded, and in an index. */
static enum store_rc add_large(struct sql *sql, void *arg, struct err *err)
{
	static char title[7000];

	memset(title, 'x', sizeof(title));
	return writing_add(sql, *(const int64_t *)arg, str_of(title, sizeof(title)), err);
}

static void a_full_database_faults_and_loses_nothing(void **state)
{
	static char small[] = "pragma max_page_count = 1"; /* as many as there are */
	static char large[] = "pragma max_page_count = 1000000";
	struct place *p = *state;
	int64_t answered = 0, id;

	assert_int_equal(store_write(p->store, limit_pages, small, &p->err), STORE_OK);
	for (id = 0; id < 100; id++) {
		if (store_write(p->store, add_large, &id, &p->err) != STORE_OK)
			break;
		answered++;
	}
	assert_in_range(answered, 1, 70); /* those that the reserve of free pages held */
	assert_says(p->err, "the disk is full");
	assert_int_equal(p->err.kind, ERR_NO_ROOM);
	assert_int_equal(writing_count_tasks(p), answered);
	assert_int_equal(store_write(p->store, limit_pages, large, &p->err), STORE_OK);
	assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_OK);
	assert_int_equal(writing_count_tasks(p), answered + 1);
}

static void limit_files_to(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_gives_faults_and_no_success(void **state)
{
	struct place *p = *state;
	struct writing_call calls[8];
	int64_t answered = 0, id = 0;

	signal(SIGXFSZ, SIG_IGN);
	for (; id < 5; id++)
		answered += store_write(p->store, add_large, &id, &p->err) == STORE_OK;
	assert_int_equal(answered, 5);
	limit_files_to(8192); /* one page in the log, and none in the file */
	for (; id < 10; id++) {
		assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_FAULT);
		assert_says(p->err, "the disk is full");
		assert_int_equal(p->err.kind, ERR_NO_ROOM);
	}
	for (int i = 0; i < 8; i++)
		calls[i] = (struct writing_call){ .fn = writing_run_call, .id = 100 + i };
	writing_call_together(p, calls, 8); /* the failure comes at their commit */
	for (int i = 0; i < 8; i++)
		assert_int_equal(calls[i].rc, STORE_FAULT);
	assert_int_equal(writing_count_tasks(p), 5);
	limit_files_to(RLIM_INFINITY);
	assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_OK);
	place_close(p);
	place_open(p);
	assert_int_equal(writing_count_tasks(p), 6);
}

/* ---- a disk on which the log cannot grow ---- */

/* The files of SQLite, except that writing to the log is bounded. */
static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	sqlite3_io_methods log;
	const sqlite3_io_methods *real_log;
	atomic_bool full;
} disk;

static int write_within_bounds(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
	sqlite3_int64 size = 0;

	disk.real_log->xFileSize(file, &size);
	if (atomic_load(&disk.full) && at + n > size)
		return SQLITE_FULL;
	return disk.real_log->xWrite(file, bytes, n, at);
}

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	int code = disk.real->xOpen(vfs, name, file, flags, out);

	if (code != SQLITE_OK || !(flags & SQLITE_OPEN_WAL))
		return code;
	disk.real_log = file->pMethods;
	disk.log = *disk.real_log;
	disk.log.xWrite = write_within_bounds;
	file->pMethods = &disk.log;
	return code;
}

static int on_small_disk(void **state)
{
	disk.real = sqlite3_vfs_find(NULL);
	disk.vfs = *disk.real;
	disk.vfs.zName = "small";
	disk.vfs.xOpen = open_file;
	atomic_store(&disk.full, false);
	if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
		return -1;
	return writing_setup(state);
}

static int off_small_disk(void **state)
{
	int done = place_teardown(state);

	sqlite3_vfs_unregister(&disk.vfs);
	return done;
}

static enum store_rc delete_task(struct sql *sql, void *arg, struct err *err)
{
	return tasks_delete(sql, &writing_anna, *(const int64_t *)arg, err);
}

static void on_a_full_disk_the_log_gives_its_room_back_once(void **state)
{
	struct place *p = *state;
	int64_t id;

	for (id = 0; id < 20; id++)
		assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_OK);
	atomic_store(&disk.full, true);
	for (int64_t gone = 0; gone < 10; gone++)
		assert_int_equal(store_write(p->store, delete_task, &gone, &p->err), STORE_OK);
	assert_int_equal(writing_count_tasks(p), 10);
}

/* The log has room for the pages of the reserve, and for those of the migrations. */
#define MORE_THAN_FITS 300

static enum store_rc add_more_than_fits(struct sql *sql, void *arg, struct err *err)
{
	enum store_rc rc = STORE_OK;

	for (int64_t id = *(const int64_t *)arg, n = 0; rc == STORE_OK && n < MORE_THAN_FITS; n++) {
		int64_t next = id + n;

		rc = add_large(sql, &next, err);
	}
	return rc;
}

/* A write that has no room either way is refused, and the disk counts as full until a write
 * succeeds. */
static void a_full_disk_is_reported_until_there_is_room(void **state)
{
	struct place *p = *state;
	int64_t id = 1;

	assert_int_equal(store_write(p->store, writing_add_task, &id, &p->err), STORE_OK);
	assert_int_equal(store_ping(p->store, &p->err), STORE_OK);
	atomic_store(&disk.full, true);
	id = 2;
	assert_int_equal(store_write(p->store, add_more_than_fits, &id, &p->err), STORE_FAULT);
	assert_says(p->err, "the disk is full");
	assert_int_equal(writing_count_tasks(p), 1);
	assert_int_equal(store_ping(p->store, &p->err), STORE_OK); /* so small a write fits */
	assert_int_equal(store_write(p->store, add_more_than_fits, &id, &p->err), STORE_FAULT);
	atomic_store(&disk.full, false);
	assert_int_equal(store_ping(p->store, &p->err), STORE_OK);
	assert_int_equal(store_write(p->store, add_more_than_fits, &id, &p->err), STORE_OK);
	assert_int_equal(writing_count_tasks(p), 1 + MORE_THAN_FITS);
}

/* ---- a disk that is nearly full ---- */

static atomic_uint_least64_t free_bytes = UINT64_C(1) << 40;

/* Replaces the function of the C library. */
int statvfs(const char *path, struct statvfs *out)
{
	assert_int_equal(access(path, F_OK), 0);
	*out = (struct statvfs){ .f_frsize = 4096,
				 .f_blocks = (fsblkcnt_t)1 << 28,
				 .f_bavail = atomic_load(&free_bytes) / 4096 };
	return 0;
}

static void before_the_disk_is_full_the_file_stops_growing(void **state)
{
	struct place *p = *state;
	char wal[96];
	struct stat st;
	off_t before;
	int64_t id;

	for (id = 0; id < 20; id++)
		assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_OK);
	atomic_store(&free_bytes, 16 << 20);
	for (; id < 40; id++)
		assert_int_equal(store_grow(p->store, add_large, &id, &p->err), STORE_OK);
	assert_false(store_is_short_of_room(p->store));
	atomic_store(&free_bytes, (16 << 20) - 4096);
	while (store_grow(p->store, add_large, &id, &p->err) == STORE_OK)
		assert_true(++id < 70); /* free pages beyond the reserve are used up */
	assert_says(p->err, "nearly full");
	assert_int_equal(p->err.kind, ERR_NO_ROOM);
	assert_true(store_is_short_of_room(p->store));
	assert_int_equal(writing_count_tasks(p), id);
	/* What must go on finds room in the reserve. */
	for (int64_t more = 500; more < 512; more++)
		assert_int_equal(store_write(p->store, add_large, &more, &p->err), STORE_OK);
	assert_int_equal(store_grow(p->store, add_large, &id, &p->err), STORE_FAULT);
	for (int64_t more = 500; more < 512; more++)
		assert_int_equal(store_write(p->store, delete_task, &more, &p->err), STORE_OK);
	snprintf(wal, sizeof(wal), "%s-wal", p->file);
	assert_int_equal(stat(wal, &st), 0);
	/* Rows can be deleted and their room used again; the log starts over each time. */
	for (int64_t gone = 0; gone < 20; gone++)
		assert_int_equal(store_write(p->store, delete_task, &gone, &p->err), STORE_OK);
	for (int64_t back = 0; back < 10; back++)
		assert_int_equal(store_grow(p->store, add_large, &back, &p->err), STORE_OK);
	assert_int_equal(store_ping(p->store, &p->err), STORE_OK);
	before = st.st_size;
	assert_int_equal(stat(wal, &st), 0);
	assert_true(st.st_size <= before);
	/* A little more space does not start the growth again. */
	atomic_store(&free_bytes, 31 << 20);
	for (id = 1000; store_grow(p->store, add_large, &id, &p->err) == STORE_OK; id++)
		assert_true(id < 1020);
	atomic_store(&free_bytes, 32 << 20);
	for (id = 2000; id < 2040; id++)
		assert_int_equal(store_grow(p->store, add_large, &id, &p->err), STORE_OK);
	assert_false(store_is_short_of_room(p->store));
	atomic_store(&free_bytes, UINT64_C(1) << 40);
}

static int64_t free_pages(struct place *p)
{
	return place_number(p->sql, "pragma freelist_count");
}

static void the_reserve_is_filled_once_for_many_commits(void **state)
{
	struct place *p = *state;
	int64_t id = 0, pages;

	assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_OK);
	assert_int_equal(store_ping(p->store, &p->err),
			 STORE_OK); /* after the reserve was filled */
	place_connect(p);
	pages = free_pages(p);
	assert_true(pages >= 250);
	while (++id <= 20)
		assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_OK);
	assert_in_range(free_pages(p), 128, pages - 60);
	for (; id <= 60; id++)
		assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_OK);
	assert_in_range(free_pages(p), 128 - 16 * 5, 384);
}

/* A process ended between the two commits that make free pages. */
static void the_reserve_of_a_crash_is_freed_on_a_disk_that_is_nearly_full(void **state)
{
	struct place *p = *state;
	int64_t id = 1;

	place_close(p);
	place_connect(p);
	place_script(p->sql, "insert into ostiary_migration (version, name, applied_at)"
			     " values (-1, zeroblob(524288), '')");
	atomic_store(&free_bytes, 1 << 20);
	place_open(p);
	assert_int_equal(store_write(p->store, writing_add_task, &id, &p->err), STORE_OK);
	assert_int_equal(store_ping(p->store, &p->err), STORE_OK);
	assert_int_equal(
		place_number(p->sql, "select count(*) from ostiary_migration where version = -1"),
		0);
	assert_true(free_pages(p) >= 128);
	atomic_store(&free_bytes, UINT64_C(1) << 40);
}

static void the_log_is_moved_to_the_database_now_and_then(void **state)
{
	struct place *p = *state;
	char wal[96];
	struct stat st;

	snprintf(wal, sizeof(wal), "%s-wal", p->file);
	for (int64_t id = 0; id < 1000; id++)
		assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_OK);
	assert_int_equal(stat(wal, &st), 0);
	assert_in_range(st.st_size, 1 << 20, 12 << 20); /* of 20 MB that were written */
	assert_int_equal(stat(p->file, &st), 0);
	assert_in_range(st.st_size, 12 << 20, 40 << 20);
}

static void the_log_stays_small_while_readers_are_always_active(void **state)
{
	struct place *p = *state;
	struct writing_stream readers[3] = { 0 };
	char wal[96];
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		readers[i].store = p->store;
		pthread_create(&readers[i].thread, NULL, writing_read_until_stopped, &readers[i]);
	}
	for (int64_t id = 0; id < 1500; id++)
		assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_OK);
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		atomic_store(&readers[i].stop, true);
		pthread_join(readers[i].thread, NULL);
		assert_int_equal(readers[i].answered, 0);
	}
	snprintf(wal, sizeof(wal), "%s-wal", p->file);
	assert_int_equal(stat(wal, &st), 0);
	assert_in_range(st.st_size, 1 << 20, 24 << 20); /* of 30 MB that were written */
}

/* ---- death ---- */

struct sender {
	struct store *store;
	int fd;
	int64_t from;
	pthread_t thread;
};

/* Sends the id of every task whose insert was answered. */
static void *send_answered(void *arg)
{
	struct sender *s = arg;
	struct err err;

	for (int64_t id = s->from;; id++)
		if (store_write(s->store, writing_add_task, &id, &err) != STORE_OK ||
		    write(s->fd, &id, sizeof(id)) != sizeof(id))
			_exit(1);
	return NULL;
}

#define SENDERS    8
#define SPAN       1000000
#define KILL_AFTER 2000

static void send_until_killed(struct place *p, int fd, int round)
{
	struct sender senders[SENDERS];

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* the child ends when the test is killed */
	if (place_try_open(p) != STORE_OPENED)
		_exit(2);
	if (round == 0 && store_write(p->store, writing_add_anna, NULL, &p->err) != STORE_OK)
		_exit(3);
	for (int i = 0; i < SENDERS; i++) {
		senders[i] = (struct sender){ .store = p->store,
					      .fd = fd,
					      .from = ((int64_t)round * SENDERS + i) * SPAN };
		if (pthread_create(&senders[i].thread, NULL, send_answered, &senders[i]))
			_exit(4);
	}
	for (;;)
		pause();
}

/* Reads the ids that the child sends, kills it meanwhile, and reads the ids that it had sent by
 * then. */
static size_t receive(int fd, pid_t pid, int64_t *ids, size_t n, size_t max)
{
	size_t kill_at = n + KILL_AFTER;
	int64_t id;

	while (n < max && read(fd, &id, sizeof(id)) == sizeof(id)) {
		ids[n++] = id;
		if (n == kill_at)
			assert_int_equal(kill(pid, SIGKILL), 0);
	}
	return n;
}

static void a_killed_process_loses_no_answered_write(void **state)
{
	enum {
		MAX = 10000, /* the most tasks of a user */
		ROUNDS = 3
	};
	struct place *p = *state;
	int64_t *ids = calloc(MAX, sizeof(*ids));
	size_t n = 0;

	assert_non_null(ids);
	for (int round = 0; round < ROUNDS; round++) {
		size_t before = n;
		int fds[2], status;
		pid_t pid;

		assert_int_equal(pipe(fds), 0);
		fcntl(fds[1], F_SETPIPE_SZ,
		      4096); /* so that the child ends soon after the last id that was read */
		pid = fork();
		if (pid == 0) {
			close(fds[0]);
			send_until_killed(p, fds[1], round);
		}
		close(fds[1]);
		n = receive(fds[0], pid, ids, n, MAX);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		close(fds[0]);
		assert_in_range(n - before, KILL_AFTER, KILL_AFTER + 1000);
	}
	place_open(p);
	place_connect(p);
	for (size_t i = 0; i < n; i++)
		if (!writing_task_exists(p, ids[i]))
			fail_msg("task %lld was answered and is lost", (long long)ids[i]);
	assert_in_range(writing_count_tasks(p), n,
			n + (size_t)ROUNDS * SENDERS); /* in flight at most */
	free(ids);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, writing_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* First, because it forks: there is no thread yet. */
		cmocka_unit_test_setup_teardown(a_killed_process_loses_no_answered_write,
						place_setup, place_teardown),
		HERE(a_full_database_faults_and_loses_nothing),
		HERE(a_full_disk_gives_faults_and_no_success),
		cmocka_unit_test_setup_teardown(on_a_full_disk_the_log_gives_its_room_back_once,
						on_small_disk, off_small_disk),
		cmocka_unit_test_setup_teardown(a_full_disk_is_reported_until_there_is_room,
						on_small_disk, off_small_disk),
		HERE(before_the_disk_is_full_the_file_stops_growing),
		HERE(the_reserve_is_filled_once_for_many_commits),
		HERE(the_reserve_of_a_crash_is_freed_on_a_disk_that_is_nearly_full),
		HERE(the_log_is_moved_to_the_database_now_and_then),
		HERE(the_log_stays_small_while_readers_are_always_active),
	};

	return cmocka_run_group_tests_name("durability", tests, NULL, NULL);
}
