/* I1 a job is answered only after the commit that carries it has returned, or when none of its
 * changes is in the database, or with ERR_UNCERTAIN. I2 the answer of a job never rests on changes
 * of another job that were lost: when the transaction of a batch is lost (the database rolled it
 * back, or its commit failed), every job of the batch runs again, alone in a transaction of its
 * own. When the cause was a full disk, the log is first moved to the database, which frees its
 * pages. I3 a job lives on the stack of its caller and is not touched after it was answered. I4
 * after a commit that the log may hold although it failed, nothing is written before the log is
 * renewed. I5 nothing is answered as done that went to a file which is not in its place. */
#include "store/sqlite/writer.h"

#include <semaphore.h>
#include <signal.h>
#include <string.h>

#include "base/thread.h"
#include "core/limits.h"
#include "metrics/metrics.h"
#include "store/sql/sql.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/writer_gate.h"

/* The write-ahead log is moved to the database file when it has grown by this number of pages of 4
 * KiB. */
#define CHECKPOINT_PAGES 1000

/* A log of this number of pages has not started over because some reader was always using it; from
 * then on the writer waits for readers. Readers of this process take a few milliseconds; a reader
 * of another process may never end. */
#define CHECKPOINT_WAIT_PAGES 4000

/* How often the files and the disk are looked at while nothing is written. */
#define WATCH_MS 1000

enum pace {
	BUSY,
	IDLE,
};

struct job {
	store_write_fn *fn;
	void *arg;
	struct err *err;
	bool grows; /* it may be refused while the disk is nearly full */
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

/* Waits until there is a job, at most WATCH_MS. NULL when none came; *out_stop when the writer is
 * being stopped as well. */
static struct job *wait_for_one(struct writer *w, bool *out_stop)
{
	struct timespec until = thread_time_in(WATCH_MS);
	struct job *job;

	pthread_mutex_lock(&w->lock);
	while (!w->first && !w->stopping && thread_wait_until(&w->arrived, &w->lock, until))
		;
	job = take_locked(w);
	*out_stop = w->stopping && !job;
	pthread_mutex_unlock(&w->lock);
	return job;
}

static enum store_rc await(struct writer *w, struct job *job)
{
	sem_init(&job->answered, 0, 0);
	pthread_mutex_lock(&w->lock);
	if (!w->first)
		pthread_cond_signal(&w->arrived);
	append(&w->last, job);
	pthread_mutex_unlock(&w->lock); /* from now on the writer may be stopped */
	while (sem_wait(&job->answered) < 0)
		; /* interrupted by a signal */
	sem_destroy(&job->answered);
	return job->rc;
}

enum store_rc writer_do(struct writer *w, store_write_fn *fn, void *arg, struct err *err)
{
	struct job job = { .fn = fn, .arg = arg, .err = err, .rc = STORE_FAULT };

	return await(w, &job);
}

enum store_rc writer_grow(struct writer *w, store_write_fn *fn, void *arg, struct err *err)
{
	struct job job = { .fn = fn, .arg = arg, .err = err, .grows = true, .rc = STORE_FAULT };

	return await(w, &job);
}

/* ---- running ---- */

/* Whether the job took pages of the reserve, of which there were `spare` to spare before. */
static bool took_reserve(struct sql *sql, int64_t spare)
{
	int64_t left = sqlite_pages_to_spare(sql);

	return left < 0 && left < spare;
}

static enum store_rc run_job(struct job *job, struct sql *sql)
{
	bool measured = job->grows && sqlite_growth_is_blocked(sql);
	int64_t spare = measured ? sqlite_pages_to_spare(sql) : 0;

	job->err->text[0] = '\0';
	job->rc = job->fn(sql, job->arg, job->err);
	if (job->rc == STORE_OK && measured && took_reserve(sql, spare)) {
		err_set_kind(job->err, ERR_NO_ROOM, "the disk is nearly full");
		job->rc = STORE_FAULT;
	}
	return job->rc;
}

/* Runs the job inside the batch's transaction. False when that transaction is lost. */
static bool run_in_batch(struct job *job, struct sql *sql)
{
	struct err err;

	job->rc = sql_savepoint(sql, job->err);
	if (job->rc != STORE_OK)
		return sql_in_transaction(sql);
	/* Both fail when the database has rolled back by itself, since the savepoint is gone. */
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

/* Answers all waiting jobs with the error: they have waited for the write lock as long as the
 * first, or the disk would fail them as well. */
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

/* ---- faults of a batch ---- */

/* The commit has failed, and the log may hold it. When the log can be renewed at once, nothing of
 * the batch comes back. */
static void refuse_unconfirmed(struct writer *w, const struct batch *batch, struct err *err)
{
	struct err why;

	log_error(w->log, "the disk did not confirm a commit", str_z(err->text));
	if (writer_log_is_clean(w, &why))
		err_set_kind(err, ERR_UNAVAILABLE, "the disk failed; nothing was written");
	for (struct job *job = batch->first; job; job = job->next) {
		job->rc = STORE_FAULT;
		*job->err = *err;
	}
}

/* What was committed since the files were last seen in their place may be gone with them. */
static void doubt_written(const struct batch *batch, const struct err *err)
{
	for (struct job *job = batch->first; job; job = job->next)
		if (job->rc == STORE_OK) {
			job->rc = STORE_FAULT;
			*job->err = *err;
			job->err->kind = ERR_UNCERTAIN;
			job->err->told = false; /* that this one is uncertain */
		}
}

/* ---- batches ---- */

/* Runs the jobs of a batch whose transaction is lost (I2). */
static void run_each_alone(struct writer *w, const struct batch *batch)
{
	struct err ignored; /* a job that still finds no space reports it */

	sql_rollback(w->sql);
	if (sqlite_is_full(w->sql))
		sqlite_checkpoint(w->sql, CHECKPOINT_WAIT_MS, &ignored);
	for (struct job *job = batch->first; job; job = job->next)
		if (writer_log_is_clean(w, job->err))
			run_alone(job, w->sql);
		else
			job->rc = STORE_FAULT;
}

static void run_batch(struct writer *w, struct job *first)
{
	struct batch batch = { .last = &batch.first };
	int64_t began_us = clock_steady_us();
	bool kept = true;
	struct err err;

	if (!writer_may_write(w, &err) || !writer_begin(w, &err)) {
		refuse_waiting(w, &batch, first, &err);
	} else {
		kept = fill_batch(w, &batch, first) && sql_commit(w->sql, &err) == STORE_OK;
		if (!kept && sqlite_log_is_suspect(w->sql))
			refuse_unconfirmed(w, &batch, &err);
		else if (!kept)
			run_each_alone(w, &batch);
		if (!writer_is_in_place(w, &err))
			doubt_written(&batch, &err);
		metric_observe(METRIC_COMMIT_SIZE, batch.n);
		metric_observe(METRIC_COMMIT_TIME, clock_steady_us() - began_us);
	}
	answer(w, &batch, kept);
}

static void check_disk_space(struct writer *w)
{
	bool blocked;

	if (!sqlite_check_disk_space(w->sql))
		return;
	blocked = sqlite_growth_is_blocked(w->sql);
	atomic_store(&w->short_of_room, blocked);
	if (blocked)
		log_line(w->log, LOG_LEVEL_ERROR,
			 "the disk is nearly full: the database stops growing until space is freed",
			 NULL, 0);
	else
		log_line(w->log, LOG_LEVEL_NOTICE, "the disk has room again", NULL, 0);
}

static void fill_reserve(struct writer *w)
{
	struct err err;
	bool failed = sqlite_fill_reserve(w->sql, &err) != STORE_OK;

	if (failed && !w->reserve_failed)
		log_error(w->log, "no room can be reserved for a full disk", str_z(err.text));
	w->reserve_failed = failed;
}

static bool is_due(const struct writer *w, int pages, enum pace pace)
{
	if (sqlite_growth_is_blocked(w->sql))
		return true;
	return pages - w->tried_at_pages >= (pace == IDLE ? 1 : CHECKPOINT_PAGES);
}

/* Runs between batches, so that only the next job waits for it. While nothing is written, the file
 * gets all of the log, so that it lacks little when the log is lost. While a reader of another
 * process prevents a checkpoint, a try after each commit would be of no use. But on a nearly full
 * disk, where the log must not grow, each commit is followed by a try. */
static void checkpoint(struct writer *w, enum pace pace)
{
	int pages = sqlite_wal_pages(w->sql);
	struct err err;
	bool failed;

	if (pages < w->tried_at_pages)
		w->tried_at_pages = 0; /* the log has started over */
	if (!is_due(w, pages, pace))
		return;
	w->tried_at_pages = pages;
	failed = sqlite_checkpoint(w->sql, pages < CHECKPOINT_WAIT_PAGES ? 0 : CHECKPOINT_WAIT_MS,
				   &err) != STORE_OK;
	if (failed && !w->checkpoint_failed)
		log_error(w->log, "the write-ahead log cannot be moved to the database",
			  str_z(err.text));
	w->checkpoint_failed = failed;
}

static void write_batch(struct writer *w, struct job *job)
{
	check_disk_space(w);
	run_batch(w, job);
	if (w->moved || sqlite_log_is_suspect(w->sql))
		return;
	fill_reserve(w);
	checkpoint(w, BUSY);
}

static void watch(struct writer *w)
{
	struct err ignored;

	check_disk_space(w);
	if (!writer_may_write(w, &ignored))
		return;
	if (outage_lasts(&w->outage) && sqlite_is_lockable(w->sql))
		outage_end(&w->outage);
	checkpoint(w, IDLE);
}

static void *write_until_stopped(void *arg)
{
	struct writer *w = arg;
	bool stop = false;

	while (!stop) {
		struct job *job = wait_for_one(w, &stop);

		if (job)
			write_batch(w, job);
		else if (!stop)
			watch(w);
	}
	return NULL;
}

/* ---- life ---- */

enum store_rc writer_start(struct writer *w, struct sql *sql, const struct log *log,
			   struct err *err)
{
	int failed;

	*w = (struct writer){ .sql = sql, .log = log, .outage = { .log = log }, .last = &w->first };
	pthread_mutex_init(&w->lock, NULL);
	thread_condition_init(&w->arrived);
	failed = thread_start(&w->thread, THREAD_STACK_DEFAULT, write_until_stopped, w);
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
	(void)sqlite_close_log(w->sql);
	sql_close(w->sql);
	pthread_cond_destroy(&w->arrived);
	pthread_mutex_destroy(&w->lock);
}

bool writer_is_short_of_room(struct writer *w)
{
	return atomic_load(&w->short_of_room);
}

void writer_state(struct writer *w, struct store_state *out)
{
	out->away = outage_lasts(&w->outage);
	out->short_of_room = writer_is_short_of_room(w);
	pthread_mutex_lock(&w->lock);
	for (const struct job *job = w->first; job; job = job->next)
		out->writes_waiting++;
	pthread_mutex_unlock(&w->lock);
}

void writer_stats(struct writer *w, struct store_stats *out)
{
	pthread_mutex_lock(&w->lock);
	*out = w->stats;
	pthread_mutex_unlock(&w->lock);
}
