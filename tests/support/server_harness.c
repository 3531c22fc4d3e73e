#include "support/server_harness.h"

static enum lane test_plan(void *self, struct request *request)
{
	struct application *a = self;

	pthread_mutex_lock(&a->mutex);
	a->planned++;
	pthread_mutex_unlock(&a->mutex);
	if (a->relays)
		request->address = request_header(request, STR("x-client"));
	if (str_ends(request->path, STR("/worker")))
		return LANE_WORKER;
	return str_ends(request->path, STR("/hash")) ? LANE_HASH : LANE_INLINE;
}

static bool test_relays(void *self, const struct address *peer)
{
	const struct application *a = self;

	return a->relays && peer->known;
}

static void test_wait_at_gate(struct application *a)
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

static void test_say(struct request *r, struct reply *reply)
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

/* Values that must not be sent, by the query. */
static struct str test_unsound_value(struct str query)
{
	if (str_eq(query, STR("empty")))
		return STR("");
	return str_eq(query, STR("tab")) ? STR("a\tb") : STR("a\r\nset-cookie: b=c");
}

static void test_long_header(struct request *request, struct reply *reply, struct str name)
{
	uint64_t n = 0;
	char *text;

	str_to_u64(request->query, LIMIT_BODY_BYTES, &n);
	text = arena_alloc(request->arena, n);
	memset(text, 'x', n);
	reply_header(reply, name, str_of(text, n));
}

static void test_handle(void *self, struct request *request, struct reply *reply)
{
	struct application *a = self;

	reply->route = STR("/test");
	if (str_starts(request->path, STR("/gate/")))
		test_wait_at_gate(a);
	if (str_eq(request->path, STR("/work")) && !request->apart)
		reply->longer = reply->work = true;
	else if ((str_eq(request->path, STR("/long")) || str_eq(request->query, STR("long"))) &&
		 request->answer_max)
		reply->longer = true;
	else if (str_eq(request->path, STR("/long")) && str_eq(request->query, STR("0")))
		reply->status = 200; /* nothing is left to list */
	else if (str_eq(request->path, STR("/big")) || str_eq(request->path, STR("/long")) ||
		 str_eq(request->path, STR("/gate/big/worker")))
		reply_body(reply, 200, STR("text/plain"),
			   str_of(arena_alloc(request->arena, BIG_BYTES), BIG_BYTES));
	else if (str_eq(request->path, STR("/echo")))
		reply_body(reply, 200, STR("text/plain"), request->body);
	else if (str_eq(request->path, STR("/none")))
		reply->status = 204;
	else
		test_say(request, reply);
	if (str_eq(request->path, STR("/head")))
		test_long_header(request, reply, STR("x-long"));
	if (str_eq(request->path, STR("/redirect"))) {
		reply->status = 302;
		test_long_header(request, reply, STR("location"));
	}
	if (str_eq(request->path, STR("/unsound")))
		reply_header(reply, STR("x-test"), test_unsound_value(request->query));
	reply_header(reply, STR("set-cookie"), STR("a=1"));
	reply_header(reply, STR("set-cookie"), STR("b=2"));
	pthread_mutex_lock(&a->mutex);
	a->handled++;
	pthread_mutex_unlock(&a->mutex);
}

static void test_refuse(void *self, struct request *request, unsigned status, struct reply *reply)
{
	struct application *a = self;

	(void)request;
	reply_json(reply, status, STR("{\"detail\":\"refused\"}"));
	pthread_mutex_lock(&a->mutex);
	a->refused++;
	pthread_mutex_unlock(&a->mutex);
}

void fixture_init(struct fixture *f)
{
	int fd;

	*f = (struct fixture){ .log_path = "/tmp/ostiary-test-log-XXXXXX" };
	pthread_mutex_init(&f->application.mutex, NULL);
	pthread_cond_init(&f->application.changed, NULL);
	f->app = (struct http_app){ .self = &f->application,
				    .plan = test_plan,
				    .relays = test_relays,
				    .handle = test_handle,
				    .refuse = test_refuse };
	fd = mkstemp(f->log_path);
	assert_true(fd >= 0);
	f->log = (struct log){
		.fd = fd, .level = LOG_LEVEL_INFO, .format = LOG_FORMAT_JSON, .clock = &clock_real
	};
	server_config_default(&f->config);
	f->config.address = STR("127.0.0.1");
	f->config.threads = 2;
	f->config.app = &f->app;
	f->config.log = &f->log;
	f->config.clock = &clock_real;
	f->config.random = &random_kernel;
}

void fixture_start(struct fixture *f)
{
	struct err err = { 0 };

	assert_int_equal(server_start(&f->config, &f->server, &err), SERVER_OK);
	assert_string_equal(err.text, "");
}

void fixture_done(struct fixture *f)
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

void harness_open_gate(struct fixture *f)
{
	pthread_mutex_lock(&f->application.mutex);
	f->application.open = true;
	pthread_cond_broadcast(&f->application.changed);
	pthread_mutex_unlock(&f->application.mutex);
}

void harness_await_inside(struct fixture *f, unsigned n)
{
	pthread_mutex_lock(&f->application.mutex);
	while (f->application.inside < n)
		pthread_cond_wait(&f->application.changed, &f->application.mutex);
	pthread_mutex_unlock(&f->application.mutex);
}

unsigned harness_handled(struct fixture *f)
{
	unsigned n;

	pthread_mutex_lock(&f->application.mutex);
	n = f->application.handled;
	pthread_mutex_unlock(&f->application.mutex);
	return n;
}

unsigned harness_planned(struct fixture *f)
{
	unsigned n;

	pthread_mutex_lock(&f->application.mutex);
	n = f->application.planned;
	pthread_mutex_unlock(&f->application.mutex);
	return n;
}

char *harness_log(struct fixture *f)
{
	off_t size = lseek(f->log.fd, 0, SEEK_END);
	char *text = calloc(1, (size_t)size + 1);

	assert_non_null(text);
	assert_int_equal(pread(f->log.fd, text, (size_t)size, 0), size);
	return text;
}

int64_t harness_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void harness_pause_ms(unsigned ms)
{
	const struct timespec time = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

static int connect_to(uint16_t port)
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

int harness_connect(struct fixture *f)
{
	return connect_to(server_port(f->server));
}

void harness_send(int fd, struct str bytes)
{
	while (bytes.n) {
		ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		bytes = str_tail(bytes, (size_t)n);
	}
}

/* Waits for bytes; false at the connection's end. */
static bool more_bytes(int fd, char *at, size_t room, size_t *n, int patience_ms)
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

struct str harness_header(const struct answer *answer, struct str name)
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

void harness_read_answer_to(int fd, struct answer *answer, bool has_body)
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
	str_to_u64(harness_header(answer, STR("content-length")), sizeof(answer->text), &length);
	if (!has_body)
		length = 0;
	while (n < answer->head.n + 2 + length)
		if (!more_bytes(fd, answer->text, answer->head.n + 2 + length, &n, PATIENCE_MS))
			break;
	answer->body = str_of(answer->text + answer->head.n + 2, n - answer->head.n - 2);
}

void harness_read_answer(int fd, struct answer *answer)
{
	harness_read_answer_to(fd, answer, true);
}

bool harness_ends(int fd, const struct answer *answer)
{
	bool said = str_eq_nocase(harness_header(answer, STR("connection")), STR("close"));
	struct pollfd wait = { fd, POLLIN, 0 };
	char c;

	do {
		if (poll(&wait, 1, said ? PATIENCE_MS : 30) == 0)
			return false;
	} while (recv(fd, &c, 1, 0) > 0 && said);
	return true;
}

void harness_ask(struct fixture *f, struct str bytes, struct answer *answer)
{
	int fd = harness_connect(f);

	harness_send(fd, bytes);
	harness_read_answer(fd, answer);
	if (!answer->closed)
		answer->closed = harness_ends(fd, answer);
	close(fd);
}
