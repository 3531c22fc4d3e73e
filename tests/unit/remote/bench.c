#include "bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define COME_S     20  /* an event that must come has come by then, on the busiest machine */
#define PUBLISH_MS 20  /* so that two fetches at one time would be seen */
#define SETTLE_MS  150 /* the library looks at our clock every 10 ms */

static int64_t tell_time(void *arg)
{
	struct bench *b = arg;

	return atomic_load(&b->now_ms);
}

static int64_t tell_day(void *arg)
{
	struct bench *b = arg;

	return atomic_load(&b->now_s);
}

static void note(void *arg, const struct ost_remote_event *event)
{
	struct bench *b = arg;
	struct bench_event *noted;

	pthread_mutex_lock(&b->lock);
	noted = &b->events[b->n_events % BENCH_EVENTS_MAX];
	*noted = (struct bench_event){ .outcome = event->outcome,
				       .reason = event->reason,
				       .status = event->status,
				       .keys = event->keys,
				       .next_ms = event->next_ms,
				       .subject = event->subject,
				       .users = event->users };
	snprintf(noted->url, sizeof(noted->url), "%s", event->url);
	snprintf(noted->detail, sizeof(noted->detail), "%s", event->detail);
	b->n_events++;
	pthread_cond_broadcast(&b->heard);
	pthread_mutex_unlock(&b->lock);
}

int bench_set_up(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	mint_init(&b->world);
	b->server = hostile_new(NULL);
	snprintf(b->url, sizeof(b->url), "http://127.0.0.1:%u" HOSTILE_JWKS,
		 hostile_port(b->server));
	atomic_init(&b->now_ms, 1000000);
	atomic_init(&b->now_s, MINT_NOW);
	pthread_mutex_init(&b->lock, NULL);
	pthread_cond_init(&b->heard, NULL);
	b->settings = (struct ost_remote_settings){ .size = sizeof(b->settings),
						    .url = b->url,
						    .event = note,
						    .clock_ms = tell_time,
						    .arg = b,
						    .now_s = tell_day };
	*state = b;
	return 0;
}

int bench_tear_down(void **state)
{
	struct bench *b = *state;

	bench_stop(b);
	hostile_free(b->server);
	mint_done(&b->world);
	pthread_cond_destroy(&b->heard);
	pthread_mutex_destroy(&b->lock);
	free(b);
	return 0;
}

void bench_publish(struct bench *b, const char *jwks, const char *lines)
{
	const struct hostile_answer answer = { .body = str_z(jwks),
					       .lines = lines,
					       .delay_ms = PUBLISH_MS };

	hostile_say(b->server, HOSTILE_JWKS, &answer);
}

void bench_start(struct bench *b)
{
	assert_null(ost_remote_settings_fault(&b->settings));
	assert_int_equal(ost_remote_new(&b->settings, &b->remote), OST_REMOTE_OK);
}

void bench_stop(struct bench *b)
{
	ost_remote_free(b->remote);
	b->remote = NULL;
}

void bench_start_good(struct bench *b, const char *lines)
{
	bench_publish(b, b->world.jwks, lines);
	bench_start(b);
	assert_outcome(bench_event(b, 1).outcome, OST_REMOTE_OUTCOME_NEW);
}

struct ost_remote_feed_status bench_status(struct bench *b, enum ost_remote_subject subject)
{
	struct ost_remote_feed_status status = { .size = sizeof(status) };

	assert_true(ost_remote_feed_status(b->remote, subject, &status));
	return status;
}

void bench_step_s(struct bench *b, int64_t s)
{
	atomic_fetch_add(&b->now_s, s);
	atomic_fetch_add(&b->now_ms, s * 1000);
}

struct bench_event bench_event(struct bench *b, size_t number)
{
	struct bench_event event = { 0 };
	struct timespec until;
	int rc = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += COME_S;
	pthread_mutex_lock(&b->lock);
	while (b->n_events < number && rc == 0)
		rc = pthread_cond_timedwait(&b->heard, &b->lock, &until);
	if (rc == 0)
		event = b->events[(number - 1) % BENCH_EVENTS_MAX];
	pthread_mutex_unlock(&b->lock);
	if (rc != 0)
		fail_msg("event %zu did not come", number);
	return event;
}

size_t bench_events_settled(struct bench *b)
{
	size_t n;

	usleep(SETTLE_MS * 1000);
	pthread_mutex_lock(&b->lock);
	n = b->n_events;
	pthread_mutex_unlock(&b->lock);
	return n;
}

enum ost_verdict bench_judge(struct bench *b, struct str token, unsigned wait_ms)
{
	struct ost_claims *claims = NULL;
	enum ost_verdict verdict = ost_remote_verify(b->remote, &b->world.policy, token.p, token.n,
						     MINT_NOW, wait_ms, &claims);

	assert_int_equal(verdict == OST_OK, claims != NULL);
	ost_claims_unref(claims);
	return verdict;
}

struct str bench_token(struct bench *b)
{
	return mint_token(&b->world.arena, &b->world.rsa, MINT_CLAIMS);
}

struct str bench_token_of(struct bench *b, const char *kid)
{
	struct mint_key key = b->world.stranger;

	key.kid = kid;
	return mint_token(&b->world.arena, &key, MINT_CLAIMS);
}
