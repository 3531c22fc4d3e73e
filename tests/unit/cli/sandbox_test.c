/* What a server with certain settings may still open, seen from inside of its confinement. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/cleanup.h"
#include "cli/sandbox/sandbox.h"
#include "cli/settings/defaults.h"
#include "cli/settings/parse.h"
#include "unit/sandbox/confined.h"

#define WORDS 6

static char folder[] = "/tmp/cli-sandbox-XXXXXX";
static bool has_landlock, has_seccomp;

static const char *in(const char *name)
{
	static char paths[8][128];
	static unsigned turn;
	char *path = paths[turn++ % ARRAY_LEN(paths)];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static void write_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	close(fd);
}

static int make_folder(void **state)
{
	static const char *const folders[] = { "data", "database", "web", "keys", "private" };

	(void)state;
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		mkdir(in(folders[i]), 0700);
		write_file(strcat((char *)(uintptr_t)in(folders[i]), "/file"));
	}
	return symlink("/no-such-file", in("web/in-root")) || symlink("/", in("root")) ||
	       symlink(in("database/file"), in("private/linked.db"));
}

static int remove_folder(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

/* "$" stands for the folder. */
static const char *spelled(struct arena *a, const char *word)
{
	const char *at = strchr(word, '$');

	return at ? arena_fmt(a, "%.*s%s%s", (int)(at - word), word, folder, at + 1).p : word;
}

static void enter(const char *const *words, enum sandbox_keys keys)
{
	static const struct log log = { .fd = STDERR_FILENO, .level = LOG_LEVEL_ERROR };
	static struct settings settings;
	static struct arena arena;
	char *environment[WORDS + 1] = { 0 };
	struct err err = { 0 };

	for (size_t i = 0; i < WORDS && words[i]; i++)
		environment[i] = (char *)(uintptr_t)spelled(&arena, words[i]);
	EXPECT(settings_read(&arena, environment, &settings, &err) == SETTINGS_OK);
	settings_resolve_defaults(&arena, &settings);
	EXPECT(sandbox_enter(&arena, &settings, keys, &log) == 0);
}

/* --- what each setting opens ------------------------------------------------------------------ */

enum reach {
	REACH_NOTHING = 0,
	REACH_READ,
	REACH_CHANGE,
};

static const struct row {
	const char *name;
	const char *environment[WORDS];
	enum reach data, database, web, private, etc;
	bool connects;
	bool in_root; /* the working directory is the root */
	enum sandbox_keys keys_in;
	enum reach keys; /* of a file in the folder of keys */
} rows[] = {
	{ .name = "SQLite in the data folder",
	  .environment = { "OSTIARY_DATA=$/data" },
	  .data = REACH_CHANGE },
	{ .name = "SQLite elsewhere",
	  .environment = { "OSTIARY_DATA=$/data", "DATABASE_URL=sqlite:$/database/file" },
	  .data = REACH_CHANGE,
	  .database = REACH_CHANGE },
	{ .name = "SQLite by a link",
	  .environment = { "OSTIARY_DATA=$/data", "DATABASE_URL=$/private/linked.db" },
	  .data = REACH_CHANGE,
	  .database = REACH_CHANGE,
	  .private = REACH_CHANGE },
	{ .name = "pages in a folder",
	  .environment = { "OSTIARY_DATA=$/data", "OSTIARY_WEB_FOLDER=$/web" },
	  .data = REACH_CHANGE,
	  .web = REACH_READ },
	{ .name = "PostgreSQL",
	  .environment = { "OSTIARY_DATA=$/data", "DATABASE_URL=postgres://u@h/d" },
	  .data = REACH_CHANGE,
	  .etc = REACH_READ,
	  .connects = true },
	{ .name = "PostgreSQL with a certificate",
	  .environment = { "OSTIARY_DATA=$/data",
			   "DATABASE_URL=postgres://u@h/d?sslrootcert=$/private/file" },
	  .data = REACH_CHANGE,
	  .private = REACH_READ,
	  .etc = REACH_READ,
	  .connects = true },
	{ .name = "a mail server",
	  .environment = { "OSTIARY_DATA=$/data", "OSTIARY_SMTP_HOST=mail.example",
			   "OSTIARY_SMTP_CA_FILE=$/private/file" },
	  .data = REACH_CHANGE,
	  .private = REACH_READ,
	  .etc = REACH_READ,
	  .connects = true },
	{ .name = "a task node",
	  .environment = { "OSTIARY_DATA=$/data", "OSTIARY_ROLE=tasks" },
	  .data = REACH_CHANGE,
	  .etc = REACH_READ,
	  .connects = true },
	{ .name = "keys in a folder",
	  .environment = { "OSTIARY_DATA=$/data", "OSTIARY_SIGNING_KEYS_DIR=$/keys" },
	  .data = REACH_CHANGE,
	  .keys = REACH_READ },
	{ .name = "keys in a folder, which another process reads",
	  .environment = { "OSTIARY_DATA=$/data", "OSTIARY_SIGNING_KEYS_DIR=$/keys" },
	  .keys_in = SANDBOX_KEYS_KEPT,
	  .data = REACH_CHANGE },
	{ .name = "a secret that another process reads, and SQLite elsewhere",
	  .environment = { "OSTIARY_DATA=$/data", "DATABASE_URL=sqlite:$/database/file" },
	  .keys_in = SANDBOX_KEYS_KEPT,
	  .database = REACH_CHANGE },
	{ .name = "a secret that another process reads, and PostgreSQL",
	  .environment = { "OSTIARY_DATA=$/data", "DATABASE_URL=postgres://u@h/d" },
	  .keys_in = SANDBOX_KEYS_KEPT,
	  .etc = REACH_READ,
	  .connects = true },
	{ .name = "a file in the root, of which the root is the folder",
	  .environment = { "OSTIARY_DATA=$/data", "OSTIARY_BLOCKED_PASSWORDS=/no-such-file" },
	  .data = REACH_CHANGE },
	{ .name = "a link to a file in the root",
	  .environment = { "OSTIARY_DATA=$/data", "OSTIARY_BLOCKED_PASSWORDS=$/web/in-root" },
	  .data = REACH_CHANGE,
	  .web = REACH_READ },
	{ .name = "the root, spelled differently",
	  .environment = { "OSTIARY_DATA=$/data", "OSTIARY_WEB_FOLDER=/tmp/..",
			   "OSTIARY_MAIL_TEMPLATES=//", "OSTIARY_SIGNING_KEYS_DIR=/./" },
	  .data = REACH_CHANGE },
	{ .name = "a link to the root",
	  .environment = { "OSTIARY_DATA=$/data", "OSTIARY_WEB_FOLDER=$/root" },
	  .data = REACH_CHANGE },
	{ .name = "a database in the root",
	  .environment = { "OSTIARY_DATA=$/data", "DATABASE_URL=sqlite:/no-such.db" },
	  .data = REACH_CHANGE },
	{ .name = "a file of the working directory, which is the root",
	  .environment = { "OSTIARY_DATA=$/data", "OSTIARY_BLOCKED_PASSWORDS=./no-such-file",
			   "DATABASE_URL=sqlite:./no-such.db" },
	  .in_root = true,
	  .data = REACH_CHANGE },
	{ .name = "Landlock off",
	  .environment = { "OSTIARY_DATA=$/data", "OSTIARY_LANDLOCK=off" },
	  .data = REACH_CHANGE,
	  .database = REACH_CHANGE,
	  .web = REACH_CHANGE,
	  .private = REACH_CHANGE,
	  .etc = REACH_CHANGE,
	  .keys = REACH_CHANGE },
};

static const struct row *current;

static bool opens(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static enum reach reach_of(const char *path)
{
	if (opens(path, O_RDWR))
		return REACH_CHANGE;
	return opens(path, O_RDONLY) ? REACH_READ : REACH_NOTHING;
}

static enum reach expected(enum reach reach)
{
	return has_landlock ? reach : REACH_CHANGE;
}

static void expect_row(void)
{
	bool may_connect = current->connects || !has_seccomp;

	EXPECT(!current->in_root || chdir("/") == 0);
	enter(current->environment, current->keys_in);
	EXPECT(reach_of(in("data/file")) == expected(current->data));
	EXPECT(reach_of(in("database/file")) == expected(current->database));
	EXPECT(reach_of(in("web/file")) == expected(current->web));
	EXPECT(reach_of(in("private/file")) == expected(current->private));
	EXPECT(reach_of(in("keys/file")) == expected(current->keys));
	EXPECT((reach_of("/etc/passwd") != REACH_NOTHING) ==
	       (expected(current->etc) != REACH_NOTHING));
	EXPECT((socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) >= 0) == may_connect);
}

static void each_setting_opens_what_it_names_and_no_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		current = &rows[i];
		if (!in_a_process(expect_row))
			fail_msg("%s", current->name);
	}
}

static void expect_no_filter(void)
{
	const char *const words[WORDS] = { "OSTIARY_DATA=$/data", "OSTIARY_SECCOMP=off" };

	enter(words, SANDBOX_KEYS_HERE);
	EXPECT(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) >= 0);
	EXPECT(reach_of(in("private/file")) == expected(REACH_NOTHING));
}

static void each_half_can_be_turned_off_alone(void **state)
{
	(void)state;
	assert_true(in_a_process(expect_no_filter));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_setting_opens_what_it_names_and_no_more),
		cmocka_unit_test(each_half_can_be_turned_off_alone),
	};

	has_landlock = sandbox_is_built() && syscall(SYS_landlock_create_ruleset, NULL, 0,
						     LANDLOCK_CREATE_RULESET_VERSION) > 0;
	has_seccomp = sandbox_is_built() && prctl(PR_GET_SECCOMP) == 0;
	printf("# confining files: %d, system calls: %d\n", has_landlock, has_seccomp);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
