#include "keeper/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/thread.h"
#include "keeper/channel.h"

struct keeper_process {
	struct keeper keeper; /* the first member: what callers hold */
	pid_t pid;
	int life; /* nothing is sent over it; it closes when the keeper ends */
	void (*ended)(void *);
	void *arg;
	atomic_bool stopping;
	pthread_t watcher;
	bool watched;

	pthread_mutex_t lock; /* of the channels that are free */
	pthread_cond_t given;
	size_t n_free, n;
	struct channel {
		int fd;
		char *memory;
	} * free[KEEPER_CHANNELS_MAX], channels[KEEPER_CHANNELS_MAX];
};

/* --- asking ----------------------------------------------------------------------------------- */

static struct channel *take_channel(struct keeper_process *process)
{
	struct channel *channel;

	pthread_mutex_lock(&process->lock);
	while (!process->n_free)
		pthread_cond_wait(&process->given, &process->lock);
	channel = process->free[--process->n_free];
	pthread_mutex_unlock(&process->lock);
	return channel;
}

static void give_channel(struct keeper_process *process, struct channel *channel)
{
	pthread_mutex_lock(&process->lock);
	process->free[process->n_free++] = channel;
	pthread_cond_signal(&process->given);
	pthread_mutex_unlock(&process->lock);
}

static bool ask(const struct keeper *keeper, enum keeper_op op, const struct str *parts, size_t n,
		struct buf *answer)
{
	struct keeper_process *process = (struct keeper_process *)(uintptr_t)keeper;
	struct channel *channel = take_channel(process);
	enum channel_rc rc = channel_ask(channel->fd, channel->memory, op, parts, n, answer);

	if (rc == CHANNEL_ENDED)
		process->ended(process->arg);
	give_channel(process, channel);
	return rc == CHANNEL_DONE;
}

const struct keeper *keeper_of(const struct keeper_process *process)
{
	return process ? &process->keeper : NULL;
}

/* --- the child -------------------------------------------------------------------------------- */

static bool answer(void *vault, enum keeper_op op, struct str request, struct buf *out)
{
	return vault_answer(vault, op, request, out);
}

struct serving {
	struct vault *vault;
	int fd;
};

static void *serve(void *arg)
{
	const struct serving *serving = arg;

	channel_serve(serving->fd, answer, serving->vault);
	return NULL;
}

/* K2: all of its signals are blocked. Pipes that were given to the server must not stay open
 * because of the keeper. */
static void become_keeper(void)
{
	int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t all;

	prctl(PR_SET_NAME, "ostiary-keeper");
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, NULL);
	dup2(nowhere, STDIN_FILENO);
	dup2(nowhere, STDOUT_FILENO);
	if (nowhere > STDERR_FILENO)
		close(nowhere);
}

/* One thread for each channel; returns when the last channel is closed. False: a thread is lacking,
 * and all channels have been closed, with which the server ends. */
static bool serve_all(struct vault *vault, const int *fds, size_t n)
{
	struct serving serving[KEEPER_CHANNELS_MAX];
	pthread_t threads[KEEPER_CHANNELS_MAX];
	size_t started = 0;

	for (; started < n; started++) {
		serving[started] = (struct serving){ vault, fds[started] };
		if (thread_start(&threads[started], THREAD_STACK_SMALL, serve, &serving[started]) !=
		    0)
			break;
	}
	for (size_t i = 0; started < n && i < n; i++)
		shutdown(fds[i], SHUT_RDWR);
	for (size_t i = 0; i < started; i++) /* they use the vault */
		pthread_join(threads[i], NULL);
	return started == n;
}

/* The exit code. The server learns of a start by a byte, and of a failure by the end. */
static int keep(keeper_prepare_fn *prepare, void *arg, int life, const int *fds, size_t n)
{
	struct vault_config config = { 0 };
	OWNED(vault_free) struct vault *vault = NULL;
	int code;

	become_keeper();
	code = prepare(arg, &config);
	if (code)
		return code;
	vault = vault_new(&config);
	if (!vault || send(life, "", 1, MSG_NOSIGNAL) != 1)
		return EX_OSERR;
	dup2(STDIN_FILENO, STDERR_FILENO);
	return serve_all(vault, fds, n) ? EX_OK : EX_OSERR;
}

/* --- starting --------------------------------------------------------------------------------- */

struct sockets {
	int life[2];
	int pairs[KEEPER_CHANNELS_MAX][2];
	size_t n;
};

static void close_side(struct sockets *sockets, int side)
{
	close(sockets->life[side]);
	for (size_t i = 0; i < sockets->n; i++)
		close(sockets->pairs[i][side]);
}

/* One channel for each core, because signing takes the time of a core, and one more. */
static bool make_sockets(struct sockets *out, struct err *err)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t n = cores < 1 ? 2 : (size_t)cores + 1;

	*out = (struct sockets){ .n = 0 };
	if (!channel_pair(out->life)) {
		err_set(err, "the sockets of the keeper cannot be made: %s", strerror(errno));
		return false;
	}
	while (out->n < n && out->n < KEEPER_CHANNELS_MAX && channel_pair(out->pairs[out->n]))
		out->n++;
	if (out->n >= 2)
		return true;
	err_set(err, "the sockets of the keeper cannot be made: %s", strerror(errno));
	close_side(out, 0);
	close_side(out, 1);
	return false;
}

static void process_free(struct keeper_process *process)
{
	for (size_t i = 0; i < process->n; i++) {
		close(process->channels[i].fd);
		free(process->channels[i].memory);
	}
	close(process->life);
	pthread_cond_destroy(&process->given);
	pthread_mutex_destroy(&process->lock);
	free(process);
}

/* Takes this process's side of the sockets. NULL: no memory. */
static struct keeper_process *process_new(const struct sockets *sockets, pid_t pid)
{
	struct keeper_process *process = calloc(1, sizeof(*process));
	bool memory = process;

	if (!process)
		return NULL;
	process->keeper.call = ask;
	process->pid = pid;
	process->life = sockets->life[0];
	pthread_mutex_init(&process->lock, NULL);
	pthread_cond_init(&process->given, NULL);
	for (; process->n < sockets->n; process->n++) {
		struct channel *channel = &process->channels[process->n];

		channel->fd = sockets->pairs[process->n][0];
		channel->memory = malloc(KEEPER_BYTES_MAX);
		memory = memory && channel->memory;
		process->free[process->n_free++] = channel;
	}
	if (memory)
		return process;
	process_free(process);
	return NULL;
}

static int exit_code_of(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return EX_OSERR;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EX_SOFTWARE;
}

/* Whether the child has sent its byte. */
static bool has_started(int life)
{
	char byte;
	ssize_t got;

	do
		got = recv(life, &byte, 1, 0);
	while (got < 0 && errno == EINTR);
	return got == 1;
}

enum keeper_rc keeper_process_start(keeper_prepare_fn *prepare, void (*ended)(void *), void *arg,
				    struct keeper_process **out, int *out_code, struct err *err)
{
	struct keeper_process *process;
	struct sockets sockets;
	pid_t pid;

	if (!make_sockets(&sockets, err))
		return KEEPER_FAULT;
	pid = fork();
	if (pid == 0) {
		int fds[KEEPER_CHANNELS_MAX];

		close_side(&sockets, 0);
		for (size_t i = 0; i < sockets.n; i++)
			fds[i] = sockets.pairs[i][1];
		_exit(keep(prepare, arg, sockets.life[1], fds, sockets.n));
	}
	if (pid < 0)
		err_set(err, "the process of the keeper cannot be started: %s", strerror(errno));
	close_side(&sockets, 1);
	process = pid < 0 ? NULL : process_new(&sockets, pid);
	if (!process) {
		close_side(&sockets, 0);
		if (pid > 0) {
			(void)exit_code_of(pid);
			err_set(err, "no memory for the keeper");
		}
		return KEEPER_FAULT;
	}
	process->ended = ended;
	process->arg = arg;
	if (has_started(process->life)) {
		*out = process;
		return KEEPER_RUNS;
	}
	process_free(process);
	*out_code = exit_code_of(pid);
	return KEEPER_DECLINED;
}

/* --- its end ---------------------------------------------------------------------------------- */

static void *watch(void *arg)
{
	struct keeper_process *process = arg;
	struct pollfd life = { .fd = process->life, .events = POLLIN | POLLRDHUP };

	while (poll(&life, 1, -1) < 0 && errno == EINTR)
		continue;
	if (!atomic_load(&process->stopping))
		process->ended(process->arg);
	return NULL;
}

bool keeper_process_watch(struct keeper_process *process)
{
	process->watched = thread_start(&process->watcher, THREAD_STACK_SMALL, watch, process) == 0;
	return process->watched;
}

void keeper_process_stop(struct keeper_process *process)
{
	if (!process)
		return;
	atomic_store(&process->stopping, true);
	shutdown(process->life, SHUT_RDWR);
	if (process->watched)
		pthread_join(process->watcher, NULL);
	for (size_t i = 0; i < process->n; i++)
		shutdown(process->channels[i].fd, SHUT_RDWR);
	(void)exit_code_of(process->pid);
	process_free(process);
}
