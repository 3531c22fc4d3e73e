#include "mail/sender.h"

#include <stdlib.h>

#include "base/thread.h"
#include "core/limits.h"
#include "metrics/metrics.h"

#define SWEEP_MS          30000
#define RECORD_TRIES      10
#define RECORD_PAUSE_MS   1000
#define SHORTEST_PAUSE_MS 200

struct sender {
	struct sender_config config;
	pthread_t threads[LIMIT_SMTP_CONNECTIONS];
	unsigned n_threads;
	pthread_mutex_t lock;
	pthread_cond_t changed;      /* for the thread that looks: a wake; for all: the stop */
	pthread_cond_t turn_is_free; /* for the threads that have nothing to do */
	/* Guarded by lock: */
	bool stopping;
	int64_t stop_ms;   /* steady time at which mails in progress are aborted */
	unsigned polls;    /* of wake_polls_ms, since the last wake */
	bool looks;        /* a thread has the turn of looking for rows */
	bool store_failed; /* and logged; until the store works again */
	/* Used by the thread that has the turn: */
	int64_t swept_ms; /* steady time of the last sweep */
};

/* The polls after a wake: the row appears as soon as its transaction is committed. */
static const int64_t wake_polls_ms[] = { 20, 100, 500, 2000 };

/* ---- waiting ---- */

static bool is_stopping(struct sender *s)
{
	bool stopping;

	pthread_mutex_lock(&s->lock);
	stopping = s->stopping;
	pthread_mutex_unlock(&s->lock);
	return stopping;
}

static bool is_out_of_grace(void *arg)
{
	struct sender *s = arg;
	bool out;

	pthread_mutex_lock(&s->lock);
	out = s->stopping && clock_steady_ms() >= s->stop_ms;
	pthread_mutex_unlock(&s->lock);
	return out;
}

/* Waits ms milliseconds, or until the stop. */
static void rest_for(struct sender *s, int64_t ms)
{
	struct timespec until = thread_time_in(ms);

	pthread_mutex_lock(&s->lock);
	while (!s->stopping && thread_wait_until(&s->changed, &s->lock, until))
		;
	pthread_mutex_unlock(&s->lock);
}

/* The thread that looks waits ms milliseconds, or until a wake or the stop. */
static void pause_for(struct sender *s, int64_t ms)
{
	struct timespec until;
	unsigned polls;

	pthread_mutex_lock(&s->lock);
	if (s->polls < ARRAY_LEN(wake_polls_ms) && wake_polls_ms[s->polls] < ms)
		ms = wake_polls_ms[s->polls];
	if (s->polls < ARRAY_LEN(wake_polls_ms))
		s->polls++;
	polls = s->polls;
	until = thread_time_in(ms);
	while (!s->stopping && s->polls >= polls && thread_wait_until(&s->changed, &s->lock, until))
		;
	pthread_mutex_unlock(&s->lock);
}

/* ---- the store ---- */

struct send_job {
	struct arena arena; /* wiped by job_done(): it has addresses and links */
	struct outbox_row row;
	int64_t now_ms;
};

STORE_TX(claim_tx, struct send_job *job,
	 outbox_claim(sql, &job->arena, job->now_ms, job->now_ms + SENDER_LEASE_MS, &job->row, err))
STORE_TX(record_tx, const struct send_job *job, outbox_settle(sql, &job->row, err))
STORE_TX(is_dirty_tx, const struct send_job *job, outbox_is_dirty(sql, job->now_ms, err))
STORE_TX(sweep_tx, const struct send_job *job, outbox_sweep(sql, job->now_ms, err))
STORE_TX(next_due_tx, int64_t *out_ms, outbox_next_due(sql, out_ms, err))

/* Logs the first failure of the store after a success, and returns rc. */
static enum store_rc log_store_failure(struct sender *s, enum store_rc rc, const struct err *err)
{
	bool failed = rc != STORE_OK && rc != STORE_NONE, is_first;

	pthread_mutex_lock(&s->lock);
	is_first = failed && !s->store_failed;
	s->store_failed = failed;
	pthread_mutex_unlock(&s->lock);
	if (is_first)
		log_error(s->config.log, "the outbox cannot be read or written", str_z(err->text));
	return rc;
}

static enum store_rc read_store(struct sender *s, store_read_fn *fn, void *arg)
{
	struct err err = { 0 };

	return log_store_failure(s, store_read(s->config.store, fn, arg, &err), &err);
}

static enum store_rc write_store(struct sender *s, store_write_fn *fn, void *arg)
{
	struct err err = { 0 };

	return log_store_failure(s, store_write(s->config.store, fn, arg, &err), &err);
}

/* Tries repeatedly, because a mail that was sent must be recorded (I2). */
static void record_result(struct sender *s, struct send_job *job)
{
	for (int i = 0; i < RECORD_TRIES; i++) {
		enum store_rc rc = write_store(s, record_tx, job);

		if (rc == STORE_OK || rc == STORE_NONE || is_stopping(s))
			return;
		rest_for(s, RECORD_PAUSE_MS);
	}
}

/* ---- one mail ---- */

/* Without the address and the link. */
static void log_mail(struct sender *s, enum log_level level, const char *what,
		     const struct send_job *job, const struct smtp_answer *answer, int64_t took_us)
{
	const struct outbox_row *row = &job->row;
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("mail", row->id),
		LOG_FIELD_TEXT("kind", row->kind),
		LOG_FIELD_INTEGER("attempt", row->attempts),
		LOG_FIELD_INTEGER("reply", answer->code),
		LOG_FIELD_MS("ms", took_us),
		LOG_FIELD_TEXT("error", str_z(answer->why.text)),
	};

	log_line(s->config.log, level, what, fields, ARRAY_LEN(fields));
}

/* What has become of the attempt is the state of the row. */
static void tell_result(struct sender *s, const struct send_job *job,
			const struct smtp_answer *answer, int64_t took_us)
{
	static const struct {
		struct str state;
		enum metric_counter counter;
		enum log_level level;
		const char *what;
	} results[] = {
		{ STR_INIT("sent"), METRIC_MAIL_SENT, LOG_LEVEL_INFO, "mail sent" },
		{ STR_INIT("pending"), METRIC_MAIL_LATER, LOG_LEVEL_WARN, "mail not sent yet" },
		{ STR_INIT("failed"), METRIC_MAIL_FAILED, LOG_LEVEL_ERROR, "mail given up" },
	};

	for (size_t i = 0; i < ARRAY_LEN(results); i++)
		if (str_eq(job->row.state, results[i].state)) {
			metric_count(results[i].counter, 1);
			log_mail(s, results[i].level, results[i].what, job, answer, took_us);
		}
}

static void send_letter(struct sender *s, struct send_job *job, struct str letter)
{
	const struct sender_config *c = &s->config;
	int64_t began_us = clock_steady_us(), took_us;
	struct smtp_answer answer;
	const struct smtp_job mail = {
		.from = arena_z(&job->arena, c->style.from.address),
		.to = arena_z(&job->arena, job->row.recipient),
		.text = letter,
		.stopped = is_out_of_grace,
		.arg = s,
	};
	enum smtp_rc rc = smtp_send(&c->smtp, &mail, &answer);

	job->now_ms = clock_now_ms(c->clock);
	delivery_record_result(&job->row, rc, &answer, job->now_ms, c->random, &job->arena);
	if (rc == SMTP_LATER && is_out_of_grace(s))
		job->row.due_ms = job->now_ms; /* the stop of the program aborted it */
	took_us = clock_steady_us() - began_us;
	metric_observe(METRIC_MAIL_TIME, took_us);
	tell_result(s, job, &answer, took_us);
}

static void send_row(struct sender *s, struct send_job *job)
{
	char *memory = malloc(DELIVERY_LETTER_BYTES);
	enum delivery_rc rc = DELIVERY_TOO_LARGE;
	struct buf letter;

	buf_init_fixed(&letter, memory, memory ? DELIVERY_LETTER_BYTES : 0);
	rc = delivery_write(&letter, &s->config.style, &job->row);
	if (rc == DELIVERY_WRITTEN) {
		send_letter(s, job, buf_text(&letter));
	} else {
		struct smtp_answer none = { 0 };

		delivery_unwritable(&job->row, rc);
		err_set(&none.why, "%.*s", STR_FMT(job->row.note));
		tell_result(s, job, &none, 0);
	}
	if (memory)
		explicit_bzero(memory, DELIVERY_LETTER_BYTES);
	free(memory);
}

static void log_row(struct sender *s, struct send_job *job)
{
	struct outbox_row *row = &job->row;
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("mail", row->id),
		LOG_FIELD_TEXT("kind", row->kind),
		LOG_FIELD_TEXT("to", row->recipient),
		LOG_FIELD_TEXT("url", row->url),
	};

	log_line(s->config.log, LOG_LEVEL_NOTICE,
		 "no mail server is set; the link of the mail follows", fields, ARRAY_LEN(fields));
	row->state = STR("logged");
	row->note = str_of(NULL, 0);
}

/* Claims a mail. False when there is none, or the store fails. */
static bool claim(struct sender *s, struct send_job *job)
{
	*job = (struct send_job){ .now_ms = clock_now_ms(s->config.clock) };
	return write_store(s, claim_tx, job) == STORE_OK;
}

static void job_done(struct send_job *job)
{
	arena_wipe(&job->arena);
	arena_done(&job->arena);
}

/* Sends or logs a claimed mail. */
static void deliver(struct sender *s, struct send_job *job)
{
	if (s->config.way == SENDER_SENDS)
		send_row(s, job);
	else
		log_row(s, job);
	record_result(s, job);
}

/* ---- the threads ---- */

static void sweep_outbox(struct sender *s)
{
	struct send_job job = { .now_ms = clock_now_ms(s->config.clock) };
	int64_t now_ms = clock_steady_ms();

	if (s->swept_ms && now_ms - s->swept_ms < SWEEP_MS)
		return;
	s->swept_ms = now_ms;
	if (read_store(s, is_dirty_tx, &job) == STORE_OK)
		write_store(s, sweep_tx, &job);
}

/* The milliseconds until the next row is due; SENDER_POLL_MS when there is none. */
static int64_t until_due(struct sender *s)
{
	int64_t due_ms, ms = SENDER_POLL_MS;

	if (s->config.way != SENDER_HOLDS && read_store(s, next_due_tx, &due_ms) == STORE_OK)
		ms = due_ms - clock_now_ms(s->config.clock);
	if (ms > SENDER_POLL_MS)
		return SENDER_POLL_MS;
	return ms > 0 ? ms : 0;
}

/* Looks until a mail is claimed. False: the sender stops. */
static bool look(struct sender *s, struct send_job *job)
{
	while (!is_stopping(s)) {
		int64_t ms;

		sweep_outbox(s);
		ms = until_due(s);
		if (ms == 0 && claim(s, job))
			return true;
		if (ms == 0)
			job_done(job);
		pause_for(s, ms > SHORTEST_PAUSE_MS ? ms : SHORTEST_PAUSE_MS);
	}
	return false;
}

/* False: the sender stops. */
static bool take_turn(struct sender *s)
{
	bool goes_on;

	pthread_mutex_lock(&s->lock);
	while (!s->stopping && s->looks)
		pthread_cond_wait(&s->turn_is_free, &s->lock);
	goes_on = !s->stopping;
	s->looks = s->looks || goes_on;
	pthread_mutex_unlock(&s->lock);
	return goes_on;
}

static void give_turn(struct sender *s)
{
	pthread_mutex_lock(&s->lock);
	s->looks = false;
	pthread_cond_signal(&s->turn_is_free);
	pthread_mutex_unlock(&s->lock);
}

/* The turn goes to another thread before the mail is sent: a delivery that is stuck delays only its
 * own mail while a thread is left. */
static void *run_connection(void *arg)
{
	struct sender *s = arg;

	while (take_turn(s)) {
		struct send_job job;
		bool claimed = look(s, &job);

		give_turn(s);
		if (!claimed)
			break;
		deliver(s, &job);
		job_done(&job);
	}
	return NULL;
}

static void sender_release(struct sender *s)
{
	pthread_cond_destroy(&s->turn_is_free);
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

static bool start_threads(struct sender *s)
{
	unsigned n = s->config.connections ? s->config.connections : 1;

	for (unsigned i = 0; i < n; i++) {
		if (thread_start(&s->threads[i], THREAD_STACK_DEFAULT, run_connection, s) != 0)
			return false;
		s->n_threads++;
	}
	return true;
}

struct sender *sender_start(const struct sender_config *config)
{
	struct sender *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->config = *config;
	s->polls = ARRAY_LEN(wake_polls_ms);
	pthread_mutex_init(&s->lock, NULL);
	thread_condition_init(&s->changed);
	thread_condition_init(&s->turn_is_free);
	if (start_threads(s))
		return s;
	sender_free(s);
	return NULL;
}

void sender_free(struct sender *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->lock);
	s->stopping = true;
	s->stop_ms = clock_steady_ms() + SENDER_GRACE_MS;
	pthread_cond_broadcast(&s->changed);
	pthread_cond_broadcast(&s->turn_is_free);
	pthread_mutex_unlock(&s->lock);
	for (unsigned i = 0; i < s->n_threads; i++)
		pthread_join(s->threads[i], NULL);
	sender_release(s);
}

void sender_wake(struct sender *s)
{
	pthread_mutex_lock(&s->lock);
	s->polls = 0;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}
