/* The files of a database under a running server: moved, replaced, deleted and copied. */
#include "support/writing.h"

#include <sys/stat.h>

#include "store/backup.h"
#include "store/inspect.h"
#include "store/sqlite/connection.h"

static char *beside(const struct place *p, const char *name, char path[128])
{
	snprintf(path, 128, "%s/%s", p->dir, name);
	return path;
}

/* Removes what the tests put beside the database. */
static int tidy_up(void **state)
{
	static const char *const names[] = { "moved.db", "other.db", "other.db-wal", "other.db-shm",
					     "b.db",     "c.db",     "c.db-wal",     "c.db-shm" };
	struct place *p = *state;
	char path[128];

	if (p->store)
		place_close(p);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		unlink(beside(p, names[i], path));
	return place_teardown(state);
}

static enum store_rc add(struct place *p, int64_t id)
{
	return store_write(p->store, writing_add_task, &id, &p->err);
}

/* ---- moved ---- */

static void assert_away(struct place *p, int64_t id)
{
	assert_int_equal(add(p, id), STORE_FAULT);
	assert_says(p->err, "moved, deleted or replaced");
	assert_int_equal(p->err.kind, ERR_UNAVAILABLE);
	assert_int_equal(store_ping(p->store, &p->err), STORE_FAULT);
	assert_true(place_is_away(p));
	assert_true(place_log_says(p, "the database is away"));
	assert_false(place_log_says(p, "the database is back"));
}

static void a_moved_file_is_noticed_and_takes_writes_again_when_it_is_back(void **state)
{
	struct place *p = *state;
	char moved[128];

	assert_int_equal(add(p, 1), STORE_OK);
	assert_int_equal(writing_count_tasks(p), 1);
	rename(p->file, beside(p, "moved.db", moved));
	assert_away(p, 2);
	assert_int_equal(writing_count_tasks(p), 1); /* what is open can be read */
	rename(moved, p->file);
	assert_int_equal(store_ping(p->store, &p->err), STORE_OK);
	assert_int_equal(add(p, 3), STORE_OK);
	assert_false(place_is_away(p));
	assert_true(place_log_says(p, "the database is back"));
	place_close(p);
	place_open(p);
	assert_int_equal(writing_count_tasks(p), 2);
}

/* A file that is moved is complete, although its log stays behind. */
static void a_moved_file_has_everything_that_was_answered(void **state)
{
	struct place *p = *state;
	char moved[128];

	for (int64_t id = 0; id < 50; id++)
		assert_int_equal(add(p, id), STORE_OK);
	rename(p->file, beside(p, "moved.db", moved));
	assert_away(p, 100);
	place_close(p);
	snprintf(p->file, sizeof(p->file), "%s/other.db", p->dir);
	rename(moved, p->file);
	place_open(p);
	assert_int_equal(writing_count_tasks(p), 50);
}

static void a_replaced_file_is_neither_written_nor_read(void **state)
{
	struct place *p = *state;
	char other[128];
	struct store_config config = place_config(p);
	struct store *store;

	snprintf(other, sizeof(other), "%s/b.db", p->dir);
	config.url = str_z(other);
	assert_int_equal(store_open(&config, &store, &p->err), STORE_OPENED);
	store_free(store);
	assert_int_equal(add(p, 1), STORE_OK);
	rename(other, p->file);
	assert_away(p, 2);
	/* There is no connection for reading yet, and a new one would read the other file. */
	assert_int_equal(store_read(p->store, writing_count, &(int64_t){ 0 }, &p->err),
			 STORE_FAULT);
	assert_says(p->err, "moved, deleted or replaced");
	assert_int_equal(p->err.kind, ERR_UNAVAILABLE);
}

static void a_deleted_log_is_noticed(void **state)
{
	struct place *p = *state;
	char log[128];

	assert_int_equal(add(p, 1), STORE_OK);
	assert_int_equal(unlink(beside(p, "a.db-wal", log)), 0);
	assert_away(p, 2);
}

static enum store_rc add_and_move(struct sql *sql, void *arg, struct err *err)
{
	struct place *p = arg;
	int64_t id = 7;
	char moved[128];

	rename(p->file, beside(p, "moved.db", moved));
	return writing_add_task(sql, &id, err);
}

static void a_file_that_is_moved_during_a_transaction_leaves_it_uncertain(void **state)
{
	struct place *p = *state;

	assert_int_equal(store_write(p->store, add_and_move, p, &p->err), STORE_FAULT);
	assert_int_equal(p->err.kind, ERR_UNCERTAIN);
	assert_away(p, 8);
}

/* ---- a copy without its log ---- */

static void copy_file(const char *from, const char *to)
{
	char command[300];

	snprintf(command, sizeof(command), "cp '%s' '%s'", from, to);
	assert_int_equal(system(command), 0);
}

static const char lost[] = "its write-ahead log is missing";

/* Opens the copy c.db and counts its tasks. */
static int64_t open_copy(struct place *p)
{
	char from[80];
	int64_t n;

	place_close(p);
	memcpy(from, p->file, sizeof(from));
	snprintf(p->file, sizeof(p->file), "%s/c.db", p->dir);
	place_open(p);
	n = writing_count_tasks(p);
	memcpy(p->file, from, sizeof(from));
	return n;
}

static void accept_lost_log(struct place *p)
{
	assert_int_equal(backup_accept_lost_log(&p->arena, str_z(p->file), &p->err), BACKUP_DONE);
}

static void a_copy_without_the_log_is_refused_until_it_is_accepted(void **state)
{
	struct place *p = *state;
	char to[128], a[80];

	assert_int_equal(add(p, 1), STORE_OK);
	memcpy(a, p->file, sizeof(a));
	copy_file(p->file, beside(p, "c.db", to));
	place_close(p);
	memcpy(p->file, to, sizeof(p->file));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(place_try_open(p), STORE_UNUSABLE);
		assert_null(p->store);
		assert_says(p->err, lost);
		assert_says(p->err, "c.db-wal beside it");
	}
	accept_lost_log(p);
	place_open(p);
	place_close(p);
	memcpy(p->file, a, sizeof(a));
	place_open(p);
}

static void a_copy_with_the_log_is_whole_and_nothing_is_told(void **state)
{
	struct place *p = *state;
	char from[128], to[128];

	for (int64_t id = 0; id < 20; id++)
		assert_int_equal(add(p, id), STORE_OK);
	copy_file(p->file, beside(p, "c.db", to));
	copy_file(beside(p, "a.db-wal", from), beside(p, "c.db-wal", to));
	assert_int_equal(open_copy(p), 20);
	assert_false(place_log_says(p, lost));
}

static void a_copy_of_a_closed_file_is_whole_and_nothing_is_told(void **state)
{
	struct place *p = *state;
	char to[128];

	assert_int_equal(add(p, 1), STORE_OK);
	place_close(p);
	copy_file(p->file, beside(p, "c.db", to));
	place_open(p);
	assert_int_equal(open_copy(p), 1);
	assert_false(place_log_says(p, lost));
}

static off_t size_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

/* With the database missing, and then, as the first try leaves it, empty. */
static void a_log_without_its_database_is_refused_and_kept(void **state)
{
	struct place *p = *state;
	char from[128], log[128], a[80];
	off_t size;

	assert_int_equal(add(p, 1), STORE_OK);
	copy_file(beside(p, "a.db-wal", from), beside(p, "c.db-wal", log));
	size = size_of(log);
	place_close(p);
	memcpy(a, p->file, sizeof(a));
	snprintf(p->file, sizeof(p->file), "%s/c.db", p->dir);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(place_try_open(p), STORE_UNUSABLE);
		assert_null(p->store);
		assert_says(p->err, "c.db: the database is missing or empty");
		assert_int_equal(size_of(log), size);
	}
	unlink(log);
	place_open(p);
	assert_int_equal(writing_count_tasks(p), 0);
	place_close(p);
	memcpy(p->file, a, sizeof(a));
	place_open(p);
}

static void show_no_hash(void *unused, struct str hash)
{
	(void)unused;
	(void)hash;
}

static enum inspect_rc inspect(struct place *p, const char *path, struct inspection *out)
{
	const struct hash_visitor hashes = { show_no_hash, NULL };
	struct store_config config = place_config(p);

	config.url = str_z(path);
	return store_inspect(&config, &hashes, &p->arena, out, &p->err);
}

/* As after a crash, before the next start. */
static void a_look_at_a_file_leaves_its_log_there(void **state)
{
	struct inspection found;
	struct place *p = *state;
	char from[128], to[128];

	for (int64_t id = 0; id < 20; id++)
		assert_int_equal(add(p, id), STORE_OK);
	copy_file(beside(p, "a.db-wal", from), beside(p, "c.db-wal", to));
	copy_file(p->file, beside(p, "c.db", to));
	assert_int_equal(inspect(p, to, &found), INSPECT_DONE);
	assert_true(found.exists);
	assert_int_equal(found.users, 1);
	assert_int_equal(open_copy(p), 20);
	assert_false(place_log_says(p, lost));
}

static void a_look_at_a_file_without_a_log_leaves_none(void **state)
{
	struct inspection found;
	struct place *p = *state;
	char log[128];

	place_close(p);
	place_connect(p);
	place_script(p->sql, "pragma journal_mode = wal");
	sql_close(p->sql);
	p->sql = NULL;
	assert_int_equal(access(beside(p, "a.db-wal", log), F_OK), -1);
	assert_int_equal(inspect(p, p->file, &found), INSPECT_DONE);
	assert_int_equal(access(log, F_OK), -1);
}

static void only_a_file_that_is_not_there_is_said_to_be_missing(void **state)
{
	struct inspection found;
	struct place *p = *state;
	char path[128], below[160];

	assert_int_equal(inspect(p, beside(p, "c.db", path), &found), INSPECT_DONE);
	assert_false(found.exists);
	assert_int_equal(symlink("/nowhere/c.db", path), 0);
	assert_int_equal(inspect(p, path, &found), INSPECT_UNREADABLE);
	assert_says(p->err, "is a symbolic link");
	snprintf(below, sizeof(below), "%s/c.db", p->file);
	assert_int_equal(inspect(p, below, &found), INSPECT_UNREADABLE);
	assert_says(p->err, "Not a directory");
}

/* The connection for writing has to hold the log, also where readers alone have used it: the last
 * of them would remove it, and its place would then be judged by a file that is gone. */
static void a_server_that_writes_nothing_holds_its_log_and_closes_it(void **state)
{
	struct place *p = *state;
	char log[128];

	for (int i = 0; i < 3; i++) {
		place_close(p);
		assert_false(sqlite_log_is_missing(p->file));
		place_open(p);
		assert_int_equal(access(beside(p, "a.db-wal", log), F_OK), 0);
		assert_int_equal(writing_count_tasks(p), 0);
	}
	assert_false(place_log_says(p, lost));
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, writing_setup, tidy_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(a_moved_file_is_noticed_and_takes_writes_again_when_it_is_back),
		HERE(a_moved_file_has_everything_that_was_answered),
		HERE(a_replaced_file_is_neither_written_nor_read),
		HERE(a_deleted_log_is_noticed),
		HERE(a_file_that_is_moved_during_a_transaction_leaves_it_uncertain),
		HERE(a_copy_without_the_log_is_refused_until_it_is_accepted),
		HERE(a_copy_with_the_log_is_whole_and_nothing_is_told),
		HERE(a_copy_of_a_closed_file_is_whole_and_nothing_is_told),
		HERE(a_log_without_its_database_is_refused_and_kept),
		HERE(a_server_that_writes_nothing_holds_its_log_and_closes_it),
		HERE(a_look_at_a_file_leaves_its_log_there),
		HERE(a_look_at_a_file_without_a_log_leaves_none),
		HERE(only_a_file_that_is_not_there_is_said_to_be_missing),
	};

	return cmocka_run_group_tests_name("files", tests, NULL, NULL);
}
