/* Each kind of access that a rule gives, beside the same access without the rule. Where the kernel
 * has no Landlock, the outcome says so and nothing is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/cleanup.h"
#include "sandbox/files.h"
#include "unit/sandbox/confined.h"

/* --- the folder in which the tests work: "open" has rules, "shut" has none -------------------- */

static char folder[] = "/tmp/sandbox-files-XXXXXX";

static const char *in(const char *name)
{
	static char paths[8][128];
	static unsigned turn;
	char *path = paths[turn++ % ARRAY_LEN(paths)];

	snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
	return path;
}

static void write_file(const char *path, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	assert_true(fd >= 0);
	close(fd);
}

static int make_folder(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	mkdir(in("open"), 0700);
	mkdir(in("shut"), 0700);
	write_file(in("open/file"), 0600);
	write_file(in("shut/file"), 0600);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(in("open/file"));
	unlink(in("shut/file"));
	rmdir(in("open"));
	rmdir(in("shut"));
	return rmdir(folder);
}

static long kernel_version(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static bool kernel_has_it(void)
{
	return kernel_version() > 0;
}

/* --- attempts: 0 when they succeed, else errno ------------------------------------------------ */

static int try_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int try_list(const char *path)
{
	DIR *dir = opendir(path);

	if (!dir)
		return errno;
	closedir(dir);
	return 0;
}

static int try_make_and_remove(const char *path)
{
	int made = try_open(path, O_WRONLY | O_CREAT | O_EXCL);

	return made ? made : unlink(path) ? errno : 0;
}

static int try_connect(void)
{
	struct sockaddr_in nobody = { .sin_family = AF_INET,
				      .sin_port = htons(1),
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int rc = connect(fd, (const struct sockaddr *)&nobody, sizeof(nobody)) ? errno : 0;

	close(fd);
	return rc;
}

static int try_bind(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
				   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int rc = bind(fd, (const struct sockaddr *)&any, sizeof(any)) ? errno : 0;

	close(fd);
	return rc;
}

static void confine(enum file_access access, enum tcp_access tcp)
{
	const struct file_rule rules[] = { { in("open"), access },
					   { in("missing"), FILE_ACCESS_CHANGE } };
	struct err err = { 0 };

	EXPECT(files_confine(rules, ARRAY_LEN(rules), tcp, &err) ==
	       (kernel_has_it() ? SANDBOX_CONFINED : SANDBOX_LACKING));
}

/* --- tests ------------------------------------------------------------------------------------ */

/* In the order of enum file_access; each may do what the ones before it may. */
static void expect_access(enum file_access access)
{
	int refused = kernel_has_it() ? EACCES : 0;

	confine(access, TCP_ACCESS_NONE);
	EXPECT(try_list(in("open")) == (access >= FILE_ACCESS_LIST ? 0 : refused));
	EXPECT(try_open(in("open/file"), O_RDONLY) == (access >= FILE_ACCESS_READ ? 0 : refused));
	EXPECT(try_open(in("open/file"), O_RDWR) == (access >= FILE_ACCESS_WRITE ? 0 : refused));
	EXPECT(try_make_and_remove(in("open/new")) == (access >= FILE_ACCESS_CHANGE ? 0 : refused));
	EXPECT(try_list(in("shut")) == refused);
	EXPECT(try_open(in("shut/file"), O_RDONLY) == refused);
	EXPECT(try_open(in("shut/file"), O_RDWR) == refused);
	EXPECT(try_make_and_remove(in("shut/new")) == refused);
	EXPECT(try_open("/etc/passwd", O_RDONLY) == refused);
	EXPECT(try_open("/proc/self/mem", O_RDONLY) == refused);
}

#define WITH(name, access)                                                                         \
	static void name##_child(void)                                                             \
	{                                                                                          \
		expect_access(access);                                                             \
	}                                                                                          \
	static void name(void **state)                                                             \
	{                                                                                          \
		(void)state;                                                                       \
		assert_true(in_a_process(name##_child));                                           \
	}

WITH(without_access_nothing_opens, FILE_ACCESS_NONE)
WITH(to_list_is_not_to_read, FILE_ACCESS_LIST)
WITH(to_read_is_not_to_write, FILE_ACCESS_READ)
WITH(to_write_is_not_to_make, FILE_ACCESS_WRITE)
WITH(to_change_reaches_no_other_folder, FILE_ACCESS_CHANGE)

static void expect_one_file(void)
{
	const struct file_rule rule = { in("open/file"), FILE_ACCESS_CHANGE };
	int refused = kernel_has_it() ? EACCES : 0;
	struct err err = { 0 };

	files_confine(&rule, 1, TCP_ACCESS_NONE, &err);
	EXPECT(try_open(in("open/file"), O_RDWR) == 0);
	EXPECT(try_make_and_remove(in("open/new")) == refused);
	EXPECT(try_list(in("open")) == refused);
}

static void a_rule_for_a_file_opens_that_file_alone(void **state)
{
	(void)state;
	assert_true(in_a_process(expect_one_file));
}

static void expect_no_rule_for_the_root(void)
{
	static const char *const spellings[] = { "/", "//", "/tmp/..", "/proc/self/root" };
	struct err err = { 0 };

	EXPECT(!files_is_root(in("open")) && !files_is_root("/nowhere/at/all"));
	for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
		const struct file_rule rule = { spellings[i], FILE_ACCESS_READ };

		EXPECT(files_is_root(spellings[i]));
		EXPECT(files_confine(&rule, 1, TCP_ACCESS_NONE, &err) ==
		       (kernel_has_it() ? SANDBOX_FAULT : SANDBOX_LACKING));
	}
}

static void a_rule_for_the_root_is_refused(void **state)
{
	(void)state;
	assert_true(in_a_process(expect_no_rule_for_the_root));
}

static void expect_no_program(void)
{
	confine(FILE_ACCESS_CHANGE, TCP_ACCESS_NONE);
	EXPECT(execl("/bin/true", "true", NULL) == -1 && errno == EACCES);
}

static void expect_a_program(void)
{
	int outcome = execl("/bin/true", "true", NULL); /* returns only when it failed */

	EXPECT(outcome == 0);
}

static void no_program_starts(void **state)
{
	(void)state;
	assert_true(in_a_process(expect_a_program));
	if (kernel_has_it())
		assert_true(in_a_process(expect_no_program));
}

static void expect_no_connection(void)
{
	int refused = kernel_version() >= 4 ? EACCES : ECONNREFUSED;

	confine(FILE_ACCESS_READ, TCP_ACCESS_NONE);
	EXPECT(try_connect() == refused);
	EXPECT(try_bind() == (kernel_version() >= 4 ? EACCES : 0));
}

static void expect_connections_only(void)
{
	confine(FILE_ACCESS_READ, TCP_ACCESS_CONNECT);
	EXPECT(try_connect() == ECONNREFUSED); /* the kernel asked the other side */
	EXPECT(try_bind() == (kernel_version() >= 4 ? EACCES : 0));
}

static void only_a_client_connects_and_nobody_listens(void **state)
{
	(void)state;
	assert_true(in_a_process(expect_no_connection));
	assert_true(in_a_process(expect_connections_only));
}

static void *open_in_thread(void *path)
{
	return (void *)(intptr_t)try_open(path, O_RDONLY);
}

static void expect_threads_to_inherit(void)
{
	void *rc = NULL;
	pthread_t thread;

	confine(FILE_ACCESS_READ, TCP_ACCESS_NONE);
	EXPECT(pthread_create(&thread, NULL, open_in_thread, (void *)(uintptr_t)in("shut/file")) ==
	       0);
	pthread_join(thread, &rc);
	EXPECT((intptr_t)rc == (kernel_has_it() ? EACCES : 0));
}

static void later_threads_are_confined_as_well(void **state)
{
	(void)state;
	assert_true(in_a_process(expect_threads_to_inherit));
}

static void expect_no_signal_to_outside(void)
{
	EXPECT(kill(getppid(), 0) == 0);
	confine(FILE_ACCESS_READ, TCP_ACCESS_NONE);
	if (kernel_version() >= 6)
		EXPECT(kill(getppid(), 0) == -1 && errno == EPERM);
	EXPECT(kill(getpid(), 0) == 0);
}

static void no_other_process_is_signalled(void **state)
{
	(void)state;
	assert_true(in_a_process(expect_no_signal_to_outside));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_access_nothing_opens),
		cmocka_unit_test(to_list_is_not_to_read),
		cmocka_unit_test(to_read_is_not_to_write),
		cmocka_unit_test(to_write_is_not_to_make),
		cmocka_unit_test(to_change_reaches_no_other_folder),
		cmocka_unit_test(a_rule_for_a_file_opens_that_file_alone),
		cmocka_unit_test(a_rule_for_the_root_is_refused),
		cmocka_unit_test(no_program_starts),
		cmocka_unit_test(only_a_client_connects_and_nobody_listens),
		cmocka_unit_test(later_threads_are_confined_as_well),
		cmocka_unit_test(no_other_process_is_signalled),
	};

	printf("# Landlock, version of this kernel: %ld\n", kernel_version());
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
