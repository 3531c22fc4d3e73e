/* Reading and writing through the store: one commit for many, nothing lost, nothing half. */
#include "place.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store/tasks.h"
#include "store/users.h"

#define THREADS 48

static const struct owner anna = { STR_INIT("anna") };

static enum store_rc add_anna(struct sql *sql, void *arg, struct err *err)
{
	struct user user = { .id = anna.user_id, .email = anna.user_id };

	(void)arg;
	return users_insert(sql, &user, err);
}

static enum store_rc add(struct sql *sql, int64_t id, struct str title, struct err *err)
{
	struct task task = { .id = id,
			     .title = title,
			     .priority = STR("none"),
			     .tags_json = STR("[]"),
			     .created_ms = NOW_MS,
			     .updated_ms = NOW_MS };

	return tasks_insert(sql, &anna, &task, err);
}

static enum store_rc add_task(struct sql *sql, void *arg, struct err *err)
{
	return add(sql, *(const int64_t *)arg, STR("a task"), err);
}

static int with_anna(void **state)
{
	struct place *p;

	if (place_setup(state) < 0)
		return -1;
	p = *state;
	place_open(p);
	return store_write(p->store, add_anna, NULL, &p->err) == STORE_OK ? 0 : -1;
}

static enum store_rc count(struct sql *sql, void *arg, struct err *err)
{
	static const char all[] = "select count(*) from ostiary_task";
	OWNED(sql_end) struct sql_run *run = sql_start(sql, all);
	enum store_rc rc = sql_step(run, err);

	if (rc == STORE_OK)
		*(int64_t *)arg = sql_i64(run, 0);
	return rc;
}

static int64_t tasks_of(struct place *p)
{
	int64_t n = -1;

	if (store_read(p->store, count, &n, &p->err) != STORE_OK)
		fail_msg("%s", p->err.text);
	return n;
}

static bool is_there(struct place *p, int64_t id)
{
	static const char find[] = "select 1 from ostiary_task where id = $1";
	OWNED(sql_end) struct sql_run *run = sql_start(p->sql, find);

	sql_bind_i64(run, 1, id);
	return sql_step(run, &p->err) == STORE_OK;
}

/* ---- many at once ---- */

/* One store_write() on a thread of its own. */
struct call {
	struct store *store;
	store_write_fn *fn;
	int64_t id;
	atomic_int *waiting; /* how many have come to where they write, NULL: nobody counts */
	sem_t *entered;      /* of gate(): told when the writer is there */
	sem_t *go;           /* of gate(): what it then waits for */
	pthread_t thread;
	int runs;
	enum store_rc rc;
	struct err err;
};

static void *make_call(void *arg)
{
	struct call *c = arg;

	if (c->waiting)
		atomic_fetch_add(c->waiting, 1);
	c->rc = store_write(c->store, c->fn, c, &c->err);
	return NULL;
}

static enum store_rc add_its_task(struct sql *sql, void *arg, struct err *err)
{
	struct call *c = arg;

	c->runs++;
	return add(sql, c->id, STR("a task"), err);
}

/* Holds the writer until it may go, so that others gather behind it. */
static enum store_rc gate(struct sql *sql, void *arg, struct err *err)
{
	struct call *c = arg;

	(void)sql;
	(void)err;
	if (c->runs++ == 0) {
		sem_post(c->entered);
		while (sem_wait(c->go) < 0)
			;
	}
	return STORE_OK;
}

enum then {
	THEN_WAIT,
	THEN_CLOSE, /* the store, while they wait for it */
};

/* Makes all calls while the writer is held, so that one batch carries them, and waits for all. */
static void call_and(struct place *p, struct call *calls, int n, enum then then)
{
	atomic_int waiting = 0;
	sem_t entered, go;
	struct call first = { .store = p->store, .fn = gate, .entered = &entered, .go = &go };

	sem_init(&entered, 0, 0);
	sem_init(&go, 0, 0);
	assert_int_equal(pthread_create(&first.thread, NULL, make_call, &first), 0);
	sem_wait(&entered);
	for (int i = 0; i < n; i++) {
		calls[i].store = p->store;
		calls[i].waiting = &waiting;
		assert_int_equal(pthread_create(&calls[i].thread, NULL, make_call, &calls[i]), 0);
	}
	while (atomic_load(&waiting) < n)
		usleep(1000);
	usleep(50000); /* from the count to the queue */
	sem_post(&go);
	if (then == THEN_CLOSE)
		place_close(p);
	for (int i = 0; i < n; i++)
		pthread_join(calls[i].thread, NULL);
	pthread_join(first.thread, NULL);
	assert_int_equal(first.rc, STORE_OK);
	sem_destroy(&entered);
	sem_destroy(&go);
}

static void call_together(struct place *p, struct call *calls, int n)
{
	call_and(p, calls, n, THEN_WAIT);
}

static void transactions_that_wait_together_share_a_commit(void **state)
{
	struct place *p = *state;
	struct call calls[THREADS] = { 0 };
	struct store_stats before, after;

	for (int i = 0; i < THREADS; i++)
		calls[i] = (struct call){ .fn = add_its_task, .id = i };
	store_stats(p->store, &before);
	call_together(p, calls, THREADS);
	store_stats(p->store, &after);
	place_connect(p);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(calls[i].rc, STORE_OK);
		assert_int_equal(calls[i].runs, 1);
		assert_true(is_there(p, i));
	}
	assert_int_equal(after.writes - before.writes, THREADS + 1);
	assert_in_range(after.commits - before.commits, 1, 4);
}

#define EACH 50

struct stream {
	struct store *store;
	int64_t from;
	int answered;
	atomic_bool stop;
	pthread_t thread;
	struct err err;
};

static void *write_a_stream(void *arg)
{
	struct stream *s = arg;

	for (int64_t id = s->from; id < s->from + EACH; id++)
		s->answered += store_write(s->store, add_task, &id, &s->err) == STORE_OK;
	return NULL;
}

static void *read_until_told(void *arg)
{
	struct stream *s = arg;
	int64_t seen = 0, n = 0;

	while (!atomic_load(&s->stop)) {
		if (store_read(s->store, count, &n, &s->err) != STORE_OK || n < seen)
			s->answered = -1; /* what was there once stays */
		seen = n;
	}
	return NULL;
}

static void many_threads_write_and_read_and_every_answer_holds(void **state)
{
	struct place *p = *state;
	struct stream writers[THREADS] = { 0 }, readers[4] = { 0 };
	struct store_stats stats;

	for (size_t i = 0; i < THREADS; i++) {
		writers[i].store = p->store;
		writers[i].from = (int64_t)i * EACH;
		pthread_create(&writers[i].thread, NULL, write_a_stream, &writers[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		readers[i].store = p->store;
		pthread_create(&readers[i].thread, NULL, read_until_told, &readers[i]);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(writers[i].thread, NULL);
		assert_int_equal(writers[i].answered, EACH);
	}
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		atomic_store(&readers[i].stop, true);
		pthread_join(readers[i].thread, NULL);
		assert_int_equal(readers[i].answered, 0);
	}
	store_stats(p->store, &stats);
	assert_int_equal(stats.writes, THREADS * EACH + 1);
	assert_in_range(stats.commits, 1, stats.writes / 4);
	place_close(p);
	place_open(p);
	assert_int_equal(tasks_of(p), THREADS * EACH);
}

/* ---- neighbours ---- */

static enum store_rc add_and_refuse(struct sql *sql, void *arg, struct err *err)
{
	enum store_rc rc = add_its_task(sql, arg, err);

	return rc == STORE_OK ? STORE_NONE : rc;
}

static enum store_rc add_and_fault(struct sql *sql, void *arg, struct err *err)
{
	add_its_task(sql, arg, err);
	err_set(err, "on purpose");
	return STORE_FAULT;
}

/* What SQLite does by itself when the disk is full. */
static enum store_rc lose_the_transaction(struct sql *sql, void *arg, struct err *err)
{
	add_its_task(sql, arg, err);
	sql_rollback(sql);
	err_set(err, "lost on purpose");
	return STORE_FAULT;
}

static void a_failing_job_leaves_its_neighbours_alone(void **state)
{
	static const struct {
		store_write_fn *fn;
		enum store_rc rc;
	} kinds[] = {
		{ add_its_task, STORE_OK },
		{ add_and_refuse, STORE_NONE },
		{ add_its_task, STORE_OK },
		{ add_and_fault, STORE_FAULT },
	};
	struct place *p = *state;
	struct call calls[20];

	for (int i = 0; i < 20; i++)
		calls[i] = (struct call){ .fn = kinds[i % 4].fn, .id = i };
	call_together(p, calls, 20);
	place_connect(p);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(calls[i].rc, kinds[i % 4].rc);
		assert_int_equal(is_there(p, i), kinds[i % 4].rc == STORE_OK);
		if (calls[i].rc == STORE_FAULT)
			assert_says(calls[i].err, "on purpose");
	}
	assert_int_equal(number(p->sql, "select sum(n) from ostiary_task_count"), 10);
}

static void when_a_batch_is_lost_each_of_its_jobs_runs_again_alone(void **state)
{
	static const struct {
		store_write_fn *fn;
		enum store_rc rc;
	} kinds[] = {
		{ add_its_task, STORE_OK },
		{ add_and_refuse, STORE_NONE },
		{ lose_the_transaction, STORE_FAULT },
		{ add_its_task, STORE_OK },
	};
	struct place *p = *state;
	struct call calls[20];
	int again = 0;

	for (int i = 0; i < 20; i++)
		calls[i] = (struct call){ .fn = kinds[i % 4].fn, .id = i };
	call_together(p, calls, 20);
	place_connect(p);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(calls[i].rc, kinds[i % 4].rc);
		assert_int_equal(is_there(p, i), kinds[i % 4].rc == STORE_OK);
		if (calls[i].rc == STORE_FAULT)
			assert_says(calls[i].err, "lost on purpose");
		again += calls[i].runs == 2;
	}
	assert_true(again > 0);
}

static enum store_rc add_same_id(struct sql *sql, void *arg, struct err *err)
{
	struct call *c = arg;

	c->runs++;
	return add(sql, 7, STR("the one"), err);
}

static void of_those_who_want_the_same_row_one_gets_it(void **state)
{
	struct place *p = *state;
	struct call calls[10];
	int got = 0, conflicts = 0;

	for (int i = 0; i < 10; i++)
		calls[i] = (struct call){ .fn = add_same_id };
	call_together(p, calls, 10);
	for (int i = 0; i < 10; i++) {
		got += calls[i].rc == STORE_OK;
		conflicts += calls[i].rc == STORE_CONFLICT;
	}
	assert_int_equal(got, 1);
	assert_int_equal(conflicts, 9);
	assert_int_equal(tasks_of(p), 1);
}

/* ---- reading ---- */

struct twice {
	struct place *p;
	int64_t first;
	int64_t second;
};

static enum store_rc count_twice(struct sql *sql, void *arg, struct err *err)
{
	struct twice *t = arg;
	int64_t id = 1;

	if (count(sql, &t->first, err) != STORE_OK ||
	    store_write(t->p->store, add_task, &id, err) != STORE_OK)
		return STORE_FAULT;
	return count(sql, &t->second, err);
}

static void a_reader_sees_one_state_to_its_end(void **state)
{
	struct place *p = *state;
	struct twice t = { .p = p, .first = -1, .second = -1 };

	assert_int_equal(store_read(p->store, count_twice, &t, &p->err), STORE_OK);
	assert_int_equal(t.first, 0);
	assert_int_equal(t.second, 0);
	assert_int_equal(tasks_of(p), 1);
}

static void a_reader_cannot_write(void **state)
{
	struct place *p = *state;
	int64_t id = 1;

	assert_int_equal(store_read(p->store, add_task, &id, &p->err), STORE_FAULT);
	assert_says(p->err, "may not be written");
	assert_int_equal(tasks_of(p), 0);
	assert_int_equal(store_write(p->store, add_task, &id, &p->err), STORE_OK);
	assert_int_equal(tasks_of(p), 1);
}

static enum store_rc nothing(struct sql *sql, void *arg, struct err *err)
{
	(void)sql;
	(void)err;
	return *(const enum store_rc *)arg;
}

static void what_the_function_answers_is_answered(void **state)
{
	static const enum store_rc all[] = { STORE_OK,     STORE_NONE, STORE_CONFLICT,
					     STORE_ORPHAN, STORE_FULL, STORE_FAULT };
	struct place *p = *state;

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		enum store_rc rc = all[i];

		assert_int_equal(store_read(p->store, nothing, &rc, &p->err), rc);
		assert_int_equal(store_write(p->store, nothing, &rc, &p->err), rc);
	}
}

/* ---- trouble ---- */

static void a_write_waits_for_another_process_but_not_for_ever(void **state)
{
	struct place *p = *state;
	int64_t id = 1, start_ms;

	place_connect(p);
	assert_int_equal(sql_begin_write(p->sql, &p->err), STORE_OK);
	start_ms = clock_steady_ms();
	assert_int_equal(store_write(p->store, add_task, &id, &p->err), STORE_FAULT);
	assert_says(p->err, "locked by another process");
	assert_in_range(clock_steady_ms() - start_ms, 100, 5000);
	assert_int_equal(tasks_of(p), 0); /* reading goes on */
	sql_rollback(p->sql);
	assert_int_equal(store_write(p->store, add_task, &id, &p->err), STORE_OK);
	assert_int_equal(tasks_of(p), 1);
}

static enum store_rc limit_pages(struct sql *sql, void *arg, struct err *err)
{
	return sql_script(sql, arg, err);
}

static enum store_rc add_large(struct sql *sql, void *arg, struct err *err)
{
	static char title[20000];

	memset(title, 'x', sizeof(title));
	return add(sql, *(const int64_t *)arg, str_of(title, sizeof(title)), err);
}

static void a_full_database_faults_and_loses_nothing(void **state)
{
	static char small[] = "pragma max_page_count = 60";
	static char large[] = "pragma max_page_count = 1000000";
	struct place *p = *state;
	int64_t answered = 0, id;

	assert_int_equal(store_write(p->store, limit_pages, small, &p->err), STORE_OK);
	for (id = 0; id < 100; id++) {
		if (store_write(p->store, add_large, &id, &p->err) != STORE_OK)
			break;
		answered++;
	}
	assert_in_range(answered, 1, 20);
	assert_says(p->err, "the disk is full");
	assert_int_equal(tasks_of(p), answered);
	assert_int_equal(store_write(p->store, limit_pages, large, &p->err), STORE_OK);
	assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_OK);
	assert_int_equal(tasks_of(p), answered + 1);
}

static void limit_files_to(rlim_t bytes)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = bytes;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_disk_that_takes_no_more_gives_faults_and_no_success(void **state)
{
	struct place *p = *state;
	struct call calls[8];
	int64_t answered = 0, id = 0;
	char wal[96];
	struct stat st;

	signal(SIGXFSZ, SIG_IGN);
	snprintf(wal, sizeof(wal), "%s-wal", p->file);
	for (; id < 5; id++)
		answered += store_write(p->store, add_large, &id, &p->err) == STORE_OK;
	assert_int_equal(answered, 5);
	assert_int_equal(stat(wal, &st), 0);
	limit_files_to((rlim_t)st.st_size);
	for (; id < 10; id++) {
		assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_FAULT);
		assert_true(p->err.text[0]);
	}
	for (int i = 0; i < 8; i++)
		calls[i] = (struct call){ .fn = add_its_task, .id = 100 + i };
	call_together(p, calls, 8); /* the failure comes at their commit */
	for (int i = 0; i < 8; i++)
		assert_int_equal(calls[i].rc, STORE_FAULT);
	assert_int_equal(tasks_of(p), 5);
	limit_files_to(RLIM_INFINITY);
	assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_OK);
	place_close(p);
	place_open(p);
	assert_int_equal(tasks_of(p), 6);
}

static void the_log_is_moved_to_the_database_now_and_then(void **state)
{
	struct place *p = *state;
	char wal[96];
	struct stat st;

	snprintf(wal, sizeof(wal), "%s-wal", p->file);
	for (int64_t id = 0; id < 1000; id++)
		assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_OK);
	assert_int_equal(stat(wal, &st), 0);
	assert_in_range(st.st_size, 1 << 20, 12 << 20); /* of 20 MB that were written */
	assert_int_equal(stat(p->file, &st), 0);
	assert_in_range(st.st_size, 12 << 20, 40 << 20);
}

static void the_log_stays_small_while_others_read_all_the_time(void **state)
{
	struct place *p = *state;
	struct stream readers[3] = { 0 };
	char wal[96];
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		readers[i].store = p->store;
		pthread_create(&readers[i].thread, NULL, read_until_told, &readers[i]);
	}
	for (int64_t id = 0; id < 1500; id++)
		assert_int_equal(store_write(p->store, add_large, &id, &p->err), STORE_OK);
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		atomic_store(&readers[i].stop, true);
		pthread_join(readers[i].thread, NULL);
		assert_int_equal(readers[i].answered, 0);
	}
	snprintf(wal, sizeof(wal), "%s-wal", p->file);
	assert_int_equal(stat(wal, &st), 0);
	assert_in_range(st.st_size, 1 << 20, 24 << 20); /* of 30 MB that were written */
}

/* ---- death ---- */

struct sender {
	struct store *store;
	int fd;
	int64_t from;
	pthread_t thread;
};

/* Tells every task that was answered. */
static void *send_answered(void *arg)
{
	struct sender *s = arg;
	struct err err;

	for (int64_t id = s->from;; id++)
		if (store_write(s->store, add_task, &id, &err) != STORE_OK ||
		    write(s->fd, &id, sizeof(id)) != sizeof(id))
			_exit(1);
	return NULL;
}

#define SENDERS    8
#define SPAN       1000000
#define KILL_AFTER 2000

static void send_until_killed(struct place *p, int fd, int round)
{
	struct sender senders[SENDERS];

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that is itself killed leaves nobody behind */
	if (place_try_open(p) != STORE_OPENED)
		_exit(2);
	if (round == 0 && store_write(p->store, add_anna, NULL, &p->err) != STORE_OK)
		_exit(3);
	for (int i = 0; i < SENDERS; i++) {
		senders[i] = (struct sender){ .store = p->store,
					      .fd = fd,
					      .from = ((int64_t)round * SENDERS + i) * SPAN };
		if (pthread_create(&senders[i].thread, NULL, send_answered, &senders[i]))
			_exit(4);
	}
	for (;;)
		pause();
}

/* Reads what the child sends, kills it in the middle, and reads what it had sent before. */
static size_t receive(int fd, pid_t pid, int64_t *ids, size_t n, size_t max)
{
	size_t kill_at = n + KILL_AFTER;
	int64_t id;

	while (n < max && read(fd, &id, sizeof(id)) == sizeof(id)) {
		ids[n++] = id;
		if (n == kill_at)
			assert_int_equal(kill(pid, SIGKILL), 0);
	}
	return n;
}

static void a_killed_process_loses_no_answered_write(void **state)
{
	enum {
		MAX = 10000, /* that many tasks a user may have */
		ROUNDS = 3
	};
	struct place *p = *state;
	int64_t *ids = calloc(MAX, sizeof(*ids));
	size_t n = 0;

	assert_non_null(ids);
	for (int round = 0; round < ROUNDS; round++) {
		size_t before = n;
		int fds[2], status;
		pid_t pid;

		assert_int_equal(pipe(fds), 0);
		fcntl(fds[1], F_SETPIPE_SZ,
		      4096); /* so that it dies soon after the last one read */
		pid = fork();
		if (pid == 0) {
			close(fds[0]);
			send_until_killed(p, fds[1], round);
		}
		close(fds[1]);
		n = receive(fds[0], pid, ids, n, MAX);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		close(fds[0]);
		assert_in_range(n - before, KILL_AFTER, KILL_AFTER + 1000);
	}
	place_open(p);
	place_connect(p);
	for (size_t i = 0; i < n; i++)
		if (!is_there(p, ids[i]))
			fail_msg("task %lld was answered and is lost", (long long)ids[i]);
	assert_in_range(tasks_of(p), n, n + (size_t)ROUNDS * SENDERS); /* in flight at most */
	free(ids);
}

static void writes_that_wait_are_finished_before_the_store_goes(void **state)
{
	struct place *p = *state;
	struct call calls[THREADS];

	for (int i = 0; i < THREADS; i++)
		calls[i] = (struct call){ .fn = add_its_task, .id = i };
	call_and(p, calls, THREADS, THEN_CLOSE);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(calls[i].rc, STORE_OK);
	place_connect(p);
	assert_int_equal(number(p->sql, "select count(*) from ostiary_task"), THREADS);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, with_anna, place_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* First, while there is no thread: it forks. */
		cmocka_unit_test_setup_teardown(a_killed_process_loses_no_answered_write,
						place_setup, place_teardown),
		HERE(transactions_that_wait_together_share_a_commit),
		HERE(many_threads_write_and_read_and_every_answer_holds),
		HERE(a_failing_job_leaves_its_neighbours_alone),
		HERE(when_a_batch_is_lost_each_of_its_jobs_runs_again_alone),
		HERE(of_those_who_want_the_same_row_one_gets_it),
		HERE(a_reader_sees_one_state_to_its_end),
		HERE(a_reader_cannot_write),
		HERE(what_the_function_answers_is_answered),
		HERE(a_write_waits_for_another_process_but_not_for_ever),
		HERE(a_full_database_faults_and_loses_nothing),
		HERE(a_disk_that_takes_no_more_gives_faults_and_no_success),
		HERE(the_log_is_moved_to_the_database_now_and_then),
		HERE(the_log_stays_small_while_others_read_all_the_time),
		HERE(writes_that_wait_are_finished_before_the_store_goes),
	};

	return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
