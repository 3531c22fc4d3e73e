/* The pool of reading connections. */
#include "support/place.h"

#include <pthread.h>

#include "store/sqlite/readers.h"

static const struct sql_layout usual_layout;

static int with_file(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	place_close(p);
	return 0;
}

static struct sql *take(struct place *p, struct readers *r)
{
	struct sql *sql = NULL;

	if (readers_take(r, &sql, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	return sql;
}

static void a_connection_is_opened_once_and_taken_again(void **state)
{
	struct place *p = *state;
	struct readers r;
	struct sql *first, *second;

	readers_init(&r, p->file, 100, &usual_layout);
	p->err = (struct err){ 0 };
	first = take(p, &r);
	assert_string_equal(p->err.text, ""); /* a new connection is no fault */
	readers_give(&r, first);
	assert_ptr_equal(take(p, &r), first);
	second = take(p, &r);
	assert_ptr_not_equal(second, first);
	assert_int_equal(r.n_open, 2);
	assert_int_equal(place_number(second, "select count(*) from ostiary_task"), 0);
	readers_give(&r, first);
	readers_give(&r, second);
	assert_ptr_equal(take(p, &r), second); /* the warm one */
	readers_give(&r, second);
	readers_done(&r);
}

static void long_idle_connections_are_closed(void **state)
{
	struct place *p = *state;
	struct readers r;
	struct sql *a, *b, *c;

	readers_init(&r, p->file, 100, &usual_layout);
	a = take(p, &r);
	b = take(p, &r);
	c = take(p, &r);
	readers_give(&r, a);
	readers_give(&r, b);
	readers_give(&r, c);
	assert_ptr_equal(take(p, &r), c);
	readers_give(&r, c);
	assert_int_equal(r.n_open, 3); /* none has been idle long enough */
	r.idle[0].since_ms -= 60000;
	assert_ptr_equal(take(p, &r), c);
	readers_give(&r, c);
	assert_int_equal(r.n_open, 2);
	assert_int_equal(r.n_idle, 2);
	assert_ptr_equal(r.idle[0].sql, b);
	readers_done(&r);
}

struct waiter {
	struct readers *r;
	struct sql *sql;
	pthread_t thread;
};

static void *wait_for_one(void *arg)
{
	struct waiter *w = arg;
	struct err err;

	readers_take(w->r, &w->sql, &err);
	return NULL;
}

static void a_reader_waits_while_all_connections_are_taken(void **state)
{
	struct place *p = *state;
	struct sql *taken[LIMIT_READERS];
	struct readers r;
	struct waiter waiter = { .r = &r };

	readers_init(&r, p->file, 100, &usual_layout);
	for (size_t i = 0; i < LIMIT_READERS; i++)
		taken[i] = take(p, &r);
	assert_int_equal(pthread_create(&waiter.thread, NULL, wait_for_one, &waiter), 0);
	usleep(20000);
	readers_give(&r, taken[7]);
	pthread_join(waiter.thread, NULL);
	assert_ptr_equal(waiter.sql, taken[7]);
	assert_int_equal(r.n_open, LIMIT_READERS);
	for (size_t i = 0; i < LIMIT_READERS; i++)
		readers_give(&r, taken[i]);
	readers_done(&r);
}

static void a_connection_that_cannot_be_opened_is_a_fault_and_takes_no_place(void **state)
{
	struct place *p = *state;
	char away[96];
	struct readers r;
	struct sql *sql = NULL;

	snprintf(away, sizeof(away), "%s/log", p->dir);
	readers_init(&r, p->file, 100, &usual_layout);
	assert_int_equal(rename(p->file, away), 0);
	assert_int_equal(readers_take(&r, &sql, &p->err), STORE_FAULT);
	assert_null(sql);
	assert_int_equal(r.n_open, 0);
	assert_int_equal(rename(away, p->file), 0);
	readers_give(&r, take(p, &r));
	assert_int_equal(r.n_open, 1);
	readers_done(&r);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, with_file, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(a_connection_is_opened_once_and_taken_again),
		HERE(long_idle_connections_are_closed),
		HERE(a_reader_waits_while_all_connections_are_taken),
		HERE(a_connection_that_cannot_be_opened_is_a_fault_and_takes_no_place),
	};

	return cmocka_run_group_tests_name("readers", tests, NULL, NULL);
}
