/* Neither the process nor its keeper outlives the other, and a channel ends on both sides. */
#include "unit/keeper/kept.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/thread.h"
#include "keeper/channel.h"

static bool answer_nothing(void *arg, enum keeper_op op, struct str request, struct buf *answer)
{
	(void)arg;
	(void)op;
	(void)request;
	(void)answer;
	return false;
}

static void *serve_channel(void *arg)
{
	channel_serve(*(const int *)arg, answer_nothing, NULL);
	return NULL;
}

/* An empty message is none, and ends the service as no memory would. */
static void a_channel_that_is_served_no_more_is_closed(void **state)
{
	struct pollfd closed = { .events = POLLIN };
	const struct str text = STR("text");
	pthread_t thread;
	char *memory = malloc(KEEPER_BYTES_MAX);
	struct buf answer = { .failed = true };
	int ends[2];

	(void)state;
	assert_non_null(memory);
	assert_true(channel_pair(ends));
	assert_int_equal(thread_start(&thread, THREAD_STACK_SMALL, serve_channel, &ends[1]), 0);
	assert_int_equal(channel_ask(ends[0], memory, KEEPER_MAC, &text, 1, &answer),
			 CHANNEL_REFUSED);
	assert_int_equal(send(ends[0], "", 0, 0), 0);
	closed.fd = ends[0];
	assert_int_equal(poll(&closed, 1, 60000), 1);
	assert_int_equal(recv(ends[0], memory, 1, 0), 0);
	assert_int_equal(channel_ask(ends[0], memory, KEEPER_MAC, &text, 1, &answer),
			 CHANNEL_ENDED);
	pthread_join(thread, NULL);
	close(ends[0]);
	free(memory);
}

/* The only child of this process. */
static pid_t keeper_pid(void)
{
	char command[64], line[32] = "";
	FILE *pipe;

	snprintf(command, sizeof(command), "ps -o pid=,comm= --ppid %d", (int)getpid());
	pipe = popen(command, "r");
	while (pipe && fgets(line, sizeof(line), pipe) && !strstr(line, "keeper"))
		continue;
	if (pipe)
		pclose(pipe);
	return (pid_t)atoi(line);
}

/* How a process ends that has a keeper, when do_it() has been done with it. */
static int end_of(void (*do_it)(struct keeper_process *))
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		struct keeper_process *process = start_with_secret();

		if (!keeper_process_watch(process))
			_exit(1);
		do_it(process);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void kill_keeper_and_wait(struct keeper_process *process)
{
	(void)process;
	kill(keeper_pid(), SIGKILL);
	pause();
}

static void ask_it_after_signals(struct keeper_process *process)
{
	const struct str text = STR("text");
	pid_t keeper = keeper_pid();
	char memory[64];
	struct buf b;

	kill(keeper, SIGTERM);
	kill(keeper, SIGINT);
	kill(keeper, SIGHUP);
	buf_init_fixed(&b, memory, sizeof(memory));
	if (!ask(process, KEEPER_MAC, &text, 1, &b))
		_exit(2);
	keeper_process_stop(process);
}

static void the_process_ends_with_its_keeper_which_ignores_other_signals(void **state)
{
	(void)state;
	assert_int_equal(end_of(kill_keeper_and_wait), CODE_ENDED);
	assert_int_equal(end_of(ask_it_after_signals), 0);
}

/* The pipe is open in the process and in its keeper, and closes when both have ended. */
static void a_keeper_ends_with_its_process(void **state)
{
	struct pollfd closed = { .events = POLLIN };
	int ends[2];
	pid_t child;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		close(ends[0]);
		(void)start_with_secret();
		kill(getpid(), SIGKILL);
	}
	close(ends[1]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	closed.fd = ends[0];
	assert_int_equal(poll(&closed, 1, 60000), 1);
	close(ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_channel_that_is_served_no_more_is_closed),
		cmocka_unit_test(the_process_ends_with_its_keeper_which_ignores_other_signals),
		cmocka_unit_test(a_keeper_ends_with_its_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
