/* I1 a job is answered only when the commit that carries it has returned, or nothing of it is in the
 * database. I2 a job's answer never rests on a neighbour's work that was lost: when the transaction of
 * a batch is lost (the database rolled it back, or its commit failed), every job of the batch runs
 * again, alone in a transaction of its own; when it was lost because the disk is full, the log is moved to
 * the database before, which gives its pages back. I3 a job lives on its caller's stack and is not touched
 * after it was answered. */
#include "store/writer.h"

#include <semaphore.h>
#include <signal.h>
#include <string.h>

#include "core/limits.h"
#include "store/sql.h"
#include "store/sqlite.h"

/* Pages of 4 KiB that the write-ahead log grows by until they are moved to the database file. */
#define CHECKPOINT_PAGES 1000

/* A log of that many pages has not begun anew because there was always somebody reading from it: then
 * readers are waited for. Ours take a few milliseconds at most; one of another process may take for
 * ever. */
#define CHECKPOINT_WAIT_PAGES 4000
#define CHECKPOINT_WAIT_MS    100

struct job {
	store_write_fn *fn;
	void *arg;
	struct err *err;
	enum store_rc rc;
	sem_t answered;
	struct job *next;
};

struct batch {
	struct job *first;
	struct job **last;
	unsigned n;
};

/* ---- the queue ---- */

static void append(struct job ***last, struct job *job)
{
	job->next = NULL;
	**last = job;
	*last = &job->next;
}

static struct job *take_locked(struct writer *w)
{
	struct job *job = w->first;

	if (!job)
		return NULL;
	w->first = job->next;
	if (!w->first)
		w->last = &w->first;
	return job;
}

static struct job *take(struct writer *w)
{
	struct job *job;

	pthread_mutex_lock(&w->lock);
	job = take_locked(w);
	pthread_mutex_unlock(&w->lock);
	return job;
}

/* NULL when there is nothing left to do and never will be. */
static struct job *wait_for_one(struct writer *w)
{
	struct job *job;

	pthread_mutex_lock(&w->lock);
	while (!w->first && !w->stopping)
		pthread_cond_wait(&w->arrived, &w->lock);
	job = take_locked(w);
	pthread_mutex_unlock(&w->lock);
	return job;
}

enum store_rc writer_do(struct writer *w, store_write_fn *fn, void *arg, struct err *err)
{
	struct job job = { .fn = fn, .arg = arg, .err = err, .rc = STORE_FAULT };

	sem_init(&job.answered, 0, 0);
	pthread_mutex_lock(&w->lock);
	if (!w->first)
		pthread_cond_signal(&w->arrived);
	append(&w->last, &job);
	pthread_mutex_unlock(&w->lock); /* from here on the writer may be stopped */
	while (sem_wait(&job.answered) < 0)
		; /* a signal */
	sem_destroy(&job.answered);
	return job.rc;
}

/* ---- running ---- */

static enum store_rc run_job(struct job *job, struct sql *sql)
{
	job->err->text[0] = '\0';
	job->rc = job->fn(sql, job->arg, job->err);
	return job->rc;
}

/* Runs the job inside the batch's transaction. False when that transaction is lost. */
static bool run_in_batch(struct job *job, struct sql *sql)
{
	struct err err;

	job->rc = sql_savepoint(sql, job->err);
	if (job->rc != STORE_OK)
		return sql_in_transaction(sql);
	/* Both fail when the database has rolled back by itself: the savepoint is gone. */
	if (run_job(job, sql) == STORE_OK)
		return sql_release(sql, &err) == STORE_OK;
	return sql_undo(sql, &err) == STORE_OK;
}

static void run_alone(struct job *job, struct sql *sql)
{
	struct err err;

	job->rc = sql_begin_write(sql, job->err);
	if (job->rc != STORE_OK)
		return;
	run_job(job, sql);
	if (job->rc != STORE_OK) {
		sql_rollback(sql);
		return;
	}
	job->rc = sql_commit(sql, &err);
	if (job->rc != STORE_OK) {
		*job->err = err;
		job->rc = STORE_FAULT;
	}
}

/* Runs the first job and those that arrive meanwhile, up to a batch's bound. False when the
 * transaction is lost. */
static bool fill_batch(struct writer *w, struct batch *batch, struct job *first)
{
	for (struct job *job = first; job;) {
		append(&batch->last, job);
		batch->n++;
		if (!run_in_batch(job, w->sql))
			return false;
		job = batch->n < LIMIT_COMMIT_BATCH ? take(w) : NULL;
	}
	return true;
}

/* The write lock is not to be had: everyone who waits has waited as long as the first one. */
static void refuse_waiting(struct writer *w, struct batch *batch, struct job *first,
			   const struct err *err)
{
	for (struct job *job = first; job;) {
		append(&batch->last, job);
		batch->n++;
		job->rc = STORE_FAULT;
		*job->err = *err;
		job = batch->n < LIMIT_COMMIT_BATCH ? take(w) : NULL;
	}
}

static void answer(struct writer *w, const struct batch *batch, bool together)
{
	uint64_t written = 0;

	for (const struct job *job = batch->first; job; job = job->next)
		written += job->rc == STORE_OK;
	pthread_mutex_lock(&w->lock);
	w->stats.writes += written;
	w->stats.commits += together ? written > 0 : written;
	pthread_mutex_unlock(&w->lock);
	for (struct job *job = batch->first; job;) {
		struct job *next = job->next; /* I3 */

		sem_post(&job->answered);
		job = next;
	}
}

/* The transaction of a batch is lost: I2. */
static void run_each_alone(struct writer *w, const struct batch *batch)
{
	struct err ignored; /* who finds no room now either says so */

	sql_rollback(w->sql);
	if (sqlite_is_full(w->sql))
		sqlite_checkpoint(w->sql, CHECKPOINT_WAIT_MS, &ignored);
	for (struct job *job = batch->first; job; job = job->next)
		run_alone(job, w->sql);
}

static void run_batch(struct writer *w, struct job *first)
{
	struct batch batch = { .last = &batch.first };
	bool kept = true;
	struct err err;

	if (sql_begin_write(w->sql, &err) != STORE_OK) {
		refuse_waiting(w, &batch, first, &err);
	} else {
		kept = fill_batch(w, &batch, first) && sql_commit(w->sql, &err) == STORE_OK;
		if (!kept)
			run_each_alone(w, &batch);
	}
	answer(w, &batch, kept);
}

static void mind_room(struct writer *w)
{
	if (!sqlite_mind_room(w->sql))
		return;
	if (sqlite_is_held(w->sql))
		log_error(w->log, "the disk is nearly full: the database grows no more",
			  "delete something on it");
	else
		log_line(w->log, LOG_LEVEL_NOTICE, "the disk has room again", NULL, 0);
}

/* Between batches, so that nobody waits for it but who comes next. When a reader of another process
 * keeps the log from being moved, trying after each commit would only cost; but when the disk is nearly full the
 * log must not grow. */
static void checkpoint(struct writer *w)
{
	int pages = sqlite_wal_pages(w->sql);
	struct err err;
	bool failed;

	mind_room(w);
	if (pages < w->tried_at_pages)
		w->tried_at_pages = 0; /* the log has begun anew */
	if (!sqlite_is_held(w->sql) && pages - w->tried_at_pages < CHECKPOINT_PAGES)
		return;
	w->tried_at_pages = pages;
	failed = sqlite_checkpoint(w->sql, pages < CHECKPOINT_WAIT_PAGES ? 0 : CHECKPOINT_WAIT_MS,
				   &err) != STORE_OK;
	if (failed && !w->checkpoint_failed)
		log_error(w->log, "the write-ahead log cannot be moved to the database", err.text);
	w->checkpoint_failed = failed;
}

static void *write_until_stopped(void *arg)
{
	struct writer *w = arg;
	struct job *job;

	while ((job = wait_for_one(w))) {
		run_batch(w, job);
		checkpoint(w);
	}
	return NULL;
}

/* ---- life ---- */

enum store_rc writer_start(struct writer *w, struct sql *sql, const struct log *log,
			   struct err *err)
{
	sigset_t all, before;
	int failed;

	*w = (struct writer){ .sql = sql, .log = log, .last = &w->first };
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->arrived, NULL);
	sigfillset(&all); /* signals are for the thread that waits for them */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&w->thread, NULL, write_until_stopped, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!failed)
		return STORE_OK;
	pthread_cond_destroy(&w->arrived);
	pthread_mutex_destroy(&w->lock);
	err_set(err, "no thread for writing: %s", strerror(failed));
	return STORE_FAULT;
}

void writer_stop(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_mutex_unlock(&w->lock);
	pthread_cond_signal(&w->arrived);
	pthread_join(w->thread, NULL);
	sql_close(w->sql);
	pthread_cond_destroy(&w->arrived);
	pthread_mutex_destroy(&w->lock);
}

void writer_stats(struct writer *w, struct store_stats *out)
{
	pthread_mutex_lock(&w->lock);
	*out = w->stats;
	pthread_mutex_unlock(&w->lock);
}
