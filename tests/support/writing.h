/* A user, her tasks and threads that write them through the store, for the tests of the writer. */
#ifndef OSTIARY_TESTS_SUPPORT_WRITING_H
#define OSTIARY_TESTS_SUPPORT_WRITING_H

#include "support/place.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "store/tables/tasks/tasks.h"
#include "store/tables/users.h"

extern const struct owner writing_anna;

/* A store_write_fn that inserts the user. */
enum store_rc writing_add_anna(struct sql *sql, void *arg, struct err *err);

enum store_rc writing_add(struct sql *sql, int64_t id, struct str title, struct err *err);

/* A store_write_fn that inserts a task of the user; arg is its id, an int64_t. */
enum store_rc writing_add_task(struct sql *sql, void *arg, struct err *err);

/* place_setup() with an open store that has the user. */
int writing_setup(void **state);

/* A store_read_fn that counts all tasks; arg is the result, an int64_t. */
enum store_rc writing_count(struct sql *sql, void *arg, struct err *err);

int64_t writing_count_tasks(struct place *p);

bool writing_task_exists(struct place *p, int64_t id);

/* One store_write() on a thread of its own. */
struct writing_call {
	struct store *store;
	store_write_fn *fn;
	int64_t id;
	atomic_int *waiting; /* counts the calls that are about to write; NULL: not counted */
	sem_t *entered;      /* posted when the writer runs the function that blocks it */
	sem_t *go;           /* awaited by that function */
	pthread_t thread;
	int runs;
	enum store_rc rc;
	struct err err;
};

/* A store_write_fn that inserts the task `id` of a call; arg is the call. */
enum store_rc writing_run_call(struct sql *sql, void *arg, struct err *err);

enum writing_then {
	WRITING_THEN_WAIT,
	WRITING_THEN_CLOSE, /* close the store while the calls wait */
};

/* Makes n calls while the writer is blocked, so that one batch holds them all, and joins them. */
void writing_call_then(struct place *p, struct writing_call *calls, int n, enum writing_then then);

void writing_call_together(struct place *p, struct writing_call *calls, int n);

/* A thread that writes or reads repeatedly. */
struct writing_stream {
	struct store *store;
	int64_t from;
	int answered;
	atomic_bool stop;
	pthread_t thread;
	struct err err;
};

/* A thread that counts the tasks until `stop` is set; the count never falls. arg is the stream. */
void *writing_read_until_stopped(void *arg);

#endif
