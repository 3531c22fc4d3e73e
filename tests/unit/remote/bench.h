/* The bench of every test of the remote: a mint, a hostile server, a clock that stands still until
 * it is stepped, and the events. */
#ifndef OSTIARY_TESTS_REMOTE_BENCH_H
#define OSTIARY_TESTS_REMOTE_BENCH_H

#include <pthread.h>
#include <stdatomic.h>

#include "hostile.h"
#include "mint.h"
#include "ostiary/remote.h"

#define BENCH_EVENTS_MAX 256

struct bench_event {
	enum ost_remote_outcome outcome;
	enum ost_remote_reason reason;
	int status;
	size_t keys;
	int64_t next_ms;
	enum ost_remote_subject subject;
	size_t users;
	char url[256], detail[256];
};

struct bench {
	struct mint_world world;
	struct hostile *server;
	struct ost_remote_settings settings; /* for the next bench_start() */
	struct ost_remote *remote;
	char url[128];
	_Atomic int64_t now_ms;
	_Atomic int64_t now_s; /* the time of day, for lists */

	pthread_mutex_t lock; /* guards the events */
	pthread_cond_t heard;
	size_t n_events;
	struct bench_event events[BENCH_EVENTS_MAX];
};

/* For cmocka. The server says 404; the settings are of its /jwks, with the bench's clock. */
int bench_set_up(void **state);
int bench_tear_down(void **state);

/* The server says this JWKS, with these header lines, from now on. */
void bench_publish(struct bench *b, const char *jwks, const char *lines);
/* Makes the remote with the settings. */
void bench_start(struct bench *b);
void bench_stop(struct bench *b);
/* Starts with the world's set published and fetched. */
void bench_start_good(struct bench *b, const char *lines);

/* The status of one subject. */
struct ost_remote_feed_status bench_status(struct bench *b, enum ost_remote_subject subject);

void bench_step_s(struct bench *b, int64_t s);

/* The event of this number, beginning with 1; waits for it, and fails the test when it does not
 * come. */
struct bench_event bench_event(struct bench *b, size_t number);
/* Gives events that must not come a while to come; how many there are. */
size_t bench_events_settled(struct bench *b);

#define assert_outcome(outcome, expected)                                                          \
	assert_string_equal(ost_remote_outcome_name(outcome), ost_remote_outcome_name(expected))

/* The verdict on the token, with this wait_ms. */
enum ost_verdict bench_judge(struct bench *b, struct str token, unsigned wait_ms);
/* A good token of the world's RSA key. */
struct str bench_token(struct bench *b);
/* A token that names a key which no set has. */
struct str bench_token_of(struct bench *b, const char *kid);

#endif
