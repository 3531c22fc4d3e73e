#include "mail/sender.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#define SWEEP_MS          30000
#define SETTLE_TRIES      10
#define SETTLE_PAUSE_MS   1000
#define SHORTEST_PAUSE_MS 200

struct sender {
	struct sender_config config;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* Guarded by lock: */
	bool stopping;
	int64_t stop_ms; /* steady: when a mail that is being sent is broken off */
	unsigned looks;  /* how many of the quick looks after a wake were taken */
	/* Used by the thread alone: */
	int64_t swept_ms;  /* steady */
	bool store_failed; /* told once until it is well again */
};

/* After a wake: the row is there as soon as its transaction is committed. */
static const int64_t quick_looks_ms[] = { 20, 100, 500, 2000 };

/* ---- waiting ---- */

static struct timespec steady_time(int64_t ms)
{
	return (struct timespec){ .tv_sec = (time_t)(ms / 1000),
				  .tv_nsec = (long)(ms % 1000) * 1000000L };
}

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

/* Waits that long, or until a wake, or until the end. */
static void pause_for(struct sender *s, int64_t ms)
{
	int64_t now_ms = clock_steady_ms();
	unsigned looks;

	pthread_mutex_lock(&s->lock);
	if (s->looks < ARRAY_LEN(quick_looks_ms) && quick_looks_ms[s->looks] < ms)
		ms = quick_looks_ms[s->looks];
	if (s->looks < ARRAY_LEN(quick_looks_ms))
		s->looks++;
	looks = s->looks;
	while (!s->stopping && s->looks >= looks) {
		struct timespec until = steady_time(now_ms + ms);

		if (pthread_cond_timedwait(&s->changed, &s->lock, &until) == ETIMEDOUT)
			break;
	}
	pthread_mutex_unlock(&s->lock);
}

/* ---- the store ---- */

struct turn {
	struct sender *sender;
	struct arena arena;
	struct outbox_row row;
	int64_t now_ms;
};

static enum store_rc claim_fn(struct sql *sql, void *arg, struct err *err)
{
	struct turn *turn = arg;

	return outbox_claim(sql, &turn->arena, turn->now_ms, turn->now_ms + SENDER_LEASE_MS,
			    &turn->row, err);
}

static enum store_rc settle_fn(struct sql *sql, void *arg, struct err *err)
{
	const struct turn *turn = arg;

	return outbox_settle(sql, &turn->row, err);
}

static enum store_rc dirty_fn(struct sql *sql, void *arg, struct err *err)
{
	const struct turn *turn = arg;

	return outbox_is_dirty(sql, turn->now_ms, err);
}

static enum store_rc sweep_fn(struct sql *sql, void *arg, struct err *err)
{
	const struct turn *turn = arg;

	return outbox_sweep(sql, turn->now_ms, err);
}

static enum store_rc next_fn(struct sql *sql, void *arg, struct err *err)
{
	return outbox_next_due(sql, arg, err);
}

/* Tells of a database that does not answer, once, and passes its answer on. */
static enum store_rc told(struct sender *s, enum store_rc rc, const struct err *err)
{
	bool failed = rc != STORE_OK && rc != STORE_NONE;

	if (failed && !s->store_failed)
		log_error(s->config.log, "the outbox cannot be read or written", err->text);
	s->store_failed = failed;
	return rc;
}

static enum store_rc read_store(struct sender *s, store_read_fn *fn, void *arg)
{
	struct err err = { 0 };

	return told(s, store_read(s->config.store, fn, arg, &err), &err);
}

static enum store_rc write_store(struct sender *s, store_write_fn *fn, void *arg)
{
	struct err err = { 0 };

	return told(s, store_write(s->config.store, fn, arg, &err), &err);
}

/* What was sent must be recorded (I2), so this does not give up at the first fault. */
static void settle(struct sender *s, struct turn *turn)
{
	for (int i = 0; i < SETTLE_TRIES; i++) {
		enum store_rc rc = write_store(s, settle_fn, turn);

		if (rc == STORE_OK || rc == STORE_NONE || is_stopping(s))
			return;
		pause_for(s, SETTLE_PAUSE_MS);
	}
}

/* ---- one mail ---- */

/* Never the address, and the link only where the whole machine is the developer's. */
static void tell(struct sender *s, enum log_level level, const char *what, const struct turn *turn,
		 const struct smtp_answer *answer, int64_t took_ms)
{
	const struct outbox_row *row = &turn->row;
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("mail", row->id),
		LOG_FIELD_TEXT("kind", row->kind),
		LOG_FIELD_INTEGER("attempt", row->attempts),
		LOG_FIELD_INTEGER("reply", answer->code),
		LOG_FIELD_MS("ms", took_ms * 1000),
		LOG_FIELD_TEXT("error", str_z(answer->why.text)),
	};

	log_line(s->config.log, level, what, fields, ARRAY_LEN(fields));
}

static void send_letter(struct sender *s, struct turn *turn, struct str letter)
{
	const struct sender_config *c = &s->config;
	int64_t began_ms = clock_steady_ms();
	struct smtp_answer answer;
	const struct smtp_job job = {
		.from = arena_z(&turn->arena, c->style.from.address),
		.to = arena_z(&turn->arena, turn->row.recipient),
		.text = letter,
		.stopped = is_out_of_grace,
		.arg = s,
	};
	enum smtp_rc rc = smtp_send(&c->smtp, &job, &answer);

	turn->now_ms = clock_now_ms(c->clock);
	delivery_settle(&turn->row, rc, &answer, turn->now_ms, c->random, &turn->arena);
	if (rc == SMTP_LATER && is_out_of_grace(s))
		turn->row.due_ms = turn->now_ms; /* it was us who broke off */
	if (rc == SMTP_ACCEPTED)
		tell(s, LOG_LEVEL_INFO, "mail sent", turn, &answer, clock_steady_ms() - began_ms);
	else if (str_eq(turn->row.state, STR("pending")))
		tell(s, LOG_LEVEL_WARN, "mail not sent yet", turn, &answer,
		     clock_steady_ms() - began_ms);
	else
		tell(s, LOG_LEVEL_ERROR, "mail given up", turn, &answer,
		     clock_steady_ms() - began_ms);
}

static void send_row(struct sender *s, struct turn *turn)
{
	char *memory = malloc(DELIVERY_LETTER_BYTES);
	enum delivery_rc rc = DELIVERY_TOO_LARGE;
	struct buf letter;

	buf_init_fixed(&letter, memory, memory ? DELIVERY_LETTER_BYTES : 0);
	rc = delivery_write(&letter, &s->config.style, &turn->row);
	if (rc == DELIVERY_WRITTEN) {
		send_letter(s, turn, buf_text(&letter));
	} else {
		struct smtp_answer none = { 0 };

		delivery_unwritable(&turn->row, rc);
		err_set(&none.why, "%.*s", STR_FMT(turn->row.note));
		tell(s, LOG_LEVEL_ERROR, "mail given up", turn, &none, 0);
	}
	if (memory)
		explicit_bzero(memory, DELIVERY_LETTER_BYTES);
	free(memory);
}

static void log_row(struct sender *s, struct turn *turn)
{
	struct outbox_row *row = &turn->row;
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("mail", row->id),
		LOG_FIELD_TEXT("kind", row->kind),
		LOG_FIELD_TEXT("to", row->recipient),
		LOG_FIELD_TEXT("url", row->url),
	};

	log_line(s->config.log, LOG_LEVEL_NOTICE, "no mail server is set; this is the mail's link",
		 fields, ARRAY_LEN(fields));
	row->state = STR("logged");
	row->note = str_of(NULL, 0);
}

/* Takes one mail and brings it on its way. False when there is none, or the store does not answer. */
static bool take_one(struct sender *s)
{
	struct turn turn = { .sender = s, .now_ms = clock_now_ms(s->config.clock) };
	bool took;

	arena_init(&turn.arena, NULL, 0);
	took = write_store(s, claim_fn, &turn) == STORE_OK;
	if (took && s->config.way == SENDER_SENDS)
		send_row(s, &turn);
	else if (took)
		log_row(s, &turn);
	if (took)
		settle(s, &turn);
	arena_wipe(&turn.arena);
	arena_done(&turn.arena);
	return took;
}

/* ---- the thread ---- */

static void sweep(struct sender *s)
{
	struct turn turn = { .sender = s, .now_ms = clock_now_ms(s->config.clock) };
	int64_t now_ms = clock_steady_ms();

	if (s->swept_ms && now_ms - s->swept_ms < SWEEP_MS)
		return;
	s->swept_ms = now_ms;
	if (read_store(s, dirty_fn, &turn) == STORE_OK)
		write_store(s, sweep_fn, &turn);
}

/* How long until the next row is due; a poll's time when there is none. */
static int64_t until_due(struct sender *s)
{
	int64_t due_ms, ms = SENDER_POLL_MS;

	if (s->config.way != SENDER_HOLDS && read_store(s, next_fn, &due_ms) == STORE_OK)
		ms = due_ms - clock_now_ms(s->config.clock);
	if (ms > SENDER_POLL_MS)
		return SENDER_POLL_MS;
	return ms > 0 ? ms : 0;
}

static void *run(void *arg)
{
	struct sender *s = arg;

	while (!is_stopping(s)) {
		int64_t ms;

		sweep(s);
		ms = until_due(s);
		if (ms == 0 && take_one(s))
			continue;
		pause_for(s, ms > SHORTEST_PAUSE_MS ? ms : SHORTEST_PAUSE_MS);
	}
	return NULL;
}

static bool start_thread(struct sender *s)
{
	sigset_t all, before;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&s->thread, NULL, run, s);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc == 0;
}

static void release(struct sender *s)
{
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

struct sender *sender_start(const struct sender_config *config)
{
	struct sender *s = calloc(1, sizeof(*s));
	pthread_condattr_t steady;

	if (!s)
		return NULL;
	s->config = *config;
	s->looks = ARRAY_LEN(quick_looks_ms);
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&steady);
	pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
	pthread_cond_init(&s->changed, &steady);
	pthread_condattr_destroy(&steady);
	if (start_thread(s))
		return s;
	release(s);
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
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	release(s);
}

void sender_wake(struct sender *s)
{
	pthread_mutex_lock(&s->lock);
	s->looks = 0;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->lock);
}
