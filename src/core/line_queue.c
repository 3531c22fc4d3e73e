#include "core/line_queue.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/thread.h"
#include "core/limits.h"

#define URGENT_BYTES (LIMIT_LOG_BYTES / 4)
#define RESCUE_TRIES 50 /* milliseconds */
#define REST_MS      1  /* after the last line */

struct line_queue {
	int fd;                   /* const */
	line_queue_note_fn *note; /* const */
	const void *arg;          /* const */
	pthread_t thread;         /* const */
	pthread_mutex_t lock;
	pthread_cond_t arrived; /* something is to be written, or stopping */
	pthread_cond_t written; /* the thread has nothing left to write */
	/* Guarded by lock. The thread reads bytes[] without it, because no writer touches the n
	 * bytes from start on. */
	size_t start;
	size_t n;
	uint64_t dropped;
	uint64_t lost;   /* all that were dropped */
	uint64_t untold; /* the value of dropped when telling it last failed; 0: it did not */
	bool broken;     /* the last line that was written has no end */
	bool stopping;
	char bytes[LIMIT_LOG_BYTES];
};

/* ---- the ring ---- */

static void copy_in(struct line_queue *q, struct str line)
{
	size_t end = (q->start + q->n) % sizeof(q->bytes);
	size_t first = sizeof(q->bytes) - end < line.n ? sizeof(q->bytes) - end : line.n;

	memcpy(q->bytes + end, line.p, first);
	memcpy(q->bytes, line.p + first, line.n - first);
	q->n += line.n;
}

/* Starting anew at the first byte keeps few pages of memory in use. */
static void forget(struct line_queue *q, size_t n)
{
	q->n -= n;
	q->start = q->n ? (q->start + n) % sizeof(q->bytes) : 0;
}

static char byte_at(const struct line_queue *q, size_t i)
{
	return q->bytes[(q->start + i) % sizeof(q->bytes)];
}

/* The bytes of the first lines, as many as fit into one piece. */
static size_t piece(const struct line_queue *q)
{
	size_t n = q->n < LIMIT_LOG_LINE_BYTES ? q->n : LIMIT_LOG_LINE_BYTES;

	while (n > 1 && byte_at(q, n - 1) != '\n')
		n--;
	return n;
}

static uint64_t count_lines(const struct line_queue *q, size_t n)
{
	uint64_t lines = 0;

	for (size_t i = 0; i < n; i++)
		lines += byte_at(q, i) == '\n';
	return lines;
}

/* The n bytes from start on, which may continue at the first byte of the ring. */
static int gather(struct line_queue *q, size_t skip, size_t n, struct iovec out[2])
{
	size_t from = (q->start + skip) % sizeof(q->bytes);
	size_t first = sizeof(q->bytes) - from < n ? sizeof(q->bytes) - from : n;

	out[0] = (struct iovec){ q->bytes + from, first };
	out[1] = (struct iovec){ q->bytes, n - first };
	return first < n ? 2 : 1;
}

static void drop(struct line_queue *q, uint64_t lines)
{
	q->dropped += lines;
	q->lost += lines;
}

void line_queue_put(struct line_queue *q, struct str line, enum line_weight weight)
{
	size_t kept = weight == LINE_URGENT ? 0 : URGENT_BYTES;

	pthread_mutex_lock(&q->lock);
	if ((q->dropped && weight != LINE_URGENT) || q->n + line.n + kept > sizeof(q->bytes))
		drop(q, 1); /* I3 */
	else
		copy_in(q, line);
	pthread_cond_signal(&q->arrived);
	pthread_mutex_unlock(&q->lock);
}

/* ---- the thread ---- */

/* Writes, waiting for the reader as long as it takes; only here the thread may be cancelled. False
 * when the descriptor takes no more, with the number of bytes that it took. */
static bool write_all(struct line_queue *q, size_t n, size_t *out_done)
{
	struct pollfd ready = { .fd = q->fd, .events = POLLOUT };
	struct iovec parts[2];

	for (*out_done = 0; *out_done < n;) {
		int n_parts = gather(q, *out_done, n - *out_done, parts);
		ssize_t done = writev(q->fd, parts, n_parts);

		if (done >= 0)
			*out_done += (size_t)done;
		else if (errno == EAGAIN)
			poll(&ready, 1, -1); /* another program has made it non-blocking */
		else if (errno != EINTR)
			return false;
	}
	return true;
}

static bool write_piece(struct line_queue *q, size_t n, size_t *out_done)
{
	bool whole;
	int before;

	pthread_mutex_unlock(&q->lock);
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &before);
	whole = write_all(q, n, out_done);
	pthread_setcancelstate(before, NULL);
	pthread_mutex_lock(&q->lock);
	return whole;
}

static void write_lines(struct line_queue *q)
{
	size_t n = piece(q), done = 0;
	bool whole = write_piece(q, n, &done);

	if (!whole) {
		drop(q, count_lines(q, n));
		q->broken = q->broken || done;
	}
	forget(q, n);
}

/* The queue is empty: the line is put into it, and taken back when it cannot be written. */
static void tell_dropped(struct line_queue *q)
{
	char text[LIMIT_LOG_LINE_BYTES];
	struct buf b;
	uint64_t told = q->dropped;
	size_t n, done = 0;

	buf_init_fixed(&b, text, sizeof(text));
	if (q->broken)
		buf_char(&b, '\n');
	q->note(&b, told, q->arg);
	n = b.n;
	copy_in(q, buf_text(&b));
	if (write_piece(q, n, &done)) {
		q->dropped -= told;
		q->untold = 0;
		q->broken = false;
	} else {
		q->broken = q->broken || done;
		q->untold = q->dropped;
	}
	forget(q, n);
}

static bool is_done(const struct line_queue *q)
{
	return !q->n && q->dropped == q->untold;
}

/* On a busy server many lines come meanwhile, and share one wake and one write. A line that comes
 * alone was written at once. */
static void rest(struct line_queue *q)
{
	const struct timespec pause = { .tv_nsec = REST_MS * 1000000L };

	pthread_mutex_unlock(&q->lock);
	nanosleep(&pause, NULL);
	pthread_mutex_lock(&q->lock);
}

static void *write_until_stopped(void *arg)
{
	struct line_queue *q = arg;
	int ignored;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &ignored);
	pthread_mutex_lock(&q->lock);
	for (;;) {
		while (is_done(q) && !q->stopping) {
			pthread_cond_wait(&q->arrived, &q->lock);
		}
		if (q->stopping)
			break;
		if (q->n)
			write_lines(q);
		else
			tell_dropped(q);
		if (is_done(q)) {
			pthread_cond_signal(&q->written);
			rest(q);
		}
	}
	pthread_mutex_unlock(&q->lock);
	return NULL;
}

/* ---- life ---- */

static void destroy(struct line_queue *q)
{
	pthread_cond_destroy(&q->written);
	pthread_cond_destroy(&q->arrived);
	pthread_mutex_destroy(&q->lock);
	free(q);
}

struct line_queue *line_queue_start(int fd, line_queue_note_fn *note, const void *arg)
{
	struct line_queue *q = calloc(1, sizeof(*q));

	if (!q)
		return NULL;
	q->fd = fd;
	q->note = note;
	q->arg = arg;
	pthread_mutex_init(&q->lock, NULL);
	pthread_cond_init(&q->arrived, NULL);
	thread_condition_init(&q->written);
	if (thread_start(&q->thread, THREAD_STACK_SMALL, write_until_stopped, q) == 0)
		return q;
	destroy(q);
	return NULL;
}

void line_queue_drain(struct line_queue *q, int wait_ms)
{
	struct timespec until = thread_time_in(wait_ms);

	if (!q)
		return;
	pthread_mutex_lock(&q->lock);
	while (!is_done(q) && thread_wait_until(&q->written, &q->lock, until))
		;
	pthread_mutex_unlock(&q->lock);
}

void line_queue_stop(struct line_queue *q, int wait_ms)
{
	if (!q)
		return;
	line_queue_drain(q, wait_ms);
	pthread_mutex_lock(&q->lock);
	q->stopping = true;
	pthread_cond_signal(&q->arrived);
	pthread_mutex_unlock(&q->lock);
	pthread_cancel(q->thread); /* it may be waiting for the reader */
	pthread_join(q->thread, NULL);
	destroy(q);
}

void line_queue_state(struct line_queue *q, uint64_t *dropped, size_t *waiting)
{
	*dropped = *waiting = 0;
	if (!q)
		return;
	pthread_mutex_lock(&q->lock);
	*dropped = q->lost;
	*waiting = q->n;
	pthread_mutex_unlock(&q->lock);
}

/* The thread that dies may hold the lock itself. */
static bool lock_soon(struct line_queue *q)
{
	for (int tries = 0; tries < RESCUE_TRIES; tries++) {
		if (pthread_mutex_trylock(&q->lock) == 0)
			return true;
		poll(NULL, 0, 1);
	}
	return false;
}

void line_queue_rescue(struct line_queue *q)
{
	bool locked = lock_soon(q);
	struct pollfd ready = { .fd = q->fd, .events = POLLOUT };
	struct iovec parts[2];

	for (size_t at = 0, n; at < q->n; at += n) {
		n = q->n - at < LIMIT_LOG_LINE_BYTES ? q->n - at : LIMIT_LOG_LINE_BYTES;
		if (poll(&ready, 1, 0) != 1 || !(ready.revents & POLLOUT) ||
		    writev(q->fd, parts, gather(q, at, n, parts)) < 0)
			break;
	}
	if (locked)
		pthread_mutex_unlock(&q->lock);
}
