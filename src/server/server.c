#include "server/server.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/thread.h"
#include "core/limits.h"
#include "http/address.h"
#include "server/budget.h"
#include "server/exchange.h"
#include "server/lane.h"
#include "server/listen.h"
#include "server/loop.h"

#define LANE_IDLE_MS    5000
#define OTHER_FILES     128u /* descriptors of the database, epoll, the log, ... */
#define STOP_TICK_MS    5
#define STOP_FIRST_MS   250  /* for the first requests of new clients */
#define STOP_BODY_SHARE 4    /* of the grace time, for bodies to come in */
#define STOP_CUT_MS     500  /* for the threads to cut what is left */
#define LINGER_MS       2000 /* for a client to read an answer that came before it had sent all */

struct server {
	struct exchange_shared shared;
	struct loop_shared loops;
	struct budget *connections;
	size_t connections_max;
	_Atomic uint64_t numbers; /* of connections */
	unsigned grace_ms;
	bool handed_over; /* see struct server_config */
	uint16_t port;
	bool runs;
	unsigned n_threads;
	struct loop *threads[]; /* n_threads elements; NULL: not made */
};

static unsigned cores(void)
{
	cpu_set_t set;
	int n = 1;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		n = CPU_COUNT(&set);
	return n > 1 ? (unsigned)n : 1;
}

void server_config_default(struct server_config *out)
{
	*out = (struct server_config){
		.fd = -1,
		.threads = cores(),
		.connections = 10000,
		.connections_per_address = 1000,
		.ipv6_prefix = ADDRESS_IPV6_PREFIX,
		.head_ms = 30000,
		.body_ms = 30000,
		.answer_ms = 60000,
		.tick_ms = 2000,
		.unread_ms = 20000,
		.grace_ms = 8000,
		.answers_bytes = LIMIT_ANSWERS_BYTES,
		.answers_bytes_per_address = LIMIT_ANSWERS_BYTES_PER_ADDRESS,
		.bodies_bytes = LIMIT_BODIES_BYTES,
		.bodies_bytes_per_address = LIMIT_BODIES_BYTES_PER_ADDRESS,
		.worker = { LIMIT_WORKER_THREADS, LIMIT_WORKER_QUEUE },
		.hash = { cores(), LIMIT_HASH_QUEUE },
	};
}

/* Raises the soft limit of open files as far as needed. Returns the number of connections it
 * allows. */
static unsigned connections_possible(unsigned wanted)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) < 0)
		return wanted;
	if (files.rlim_cur < files.rlim_max) {
		files.rlim_cur = files.rlim_max;
		if (setrlimit(RLIMIT_NOFILE, &files) < 0)
			getrlimit(RLIMIT_NOFILE, &files);
	}
	if (files.rlim_cur == RLIM_INFINITY || files.rlim_cur >= wanted + OTHER_FILES)
		return wanted;
	if (files.rlim_cur <= OTHER_FILES)
		return 1;
	return (unsigned)(files.rlim_cur - OTHER_FILES);
}

static struct lane_pool *new_lane(const struct server_lane *lane, enum lane_priority priority)
{
	const struct lane_config config = { lane->threads, lane->queue, LANE_IDLE_MS, priority };

	return lane_new(&config);
}

static struct budget *new_budget(const struct server_config *config, size_t max,
				 size_t max_per_address)
{
	uint64_t seed;

	random_fill(config->random, &seed, sizeof(seed));
	return budget_new(max, max_per_address, seed);
}

static enum server_rc listen_as(struct server *server, const struct server_config *config,
				struct err *err)
{
	if (config->fd >= 0) {
		server->loops.listening = config->fd;
		server->port = config->port;
		return SERVER_OK;
	}
	switch (listen_on(config->address, config->port, &server->loops.listening, &server->port,
			  err)) {
	case LISTEN_OK:
		return SERVER_OK;
	case LISTEN_IN_USE:
		return SERVER_ADDRESS_IN_USE;
	case LISTEN_NO_ADDRESS:
	case LISTEN_NOT_OURS:
	case LISTEN_NOT_PERMITTED:
		return SERVER_ADDRESS_REFUSED;
	case LISTEN_FAULT:
		break;
	}
	return SERVER_FAULT;
}

static bool make_budgets(struct server *server, const struct server_config *config)
{
	size_t connections = connections_possible(config->connections);
	size_t per_address = config->connections_per_address;

	server->connections_max = connections;
	server->connections = new_budget(config, connections, per_address);
	server->shared.clients = new_budget(config, connections, per_address);
	server->shared.answers =
		new_budget(config, config->answers_bytes, config->answers_bytes_per_address);
	server->shared.bodies =
		new_budget(config, config->bodies_bytes, config->bodies_bytes_per_address);
	server->shared.reads = new_budget(config, LIMIT_READS, LIMIT_READS_PER_USER);
	return server->connections && server->shared.clients && server->shared.answers &&
	       server->shared.bodies && server->shared.reads;
}

static bool make_lanes(struct server *server, const struct server_config *config)
{
	struct lane_pool **lanes = server->shared.lanes;

	lanes[LANE_WORKER] = new_lane(&config->worker, LANE_PRIORITY_NORMAL);
	lanes[LANE_HASH] = new_lane(&config->hash, LANE_PRIORITY_LOW);
	return lanes[LANE_WORKER] && lanes[LANE_HASH];
}

static bool make_loops(struct server *server, const struct server_config *config)
{
	const struct connection_host host = {
		.shared = &server->shared,
		.connections = server->connections,
		.ipv6_prefix = config->ipv6_prefix,
		.phase_ms = {
			[CONNECTION_HEAD] = config->head_ms,
			[CONNECTION_BODY] = config->body_ms,
			[CONNECTION_ANSWER] = config->answer_ms,
			[CONNECTION_STREAM] = config->tick_ms,
			[CONNECTION_STREAM_SENDS] = config->unread_ms,
			[CONNECTION_LINGER] = LINGER_MS,
		},
		.numbers = &server->numbers,
	};

	for (unsigned i = 0; i < server->n_threads; i++) {
		server->threads[i] = loop_new(&server->loops, &host);
		if (!server->threads[i])
			return false;
	}
	return true;
}

/* errno has the cause of a failure. */
static bool start_loops(struct server *server)
{
	for (unsigned i = 0; i < server->n_threads; i++) {
		errno = loop_start(server->threads[i]);
		if (errno)
			return false;
		server->runs = true;
	}
	return true;
}

static enum server_rc start_parts(struct server *server, const struct server_config *config,
				  struct err *err)
{
	enum server_rc rc = listen_as(server, config, err);
	uint64_t first;

	if (rc != SERVER_OK)
		return rc;
	random_fill(config->random, &first, sizeof(first));
	atomic_store(&server->numbers, first);
	random_fill(config->random, &server->shared.traces, sizeof(server->shared.traces));
	errno = ENOMEM;
	if (make_budgets(server, config) && make_lanes(server, config) &&
	    make_loops(server, config) && start_loops(server))
		return SERVER_OK;
	err_set(err, "the HTTP server does not start: %s", strerror(errno));
	return SERVER_FAULT;
}

static struct server *new_server(const struct server_config *config)
{
	unsigned threads = config->threads ? config->threads : 1;
	struct server *server = calloc(1, sizeof(*server) + threads * sizeof(struct loop *));

	if (!server)
		return NULL;
	server->n_threads = threads;
	server->grace_ms = config->grace_ms;
	server->handed_over = config->handed_over;
	server->shared.app = config->app;
	server->shared.log = config->log;
	server->shared.clock = config->clock;
	server->loops.exchanges = &server->shared;
	server->loops.listening = -1;
	return server;
}

enum server_rc server_start(const struct server_config *config, struct server **out,
			    struct err *err)
{
	struct server *server = new_server(config);
	enum server_rc rc;

	if (!server) {
		err_set(err, "no memory for the server");
		return SERVER_FAULT;
	}
	rc = start_parts(server, config, err);
	if (rc == SERVER_OK)
		*out = server;
	else
		server_free(server);
	return rc;
}

uint16_t server_port(const struct server *server)
{
	return server->port;
}

bool server_lives(struct server *server)
{
	bool live = true;

	for (unsigned i = 0; i < server->n_threads; i++)
		live = loop_lives(server->threads[i]) && live;
	return live;
}

void server_state(struct server *server, struct server_state *out)
{
	out->connections = budget_used(server->connections);
	out->connections_max = server->connections_max;
	lane_state(server->shared.lanes[LANE_WORKER], &out->worker);
	lane_state(server->shared.lanes[LANE_HASH], &out->hash);
}

static void sleep_ms(unsigned ms)
{
	const struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

static unsigned lanes_busy(struct server *server)
{
	return lane_busy(server->shared.lanes[LANE_WORKER]) +
	       lane_busy(server->shared.lanes[LANE_HASH]);
}

static void enter_stage(struct server *server, enum loop_stage stage)
{
	if (atomic_load(&server->loops.stage) >= stage)
		return;
	atomic_store(&server->loops.stage, stage);
	for (unsigned i = 0; i < server->n_threads; i++)
		loop_wake(server->threads[i]);
}

static bool is_idle(struct server *server)
{
	return budget_used(server->connections) == 0 && lanes_busy(server) == 0;
}

/* A client that was accepted just now may not have sent its request yet, and would count as idle.
 * The next server takes those who come later. */
static void await_first_requests(struct server *server, int64_t began)
{
	while (!is_idle(server) && clock_steady_ms() - began < STOP_FIRST_MS)
		sleep_ms(STOP_TICK_MS);
}

/* Waits until every request is answered and every connection closed; false when grace_ms are
 * over. */
static bool finish_requests(struct server *server)
{
	int64_t began = clock_steady_ms();

	enter_stage(server, LOOP_LEAVES);
	if (server->handed_over)
		await_first_requests(server, began);
	enter_stage(server, LOOP_ENDS);
	while (!is_idle(server)) {
		int64_t took = clock_steady_ms() - began;

		if (took >= server->grace_ms / STOP_BODY_SHARE)
			enter_stage(server, LOOP_CUTS_UNSENT);
		if (took >= server->grace_ms)
			return false;
		sleep_ms(STOP_TICK_MS);
	}
	return true;
}

/* Refuses the jobs that wait for a lane and cuts off slow clients; false when a handler still
 * runs. */
static bool give_up_requests(struct server *server)
{
	lane_close(server->shared.lanes[LANE_WORKER]);
	lane_close(server->shared.lanes[LANE_HASH]);
	sleep_ms(20 * STOP_TICK_MS); /* the refusals go out */
	enter_stage(server, LOOP_CUTS_ALL);
	return lanes_busy(server) == 0;
}

/* Waits until all connections are gone that were cut; false when a thread does not get to it,
 * because its handler still runs. */
static bool await_cuts(struct server *server)
{
	int64_t until = clock_steady_ms() + STOP_CUT_MS;

	while (budget_used(server->connections)) {
		if (clock_steady_ms() >= until)
			return false;
		sleep_ms(STOP_TICK_MS);
	}
	return true;
}

/* The kernel refuses new clients at once; the descriptor is closed when no thread uses it. Clients
 * of a socket that was handed over wait in its queue. */
static void stop_listening(struct server *server)
{
	if (!server->handed_over)
		shutdown(server->loops.listening, SHUT_RDWR);
}

static void end_threads(struct server *server)
{
	atomic_store(&server->loops.quits, true);
	for (unsigned i = 0; i < server->n_threads; i++)
		if (server->threads[i])
			loop_join(server->threads[i]);
	server->runs = false;
}

bool server_stop(struct server *server)
{
	if (!server->runs)
		return true;
	atomic_store(&server->shared.stopping, true);
	stop_listening(server);
	if (!finish_requests(server) && !(give_up_requests(server) && await_cuts(server)))
		return false;
	end_threads(server);
	return true;
}

/* The lanes' threads end before what they write to when an exchange is finished. */
void server_free(struct server *server)
{
	if (!server)
		return;
	end_threads(server);
	for (int i = 0; i < LANES; i++)
		lane_free(server->shared.lanes[i]);
	for (unsigned i = 0; i < server->n_threads; i++)
		loop_free(server->threads[i]);
	if (server->loops.listening >= 0)
		close(server->loops.listening);
	budget_free(server->connections);
	budget_free(server->shared.clients);
	budget_free(server->shared.answers);
	budget_free(server->shared.bodies);
	budget_free(server->shared.reads);
	free(server);
}
