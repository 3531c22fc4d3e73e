/* The datagrams that a supervisor gets: the receiver is a real socket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/supervisor/supervisor.h"

#define NOBODY "the supervisor is told nothing"

struct listener {
	char name[64]; /* as NOTIFY_SOCKET has it */
	int fd;
	int said; /* the log, a pipe */
	struct log log;
};

static void log_to_pipe(struct listener *l)
{
	int ends[2];

	assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
	l->said = ends[0];
	l->log = (struct log){ .fd = ends[1], .level = LOG_LEVEL_WARN, .clock = &clock_real };
}

/* A socket in the file system, or with '@' an abstract one. */
static struct listener listen_as(char kind)
{
	struct listener l = { 0 };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const struct timeval patience = { .tv_sec = 30 };
	size_t n;

	snprintf(l.name, sizeof(l.name), "%s/supervisor-%ld", kind == '@' ? "@" : "/tmp",
		 (long)getpid());
	n = strlen(l.name);
	memcpy(address.sun_path, l.name, n);
	if (kind == '@')
		address.sun_path[0] = '\0';
	else
		unlink(l.name);
	l.fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(l.fd, (const struct sockaddr *)&address,
			      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)),
			 0);
	setsockopt(l.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	log_to_pipe(&l);
	setenv("NOTIFY_SOCKET", l.name, 1);
	return l;
}

static void done(struct listener *l)
{
	if (l->fd > 0)
		close(l->fd);
	if (l->name[0] == '/')
		unlink(l->name);
	close(l->said);
	close(l->log.fd);
}

static const char *next(const struct listener *l)
{
	static char text[256];
	ssize_t n = recv(l->fd, text, sizeof(text) - 1, 0);

	assert_true(n > 0);
	text[n] = '\0';
	return text;
}

static bool is_quiet(const struct listener *l)
{
	char text[256];

	return recv(l->fd, text, sizeof(text), MSG_DONTWAIT) < 0;
}

static bool lives(void *arg)
{
	return !arg;
}

static void tells(char kind)
{
	struct listener l = listen_as(kind);
	struct supervisor s;

	supervisor_find(&s, &l.log);
	assert_null(getenv("NOTIFY_SOCKET"));
	assert_true(is_quiet(&l));
	supervisor_ready(&s, lives, NULL);
	assert_string_equal(next(&l), "READY=1");
	supervisor_reloaded(&s);
	assert_memory_equal(next(&l), "RELOADING=1\nMONOTONIC_USEC=", 27);
	assert_string_equal(next(&l), "READY=1");
	supervisor_stopping(&s);
	assert_string_equal(next(&l), "STOPPING=1");
	assert_true(is_quiet(&l));
	supervisor_done(&s);
	done(&l);
}

static void a_socket_in_the_file_system_is_told(void **state)
{
	(void)state;
	tells('/');
}

static void an_abstract_socket_is_told(void **state)
{
	(void)state;
	tells('@');
}

static void without_a_socket_nobody_is_told(void **state)
{
	struct listener l = { .fd = -1 };
	struct supervisor s;
	char text[8];

	(void)state;
	log_to_pipe(&l);
	for (int i = 0; i < 2; i++) {
		unsetenv("NOTIFY_SOCKET");
		if (i)
			setenv("NOTIFY_SOCKET", "", 1);
		supervisor_find(&s, &l.log);
		supervisor_ready(&s, lives, NULL);
		supervisor_reloaded(&s);
		supervisor_stopping(&s);
		supervisor_done(&s);
		assert_int_equal(s.fd, -1);
	}
	assert_true(read(l.said, text, sizeof(text)) < 0);
	done(&l);
}

static void an_address_that_is_none_is_a_line_in_the_log(void **state)
{
	char longest[200] = "/";
	const char *const names[] = { "relative", "vsock:2:1234", "/", "@", longest };

	(void)state;
	memset(longest + 1, 'x', sizeof(longest) - 2);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct listener l = { .fd = -1 };
		struct supervisor s;
		char text[1024] = "";

		log_to_pipe(&l);
		setenv("NOTIFY_SOCKET", names[i], 1);
		supervisor_find(&s, &l.log);
		assert_int_equal(s.fd, -1);
		assert_true(read(l.said, text, sizeof(text) - 1) > 0);
		assert_non_null(strstr(text, NOBODY));
		done(&l);
	}
}

/* The supervisor has gone, or does not read: nothing waits, and nothing ends. */
static void who_does_not_read_is_not_waited_for(void **state)
{
	struct listener l = listen_as('/');
	struct supervisor s;

	(void)state;
	supervisor_find(&s, &l.log);
	for (int i = 0; i < 5000; i++)
		supervisor_stopping(&s);
	close(l.fd);
	l.fd = -1;
	supervisor_stopping(&s);
	supervisor_done(&s);
	done(&l);
}

static void set_watchdog(const char *usec, const char *pid)
{
	setenv("WATCHDOG_USEC", usec, 1);
	unsetenv("WATCHDOG_PID");
	if (pid)
		setenv("WATCHDOG_PID", pid, 1);
}

static void a_watchdog_is_answered_while_the_server_lives(void **state)
{
	struct listener l = listen_as('@');
	struct supervisor s;
	char own[32];

	(void)state;
	snprintf(own, sizeof(own), "%ld", (long)getpid());
	set_watchdog("20000", own);
	supervisor_find(&s, &l.log);
	assert_null(getenv("WATCHDOG_USEC"));
	assert_int_equal(s.watchdog_ms, 10);
	supervisor_ready(&s, lives, NULL);
	assert_string_equal(next(&l), "READY=1");
	for (int i = 0; i < 3; i++)
		assert_string_equal(next(&l), "WATCHDOG=1");
	supervisor_done(&s);
	done(&l);
}

static bool is_dead_at_the_third(void *arg)
{
	int *asked = arg;

	return ++*asked < 3;
}

static void a_watchdog_hears_nothing_of_a_server_that_hangs(void **state)
{
	struct listener l = listen_as('@');
	struct supervisor s;
	int asked = 0;

	(void)state;
	set_watchdog("20000", NULL);
	supervisor_find(&s, &l.log);
	supervisor_ready(&s, is_dead_at_the_third, &asked);
	assert_string_equal(next(&l), "READY=1");
	assert_string_equal(next(&l), "WATCHDOG=1");
	assert_string_equal(next(&l), "WATCHDOG=1");
	supervisor_done(&s);
	assert_true(is_quiet(&l));
	done(&l);
}

static void the_time_of_a_watchdog_is_read(void **state)
{
	static const struct {
		const char *usec, *pid;
		int64_t ms;
	} rows[] = {
		{ "30000000", NULL, 15000 }, { "30000000", "", 15000 }, { "1", NULL, 1 },
		{ "30000000", "1", 0 },      { "30000000", "x", 0 },    { "soon", NULL, 0 },
		{ "-1", NULL, 0 },           { "", NULL, 0 },
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct listener l = listen_as('@');
		struct supervisor s;

		set_watchdog(rows[i].usec, rows[i].pid);
		supervisor_find(&s, &l.log);
		assert_int_equal(s.watchdog_ms, rows[i].ms);
		supervisor_done(&s);
		done(&l);
	}
}

static void the_journal_is_known_by_its_descriptor(void **state)
{
	char text[64];
	struct stat info;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fstat(ends[1], &info), 0);
	unsetenv("JOURNAL_STREAM");
	assert_false(supervisor_has_log(ends[1]));
	snprintf(text, sizeof(text), "%llu:%llu", (unsigned long long)info.st_dev,
		 (unsigned long long)info.st_ino);
	setenv("JOURNAL_STREAM", text, 1);
	assert_true(supervisor_has_log(ends[1]));
	assert_false(supervisor_has_log(-1));
	snprintf(text, sizeof(text), "%llu:%llu", (unsigned long long)info.st_dev,
		 (unsigned long long)info.st_ino + 1);
	setenv("JOURNAL_STREAM", text, 1);
	assert_false(supervisor_has_log(ends[1]));
	setenv("JOURNAL_STREAM", "nonsense", 1);
	assert_false(supervisor_has_log(ends[1]));
	unsetenv("JOURNAL_STREAM");
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_socket_in_the_file_system_is_told),
		cmocka_unit_test(an_abstract_socket_is_told),
		cmocka_unit_test(without_a_socket_nobody_is_told),
		cmocka_unit_test(an_address_that_is_none_is_a_line_in_the_log),
		cmocka_unit_test(who_does_not_read_is_not_waited_for),
		cmocka_unit_test(a_watchdog_is_answered_while_the_server_lives),
		cmocka_unit_test(a_watchdog_hears_nothing_of_a_server_that_hangs),
		cmocka_unit_test(the_time_of_a_watchdog_is_read),
		cmocka_unit_test(the_journal_is_known_by_its_descriptor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
