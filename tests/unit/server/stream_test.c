/* Answers without an end of their own: sent piece by piece, bounded for a client that does not
 * read, and ended at once by a stop. */
#include "server/stream/stream.h"

#include <dirent.h>

#include "http/stream.h"
#include "support/server_harness.h"

/* A source that says what it is given, "tick" at each tick if it ticks, and "bye" at a stop. Its
 * places are not used again, so that what became of them can be looked at. */
#define SOURCES   64
#define GET(path) STR("GET " path " HTTP/1.1\r\nHost: x\r\n\r\n")

struct source {
	struct http_stream stream;
	struct http_waker waker;
	bool opened, closed, ends;
	unsigned ticks;
	char text[HTTP_STREAM_BYTES + 1];
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct source sources[SOURCES];
static unsigned n_sources;
static bool ticks, floods;
static struct answer answer;

static void source_open(struct http_stream *stream, struct http_waker waker)
{
	struct source *source = (struct source *)stream;

	pthread_mutex_lock(&mutex);
	source->waker = waker;
	source->opened = true;
	pthread_mutex_unlock(&mutex);
}

static bool source_next(struct http_stream *stream, enum http_stream_why why, int64_t now_ms,
			struct buf *out)
{
	struct source *source = (struct source *)stream;
	bool goes_on;

	assert_true(now_ms > 0);
	pthread_mutex_lock(&mutex);
	if (why == HTTP_STREAM_STOPPING)
		buf_z(out, "bye");
	else if (why == HTTP_STREAM_TICK && ticks)
		buf_z(out, "tick");
	source->ticks += why == HTTP_STREAM_TICK;
	buf_z(out, source->text);
	source->text[0] = '\0';
	while (floods && out->n < HTTP_STREAM_BYTES)
		buf_char(out, 'x');
	goes_on = !source->ends;
	if (floods)
		source->waker.wake(source->waker.of);
	pthread_mutex_unlock(&mutex);
	return goes_on;
}

static void source_close(struct http_stream *stream)
{
	struct source *source = (struct source *)stream;

	pthread_mutex_lock(&mutex);
	assert_false(source->closed);
	source->closed = true;
	pthread_mutex_unlock(&mutex);
}

static const struct http_stream_ops source_ops = { source_open, source_next, source_close, NULL };

static void (*other_handle)(void *self, struct request *request, struct reply *reply);

/* /stream, /stream/worker: a stream; /stream/unsound: one with a head that cannot be sent. */
static void handle(void *self, struct request *request, struct reply *reply)
{
	struct source *source;

	if (!str_starts(request->path, STR("/stream"))) {
		other_handle(self, request, reply);
		return;
	}
	pthread_mutex_lock(&mutex);
	source = &sources[n_sources++];
	pthread_mutex_unlock(&mutex);
	source->stream.ops = &source_ops;
	reply->status = 200;
	reply_header(reply, STR("content-type"), STR("text/plain"));
	if (str_ends(request->path, STR("/unsound")))
		reply_header(reply, STR("x-test"), STR("a\r\nb"));
	reply->stream = &source->stream;
}

static int set_up(void **state)
{
	struct fixture *f = test_malloc(sizeof(*f));

	memset(sources, 0, sizeof(sources));
	n_sources = 0;
	ticks = floods = false;
	fixture_init(f);
	other_handle = f->app.handle;
	f->app.handle = handle;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture_done(*state);
	for (unsigned i = 0; i < n_sources; i++)
		assert_true(sources[i].closed);
	test_free(*state);
	return 0;
}

static void say(unsigned i, const char *text)
{
	pthread_mutex_lock(&mutex);
	assert_true(sources[i].opened && !sources[i].closed);
	snprintf(sources[i].text, sizeof(sources[i].text), "%s", text);
	sources[i].waker.wake(sources[i].waker.of);
	pthread_mutex_unlock(&mutex);
}

static void say_last(unsigned i, const char *text)
{
	pthread_mutex_lock(&mutex);
	sources[i].ends = true;
	pthread_mutex_unlock(&mutex);
	say(i, text);
}

static bool is_so(const bool *what)
{
	pthread_mutex_lock(&mutex);
	bool so = *what;
	pthread_mutex_unlock(&mutex);
	return so;
}

static void await(const bool *what)
{
	int64_t until = harness_now_ms() + PATIENCE_MS;

	while (!is_so(what)) {
		assert_true(harness_now_ms() < until);
		harness_pause_ms(2);
	}
}

static void expect(int fd, const char *text)
{
	char got[1024] = "";
	size_t n = 0;

	assert_true(strlen(text) < sizeof(got));
	while (n < strlen(text)) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		ssize_t bytes;

		assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
		bytes = recv(fd, got + n, strlen(text) - n, 0);
		if (bytes <= 0)
			break;
		n += (size_t)bytes;
	}
	assert_string_equal(got, text);
}

static void expect_end(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	char c;

	assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
	assert_true(recv(fd, &c, 1, 0) <= 0);
}

static int open_stream(struct fixture *f, struct str request)
{
	int fd = harness_connect(f);

	harness_send(fd, request);
	harness_read_answer_to(fd, &answer, false);
	assert_int_equal(answer.status, 200);
	return fd;
}

static void a_stream_sends_chunks_when_it_is_woken(void **state)
{
	static const struct str requests[] = { STR_INIT("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"),
					       STR_INIT("GET /stream/worker HTTP/1.1\r\nHost: x\r\n"
							"\r\n") };
	struct fixture *f = *state;

	fixture_start(f);
	for (unsigned i = 0; i < ARRAY_LEN(requests); i++) {
		int fd = open_stream(f, requests[i]);

		assert_true(
			str_eq(harness_header(&answer, STR("transfer-encoding")), STR("chunked")));
		assert_null(harness_header(&answer, STR("content-length")).p);
		await(&sources[i].opened);
		say(i, "one");
		expect(fd, "3\r\none\r\n");
		say(i, "a longer piece of it");
		expect(fd, "14\r\na longer piece of it\r\n");
		close(fd);
		await(&sources[i].closed);
	}
}

static void what_the_longest_piece_needs_is_there(void **state)
{
	struct fixture *f = *state;
	char text[HTTP_STREAM_BYTES + 1], wanted[HTTP_STREAM_BYTES + 32];
	int fd;

	memset(text, 'x', sizeof(text));
	text[HTTP_STREAM_BYTES] = '\0';
	snprintf(wanted, sizeof(wanted), "%zx\r\n%s\r\n0\r\n\r\n", HTTP_STREAM_BYTES, text);
	fixture_start(f);
	fd = open_stream(f, GET("/stream"));
	await(&sources[0].opened);
	say_last(0, text);
	expect(fd, wanted);
	close(fd);
}

static void the_connection_goes_on_after_the_end(void **state)
{
	struct fixture *f = *state;
	int fd;

	fixture_start(f);
	fd = open_stream(f, GET("/stream"));
	await(&sources[0].opened);
	harness_send(fd, GET("/inline")); /* waits for its turn */
	say(0, "one");
	expect(fd, "3\r\none\r\n");
	say_last(0, "two");
	expect(fd, "3\r\ntwo\r\n0\r\n\r\n");
	await(&sources[0].closed);
	harness_read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	assert_true(str_starts(answer.body, STR("GET /inline")));
	harness_send(fd, GET("/stream"));
	harness_read_answer_to(fd, &answer, false);
	await(&sources[1].opened);
	say(1, "three");
	expect(fd, "5\r\nthree\r\n");
	close(fd);
}

static void who_asks_for_the_end_of_the_connection_gets_it(void **state)
{
	struct fixture *f = *state;
	int fd;

	fixture_start(f);
	fd = open_stream(f, STR("GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
	await(&sources[0].opened);
	say_last(0, "one");
	expect(fd, "3\r\none\r\n0\r\n\r\n");
	expect_end(fd);
	close(fd);
}

static void a_client_of_1_0_gets_the_bytes_alone(void **state)
{
	struct fixture *f = *state;
	int fd;

	fixture_start(f);
	fd = open_stream(f, STR("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
	assert_null(harness_header(&answer, STR("transfer-encoding")).p);
	assert_null(harness_header(&answer, STR("content-length")).p);
	assert_true(str_eq(harness_header(&answer, STR("connection")), STR("close")));
	await(&sources[0].opened);
	say(0, "one");
	expect(fd, "one");
	say_last(0, "two");
	expect(fd, "two");
	expect_end(fd);
	close(fd);
}

static void a_head_request_gets_the_head(void **state)
{
	struct fixture *f = *state;
	int fd;

	fixture_start(f);
	fd = open_stream(f, STR("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n"));
	await(&sources[0].closed);
	assert_false(sources[0].opened);
	harness_send(fd, GET("/inline"));
	harness_read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	close(fd);
}

static void a_head_that_cannot_be_sent_sends_no_stream(void **state)
{
	struct fixture *f = *state;

	fixture_start(f);
	harness_ask(f, GET("/stream/unsound"), &answer);
	assert_int_equal(answer.status, 500);
	await(&sources[0].closed);
	assert_false(sources[0].opened);
}

static void a_client_that_closes_its_side_has_no_stream_any_more(void **state)
{
	struct fixture *f = *state;
	int fd;

	fixture_start(f);
	fd = open_stream(f, GET("/stream"));
	await(&sources[0].opened);
	shutdown(fd, SHUT_WR);
	await(&sources[0].closed);
	expect_end(fd);
	close(fd);
}

/* It always has more to say, which is no reason to hold more than a piece. */
static void a_client_that_does_not_read_is_cut(void **state)
{
	struct fixture *f = *state;
	int fd, reader;

	f->config.unread_ms = 200;
	floods = true;
	fixture_start(f);
	reader = open_stream(f, GET("/stream"));
	await(&sources[0].opened);
	fd = open_stream(f, GET("/stream"));
	await(&sources[1].opened);
	for (int64_t until = harness_now_ms() + PATIENCE_MS; !is_so(&sources[1].closed);) {
		static char bytes[64 << 10];

		assert_true(harness_now_ms() < until);
		assert_true(recv(reader, bytes, sizeof(bytes), 0) > 0);
	}
	assert_false(is_so(&sources[0].closed)); /* who reads keeps its stream */
	close(fd);
	close(reader);
}

/* Who reads as fast as it can, and is woken all the time, is not the only one. */
static void a_busy_stream_keeps_no_others_waiting(void **state)
{
	struct fixture *f = *state;
	static char bytes[64 << 10];
	int busy, fd;

	f->config.threads = 1;
	floods = true;
	fixture_start(f);
	busy = open_stream(f, GET("/stream"));
	await(&sources[0].opened);
	fd = harness_connect(f);
	harness_send(fd, GET("/inline"));
	for (struct pollfd ready = { .fd = fd, .events = POLLIN }; !poll(&ready, 1, 0);)
		assert_true(recv(busy, bytes, sizeof(bytes), 0) > 0);
	harness_read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	close(fd);
	close(busy);
}

static void a_quiet_stream_has_its_ticks(void **state)
{
	struct fixture *f = *state;
	int fd;

	f->config.tick_ms = 20;
	ticks = true;
	fixture_start(f);
	fd = open_stream(f, GET("/stream"));
	expect(fd, "4\r\ntick\r\n4\r\ntick\r\n4\r\ntick\r\n");
	close(fd);
}

static unsigned threads_now(void)
{
	DIR *tasks = opendir("/proc/self/task");
	unsigned n = 0;

	assert_non_null(tasks);
	while (readdir(tasks))
		n++;
	closedir(tasks);
	return n;
}

static void a_stop_ends_streams_at_once_and_cleanly(void **state)
{
	struct fixture *f = *state;
	unsigned threads = 0;
	int fds[20];
	int64_t began;

	f->config.tick_ms = 20;
	fixture_start(f);
	for (unsigned i = 0; i < ARRAY_LEN(fds); i++) {
		fds[i] = open_stream(f, GET("/stream"));
		await(&sources[i].opened);
		threads = i ? threads : threads_now();
	}
	assert_int_equal(threads_now(), threads);
	harness_send(fds[0], GET("/inline")); /* is not read any more, and does no harm */
	began = harness_now_ms();
	assert_true(server_stop(f->server));
	assert_true(harness_now_ms() - began < PATIENCE_MS / 2);
	for (unsigned i = 0; i < ARRAY_LEN(fds); i++) {
		assert_true(sources[i].closed);
		expect(fds[i], "3\r\nbye\r\n0\r\n\r\n");
		expect_end(fds[i]);
		close(fds[i]);
	}
	server_free(f->server);
	f->server = NULL;
}

static void a_stop_does_not_wait_for_a_client_that_does_not_read(void **state)
{
	struct fixture *f = *state;
	int fd;

	floods = true;
	f->config.grace_ms = 400;
	fixture_start(f);
	fd = open_stream(f, GET("/stream"));
	await(&sources[0].opened);
	harness_pause_ms(100); /* until nothing more goes out */
	assert_true(server_stop(f->server));
	assert_true(sources[0].closed);
	close(fd);
	server_free(f->server);
	f->server = NULL;
}

/* It takes a place among the requests of its client behind a proxy for as long as it lasts. */
static void a_stream_counts_as_a_request_of_its_client(void **state)
{
	struct fixture *f = *state;
	int fds[3];

	f->config.connections_per_address = 2;
	f->application.relays = true;
	fixture_start(f);
	for (unsigned i = 0; i < 2; i++) {
		fds[i] = open_stream(
			f, STR("GET /stream HTTP/1.1\r\nHost: x\r\nX-Client: 192.0.2.1\r\n\r\n"));
		await(&sources[i].opened);
	}
	harness_ask(f, STR("GET /stream HTTP/1.1\r\nHost: x\r\nX-Client: 192.0.2.1\r\n\r\n"),
		    &answer);
	assert_int_equal(answer.status, 503);
	fds[2] = open_stream(f,
			     STR("GET /stream HTTP/1.1\r\nHost: x\r\nX-Client: 192.0.2.2\r\n\r\n"));
	close(fds[0]);
	await(&sources[0].closed);
	harness_ask(f, STR("GET /inline HTTP/1.1\r\nHost: x\r\nX-Client: 192.0.2.1\r\n\r\n"),
		    &answer);
	assert_int_equal(answer.status, 200);
	close(fds[1]);
	close(fds[2]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_stream_sends_chunks_when_it_is_woken),
		TEST(what_the_longest_piece_needs_is_there),
		TEST(the_connection_goes_on_after_the_end),
		TEST(who_asks_for_the_end_of_the_connection_gets_it),
		TEST(a_client_of_1_0_gets_the_bytes_alone),
		TEST(a_head_request_gets_the_head),
		TEST(a_head_that_cannot_be_sent_sends_no_stream),
		TEST(a_client_that_closes_its_side_has_no_stream_any_more),
		TEST(a_client_that_does_not_read_is_cut),
		TEST(a_busy_stream_keeps_no_others_waiting),
		TEST(a_quiet_stream_has_its_ticks),
		TEST(a_stop_ends_streams_at_once_and_cleanly),
		TEST(a_stop_does_not_wait_for_a_client_that_does_not_read),
		TEST(a_stream_counts_as_a_request_of_its_client),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
