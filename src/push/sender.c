#include "push/sender.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/thread.h"
#include "core/limits.h"
#include "metrics/metrics.h"
#include "push/delivery.h"
#include "push/job.h"

#define SWEEP_MS        30000
#define RECORD_TRIES    5
#define RECORD_PAUSE_MS 500
#define SHORTEST_MS     200

struct push_sender {
	struct push_sender_config config;
	CURLM *multi;
	pthread_t thread;
	atomic_bool stopping, woken;
	/* Used by the thread alone: */
	struct push_job jobs[LIMIT_PUSH_TRANSFERS];
	size_t busy;
	int64_t look_ms, swept_ms; /* steady times: of the next look, of the last sweep */
	bool store_failed;         /* and logged; until the store works again */
};

/* --- the store -------------------------------------------------------------------------------- */

struct claiming {
	struct arena *arena;
	int64_t now_ms;
	size_t most;
	struct push_message *messages;
	size_t n;
};

STORE_TX(claim_tx, struct claiming *c,
	 push_messages_claim(sql, c->arena, c->now_ms, c->now_ms + PUSH_LEASE_MS, c->most,
			     &c->messages, &c->n, err))
STORE_TX(next_due_tx, int64_t *out_ms, push_messages_next_due(sql, out_ms, err))
STORE_TX(is_dirty_tx, const int64_t *now_ms, push_messages_are_dirty(sql, *now_ms, err))
STORE_TX(sweep_tx, const int64_t *now_ms, push_messages_sweep(sql, *now_ms, err))

/* Logs the first failure of the store after a success, and returns rc. */
static enum store_rc heed(struct push_sender *s, enum store_rc rc, const struct err *err)
{
	bool failed = rc != STORE_OK && rc != STORE_NONE;

	if (failed && !s->store_failed)
		log_error(s->config.log, "pushes cannot be read or written", str_z(err->text));
	s->store_failed = failed;
	return rc;
}

static enum store_rc read_store(struct push_sender *s, store_read_fn *fn, void *arg)
{
	struct err err = { 0 };

	return heed(s, store_read(s->config.store, fn, arg, &err), &err);
}

static enum store_rc write_store(struct push_sender *s, store_write_fn *fn, void *arg)
{
	struct err err = { 0 };

	return heed(s, store_write(s->config.store, fn, arg, &err), &err);
}

/* --- one message ------------------------------------------------------------------------------ */

/* Without the endpoint, which would let others send, and without the task. */
static void log_push(const struct push_sender *s, enum log_level level, const char *what,
		     const struct push_job *job, const struct push_answer *answer)
{
	const struct log_field fields[] = {
		LOG_FIELD_TEXT("push", job->message.id),
		LOG_FIELD_TEXT("service", job->origin),
		LOG_FIELD_INTEGER("attempt", job->message.attempts),
		LOG_FIELD_INTEGER("status", answer->status),
		LOG_FIELD_MS("ms", (clock_steady_ms() - job->began_ms) * 1000),
		LOG_FIELD_TEXT("error", str_z(answer->why.text)),
	};

	log_line(s->config.log, level, what, fields, ARRAY_LEN(fields));
}

static void log_outcome(const struct push_sender *s, enum push_outcome outcome,
			const struct push_job *job, const struct push_answer *answer)
{
	static const enum metric_counter counters[] = {
		[PUSH_SENT] = METRIC_PUSH_SENT,
		[PUSH_LATER] = METRIC_PUSH_LATER,
		[PUSH_GONE] = METRIC_PUSH_GONE,
		[PUSH_REFUSED] = METRIC_PUSH_REFUSED,
	};

	metric_count(counters[outcome], 1);
	switch (outcome) {
	case PUSH_SENT:
		log_push(s, LOG_LEVEL_INFO, "push sent", job, answer);
		break;
	case PUSH_LATER:
		log_push(s, LOG_LEVEL_WARN, "push not sent yet", job, answer);
		break;
	case PUSH_GONE:
		log_push(s, LOG_LEVEL_INFO, "push subscription ended", job, answer);
		break;
	case PUSH_REFUSED:
		log_push(s, LOG_LEVEL_ERROR, "push given up", job, answer);
		break;
	}
}

/* Tries repeatedly, because a push that was sent must be recorded (P1). */
static void settle(struct push_sender *s, struct push_job *job, enum push_outcome outcome)
{
	struct push_settling settling = { &job->message, outcome, clock_now_ms(s->config.clock) };

	for (int i = 0; i < RECORD_TRIES; i++) {
		enum store_rc rc = write_store(s, push_settle_tx, &settling);

		if (rc == STORE_OK || rc == STORE_NONE || atomic_load(&s->stopping))
			return;
		(void)poll(NULL, 0, RECORD_PAUSE_MS);
	}
}

static void finish(struct push_sender *s, struct push_job *job, const struct push_answer *answer)
{
	enum push_outcome outcome = push_record(&job->message, push_outcome_of(answer), answer,
						clock_now_ms(s->config.clock), s->config.random);

	log_outcome(s, outcome, job, answer);
	settle(s, job, outcome);
}

static void release(struct push_sender *s, struct push_job *job)
{
	if (job->transfer)
		curl_multi_remove_handle(s->multi, push_transfer_handle(job->transfer));
	push_job_done(job);
	s->busy--;
}

/* The message is done when there is nothing to send, and when it can never be sent. */
static void start_job(struct push_sender *s, struct push_job *job,
		      const struct push_message *message)
{
	struct push_answer answer = { 0 };
	enum store_rc rc;

	push_job_init(job, message);
	s->busy++;
	rc = push_job_prepare(job, &s->config, &answer.why);
	if (rc == STORE_OK &&
	    curl_multi_add_handle(s->multi, push_transfer_handle(job->transfer)) == CURLM_OK)
		return;
	push_transfer_free(TAKE(job->transfer));
	if (rc == STORE_NONE) {
		job->message.done = true;
		settle(s, job, PUSH_REFUSED);
	} else if (rc == STORE_CONFLICT) {
		job->message.done = true;
		log_outcome(s, PUSH_REFUSED, job, &answer);
		settle(s, job, PUSH_REFUSED);
	} else {
		finish(s, job, &answer);
	}
	release(s, job);
}

static struct push_job *free_job(struct push_sender *s)
{
	struct push_job *job = s->jobs;

	while (job->used)
		job++;
	return job;
}

/* --- the thread ------------------------------------------------------------------------------- */

static void sweep(struct push_sender *s)
{
	int64_t now_ms = clock_now_ms(s->config.clock), steady_ms = clock_steady_ms();

	if (s->swept_ms && steady_ms - s->swept_ms < SWEEP_MS)
		return;
	s->swept_ms = steady_ms;
	if (read_store(s, is_dirty_tx, &now_ms) == STORE_OK)
		write_store(s, sweep_tx, &now_ms);
}

/* Claims what is due and starts it. True: there may be more. */
static bool claim(struct push_sender *s)
{
	ARENA(a);
	struct claiming c = { .arena = &a,
			      .now_ms = clock_now_ms(s->config.clock),
			      .most = LIMIT_PUSH_TRANSFERS - s->busy };

	if (!c.most || write_store(s, claim_tx, &c) != STORE_OK)
		return false;
	if (!c.n)
		s->swept_ms = 0; /* what is due has expired */
	for (size_t i = 0; i < c.n; i++)
		start_job(s, free_job(s), &c.messages[i]);
	return c.n == c.most;
}

/* The milliseconds until the next row is due, at most PUSH_POLL_MS. */
static int64_t until_due(struct push_sender *s)
{
	int64_t due_ms, ms = PUSH_POLL_MS;

	if (read_store(s, next_due_tx, &due_ms) == STORE_OK)
		ms = due_ms - clock_now_ms(s->config.clock);
	if (ms > PUSH_POLL_MS)
		return PUSH_POLL_MS;
	return ms > 0 ? ms : 0;
}

static void look(struct push_sender *s)
{
	int64_t ms;

	if (atomic_exchange(&s->woken, false))
		s->look_ms = 0;
	if (s->busy == LIMIT_PUSH_TRANSFERS || clock_steady_ms() < s->look_ms)
		return;
	sweep(s);
	ms = until_due(s);
	if (ms == 0 && !claim(s))
		ms = until_due(s);
	s->look_ms = clock_steady_ms() + (ms > SHORTEST_MS ? ms : SHORTEST_MS);
}

static void collect(struct push_sender *s)
{
	const CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(s->multi, &left))) {
		CURLcode code = message->data.result;
		struct push_answer answer;
		struct push_job *job;

		if (message->msg != CURLMSG_DONE)
			continue;
		job = push_job_of(s->jobs, message->easy_handle);
		push_transfer_read(job->transfer, code, &answer);
		finish(s, job, &answer);
		release(s, job);
	}
}

static void move(struct push_sender *s)
{
	int running;

	(void)curl_multi_perform(s->multi, &running);
	collect(s);
}

/* Transfers that the stop aborts are due again at once, for another server or the next start. */
static void abort_all(struct push_sender *s)
{
	for (size_t i = 0; i < LIMIT_PUSH_TRANSFERS; i++) {
		struct push_job *job = &s->jobs[i];

		if (!job->used)
			continue;
		job->message.due_ms = clock_now_ms(s->config.clock);
		settle(s, job, PUSH_LATER);
		release(s, job);
	}
}

static void *run(void *arg)
{
	struct push_sender *s = arg;
	int64_t end_ms;

	while (!atomic_load(&s->stopping)) {
		int64_t ms;

		look(s);
		move(s);
		ms = s->look_ms - clock_steady_ms();
		if (ms > 0 || s->busy == LIMIT_PUSH_TRANSFERS)
			curl_multi_poll(s->multi, NULL, 0, ms > 0 ? (int)ms : SHORTEST_MS, NULL);
	}
	end_ms = clock_steady_ms() + PUSH_GRACE_MS;
	while (s->busy && clock_steady_ms() < end_ms) {
		move(s);
		curl_multi_poll(s->multi, NULL, 0, SHORTEST_MS, NULL);
	}
	abort_all(s);
	return NULL;
}

struct push_sender *push_sender_start(const struct push_sender_config *config)
{
	struct push_sender *s = NULL;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return NULL;
	s = calloc(1, sizeof(*s));
	if (s) {
		s->config = *config;
		s->multi = curl_multi_init();
		if (s->multi && thread_start(&s->thread, THREAD_STACK_DEFAULT, run, s) == 0)
			return s;
		curl_multi_cleanup(s->multi);
	}
	free(s);
	curl_global_cleanup();
	return NULL;
}

void push_sender_free(struct push_sender *sender)
{
	if (!sender)
		return;
	atomic_store(&sender->stopping, true);
	curl_multi_wakeup(sender->multi);
	pthread_join(sender->thread, NULL);
	curl_multi_cleanup(sender->multi);
	free(sender);
	curl_global_cleanup();
}

void push_sender_wake(struct push_sender *sender)
{
	atomic_store(&sender->woken, true);
	curl_multi_wakeup(sender->multi);
}
