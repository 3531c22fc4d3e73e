/* A PostgreSQL server that ends under load and comes back: answered writes are kept, other calls
 * fail with a fault that may pass, and no restart is needed. Run by tests/postgres.sh own. */
#include "support/writing.h"

#include <sys/wait.h>

#include "core/clock.h"

#define WRITERS 8
#define ROUNDS  2

static void cluster(const char *command)
{
	const char *script = getenv("OSTIARY_TEST_PG_SCRIPT"), *dir = getenv("OSTIARY_TEST_PG_DIR");
	int status = -1;
	pid_t pid;

	if (!script || !dir)
		fail_msg("run it with tests/postgres.sh own");
	pid = fork();
	if (pid == 0) {
		execl(script, script, command, dir, NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

struct load {
	struct store *store;
	int64_t next; /* the id of the next write */
	int64_t written[20000];
	int n_written, n_faults, n_wrong;
	int64_t longest_ms;
	atomic_bool stop;
	pthread_t thread;
	struct err err;
};

static void note(struct load *l, int64_t id, enum store_rc rc)
{
	if (rc == STORE_OK && l->n_written < (int)ARRAY_LEN(l->written)) {
		l->written[l->n_written++] = id;
	} else if (rc == STORE_FAULT &&
		   (l->err.kind == ERR_UNAVAILABLE || l->err.kind == ERR_UNCERTAIN)) {
		l->n_faults++;
	} else if (rc != STORE_CONFLICT) { /* a write whose outcome was not known has been
	                                    * committed */
		l->n_wrong++;
		fprintf(stderr, "%d %s\n", (int)rc, l->err.text);
	}
}

static void *write_until_stopped(void *arg)
{
	struct load *l = arg;

	while (!atomic_load(&l->stop)) {
		int64_t id = l->next++, start_ms = clock_steady_ms(), n;
		int64_t took_ms;

		note(l, id, store_write(l->store, writing_add_task, &id, &l->err));
		took_ms = clock_steady_ms() - start_ms;
		l->longest_ms = took_ms > l->longest_ms ? took_ms : l->longest_ms;
		if (store_read(l->store, writing_count, &n, &l->err) != STORE_OK) {
			l->n_faults++;
			usleep(1000);
		}
	}
	return NULL;
}

static void until(struct place *p, enum store_rc rc)
{
	int64_t until_ms = clock_steady_ms() + 20000;

	while (store_ping(p->store, &p->err) != rc)
		if (clock_steady_ms() > until_ms)
			fail_msg("%s", p->err.text);
}

static void a_server_that_ends_under_load_keeps_every_answered_write(void **state)
{
	static const char *const ends[] = { "crash", "halt" };
	struct place *p = *state;
	struct load *loads = calloc(WRITERS, sizeof(*loads));
	int written = 0, faults = 0;

	assert_non_null(loads);
	for (int i = 0; i < WRITERS; i++) {
		loads[i].store = p->store;
		loads[i].next = (int64_t)i * 1000000;
		pthread_create(&loads[i].thread, NULL, write_until_stopped, &loads[i]);
	}
	for (int round = 0; round < ROUNDS; round++) {
		usleep(300000);
		cluster(ends[round]);
		until(p, STORE_FAULT);
		assert_int_equal(p->err.kind, ERR_UNAVAILABLE);
		usleep(200000);
		cluster("again");
		until(p, STORE_OK);
	}
	usleep(300000);
	for (int i = 0; i < WRITERS; i++)
		atomic_store(&loads[i].stop, true);
	for (int i = 0; i < WRITERS; i++)
		pthread_join(loads[i].thread, NULL);
	place_connect(p);
	for (int i = 0; i < WRITERS; i++) {
		assert_int_equal(loads[i].n_wrong, 0);
		assert_true(loads[i].longest_ms < 20000);
		written += loads[i].n_written;
		faults += loads[i].n_faults;
		for (int k = 0; k < loads[i].n_written; k++)
			assert_true(writing_task_exists(p, loads[i].written[k]));
	}
	assert_true(written > WRITERS);
	assert_true(faults > WRITERS);
	assert_int_equal(place_number(p->sql, "select n from ostiary_task_count"),
			 writing_count_tasks(p));
	free(loads);
}

static void while_the_server_is_away_calls_fail_at_once(void **state)
{
	struct place *p = *state;
	int64_t start_ms, id = 77;

	cluster("crash");
	until(p, STORE_FAULT);
	start_ms = clock_steady_ms();
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(store_ping(p->store, &p->err), STORE_FAULT);
		assert_int_equal(store_write(p->store, writing_add_task, &id, &p->err),
				 STORE_FAULT);
		assert_int_equal(p->err.kind, ERR_UNAVAILABLE);
	}
	assert_true(clock_steady_ms() - start_ms < 5000);
	cluster("again");
	until(p, STORE_OK);
	assert_int_equal(store_write(p->store, writing_add_task, &id, &p->err), STORE_OK);
}

static void the_schema_is_still_found_afterwards(void **state)
{
	struct place *p = *state;

	cluster("halt");
	cluster("again");
	until(p, STORE_OK);
	place_close(p);
	place_open(p);
	assert_int_equal(writing_count_tasks(p), 0);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, writing_setup, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(a_server_that_ends_under_load_keeps_every_answered_write),
		HERE(while_the_server_is_away_calls_fail_at_once),
		HERE(the_schema_is_still_found_afterwards),
	};

	return cmocka_run_group_tests_name("away", tests, NULL, NULL);
}
