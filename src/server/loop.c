#include "server/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/thread.h"
#include "core/clock.h"

#define EVENTS       64
#define ACCEPTS      16    /* in one turn */
#define PAUSE_MS     100   /* without accepting, when there is no descriptor */
#define COMPLAINT_MS 60000 /* from one line in the log about that to the next */

struct loop {
	struct loop_shared *shared;
	struct connection_host host;
	int epoll;
	/* A descriptor in reserve. When there is no other, a client is accepted with it and closed:
	 * it would otherwise stay in the queue, and epoll would report it without an end. */
	int spare;
	bool accepts;             /* the listening socket is in the epoll set */
	int64_t accepts_again_ms; /* the end of a pause; 0: there is none */
	int64_t complains_ms;     /* not before */
	enum loop_stage stage;    /* that the thread has carried out */
	_Atomic uint64_t turns;   /* that the thread has taken */
	uint64_t turns_seen;      /* by loop_lives() */
	pthread_t thread;
	bool started;
};

/* --- accepting -------------------------------------------------------------------------------- */

static bool add_to_epoll(struct loop *loop, int fd, uint32_t events, void *what)
{
	struct epoll_event event = { .events = events, .data = { .ptr = what } };

	return epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* One thread is woken for a client, not all. */
static bool start_accepting(struct loop *loop)
{
	loop->accepts = add_to_epoll(loop, loop->shared->listening, EPOLLIN | EPOLLEXCLUSIVE,
				     &loop->shared->listening);
	return loop->accepts;
}

static void stop_accepting(struct loop *loop)
{
	if (loop->accepts)
		epoll_ctl(loop->epoll, EPOLL_CTL_DEL, loop->shared->listening, NULL);
	loop->accepts = false;
}

static void complain(struct loop *loop, int error)
{
	const struct log_field fields[] = { LOG_FIELD_TEXT("error", str_z(strerror(error))) };

	if (loop->host.now_ms < loop->complains_ms)
		return;
	loop->complains_ms = loop->host.now_ms + COMPLAINT_MS;
	log_line(loop->shared->exchanges->log, LOG_LEVEL_ERROR, "clients are turned away", fields,
		 ARRAY_LEN(fields));
}

/* There is no descriptor for a client, or no memory in the kernel. */
static void turn_away(struct loop *loop, int error)
{
	complain(loop, error);
	if (loop->spare >= 0) {
		int fd;

		close(loop->spare);
		fd = accept4(loop->shared->listening, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0)
			close(fd);
		loop->spare = eventfd(0, EFD_CLOEXEC);
		if (fd >= 0 && loop->spare >= 0)
			return;
	}
	stop_accepting(loop);
	loop->accepts_again_ms = loop->host.now_ms + PAUSE_MS;
}

static void serve(struct loop *loop, int fd, const struct sockaddr *address)
{
	const uint32_t events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
	struct connection *c = connection_new(&loop->host, fd, address);
	struct connection_events none = { 0 };

	if (!c)
		return;
	if (add_to_epoll(loop, fd, events, c))
		connection_ready(c, none);
	else
		connection_drop(c);
}

static void accept_clients(struct loop *loop)
{
	for (int i = 0; i < ACCEPTS; i++) {
		struct sockaddr_storage storage;
		struct sockaddr *address = (struct sockaddr *)&storage;
		socklen_t bytes = sizeof(storage);
		int fd = accept4(loop->shared->listening, address, &bytes,
				 SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd >= 0)
			serve(loop, fd, address);
		else if (errno == EAGAIN)
			return;
		else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
			 errno == ENOMEM) {
			turn_away(loop, errno);
			return;
		}
		/* Other errors are the client's, which has gone already. */
	}
}

/* --- one turn --------------------------------------------------------------------------------- */

static void accept_again(struct loop *loop)
{
	if (!loop->accepts_again_ms || loop->host.now_ms < loop->accepts_again_ms)
		return;
	loop->accepts_again_ms = 0;
	if (loop->spare < 0)
		loop->spare = eventfd(0, EFD_CLOEXEC);
	if (loop->stage == LOOP_SERVES && !start_accepting(loop))
		loop->accepts_again_ms = loop->host.now_ms + PAUSE_MS;
}

static void follow_stage(struct loop *loop)
{
	enum loop_stage stage = atomic_load(&loop->shared->stage);

	if (loop->stage != stage) {
		loop->stage = stage;
		stop_accepting(loop);
		if (stage >= LOOP_ENDS) {
			connections_end_idle(&loop->host);
			connections_end_streams(&loop->host);
		}
	}
	/* In every turn, because a handler may end after the others were cut, and its client may
	 * not take the answer. What the socket takes at once has been sent. */
	if (stage >= LOOP_CUTS_UNSENT) {
		connections_cut(&loop->host, CONNECTION_BODY);
		connections_cut(&loop->host, CONNECTION_STREAM_SENDS);
	}
	if (stage >= LOOP_CUTS_ALL) {
		connections_cut(&loop->host, CONNECTION_HEAD);
		connections_cut(&loop->host, CONNECTION_ANSWER);
		connections_cut(&loop->host, CONNECTION_STREAM);
		connections_cut(&loop->host, CONNECTION_LINGER);
	}
}

static int wait_ms(const struct loop *loop)
{
	int ms = connections_wait_ms(&loop->host);

	if (!loop->accepts_again_ms)
		return ms;
	return ms < 0 || ms > PAUSE_MS ? PAUSE_MS : ms;
}

/* What a lane has finished, and new clients, come after the events of connections: these may be of
 * a connection that ends with its answer. */
static void take_events(struct loop *loop, const struct epoll_event *events, int n)
{
	bool woken = false, clients = false;

	for (int i = 0; i < n; i++) {
		void *what = events[i].data.ptr;
		uint32_t bits = events[i].events;

		if (what == &loop->host.finished)
			woken = true;
		else if (what == &loop->shared->listening)
			clients = true;
		else
			connection_ready(
				what, (struct connection_events){
					      .readable = bits & EPOLLIN,
					      .writable = bits & EPOLLOUT,
					      .hung_up = bits & (EPOLLRDHUP | EPOLLHUP | EPOLLERR),
				      });
	}
	if (woken)
		connections_finish(&loop->host);
	if (clients && loop->accepts && atomic_load(&loop->shared->stage) == LOOP_SERVES)
		accept_clients(loop);
}

static void *run_loop(void *argument)
{
	struct loop *loop = argument;
	struct epoll_event events[EVENTS];

	while (!atomic_load(&loop->shared->quits)) {
		int n = epoll_wait(loop->epoll, events, EVENTS, wait_ms(loop));

		loop->host.now_ms = clock_steady_ms();
		take_events(loop, events, n); /* first: what follows may end connections */
		follow_stage(loop);
		connections_cut_overdue(&loop->host);
		connections_go_on(&loop->host);
		accept_again(loop);
		atomic_fetch_add_explicit(&loop->turns, 1, memory_order_relaxed);
	}
	return NULL;
}

/* --- beginning and end ------------------------------------------------------------------------ */

static bool prepare(struct loop *loop)
{
	loop->host.now_ms = clock_steady_ms();
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	loop->spare = eventfd(0, EFD_CLOEXEC);
	return connection_host_init(&loop->host) && loop->epoll >= 0 && loop->spare >= 0 &&
	       add_to_epoll(loop, loop->host.finished.wake, EPOLLIN, &loop->host.finished) &&
	       start_accepting(loop);
}

struct loop *loop_new(struct loop_shared *shared, const struct connection_host *host)
{
	struct loop *loop = calloc(1, sizeof(*loop));

	if (!loop)
		return NULL;
	loop->shared = shared;
	loop->host = *host;
	loop->turns_seen = UINT64_MAX;
	if (prepare(loop))
		return loop;
	loop_free(loop);
	return NULL;
}

int loop_start(struct loop *loop)
{
	int rc = thread_start(&loop->thread, THREAD_STACK_SMALL, run_loop, loop);

	loop->started = rc == 0;
	return rc;
}

void loop_wake(struct loop *loop)
{
	const uint64_t one = 1;

	(void)!write(loop->host.finished.wake, &one, sizeof(one));
}

bool loop_lives(struct loop *loop)
{
	uint64_t turns = atomic_load_explicit(&loop->turns, memory_order_relaxed);
	bool lives = turns != loop->turns_seen;

	loop->turns_seen = turns;
	loop_wake(loop);
	return lives;
}

void loop_join(struct loop *loop)
{
	if (!loop->started)
		return;
	loop_wake(loop);
	pthread_join(loop->thread, NULL);
	loop->started = false;
}

void loop_free(struct loop *loop)
{
	int error = errno;

	if (!loop)
		return;
	connection_host_done(&loop->host);
	if (loop->epoll >= 0)
		close(loop->epoll);
	if (loop->spare >= 0)
		close(loop->spare);
	free(loop);
	errno = error;
}
