/* Operations with an Idempotency-Key: once, and with the same answer each time. */
#include "support/writing.h"

#include "core/limits.h"
#include "tasks/once.h"

#define DAY_MS INT64_C(86400000)

struct effect {
	int64_t id;       /* of the task that it makes */
	enum store_rc rc; /* what it answers afterwards */
	int runs;
};

static enum store_rc make(struct sql *sql, void *arg, struct err *err)
{
	struct effect *e = arg;
	enum store_rc rc = writing_add(sql, e->id, STR("made"), err);

	e->runs++;
	return rc == STORE_OK ? e->rc : rc;
}

static void answer(void *arg, struct kept_answer *out)
{
	struct effect *e = arg;

	out->status = 200 + e->id;
	out->headers = STR("etag: \"1\"\n");
	out->body = STR("{}");
}

static struct once once_of(struct place *p, struct effect *e, const char *key, const char *request)
{
	return (struct once){ .owner = &writing_anna,
			      .arena = &p->arena,
			      .key = str_z(key),
			      .request = str_z(request),
			      .now_ms = NOW_MS,
			      .answer = answer,
			      .arg = e };
}

static void a_second_request_gets_the_first_answer(void **state)
{
	struct place *p = *state;
	struct effect first = { .id = 1 }, second = { .id = 2 };
	struct once once = once_of(p, &first, "k", "same");

	assert_int_equal(once_grow(p->store, &once, make, &first, &p->err), STORE_OK);
	assert_int_equal(once.outcome, ONCE_DONE);
	place_close(p);
	place_open(p);
	once = once_of(p, &second, "k", "same");
	assert_int_equal(once_write(p->store, &once, make, &second, &p->err), STORE_OK);
	assert_int_equal(once.outcome, ONCE_REPEATED);
	assert_int_equal(second.runs, 0);
	assert_int_equal(once.kept.status, 201);
	assert_text(once.kept.headers, "etag: \"1\"\n");
	assert_text(once.kept.body, "{}");
	assert_int_equal(writing_count_tasks(p), 1);
}

static void another_request_with_the_key_does_nothing(void **state)
{
	struct place *p = *state;
	struct effect first = { .id = 1 }, second = { .id = 2 };
	struct once once = once_of(p, &first, "k", "one");

	assert_int_equal(once_grow(p->store, &once, make, &first, &p->err), STORE_OK);
	once = once_of(p, &second, "k", "other");
	assert_int_equal(once_grow(p->store, &once, make, &second, &p->err), STORE_OK);
	assert_int_equal(once.outcome, ONCE_OTHER_REQUEST);
	assert_int_equal(second.runs, 0);
	once = once_of(p, &second, "l", "other");
	assert_int_equal(once_grow(p->store, &once, make, &second, &p->err), STORE_OK);
	assert_int_equal(once.outcome, ONCE_DONE);
	assert_int_equal(writing_count_tasks(p), 2);
}

static void a_refusal_leaves_the_key_free(void **state)
{
	static const enum store_rc refusals[] = { STORE_NONE, STORE_FULL, STORE_FAULT };
	struct place *p = *state;
	struct effect e = { .id = 1 };
	struct once once;

	for (size_t i = 0; i < ARRAY_LEN(refusals); i++) {
		e.rc = refusals[i];
		once = once_of(p, &e, "k", "bad");
		assert_int_equal(once_grow(p->store, &once, make, &e, &p->err), refusals[i]);
		assert_int_equal(writing_count_tasks(p), 0);
	}
	e.rc = STORE_OK;
	once = once_of(p, &e, "k", "mended");
	assert_int_equal(once_grow(p->store, &once, make, &e, &p->err), STORE_OK);
	assert_int_equal(once.outcome, ONCE_DONE);
	assert_int_equal(writing_count_tasks(p), 1);
}

static void a_key_is_free_again_after_a_day(void **state)
{
	static const struct {
		int64_t after_ms;
		enum once_outcome outcome;
	} rows[] = { { DAY_MS - 1, ONCE_REPEATED }, { DAY_MS, ONCE_DONE } };
	struct place *p = *state;
	struct effect e = { .id = 1 };
	struct once once = once_of(p, &e, "k", "same");

	assert_int_equal(once_grow(p->store, &once, make, &e, &p->err), STORE_OK);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		e.id++;
		once = once_of(p, &e, "k", "same");
		once.now_ms += rows[i].after_ms;
		assert_int_equal(once_grow(p->store, &once, make, &e, &p->err), STORE_OK);
		assert_int_equal(once.outcome, rows[i].outcome);
	}
}

static void without_a_key_everything_is_done_each_time(void **state)
{
	struct place *p = *state;
	struct effect e = { 0 };
	struct once once = once_of(p, &e, "", "same");

	for (e.id = 1; e.id <= 4; e.id++)
		assert_int_equal((e.id > 2 ? once_grow : once_write)(
					 p->store, e.id % 2 ? &once : NULL, make, &e, &p->err),
				 STORE_OK);
	assert_int_equal(writing_count_tasks(p), 4);
}

static void too_many_keys_are_refused_and_their_effect_undone(void **state)
{
	struct place *p = *state;
	struct effect e = { .id = 1 };
	struct once once;
	char key[16];

	for (; e.id <= LIMIT_KEYS_PER_USER; e.id++) {
		snprintf(key, sizeof(key), "%d", (int)e.id);
		once = once_of(p, &e, key, "same");
		assert_int_equal(once_grow(p->store, &once, make, &e, &p->err), STORE_OK);
	}
	once = once_of(p, &e, "one more", "same");
	assert_int_equal(once_grow(p->store, &once, make, &e, &p->err), STORE_FULL);
	assert_int_equal(once.outcome, ONCE_TOO_MANY);
	assert_int_equal(writing_count_tasks(p), LIMIT_KEYS_PER_USER);
}

/* ---- several servers ---- */

#define SERVERS 4
#define ROUNDS  8

struct server {
	struct store *store;
	struct arena arena;
	pthread_barrier_t *start;
	int64_t first_id;
	int done, repeated;
	struct err err;
	pthread_t thread;
};

static void *ask(void *arg)
{
	struct server *s = arg;
	char key[16];

	for (int i = 0; i < ROUNDS; i++) {
		struct effect e = { .id = s->first_id + i };
		struct once once = { .owner = &writing_anna,
				     .arena = &s->arena,
				     .request = STR("same"),
				     .now_ms = NOW_MS,
				     .answer = answer,
				     .arg = &e };

		snprintf(key, sizeof(key), "round %d", i);
		once.key = str_z(key);
		pthread_barrier_wait(s->start);
		if (once_grow(s->store, &once, make, &e, &s->err) != STORE_OK)
			continue;
		s->done += once.outcome == ONCE_DONE;
		s->repeated += once.outcome == ONCE_REPEATED;
	}
	return NULL;
}

static void of_several_servers_at_once_one_does_it(void **state)
{
	struct place *p = *state;
	struct server servers[SERVERS] = { 0 };
	struct store_config config = place_config(p);
	pthread_barrier_t start;
	int done = 0;

	config.busy_ms = 20000;
	pthread_barrier_init(&start, NULL, SERVERS);
	for (int i = 0; i < SERVERS; i++) {
		struct server *s = &servers[i];

		s->start = &start;
		s->first_id = 1 + i * 100;
		assert_int_equal(store_open(&config, &s->store, &s->err), STORE_OPENED);
	}
	for (int i = 0; i < SERVERS; i++)
		assert_int_equal(pthread_create(&servers[i].thread, NULL, ask, &servers[i]), 0);
	for (int i = 0; i < SERVERS; i++) {
		struct server *s = &servers[i];

		pthread_join(s->thread, NULL);
		if (s->done + s->repeated != ROUNDS)
			fail_msg("%s", s->err.text);
		done += s->done;
		store_free(s->store);
		arena_done(&s->arena);
	}
	pthread_barrier_destroy(&start);
	assert_int_equal(done, ROUNDS);
	assert_int_equal(writing_count_tasks(p), ROUNDS);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, writing_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(a_second_request_gets_the_first_answer),
		HERE(another_request_with_the_key_does_nothing),
		HERE(a_refusal_leaves_the_key_free),
		HERE(a_key_is_free_again_after_a_day),
		HERE(without_a_key_everything_is_done_each_time),
		HERE(too_many_keys_are_refused_and_their_effect_undone),
		HERE(of_several_servers_at_once_one_does_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
