/* A reader that stalls holds nobody up; what it missed is counted and told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/limits.h"
#include "core/line_queue.h"

#define THREADS 8
#define EACH    2000
#define LONG    1000 /* bytes of a line of which there are many */

struct stream {
	int ends[2];
	struct line_queue *queue;
	/* The reader: */
	pthread_t thread;
	char *text;
	size_t n;
};

static void note(struct buf *out, uint64_t dropped, const void *arg)
{
	buf_fmt(out, "%s %llu\n", (const char *)arg, (unsigned long long)dropped);
}

static void begin(struct stream *s)
{
	*s = (struct stream){ 0 };
	assert_int_equal(pipe(s->ends), 0);
	s->queue = line_queue_start(s->ends[1], note, "dropped");
	assert_non_null(s->queue);
}

/* Reads to the end of the stream. */
static void *read_all(void *arg)
{
	struct stream *s = arg;
	size_t cap = 1 << 16;
	ssize_t got;

	s->text = malloc(cap + 1);
	while ((got = read(s->ends[0], s->text + s->n, cap - s->n)) > 0) {
		s->n += (size_t)got;
		if (s->n == cap)
			s->text = realloc(s->text, (cap *= 2) + 1);
	}
	s->text[s->n] = '\0';
	return NULL;
}

static void start_reading(struct stream *s)
{
	assert_int_equal(pthread_create(&s->thread, NULL, read_all, s), 0);
}

/* After this the text is complete. */
static void finish(struct stream *s)
{
	line_queue_stop(s->queue, 60000);
	close(s->ends[1]);
	pthread_join(s->thread, NULL);
	close(s->ends[0]);
}

static void put_number(struct stream *s, const char *word, int number, size_t bytes,
		       enum line_weight weight)
{
	char line[LIMIT_LOG_LINE_BYTES];
	int n = snprintf(line, sizeof(line), "%s %d ", word, number);

	while ((size_t)n + 1 < bytes)
		line[n++] = '.';
	line[n++] = '\n';
	line_queue_put(s->queue, str_of(line, (size_t)n), weight);
}

struct producer {
	struct stream *stream;
	char word[8];
	pthread_t thread;
};

static void *produce(void *arg)
{
	struct producer *p = arg;

	for (int i = 0; i < EACH; i++)
		put_number(p->stream, p->word, i, 0, LINE_PLAIN);
	return NULL;
}

/* Each line begins with a word and a number; those of one word are in order. Returns how many. */
static int count_in_order(const char *text, const char *word)
{
	int n = 0;

	for (const char *at = text; *at; at = strchr(at, '\n') + 1) {
		char found[16];
		int number;

		assert_int_equal(sscanf(at, "%15s %d", found, &number), 2);
		if (strcmp(found, word) == 0)
			assert_int_equal(number, n++);
	}
	return n;
}

static void lines_of_many_threads_arrive_whole_and_in_their_order(void **state)
{
	struct producer producers[THREADS];
	struct stream s;

	(void)state;
	begin(&s);
	start_reading(&s);
	for (int i = 0; i < THREADS; i++) {
		producers[i].stream = &s;
		snprintf(producers[i].word, sizeof(producers[i].word), "t%d", i);
		pthread_create(&producers[i].thread, NULL, produce, &producers[i]);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(producers[i].thread, NULL);
	finish(&s);
	assert_null(strstr(s.text, "dropped"));
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(count_in_order(s.text, producers[i].word), EACH);
	free(s.text);
}

/* Three times what the queue holds, while nobody reads. */
static int overfill(struct stream *s)
{
	int lines = 3 * LIMIT_LOG_BYTES / LONG;

	for (int i = 0; i < lines; i++)
		put_number(s, "line", i, LONG, LINE_PLAIN);
	return lines;
}

static int told(const char *text)
{
	const char *at = strstr(text, "dropped ");
	int n = 0;

	assert_non_null(at);
	assert_int_equal(sscanf(at, "dropped %d", &n), 1);
	assert_null(strstr(at + 1, "dropped "));
	return n;
}

static void a_stalled_reader_holds_nobody_up_and_hears_how_much_it_missed(void **state)
{
	struct stream s;
	int lines;

	(void)state;
	begin(&s);
	lines = overfill(&s); /* comes to an end */
	start_reading(&s);
	line_queue_drain(s.queue, 60000);
	put_number(&s, "after", 0, 0, LINE_PLAIN);
	finish(&s);
	assert_int_equal(count_in_order(s.text, "line") + told(s.text), lines);
	assert_in_range(count_in_order(s.text, "line"), LIMIT_LOG_BYTES / LONG / 2, lines - 1);
	assert_int_equal(count_in_order(s.text, "after"), 1);
	assert_true(strstr(s.text, "dropped ") < strstr(s.text, "after"));
	free(s.text);
}

static void what_is_urgent_has_room_when_plain_lines_are_dropped(void **state)
{
	struct stream s;

	(void)state;
	begin(&s);
	overfill(&s);
	for (int i = 0; i < 100; i++)
		put_number(&s, "urgent", i, LONG, LINE_URGENT);
	start_reading(&s);
	finish(&s);
	assert_int_equal(count_in_order(s.text, "urgent"), 100);
	assert_true(told(s.text) > 0);
	free(s.text);
}

static void it_can_be_stopped_while_the_reader_stalls(void **state)
{
	struct stream s;

	(void)state;
	begin(&s);
	overfill(&s);
	line_queue_drain(s.queue, 0);
	line_queue_stop(s.queue, 10);
	close(s.ends[0]);
	close(s.ends[1]);
}

static void a_non_blocking_descriptor_loses_nothing(void **state)
{
	struct stream s;

	(void)state;
	begin(&s);
	assert_int_equal(fcntl(s.ends[1], F_SETFL, O_NONBLOCK), 0);
	for (int i = 0; i < 500; i++)
		put_number(&s, "line", i, LONG, LINE_PLAIN);
	start_reading(&s);
	finish(&s);
	assert_int_equal(count_in_order(s.text, "line"), 500);
	free(s.text);
}

/* A file that refuses bytes for a while, as on a full disk: a pipe without a reader, then one. */
static void what_could_not_be_written_is_told_when_it_can_be(void **state)
{
	struct stream s;
	int again[2];

	(void)state;
	begin(&s);
	close(s.ends[0]);
	for (int i = 0; i < 5; i++)
		put_number(&s, "lost", i, 0, LINE_PLAIN);
	line_queue_drain(s.queue, 60000);
	assert_int_equal(pipe(again), 0);
	dup2(again[1], s.ends[1]);
	close(again[1]);
	s.ends[0] = again[0];
	start_reading(&s);
	put_number(&s, "dropped_too", 0, 0, LINE_PLAIN);
	line_queue_drain(s.queue, 60000);
	put_number(&s, "kept", 0, 0, LINE_PLAIN);
	finish(&s);
	assert_int_equal(told(s.text), 6);
	assert_int_equal(count_in_order(s.text, "kept"), 1);
	assert_int_equal(count_in_order(s.text, "lost"), 0);
	free(s.text);
}

static void a_rescue_writes_what_the_reader_takes_and_never_waits(void **state)
{
	struct stream s;
	char text[LIMIT_LOG_LINE_BYTES];
	ssize_t n;

	(void)state;
	begin(&s);
	line_queue_rescue(s.queue); /* nothing waits */
	overfill(&s);
	line_queue_rescue(s.queue); /* the pipe is full */
	n = read(s.ends[0], text, sizeof(text));
	assert_in_range(n, LONG, sizeof(text));
	line_queue_stop(s.queue, 0);
	close(s.ends[0]);
	close(s.ends[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_many_threads_arrive_whole_and_in_their_order),
		cmocka_unit_test(a_stalled_reader_holds_nobody_up_and_hears_how_much_it_missed),
		cmocka_unit_test(what_is_urgent_has_room_when_plain_lines_are_dropped),
		cmocka_unit_test(it_can_be_stopped_while_the_reader_stalls),
		cmocka_unit_test(a_non_blocking_descriptor_loses_nothing),
		cmocka_unit_test(what_could_not_be_written_is_told_when_it_can_be),
		cmocka_unit_test(a_rescue_writes_what_the_reader_takes_and_never_waits),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests_name("line_queue", tests, NULL, NULL);
}
