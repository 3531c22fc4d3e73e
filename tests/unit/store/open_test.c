/* Opening a database: new, old, foreign, broken, locked, and opened by two processes at once. */
#include "support/place.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include "store/sqlite/connection.h"
#include "store/tables/tasks/tasks.h"
#include "store/tables/users.h"

#define PROCESSES 6
#define ROUNDS    5

static bool log_has(const struct place *p, const char *words)
{
	char text[4096] = "";

	if (pread(p->log_fd, text, sizeof(text) - 1, 0) < 0)
		return false;
	return strstr(text, words) != NULL;
}

static void refused(struct place *p, enum store_open_rc rc, const char *words)
{
	assert_int_equal(place_try_open(p), rc);
	assert_null(p->store);
	assert_says(p->err, words);
	assert_says(p->err, p->file);
}

static void a_new_database_is_private_and_ready(void **state)
{
	struct place *p = *state;
	char wal[96];
	struct stat st;

	umask(0);
	place_open(p);
	assert_int_equal(store_ping(p->store, &p->err), STORE_OK);
	umask(022);
	assert_int_equal(stat(p->file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	snprintf(wal, sizeof(wal), "%s-wal", p->file);
	assert_int_equal(stat(wal, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(log_has(p, "database migrated"));
	place_connect(p);
	assert_int_equal(place_number(p->sql,
				      "select count(*) from ostiary_migration where version = 1"
				      " and applied_at = '2026-11-20T03:53:11.318Z'"),
			 1);
}

/* The first page, which every change of the file touches; without the counters, which turning the
 * log on and off raises (bytes 24 to 27 and 92 to 95). */
static void read_page(const struct place *p, char page[4096])
{
	int fd = open(p->file, O_RDONLY | O_CLOEXEC);

	assert_int_equal(read(fd, page, 4096), 4096);
	close(fd);
	memset(page + 24, 0, 4);
	memset(page + 92, 0, 4);
}

static void a_second_start_changes_nothing(void **state)
{
	struct place *p = *state;
	char first[4096], second[4096];

	place_open(p);
	place_close(p);
	read_page(p, first);
	place_open(p);
	place_close(p);
	read_page(p, second);
	assert_memory_equal(first, second, sizeof(first));
	place_connect(p);
	assert_int_equal(place_number(p->sql,
				      "select count(*) - max(version) from ostiary_migration"
				      " where version > 0"),
			 0);
}

static void better_auths_tables_are_as_its_own_migration_makes_them(void **state)
{
	/* Columns in order: table, name, type, not null, key; and the indexes. */
	static const char described[] =
		"select group_concat(d, char(10)) from (select m.name || '.' || i.name || ' ' ||"
		" lower(i.type) || ' ' || i.\"notnull\" || i.pk as d from sqlite_schema m,"
		" pragma_table_info(m.name) i where m.type = 'table' and m.name not like 'ostiary%'"
		" and m.name <> 'passkey'"
		" order by m.name, i.cid)";
	static const char expected[] =
		"account.id text 11\naccount.accountId text 10\naccount.providerId text 10\n"
		"account.userId text 10\naccount.accessToken text 00\naccount.refreshToken text "
		"00\n"
		"account.idToken text 00\naccount.accessTokenExpiresAt date 00\n"
		"account.refreshTokenExpiresAt date 00\naccount.scope text 00\n"
		"account.password text 00\naccount.createdAt date 10\naccount.updatedAt date 10\n"
		"jwks.id text 11\njwks.publicKey text 10\njwks.privateKey text 10\n"
		"jwks.createdAt date 10\njwks.expiresAt date 00\njwks.alg text 00\njwks.crv text "
		"00\n"
		"session.id text 11\nsession.expiresAt date 10\nsession.token text 10\n"
		"session.createdAt date 10\nsession.updatedAt date 10\nsession.ipAddress text 00\n"
		"session.userAgent text 00\nsession.userId text 10\n"
		"user.id text 11\nuser.name text 10\nuser.email text 10\n"
		"user.emailVerified integer 10\nuser.image text 00\nuser.createdAt date 10\n"
		"user.updatedAt date 10\n"
		"verification.id text 11\nverification.identifier text 10\n"
		"verification.value text 10\nverification.expiresAt date 10\n"
		"verification.createdAt date 10\nverification.updatedAt date 10";
	struct place *p = *state;
	struct sql_run *run;

	place_open(p);
	place_connect(p);
	run = sql_start(p->sql, described);
	assert_int_equal(sql_step(run, &p->err), STORE_OK);
	assert_string_equal(sql_text(run, 0).p, expected);
	sql_end(run);
	assert_int_equal(place_number(p->sql,
				      "select count(*) from sqlite_schema where type = 'index' and"
				      " name in ('session_userId_idx', 'account_userId_idx',"
				      " 'verification_identifier_idx')"),
			 3);
}

static const char made_by_better_auth[] =
	"create table \"user\" (\"id\" text not null primary key, \"name\" text not null,"
	" \"email\" text not null unique, \"emailVerified\" integer not null, \"image\" text,"
	" \"createdAt\" date not null, \"updatedAt\" date not null, \"favourite\" text);"
	"create table \"session\" (\"id\" text not null primary key, \"expiresAt\" date not null,"
	" \"token\" text not null unique, \"createdAt\" date not null, \"updatedAt\" date not null,"
	" \"ipAddress\" text, \"userAgent\" text,"
	" \"userId\" text not null references \"user\" (\"id\") on delete cascade);"
	"insert into user values ('u1', 'Ann', 'ann@example.com', 1, null,"
	" '2026-01-02T03:04:05.678Z', '2026-01-02T03:04:05.678Z', 'blue');";

static enum store_rc find_ann(struct sql *sql, void *arg, struct err *err)
{
	struct place *p = arg;
	struct user user;
	enum store_rc rc = users_by_email(sql, &p->arena, STR("ann@example.com"), &user, err);

	assert_text(user.id, "u1");
	assert_true(user.email_verified);
	assert_int_equal(user.created_ms, INT64_C(1767323045678));
	return rc;
}

static void tables_that_better_auth_made_are_kept_with_their_rows(void **state)
{
	struct place *p = *state;

	place_connect(p);
	place_script(p->sql, made_by_better_auth);
	place_open(p);
	assert_int_equal(store_read(p->store, find_ann, p, &p->err), STORE_OK);
	assert_int_equal(place_number(p->sql, "select count(*) from user where favourite = 'blue'"),
			 1);
	assert_int_equal(place_number(p->sql, "select count(*) from pragma_table_info('user')"), 8);
	assert_int_equal(place_number(p->sql, "select count(*) from account"),
			 0); /* the missing ones */
	assert_int_equal(place_number(p->sql, "select count(*) from jwks"), 0);
	assert_int_equal(place_number(p->sql, "select count(*) from ostiary_task"), 0);
	assert_int_equal(place_number(p->sql, "select count(*) from sqlite_schema where"
					      " name = 'session_userId_idx'"),
			 1);
}

static void a_user_table_of_something_else_is_refused_and_nothing_is_added(void **state)
{
	struct place *p = *state;

	place_connect(p);
	place_script(p->sql, "create table user (id text primary key, login text)");
	refused(p, STORE_UNUSABLE, "table \"user\" has no column \"name\"");
	assert_int_equal(
		place_number(p->sql, "select count(*) from sqlite_schema where type = 'table'"), 1);
}

static void a_database_of_a_newer_version_is_refused_untouched(void **state)
{
	struct place *p = *state;

	place_connect(p);
	place_script(p->sql,
		     "create table ostiary_migration (version integer not null primary key,"
		     " name text not null, applied_at text not null);"
		     "insert into ostiary_migration values (1, 'first', 'x'), (99, 'next', 'x')");
	refused(p, STORE_NEWER, "newer version of Ostiary");
	assert_int_equal(
		place_number(p->sql, "select count(*) from sqlite_schema where type = 'table'"), 1);
	place_script(p->sql, "delete from ostiary_migration");
	place_open(p);
}

static void a_file_that_is_not_a_database_is_refused_untouched(void **state)
{
	static const char text[] =
		"These are not the rows you are looking for. These are not the rows"
		" you are looking for. These are not the rows you look for.";
	struct place *p = *state;
	char after[sizeof(text)] = "";
	int fd = open(p->file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	assert_int_equal(write(fd, text, sizeof(text)), sizeof(text));
	refused(p, STORE_UNUSABLE, "not an SQLite database");
	assert_int_equal(pread(fd, after, sizeof(after), 0), sizeof(after));
	assert_memory_equal(after, text, sizeof(text));
	assert_int_equal(ftruncate(fd, 0), 0); /* an empty file is a fresh database */
	close(fd);
	place_open(p);
}

static void a_path_that_is_missing_or_not_a_file_is_refused(void **state)
{
	struct place *p = *state;
	struct store_config config = place_config(p);

	config.url = arena_fmt(&p->arena, "sqlite:%s/none/a.db", p->dir);
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_UNUSABLE);
	assert_says(p->err, "No such file or directory");
	config.url = str_z(p->dir);
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_UNUSABLE);
	assert_says(p->err, "is not a file");
	config.url = STR("mysql://me:hunter2@db/tasks");
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_BAD_URL);
	assert_null(strstr(p->err.text, "hunter2"));
	config.url = arena_fmt(&p->arena, "sqlite://%s", p->file);
	assert_int_equal(store_open(&config, &p->store, &p->err), STORE_OPENED);
}

static void a_database_of_others_or_open_to_them_is_refused(void **state)
{
	static const mode_t modes[] = { 0644, 0640, 0604, 0622 };
	struct place *p = *state;
	char *link;

	place_open(p);
	place_close(p);
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		assert_int_equal(chmod(p->file, modes[i]), 0);
		assert_int_equal(place_try_open(p), STORE_UNUSABLE);
		assert_says(p->err, "chmod 600 removes that");
	}
	assert_int_equal(chmod(p->file, 0600), 0);
	if (geteuid() == 0) {
		assert_int_equal(chown(p->file, 65534, 65534), 0);
		assert_int_equal(place_try_open(p), STORE_UNUSABLE);
		assert_says(p->err, "belongs to another user");
		assert_int_equal(chown(p->file, 0, 0), 0);
	}
	assert_true(asprintf(&link, "%s.real", p->file) > 0);
	assert_int_equal(rename(p->file, link), 0);
	assert_int_equal(symlink(link, p->file), 0);
	assert_int_equal(place_try_open(p), STORE_UNUSABLE);
	assert_says(p->err, "is a symbolic link");
	assert_int_equal(rename(link, p->file), 0);
	free(link);
	place_open(p);
}

/* Runs fn in a process of its own that is not root, and returns its exit status. */
static int in_child(struct place *p, int (*fn)(struct place *p))
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		if (geteuid() == 0 && setresuid(65534, 65534, 65534) < 0)
			_exit(90);
		_exit(fn(p));
	}
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int open_and_close(struct place *p)
{
	enum store_open_rc rc = place_try_open(p);

	place_close(p);
	if (rc == STORE_UNUSABLE && !strstr(p->err.text, p->file))
		return 91;
	return (int)rc;
}

static void a_directory_or_file_without_permission_is_refused(void **state)
{
	struct place *p = *state;

	assert_int_equal(chmod(p->dir, 0555), 0);
	assert_int_equal(in_child(p, open_and_close), STORE_UNUSABLE);
	assert_int_equal(access(p->file, F_OK), -1);
	assert_int_equal(chmod(p->dir, 0777), 0);
	assert_int_equal(in_child(p, open_and_close), STORE_OPENED);
	assert_int_equal(chmod(p->file, 0400), 0);
	assert_int_equal(in_child(p, open_and_close), STORE_UNUSABLE);
	assert_int_equal(chmod(p->file, 0600), 0);
	assert_int_equal(in_child(p, open_and_close), STORE_OPENED);
	assert_int_equal(chmod(p->dir, 0555), 0); /* no place for the log */
	assert_int_equal(in_child(p, open_and_close), STORE_UNUSABLE);
	assert_int_equal(chmod(p->dir, 0700), 0);
}

/* As with a mistyped name. */
static void a_database_that_must_be_there_is_not_made(void **state)
{
	struct place *p = *state;
	struct stat st;

	assert_int_equal(place_try_found(p), STORE_UNUSABLE);
	assert_says(p->err, "cannot be opened: No such file");
	assert_int_equal(access(p->file, F_OK), -1);
	assert_int_equal(sqlite_create(p->file, &p->err), STORE_OK);
	assert_int_equal(place_try_found(p), STORE_UNUSABLE);
	assert_says(p->err, "there are no tables in it");
	assert_int_equal(stat(p->file, &st), 0);
	assert_int_equal(st.st_size, 0);
	place_open(p);
	place_close(p);
	assert_int_equal(place_try_found(p), STORE_OPENED);
	place_close(p);
}

static void tables_of_better_auth_are_enough_to_be_there(void **state)
{
	struct place *p = *state;

	place_open(p);
	place_close(p);
	place_connect(p);
	place_script(p->sql, "drop table ostiary_migration");
	assert_int_equal(place_try_found(p), STORE_OPENED);
	place_script(p->sql, "select version from ostiary_migration");
}

static void a_locked_database_is_waited_for_and_then_refused(void **state)
{
	struct place *p = *state;
	struct store *first;

	place_connect(p);
	place_script(p->sql, "create table other (x); begin exclusive");
	refused(p, STORE_UNUSABLE, "locked by another process");
	place_script(p->sql, "rollback");
	place_open(p);
	assert_int_equal(sql_begin_write(p->sql, &p->err), STORE_OK); /* writing, up to date */
	first = p->store;
	place_open(p); /* a second process */
	place_close(p);
	sql_rollback(p->sql);
	p->store = first;
}

static void remove_files(const struct place *p)
{
	char path[96];

	for (size_t i = 0; i < SQLITE_FILES; i++) {
		snprintf(path, sizeof(path), "%s%s", p->file, sqlite_suffixes[i]);
		unlink(path);
	}
}

static void processes_that_start_at_once_make_one_database(void **state)
{
	struct place *p = *state;

	for (int round = 0; round < ROUNDS; round++) {
		pid_t pids[PROCESSES];

		for (int i = 0; i < PROCESSES; i++) {
			pids[i] = fork();
			assert_true(pids[i] >= 0);
			if (pids[i] == 0) {
				struct store_config config = place_config(p);

				config.busy_ms = 20000;
				if (store_open(&config, &p->store, &p->err) == STORE_OPENED &&
				    store_ping(p->store, &p->err) == STORE_OK)
					_exit(0);
				fprintf(stderr, "%s\n", p->err.text);
				_exit(1);
			}
		}
		for (int i = 0; i < PROCESSES; i++) {
			int status = 1;

			assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
			assert_int_equal(status, 0);
		}
		place_connect(p);
		assert_int_equal(
			place_number(p->sql, "select count(*) - max(version) from ostiary_migration"
					     " where version > 0"),
			0);
		sql_close(p->sql);
		p->sql = NULL;
		remove_files(p); /* the processes have left their log */
	}
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, place_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* First the tests that fork: there is no thread yet. */
		HERE(processes_that_start_at_once_make_one_database),
		HERE(a_directory_or_file_without_permission_is_refused),
		HERE(a_new_database_is_private_and_ready),
		HERE(a_second_start_changes_nothing),
		HERE(better_auths_tables_are_as_its_own_migration_makes_them),
		HERE(tables_that_better_auth_made_are_kept_with_their_rows),
		HERE(a_user_table_of_something_else_is_refused_and_nothing_is_added),
		HERE(a_database_of_a_newer_version_is_refused_untouched),
		HERE(a_file_that_is_not_a_database_is_refused_untouched),
		HERE(a_path_that_is_missing_or_not_a_file_is_refused),
		HERE(a_database_of_others_or_open_to_them_is_refused),
		HERE(a_database_that_must_be_there_is_not_made),
		HERE(tables_of_better_auth_are_enough_to_be_there),
		HERE(a_locked_database_is_waited_for_and_then_refused),
	};

	return cmocka_run_group_tests_name("open", tests, NULL, NULL);
}
