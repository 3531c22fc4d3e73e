#include "server/server.h"

#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "core/limits.h"
#include "http/address.h"
#include "server/connections.h"
#include "server/exchange.h"
#include "server/lane.h"
#include "server/listen.h"
#include "server/room.h"
#include "server/thread.h"

#define LANE_IDLE_MS 5000
#define OTHER_FILES  128u /* descriptors that are not connections: database, epoll, log, ... */
#define STOP_TICK_MS 5

struct server {
	struct exchange_shared shared;
	struct connections *connections;
	struct MHD_Daemon *daemon;
	const struct log *log;
	unsigned grace_ms;
	int listening; /* -1: not open; the library's while it runs */
	uint16_t port;
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
		.grace_ms = 20000,
		.answers_bytes = LIMIT_ANSWERS_BYTES,
		.answers_bytes_per_address = LIMIT_ANSWERS_BYTES_PER_ADDRESS,
		.worker = { LIMIT_WORKER_THREADS, LIMIT_WORKER_QUEUE },
		.hash = { cores(), LIMIT_HASH_QUEUE },
	};
}

/* Raises the limit of open files and says for how many connections it is enough. */
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

static enum MHD_Result admit(void *cls, const struct sockaddr *address, socklen_t bytes)
{
	struct server *server = cls;

	(void)bytes;
	if (atomic_load_explicit(&server->shared.stopping, memory_order_relaxed))
		return MHD_NO;
	return connections_admit(server->connections, address) ? MHD_YES : MHD_NO;
}

static struct connection *count(struct server *server, struct MHD_Connection *mhd)
{
	int fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	const struct sockaddr *address =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
	struct connection *connection = connections_add(server->connections, fd, address);

	if (!connection)
		shutdown(fd, SHUT_RDWR); /* what is not counted has no deadline either */
	return connection;
}

static void notice_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
			      enum MHD_ConnectionNotificationCode what)
{
	struct server *server = cls;

	switch (what) {
	case MHD_CONNECTION_NOTIFY_STARTED:
		*socket_context = count(server, mhd);
		break;
	case MHD_CONNECTION_NOTIFY_CLOSED:
		if (*socket_context)
			connections_remove(server->connections, *socket_context);
		*socket_context = NULL;
		break;
	}
}

/* The library decodes what it hands out as path; ours is read before that, and stays as it is. */
static size_t leave_encoded(void *cls, struct MHD_Connection *mhd, char *text)
{
	(void)cls;
	(void)mhd;
	return strlen(text);
}

__attribute__((format(printf, 2, 0))) static void library_says(void *cls, const char *format,
							       va_list arguments)
{
	const struct server *server = cls;
	struct log_field field = { .name = "text", .kind = LOG_TEXT };
	char text[256];
	int n;

	if (!log_wants(server->log, LOG_LEVEL_DEBUG))
		return;
	n = vsnprintf(text, sizeof(text), format, arguments);
	if (n <= 0)
		return;
	field.text = str_of(text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1);
	if (field.text.n && field.text.p[field.text.n - 1] == '\n')
		field.text.n--;
	log_line(server->log, LOG_LEVEL_DEBUG, "http library", &field, 1);
}

static struct MHD_Daemon *start_library(struct server *server, const struct server_config *config)
{
	const unsigned flags =
		MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
	struct MHD_OptionItem pool[] = {
		{ MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)config->threads, NULL },
		{ MHD_OPTION_END, 0, NULL },
	};

	struct MHD_Daemon *daemon;
	sigset_t signals;

	if (config->threads < 2)
		pool[0].option = MHD_OPTION_END; /* it has one thread without a pool */
	thread_signals_off(&signals);
	/* Connections are limited by admit(), which closes those too many at once. The library's own
	 * limit is per thread and would leave them waiting, so it is out of the way. */
	daemon = MHD_start_daemon(
		flags, 0, admit, server, exchange_step, &server->shared, MHD_OPTION_EXTERNAL_LOGGER,
		library_says, server, MHD_OPTION_LISTEN_SOCKET, server->listening,
		MHD_OPTION_CONNECTION_LIMIT, (config->connections + 64) * config->threads,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, ROOM_BYTES, MHD_OPTION_THREAD_STACK_SIZE,
		THREAD_STACK_BYTES, MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL,
		MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, &server->shared,
		MHD_OPTION_NOTIFY_COMPLETED, exchange_end, &server->shared,
		MHD_OPTION_NOTIFY_CONNECTION, notice_connection, server, MHD_OPTION_ARRAY, pool,
		MHD_OPTION_END);
	thread_signals_restore(&signals);
	return daemon;
}

static struct lane_pool *new_lane(const struct server_lane *lane, enum lane_priority priority)
{
	const struct lane_config config = { lane->threads, lane->queue, LANE_IDLE_MS, priority };

	return lane_new(&config);
}

static struct connections *new_connections(const struct server_config *config)
{
	struct connections_config table = {
		.max = connections_possible(config->connections),
		.max_per_address = config->connections_per_address,
		.ipv6_prefix = config->ipv6_prefix,
		.phase_ms = {
			[CONNECTION_HEAD] = config->head_ms,
			[CONNECTION_BODY] = config->body_ms,
			[CONNECTION_ANSWER] = config->answer_ms,
		},
	};

	random_fill(config->random, &table.seed, sizeof(table.seed));
	random_fill(config->random, &table.first_request, sizeof(table.first_request));
	return connections_new(&table);
}

static struct answers *new_answers(const struct server_config *config)
{
	uint64_t seed;

	random_fill(config->random, &seed, sizeof(seed));
	return answers_new(config->answers_bytes, config->answers_bytes_per_address, seed);
}

static enum server_rc listen_as(struct server *server, const struct server_config *config,
				struct err *err)
{
	if (config->fd >= 0) {
		server->listening = config->fd;
		server->port = config->port;
		return SERVER_OK;
	}
	switch (listen_on(config->address, config->port, &server->listening, &server->port, err)) {
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

static enum server_rc begin(struct server *server, const struct server_config *config,
			    struct err *err)
{
	enum server_rc rc = listen_as(server, config, err);

	if (rc != SERVER_OK)
		return rc;
	server->log = config->log;
	server->grace_ms = config->grace_ms;
	server->shared = (struct exchange_shared){
		.app = config->app,
		.log = config->log,
		.clock = config->clock,
		.answers = new_answers(config),
		.lanes = {
			[LANE_WORKER] = new_lane(&config->worker, LANE_PRIORITY_NORMAL),
			[LANE_HASH] = new_lane(&config->hash, LANE_PRIORITY_LOW),
		},
	};
	server->connections = new_connections(config);
	if (server->connections && server->shared.answers && server->shared.lanes[LANE_WORKER] &&
	    server->shared.lanes[LANE_HASH])
		server->daemon = start_library(server, config);
	if (server->daemon)
		return SERVER_OK;
	err_set(err, "the HTTP server cannot start: %s", strerror(errno));
	return SERVER_FAULT;
}

enum server_rc server_start(const struct server_config *config, struct server **out,
			    struct err *err)
{
	struct server *server = calloc(1, sizeof(*server));
	enum server_rc rc;

	if (!server) {
		err_set(err, "no memory for the server");
		return SERVER_FAULT;
	}
	server->listening = -1;
	rc = begin(server, config, err);
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

/* Waits until all is answered and closed; false when that took longer than the grace time. */
static bool finish_requests(struct server *server)
{
	int64_t until = clock_steady_ms() + server->grace_ms;

	for (;;) {
		connections_end_idle(server->connections);
		if (until - clock_steady_ms() <= server->grace_ms / 2)
			connections_cut_unsent(server->connections);
		if (connections_open(server->connections) == 0)
			return true;
		if (clock_steady_ms() >= until)
			return false;
		sleep_ms(STOP_TICK_MS);
	}
}

/* Refuses what waits for a lane and cuts off slow clients; false when a handler still runs. */
static bool give_up_requests(struct server *server)
{
	lane_close(server->shared.lanes[LANE_WORKER]);
	lane_close(server->shared.lanes[LANE_HASH]);
	sleep_ms(20 * STOP_TICK_MS); /* the refusals go out */
	connections_cut(server->connections);
	return lanes_busy(server) == 0;
}

/* The library's own way to stop accepting takes the listening socket out of a running thread's epoll
 * set and aborts when the thread does so at the same moment (0.9.75). Here the descriptor is made to
 * mean another socket, which nobody can connect to: the kernel closes the listening one, tells new
 * clients that nobody is there, and forgets it in all epoll sets. */
static void stop_listening(struct server *server)
{
	int plug = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (plug < 0)
		return; /* admit() turns new clients away */
	dup3(plug, server->listening, O_CLOEXEC);
	close(plug);
}

bool server_stop(struct server *server)
{
	if (!server->daemon)
		return true;
	atomic_store(&server->shared.stopping, true);
	stop_listening(server);
	if (!finish_requests(server) && !give_up_requests(server))
		return false;
	MHD_stop_daemon(server->daemon); /* closes the plug as well */
	server->listening = -1;
	server->daemon = NULL;
	return true;
}

void server_free(struct server *server)
{
	if (!server)
		return;
	if (server->listening >= 0)
		close(server->listening);
	for (int i = 0; i < LANES; i++)
		lane_free(server->shared.lanes[i]);
	connections_free(server->connections);
	answers_free(server->shared.answers);
	free(server);
}
