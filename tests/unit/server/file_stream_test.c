/* Streams with an end of their own: their pieces are made on a worker's thread when the client has
 * taken the one before, also when it is gone meanwhile, and one that breaks off does not look
 * whole. */
#include "server/stream/stream.h"

#include "http/stream.h"
#include "support/server_harness.h"

#define SEND_BYTES ((size_t)4096)
#define FILES      8 /* places, which are not used again */
#define GET(path)  STR("GET " path " HTTP/1.1\r\nHost: x\r\n\r\n")

struct file {
	struct http_stream stream;
	unsigned left;  /* pieces that are still to be made */
	unsigned works; /* calls of work() so far */
	bool working, closed, ready;
	pthread_t worker;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct file files[FILES];
static unsigned n_files, pieces, broken_at;
static bool gate; /* closed: work() waits */
static struct answer answer;

static bool is_so(const bool *what)
{
	pthread_mutex_lock(&mutex);
	bool so = *what;
	pthread_mutex_unlock(&mutex);
	return so;
}

static void await(const bool *what, bool value)
{
	int64_t until = harness_now_ms() + PATIENCE_MS;

	while (is_so(what) != value) {
		assert_true(harness_now_ms() < until);
		harness_pause_ms(2);
	}
}

static void set_gate(bool closed)
{
	pthread_mutex_lock(&mutex);
	gate = closed;
	pthread_mutex_unlock(&mutex);
}

static void file_work(struct http_stream *stream)
{
	struct file *file = (struct file *)stream;

	pthread_mutex_lock(&mutex);
	assert_false(file->working);
	assert_false(file->closed);
	file->working = true;
	file->worker = pthread_self();
	file->works++;
	pthread_mutex_unlock(&mutex);
	while (is_so(&gate))
		harness_pause_ms(1);
	pthread_mutex_lock(&mutex);
	file->working = false;
	file->ready = true;
	stream->broken = file->works == broken_at;
	pthread_mutex_unlock(&mutex);
}

static bool file_next(struct http_stream *stream, enum http_stream_why why, int64_t now_ms,
		      struct buf *out)
{
	struct file *file = (struct file *)stream;
	bool goes_on;

	assert_true(now_ms > 0 && why != HTTP_STREAM_STOPPING);
	pthread_mutex_lock(&mutex);
	assert_false(file->working);
	if (file->works)
		assert_false(pthread_equal(file->worker, pthread_self()));
	if (file->ready && !stream->broken) {
		for (size_t i = 0; i < SEND_BYTES; i++)
			buf_char(out, (char)('a' + file->works % 26));
		file->left--;
	} else {
		stream->works = !stream->broken && file->left > 0;
	}
	file->ready = false;
	goes_on = !stream->broken && file->left > 0;
	pthread_mutex_unlock(&mutex);
	return goes_on;
}

static void file_close(struct http_stream *stream)
{
	struct file *file = (struct file *)stream;

	pthread_mutex_lock(&mutex);
	assert_false(file->closed);
	assert_false(file->working);
	file->closed = true;
	pthread_mutex_unlock(&mutex);
}

static const struct http_stream_ops file_ops = { .next = file_next,
						 .close = file_close,
						 .work = file_work };

static void (*other_handle)(void *self, struct request *request, struct reply *reply);

static void handle(void *self, struct request *request, struct reply *reply)
{
	struct file *file;

	if (!str_starts(request->path, STR("/file"))) {
		other_handle(self, request, reply);
		return;
	}
	pthread_mutex_lock(&mutex);
	assert_true(n_files < FILES);
	file = &files[n_files++];
	pthread_mutex_unlock(&mutex);
	file->stream = (struct http_stream){ .ops = &file_ops, .piece = SEND_BYTES };
	file->left = pieces;
	reply->status = 200;
	reply_header(reply, STR("content-type"), STR("text/plain"));
	reply->stream = &file->stream;
}

static int set_up(void **state)
{
	struct fixture *f = test_malloc(sizeof(*f));

	memset(files, 0, sizeof(files));
	n_files = broken_at = 0;
	gate = false;
	pieces = 3;
	fixture_init(f);
	other_handle = f->app.handle;
	f->app.handle = handle;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	set_gate(false);
	fixture_done(*state);
	for (unsigned i = 0; i < n_files; i++)
		assert_true(files[i].closed);
	test_free(*state);
	return 0;
}

static int open_file(struct fixture *f, struct str request)
{
	int fd = harness_connect(f);

	harness_send(fd, request);
	harness_read_answer_to(fd, &answer, false);
	assert_int_equal(answer.status, 200);
	return fd;
}

/* What comes until the connection ends; how it ends is *out_error: 0, or that of recv(). */
static size_t read_all(int fd, char *out, size_t room, int *out_error)
{
	size_t n = 0;

	for (;;) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		ssize_t got;

		assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
		got = recv(fd, out + n, room - n, 0);
		*out_error = got < 0 ? errno : 0;
		if (got <= 0)
			return n;
		n += (size_t)got;
	}
}

/* The line about the end of the first stream, which is written before it is closed. */
static void assert_end_says(struct fixture *f, const char *words)
{
	char *log, *line;

	await(&files[0].closed, true);
	log = harness_log(f);
	line = strstr(log, "\"msg\":\"stream ended\"");
	assert_non_null(line);
	*strchr(line, '\n') = '\0';
	if (!strstr(line, words))
		fail_msg("%s has no %s", line, words);
	free(log);
}

#define CHUNK_BYTES (4 + 2 + SEND_BYTES + 2) /* "1000" */
static char got[1 << 16];

static void its_pieces_come_in_their_order_with_an_end(void **state)
{
	struct fixture *f = *state;
	int error;
	int fd = (fixture_start(f), open_file(f, STR("GET /file HTTP/1.1\r\nHost: x\r\n"
						     "Connection: close\r\n\r\n")));

	assert_int_equal(read_all(fd, got, sizeof(got), &error), 3 * CHUNK_BYTES + 5);
	assert_int_equal(error, 0);
	for (size_t i = 0; i < 3; i++) {
		assert_memory_equal(got + i * CHUNK_BYTES, "1000\r\n", 6);
		assert_int_equal(got[i * CHUNK_BYTES + 6], 'b' + (int)i);
	}
	assert_memory_equal(got + 3 * CHUNK_BYTES, "0\r\n\r\n", 5);
	assert_end_says(f, "\"bytes\":12288}"); /* 3 * SEND_BYTES */
	close(fd);
}

static void the_connection_goes_on_behind_it(void **state)
{
	struct fixture *f = *state;
	size_t n = 0;
	int fd;

	pieces = 1;
	fixture_start(f);
	fd = open_file(f, GET("/file"));
	while (n < CHUNK_BYTES + 5) {
		ssize_t part = recv(fd, got, CHUNK_BYTES + 5 - n, 0);

		assert_true(part > 0);
		n += (size_t)part;
	}
	await(&files[0].closed, true);
	harness_send(fd, GET("/inline"));
	harness_read_answer(fd, &answer);
	assert_int_equal(answer.status, 200);
	close(fd);
}

/* Who has shut its side down waits for the rest; of events it would not. */
static void a_client_that_has_said_all_gets_all(void **state)
{
	struct fixture *f = *state;
	int fd, error;

	set_gate(true);
	fixture_start(f);
	fd = open_file(f, STR("GET /file HTTP/1.0\r\n\r\n"));
	await(&files[0].working, true);
	shutdown(fd, SHUT_WR);
	set_gate(false);
	assert_int_equal(read_all(fd, got, sizeof(got), &error), 3 * SEND_BYTES);
	assert_int_equal(error, 0);
	assert_end_says(f, "\"bytes\":12288}");
	close(fd);
}

static void one_that_breaks_off_does_not_look_whole(void **state)
{
	static const struct str requests[] = { STR_INIT("GET /file HTTP/1.1\r\nHost: x\r\n\r\n"),
					       STR_INIT("GET /file HTTP/1.0\r\n\r\n") };
	struct fixture *f = *state;

	broken_at = 2;
	fixture_start(f);
	for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
		int fd = open_file(f, requests[i]);
		int error;
		size_t n = read_all(fd, got, sizeof(got), &error);

		assert_int_equal(error, ECONNRESET);
		assert_true(n <= CHUNK_BYTES);
		close(fd);
		await(&files[i].closed, true);
		assert_end_says(f, "\"bytes\":4096,\"reason\":\"broken\"");
	}
}

static void a_client_that_goes_during_the_work_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	int fd;

	set_gate(true);
	f->config.tick_ms = 20;
	fixture_start(f);
	fd = open_file(f, GET("/file"));
	await(&files[0].working, true);
	close(fd);
	harness_ask(f, GET("/inline"), &answer); /* others are answered */
	assert_int_equal(answer.status, 200);
	assert_false(is_so(&files[0].closed));
	set_gate(false);
	assert_end_says(f, "\"reason\":\"gone\"");
}

/* What is made is what the sockets take, and then it is cut. */
static void a_client_that_does_not_read_makes_no_work(void **state)
{
	struct fixture *f = *state;
	int fd;

	pieces = 1u << 20;
	f->config.unread_ms = 300;
	fixture_start(f);
	fd = open_file(f, GET("/file"));
	await(&files[0].closed, true);
	assert_true(files[0].works < 1u << 13); /* what sockets hold */
	close(fd);
}

static void *stop(void *arg)
{
	const struct fixture *f = arg;

	return (void *)(uintptr_t)server_stop(f->server);
}

static void a_stop_lets_it_end(void **state)
{
	struct fixture *f = *state;
	pthread_t stopping;
	int fd, error;

	set_gate(true);
	f->config.grace_ms = PATIENCE_MS;
	fixture_start(f);
	fd = open_file(f, GET("/file"));
	await(&files[0].working, true);
	assert_int_equal(pthread_create(&stopping, NULL, stop, f), 0);
	harness_pause_ms(50);
	set_gate(false);
	assert_int_equal(read_all(fd, got, sizeof(got), &error), 3 * CHUNK_BYTES + 5);
	assert_int_equal(error, 0);
	pthread_join(stopping, NULL);
	close(fd);
}

int main(void)
{
#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		FILE_TEST(its_pieces_come_in_their_order_with_an_end),
		FILE_TEST(the_connection_goes_on_behind_it),
		FILE_TEST(a_client_that_has_said_all_gets_all),
		FILE_TEST(one_that_breaks_off_does_not_look_whole),
		FILE_TEST(a_client_that_goes_during_the_work_leaves_nothing),
		FILE_TEST(a_client_that_does_not_read_makes_no_work),
		FILE_TEST(a_stop_lets_it_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
