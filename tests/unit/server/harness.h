/* A server with a small application of its own, and a client that sends exactly the bytes it is given. */
#ifndef OSTIARY_TESTS_SERVER_HARNESS_H
#define OSTIARY_TESTS_SERVER_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "core/clock.h"
#include "core/random.h"
#include "core/limits.h"
#include "http/app.h"
#include "server/server.h"

#define PATIENCE_MS 10000 /* how long a client of a test waits before the test has failed */
#define BIG_BYTES   ((size_t)8 << 20)

/* The application: /inline, /worker and /hash say what arrived, /gate/... wait until they are let
 * through, /echo gives the body back, /big gives BIG_BYTES, /head gives a header as long as the query
 * says, /unsound one that must not be sent. */
struct application {
	pthread_mutex_t mutex; /* guards all that follows */
	pthread_cond_t changed;
	bool open;       /* the gate */
	unsigned inside; /* handlers at the gate */
	unsigned planned;
	unsigned handled;
	unsigned refused;
};

struct fixture {
	struct application application;
	struct http_app app;
	struct log log;
	char log_path[64];
	struct server_config config;
	struct server *server;
};

static inline enum lane test_plan(void *self, struct request *request)
{
	struct application *a = self;

	pthread_mutex_lock(&a->mutex);
	a->planned++;
	pthread_mutex_unlock(&a->mutex);
	if (str_ends(request->path, STR("/worker")))
		return LANE_WORKER;
	return str_ends(request->path, STR("/hash")) ? LANE_HASH : LANE_INLINE;
}

static inline void test_wait_at_gate(struct application *a)
{
	pthread_mutex_lock(&a->mutex);
	a->inside++;
	pthread_cond_broadcast(&a->changed);
	while (!a->open)
		pthread_cond_wait(&a->changed, &a->mutex);
	a->inside--;
	pthread_cond_broadcast(&a->changed);
	pthread_mutex_unlock(&a->mutex);
}

static inline void test_say(struct request *r, struct reply *reply)
{
	struct buf b;

	arena_buf(r->arena, &b, 1024, LIMIT_REPLY_BYTES);
	buf_str(&b, r->method_name);
	buf_char(&b, ' ');
	buf_str(&b, r->path);
	buf_z(&b, " [");
	buf_str(&b, r->query);
	buf_z(&b, "] ");
	buf_str(&b, r->body);
	reply_body(reply, 200, STR("text/plain"), buf_text(&b));
}

static inline void test_long_header(struct request *request, struct reply *reply)
{
	uint64_t n = 0;
	char *text;

	str_to_u64(request->query, LIMIT_BODY_BYTES, &n);
	text = arena_alloc(request->arena, n);
	memset(text, 'x', n);
	reply_header(reply, STR("x-long"), str_of(text, n));
}

static inline void test_handle(void *self, struct request *request, struct reply *reply)
{
	struct application *a = self;

	reply->route = STR("/test");
	if (str_starts(request->path, STR("/gate/")))
		test_wait_at_gate(a);
	if (str_eq(request->path, STR("/big")))
		reply_body(reply, 200, STR("text/plain"),
			   str_of(arena_alloc(request->arena, BIG_BYTES), BIG_BYTES));
	else if (str_eq(request->path, STR("/echo")))
		reply_body(reply, 200, STR("text/plain"), request->body);
	else if (str_eq(request->path, STR("/none")))
		reply->status = 204;
	else
		test_say(request, reply);
	if (str_eq(request->path, STR("/head")))
		test_long_header(request, reply);
	if (str_eq(request->path, STR("/unsound")))
		reply_header(reply, STR("x-test"), STR("a\r\nset-cookie: b=c"));
	reply_header(reply, STR("set-cookie"), STR("a=1"));
	reply_header(reply, STR("set-cookie"), STR("b=2"));
	pthread_mutex_lock(&a->mutex);
	a->handled++;
	pthread_mutex_unlock(&a->mutex);
}

static inline void test_refuse(void *self, struct request *request, unsigned status,
			       struct reply *reply)
{
	struct application *a = self;

	(void)request;
	reply_json(reply, status, STR("{\"detail\":\"refused\"}"));
	pthread_mutex_lock(&a->mutex);
	a->refused++;
	pthread_mutex_unlock(&a->mutex);
}

/* The configuration that tests start from; each changes what it is about. */
static inline void fixture_init(struct fixture *f)
{
	int fd;

	*f = (struct fixture){ .log_path = "/tmp/ostiary-test-log-XXXXXX" };
	pthread_mutex_init(&f->application.mutex, NULL);
	pthread_cond_init(&f->application.changed, NULL);
	f->app = (struct http_app){ &f->application, test_plan, test_handle, test_refuse };
	fd = mkstemp(f->log_path);
	assert_true(fd >= 0);
	f->log = (struct log){ fd, LOG_LEVEL_INFO, LOG_FORMAT_JSON, &clock_real };
	server_config_default(&f->config);
	f->config.address = STR("127.0.0.1");
	f->config.threads = 2;
	f->config.app = &f->app;
	f->config.log = &f->log;
	f->config.clock = &clock_real;
	f->config.random = &random_kernel;
}

static inline void fixture_start(struct fixture *f)
{
	struct err err = { 0 };

	assert_int_equal(server_start(&f->config, &f->server, &err), SERVER_OK);
	assert_string_equal(err.text, "");
}

static inline void fixture_done(struct fixture *f)
{
	if (f->server) {
		assert_true(server_stop(f->server));
		server_free(f->server);
	}
	close(f->log.fd);
	unlink(f->log_path);
	pthread_cond_destroy(&f->application.changed);
	pthread_mutex_destroy(&f->application.mutex);
}

static inline void open_gate(struct fixture *f)
{
	pthread_mutex_lock(&f->application.mutex);
	f->application.open = true;
	pthread_cond_broadcast(&f->application.changed);
	pthread_mutex_unlock(&f->application.mutex);
}

/* Waits until so many handlers stand at the gate. */
static inline void await_inside(struct fixture *f, unsigned n)
{
	pthread_mutex_lock(&f->application.mutex);
	while (f->application.inside < n)
		pthread_cond_wait(&f->application.changed, &f->application.mutex);
	pthread_mutex_unlock(&f->application.mutex);
}

static inline unsigned handled(struct fixture *f)
{
	unsigned n;

	pthread_mutex_lock(&f->application.mutex);
	n = f->application.handled;
	pthread_mutex_unlock(&f->application.mutex);
	return n;
}

/* All that was logged so far; freed by the caller. */
static inline char *logged(struct fixture *f)
{
	off_t size = lseek(f->log.fd, 0, SEEK_END);
	char *text = calloc(1, (size_t)size + 1);

	assert_non_null(text);
	assert_int_equal(pread(f->log.fd, text, (size_t)size, 0), size);
	return text;
}

static inline int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static inline void pause_ms(unsigned ms)
{
	const struct timespec time = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

static inline int connect_to(uint16_t port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
	return fd;
}

static inline int connect_client(struct fixture *f)
{
	return connect_to(server_port(f->server));
}

/* Sends what it can: the server may already have closed. */
static inline void send_bytes(int fd, struct str bytes)
{
	while (bytes.n) {
		ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		bytes = str_tail(bytes, (size_t)n);
	}
}

/* What a client reads. */
struct answer {
	unsigned status; /* 0: none came */
	struct str head; /* with the status line, in text */
	struct str body;
	bool closed; /* the server ended the connection behind it */
	char text[128 << 10];
};

/* Waits for bytes; false at the connection's end. */
static inline bool more_bytes(int fd, char *at, size_t room, size_t *n, int patience_ms)
{
	struct pollfd wait = { fd, POLLIN, 0 };
	ssize_t got;

	assert_int_equal(poll(&wait, 1, patience_ms), 1);
	got = recv(fd, at + *n, room - *n, 0);
	if (got <= 0)
		return false;
	*n += (size_t)got;
	return true;
}

static inline struct str header_in(const struct answer *answer, struct str name)
{
	struct str rest = answer->head, line;

	while (rest.n) {
		struct str key, value;

		str_cut(rest, '\n', &line, &rest);
		if (str_cut(line, ':', &key, &value) && str_eq_nocase(key, name)) {
			value.n -= value.n && value.p[value.n - 1] == '\r';
			return str_trim(value);
		}
	}
	return str_of(NULL, 0);
}

/* Reads one answer and no byte more than it has, so that the next one can be read after it. */
static inline void read_answer_to(int fd, struct answer *answer, bool has_body)
{
	struct pollfd wait = { fd, POLLIN, 0 };
	size_t n = 0;
	uint64_t length = 0;

	memset(answer, 0, offsetof(struct answer, text));
	for (;;) { /* the head, byte by byte */
		char c;

		assert_int_equal(poll(&wait, 1, PATIENCE_MS), 1);
		if (recv(fd, &c, 1, 0) != 1) {
			answer->closed = true;
			return;
		}
		assert_true(n < sizeof(answer->text));
		answer->text[n++] = c;
		if (n >= 4 && memcmp(answer->text + n - 4, "\r\n\r\n", 4) == 0)
			break;
	}
	answer->head = str_of(answer->text, n - 2);
	assert_true(str_starts(answer->head, STR("HTTP/1.1 ")));
	answer->status = (unsigned)strtoul(answer->text + 9, NULL, 10);
	str_to_u64(header_in(answer, STR("content-length")), sizeof(answer->text), &length);
	if (!has_body)
		length = 0;
	while (n < answer->head.n + 2 + length)
		if (!more_bytes(fd, answer->text, answer->head.n + 2 + length, &n, PATIENCE_MS))
			break;
	answer->body = str_of(answer->text + answer->head.n + 2, n - answer->head.n - 2);
}

static inline void read_answer(int fd, struct answer *answer)
{
	read_answer_to(fd, answer, true);
}

/* True when the server ends the connection. One that says it will is waited for, and what it says until
 * then is of no interest; of one that does not, a moment's silence is taken as staying. */
static inline bool ends(int fd, const struct answer *answer)
{
	bool said = str_eq_nocase(header_in(answer, STR("connection")), STR("close"));
	struct pollfd wait = { fd, POLLIN, 0 };
	char c;

	do {
		if (poll(&wait, 1, said ? PATIENCE_MS : 30) == 0)
			return false;
	} while (recv(fd, &c, 1, 0) > 0 && said);
	return true;
}

/* Sends on a connection of its own and reads one answer. */
static inline void ask(struct fixture *f, struct str bytes, struct answer *answer)
{
	int fd = connect_client(f);

	send_bytes(fd, bytes);
	read_answer(fd, answer);
	if (!answer->closed)
		answer->closed = ends(fd, answer);
	close(fd);
}

#endif
