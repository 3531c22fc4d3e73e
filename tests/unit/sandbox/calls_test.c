/* Each system call that a server needs no more, beside those that it needs. Where the kernel has no
 * filters, the outcome says so and nothing is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "base/cleanup.h"
#include "sandbox/calls.h"
#include "unit/sandbox/confined.h"

static bool kernel_has_it; /* asked once: the filter refuses the question */

static bool ask_kernel(void)
{
	uint32_t action = SECCOMP_RET_ERRNO;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

static void confine(enum calls_role role)
{
	struct err err = { 0 };
	enum sandbox_outcome outcome = calls_confine(role, &err);

	EXPECT(outcome == (kernel_has_it ? SANDBOX_CONFINED : SANDBOX_LACKING));
}

/* --- attempts: 0 when they succeed, else errno ------------------------------------------------ */

static int outcome_of(long returned)
{
	return returned < 0 ? errno : 0;
}

static int try_program(void)
{
	return outcome_of(execl("/bin/true", "true", NULL));
}

static int try_process(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return outcome_of(child);
}

static int try_attach(void)
{
	return outcome_of(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int try_reading_memory(void)
{
	char byte;
	struct iovec one = { &byte, 1 };

	return outcome_of(process_vm_readv(getppid(), &one, 1, &one, 1, 0));
}

static int try_listening(void)
{
	return outcome_of(listen(socket(AF_INET, SOCK_STREAM, 0), 1));
}

static int try_code(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);

	return at == MAP_FAILED ? errno : 0;
}

static int try_code_later(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return outcome_of(mprotect(at, 4096, PROT_READ | PROT_EXEC));
}

static int try_namespace(void)
{
	return outcome_of(unshare(CLONE_NEWUSER));
}

static int try_becoming_another(void)
{
	return outcome_of(syscall(SYS_setuid, 1));
}

static int try_signal(void)
{
	return outcome_of(kill(getppid(), 0));
}

static int try_raising_a_limit(void)
{
	const struct rlimit limit = { 1, 1 };

	return outcome_of(setrlimit(RLIMIT_CORE, &limit));
}

static int try_unnamed(void)
{
	return outcome_of(syscall(SYS_swapoff, "/nowhere"));
}

static int try_socket(int family, int type)
{
	int fd = socket(family, type | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

/* --- tests ------------------------------------------------------------------------------------ */

static const struct {
	const char *name;
	int (*attempt)(void);
	int refused; /* with what */
} attempts[] = {
	{ "a program", try_program, EPERM },
	{ "a process", try_process, ENOSYS },
	{ "attaching to a process", try_attach, EPERM },
	{ "another process's memory", try_reading_memory, EPERM },
	{ "a listening socket", try_listening, EPERM },
	{ "memory to write and execute", try_code, ENOSYS },
	{ "memory that becomes code", try_code_later, ENOSYS },
	{ "a namespace", try_namespace, EPERM },
	{ "becoming another user", try_becoming_another, EPERM },
	{ "a signal to another process", try_signal, EPERM },
	{ "a higher limit", try_raising_a_limit, ENOSYS },
	{ "a call that no row names", try_unnamed, ENOSYS },
};

static void expect_refusals(enum calls_role role)
{
	confine(role);
	for (size_t i = 0; kernel_has_it && i < ARRAY_LEN(attempts); i++) {
		int got = attempts[i].attempt();

		if (got == attempts[i].refused)
			continue;
		faults++;
		fprintf(stderr, "%s: %s\n", attempts[i].name, strerror(got));
	}
}

static void expect_refusals_to_a_server(void)
{
	expect_refusals(CALLS_SERVER);
}

static void expect_refusals_to_a_client(void)
{
	expect_refusals(CALLS_CLIENT);
}

static void what_a_server_never_does_is_refused(void **state)
{
	(void)state;
	assert_true(in_a_process(expect_refusals_to_a_server));
	assert_true(in_a_process(expect_refusals_to_a_client));
}

/* Without the filter; those that need rights which the user may not have are left out. */
static void expect_success(void)
{
	EXPECT(try_process() == 0);
	EXPECT(try_listening() == 0);
	EXPECT(try_code() == 0);
	EXPECT(try_code_later() == 0);
	EXPECT(try_signal() == 0);
	EXPECT(try_unnamed() != ENOSYS);
	EXPECT(try_program() == 0);
}

static void without_the_filter_the_same_succeeds(void **state)
{
	(void)state;
	assert_true(in_a_process(expect_success));
}

static void *add_one(void *number)
{
	return (void *)((intptr_t)number + 1);
}

static void expect_work(void)
{
	char bytes[8];
	void *sum = NULL;
	int ends[2], fd;
	pthread_t thread;

	confine(CALLS_SERVER);
	EXPECT(pthread_create(&thread, NULL, add_one, (void *)(intptr_t)41) == 0);
	pthread_join(thread, &sum);
	EXPECT((intptr_t)sum == 42);
	EXPECT(getrandom(bytes, sizeof(bytes), 0) == sizeof(bytes));
	EXPECT(pipe2(ends, O_CLOEXEC) == 0);
	EXPECT(write(ends[1], "x", 1) == 1 && read(ends[0], bytes, 1) == 1);
	fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	EXPECT(fd >= 0 && read(fd, bytes, 1) == 1);
	EXPECT(mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) != MAP_FAILED);
	EXPECT(setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + 1) == 0);
	EXPECT(try_socket(AF_INET, SOCK_STREAM) == 0);
}

static void what_a_server_does_works(void **state)
{
	(void)state;
	assert_true(in_a_process(expect_work));
}

static void expect_sockets_of_a_server(void)
{
	int refused = kernel_has_it ? ENOSYS : 0;

	confine(CALLS_SERVER);
	EXPECT(try_socket(AF_INET, SOCK_DGRAM) == refused);
	EXPECT(try_socket(AF_UNIX, SOCK_STREAM) == refused);
	EXPECT(try_socket(AF_NETLINK, SOCK_RAW) == refused);
	if (kernel_has_it)
		EXPECT(connect(-1, NULL, 0) == -1 && errno != EBADF);
}

static void expect_sockets_of_a_client(void)
{
	confine(CALLS_CLIENT);
	EXPECT(try_socket(AF_INET, SOCK_DGRAM) == 0);
	EXPECT(try_socket(AF_UNIX, SOCK_STREAM) == 0);
	EXPECT(try_socket(AF_NETLINK, SOCK_RAW) == 0);
	EXPECT(connect(-1, NULL, 0) == -1 && errno == EBADF);
	if (kernel_has_it) {
		EXPECT(try_socket(AF_PACKET, SOCK_RAW) == ENOSYS);
		EXPECT(try_socket(AF_VSOCK, SOCK_STREAM) == ENOSYS);
		EXPECT(try_socket(AF_INET, SOCK_RAW) == ENOSYS);
	}
}

static void only_a_client_connects(void **state)
{
	(void)state;
	assert_true(in_a_process(expect_sockets_of_a_server));
	assert_true(in_a_process(expect_sockets_of_a_client));
}

static void expect_an_abort(void)
{
	confine(CALLS_SERVER);
	fclose(stderr);
	abort();
}

static void a_failed_assertion_still_ends_the_process(void **state)
{
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		expect_an_abort();
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_server_never_does_is_refused),
		cmocka_unit_test(without_the_filter_the_same_succeeds),
		cmocka_unit_test(what_a_server_does_works),
		cmocka_unit_test(only_a_client_connects),
		cmocka_unit_test(a_failed_assertion_still_ends_the_process),
	};

	kernel_has_it = ask_kernel();
	printf("# seccomp filters in this kernel: %s\n", kernel_has_it ? "yes" : "no");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
